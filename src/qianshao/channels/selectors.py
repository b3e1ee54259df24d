"""Questions to the room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.channels.adapters import LIVE, SIMULATED
from qianshao.channels.adapters.base import Adapter
from qianshao.channels.models import Channel, Message, Receipt
from qianshao.channels.rules import usable
from qianshao.channels.states import MessageState
from qianshao.core.clock import BEIJING
from qianshao.core.errors import NotAllowed, NotFound
from qianshao.core.scope import Scope
from qianshao.core.sql import fetch_all, read_time


class Heard(NamedTuple):
    """One receipt with the message it is about; ``id`` is the cursor."""

    id: int
    key: str
    kind: str
    subject_kind: str
    subject_id: int
    step: int
    try_no: int
    message_kind: str
    pressed: str
    heard_seconds: int | None
    at: datetime
    received_at: datetime
    is_drill: bool


def receipts_after(last_id: int, limit: int) -> list[Heard]:
    """Receipts with an id above ``last_id``, oldest first: what the calling engine reads, once each, in order."""
    rows = fetch_all(
        "SELECT r.id, r.message_key, r.kind, m.subject_kind, m.subject_id, m.step, m.try_no, m.kind, r.pressed, "
        "r.heard_seconds, r.at, r.received_at, m.is_drill FROM channels_receipt r "
        "JOIN channels_message m ON m.key = r.message_key WHERE r.id > %s ORDER BY r.id LIMIT %s",
        (last_id, limit),
    )
    return [_heard(row) for row in rows]


def _heard(row: tuple[Any, ...]) -> Heard:
    at, received = read_time(row[10]), read_time(row[11])
    assert at is not None and received is not None  # the columns are NOT NULL
    return Heard._make((*row[:10], at, received, bool(row[12])))


def last_receipt_id() -> int:
    """The newest receipt's number, 0 when there is none."""
    return Receipt.objects.aggregate(last=Max("id"))["last"] or 0


def messages_of(scope: Scope, subject_kind: str, subject_ids: Iterable[int]) -> "QuerySet[Any]":
    """All messages about these subjects, oldest first: the history of a case, all its lines."""
    found = Message.objects.within(scope).filter(subject_kind=subject_kind, subject_id__in=list(subject_ids))
    return found.select_related("channel", "text").order_by("due_at", "id")


@dataclass(frozen=True)
class Health:
    """One channel as the channels page shows it. ``state``: off, ok, resting (breaker or hours), silent, failing."""

    channel: Channel
    state: str
    queued: int
    sent_today: int


def channel_health(scope: Scope, now: datetime) -> list[Health]:
    """Every channel with its state, in order of use.

    Raises:
        NotAllowed: the person may not see channels.
    """
    if not scope.may("channels.view"):
        raise NotAllowed("action.denied", _("您没有这项权限。需要时请找县应急局管理员。"))
    waiting = {row["kind"]: row["n"] for row in _waiting(now)}
    return [_health(channel, waiting, now) for channel in Channel.objects.all()]


def _waiting(now: datetime) -> Any:
    due = Message.objects.unscoped("counts only").filter(state=MessageState.QUEUED, due_at__lte=now)
    return due.values("kind").annotate(n=Count("id"))


def _health(channel: Channel, waiting: dict[str, int], now: datetime) -> Health:
    if not channel.enabled:
        state = "off"
    elif not usable(channel, now):
        state = "resting"
    elif channel.failures:
        state = "failing"
    else:
        state = "ok" if channel.last_ok_at else "silent"
    queued = sum(waiting.values()) if channel.purpose == "simulated" else waiting.get(channel.purpose, 0)
    today = channel.sent_today if channel.sent_on == now.astimezone(BEIJING).date() else 0
    return Health(channel, state, queued if channel.enabled else 0, today)


def outbox_summary(scope: Scope, now: datetime) -> dict[str, Any]:
    """For the desk: how many messages wait, how long the oldest has been due, how many are under way."""
    found = Message.objects.within(scope)
    queued = found.filter(state=MessageState.QUEUED, due_at__lte=now).aggregate(n=Count("id"), oldest=Min("due_at"))
    sending = found.filter(state=MessageState.SENDING).count()
    late = (now - queued["oldest"]).total_seconds() if queued["oldest"] else 0.0
    return {"queued": queued["n"], "late_seconds": max(0.0, late), "sending": sending}


def adapters() -> dict[str, type[Adapter]]:
    """Every kind of channel one may set up, by name."""
    return {**LIVE, **SIMULATED}


def adapter_cards() -> list[tuple[str, str]]:
    """Name and label of each, for a choice. (Templates call classes, so they get none.)"""
    return [(name, str(adapter.label)) for name, adapter in adapters().items()]


def adapter_or_first(name: str) -> type[Adapter]:
    """The adapter of that name; the first one where there is none."""
    found = adapters()
    return found.get(name) or next(iter(found.values()))


def one_channel(scope: Scope, code: str, now: datetime) -> Health:
    """One channel.

    Raises:
        NotFound: there is none of that code.
        NotAllowed: the person may not see channels.
    """
    for health in channel_health(scope, now):
        if health.channel.code == code:
            return health
    raise NotFound("channel.unknown", _("没有这个通道。"))


def callback_url(channel: Channel) -> str:
    """Where its gateway reports to; empty for channels that do not report."""
    if channel.adapter != "http_gateway":
        return ""
    return f"{settings.PUBLIC_URL}/gateway/{channel.code}/callback"


def as_data(health: Health) -> dict[str, Any]:
    """For the API: no settings, no secrets."""
    names = ("code", "name", "purpose", "world", "enabled", "last_ok_at", "last_error", "last_error_at")
    own = {name: getattr(health.channel, name) for name in names}
    return own | {"state": health.state, "queued": health.queued, "sent_today": health.sent_today}
