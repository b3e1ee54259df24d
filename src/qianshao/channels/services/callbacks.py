"""A gateway's report: signed, fresh, once. ``POST /gateway/<channel>/callback``.

Body: ``{"receipts": [{"key", "id", "seq", "kind", "pressed", "heard", "at"}, …]}``, at most 1,000, with the headers
of ``adapters.signing``. ``key`` is our message key, ``id`` the gateway's own, ``seq`` counts up per ``id``. The
answer has a verdict per receipt, written only after commit.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from qianshao.channels.adapters.registry import settings_of
from qianshao.channels.adapters.signing import verify
from qianshao.channels.models import Channel, Nonce
from qianshao.channels.rules import CALLBACK_WINDOW
from qianshao.channels.services.receipts import Fact, Verdict, record_receipts
from qianshao.channels.states import RECEIPT_RANK, World
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound, Stale
from qianshao.journal.services import record

MOST_RECEIPTS = 1000
LONGEST_BODY = 1024 * 1024


def accept_callback(*, code: str, headers: Mapping[str, str], body: bytes, now: datetime) -> list[dict[str, Any]]:
    """Check, then take in. The nonce and the receipts are written in one transaction.

    Raises:
        NotFound: no such channel, or one that has no callbacks.
        NotAllowed: signature or time do not hold.
        Stale: this very request was here before.
        Invalid: signed, but not the agreed format.
    """
    channel = _channel(code)
    actor = Actor("gateway", channel.name, "gateway")
    nonce = verify(settings_of(channel).get("secret", ""), headers, body, now, CALLBACK_WINDOW)
    if not nonce:
        _note_refusal(channel, actor, now)
        raise NotAllowed("callback.signature", _("签名或时间不对，未接收。"))
    items = _items(body)
    facts = [_fact(channel.pk, item, now) for item in items]
    with transaction.atomic(durable=True):
        _use_nonce(channel, nonce, now)
        verdicts = record_receipts(facts, world=channel.world, now=now)
        _note_conflicts(channel, actor, verdicts, now)
    return [
        {"key": f.message_key, "seq": f.seq, "status": verdict} for f, verdict in zip(facts, verdicts, strict=True)
    ]


def _channel(code: str) -> Channel:
    channel = Channel.objects.filter(code=code, adapter="http_gateway", world=World.LIVE).first()
    if channel is None:
        raise NotFound("channel.unknown", _("没有这个通道。"))
    return channel


def _use_nonce(channel: Channel, nonce: str, now: datetime) -> None:
    try:
        with transaction.atomic():
            Nonce.objects.create(channel=channel, nonce=nonce, at=now)
    except IntegrityError as error:
        raise Stale("callback.replayed", _("这份回执已经收过。")) from error


def _items(body: bytes) -> list[Any]:
    try:
        items = json.loads(body)["receipts"]
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid("callback.format", _("回执格式不对。")) from error
    if not isinstance(items, list) or len(items) > MOST_RECEIPTS:
        raise Invalid("callback.too_many", _("一次最多 {most} 条回执。"), most=MOST_RECEIPTS)
    return items


def _fact(channel_id: int, item: Any, now: datetime) -> Fact:
    try:
        key, provider_id, kind = str(item["key"]), str(item["id"]), str(item["kind"])
        seq, heard = int(item["seq"]), item.get("heard")
        heard_s = None if heard is None else max(0, min(int(heard), 32_000))
        at = datetime.fromisoformat(item["at"]) if item.get("at") else now
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Invalid("callback.format", _("回执格式不对。")) from error
    pressed = str(item.get("pressed") or "")[:12]
    right = 0 < len(key) <= 64 and 0 < len(provider_id) <= 80 and 0 <= seq < 2**31 and kind in RECEIPT_RANK
    if not right or at.tzinfo is None or not _plain(key + provider_id + pressed):
        raise Invalid("callback.format", _("回执格式不对。"))
    return Fact(channel_id, provider_id, seq, key, kind, at.astimezone(UTC), pressed, heard_s)


def _plain(text: str) -> bool:
    """Printable ASCII: ids of ours and of gateways are nothing else, and both databases can store it."""
    return text.isascii() and text.isprintable()


def _note_conflicts(channel: Channel, actor: Actor, verdicts: list[Verdict], now: datetime) -> None:
    count = verdicts.count("conflict")
    if count:
        record(
            kind="channels.receipt_conflict", actor=actor, now=now, subject=("channel", channel.pk), division_path="",
            data={"name": channel.name, "count": count},
        )  # fmt: skip


def _note_refusal(channel: Channel, actor: Actor, now: datetime) -> None:
    """At most one line a minute and channel, however hard somebody knocks."""
    Channel.objects.filter(pk=channel.pk).update(last_error="callback signature", last_error_at=now)
    recent = channel.last_error == "callback signature" and channel.last_error_at is not None
    if recent and channel.last_error_at is not None and abs((now - channel.last_error_at).total_seconds()) < 60:
        return
    with transaction.atomic():
        record(
            kind="channels.callback_refused", actor=actor, now=now, subject=("channel", channel.pk), division_path="",
            data={"name": channel.name, "why": "signature"},
        )  # fmt: skip
