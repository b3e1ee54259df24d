"""Set up channels, switch them on and off, try them out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings as site
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.channels.adapters import LIVE, SIMULATED
from qianshao.channels.adapters.base import Adapter, Envelope, Misconfigured, Outcome
from qianshao.channels.adapters.registry import settings_of
from qianshao.channels.models import Channel
from qianshao.channels.states import KIND_NAMES, STATUS_NAMES, Kind, World
from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotAllowed, NotFound
from qianshao.core.ids import uuid7
from qianshao.journal.services import record


@dataclass(frozen=True)
class Setup:
    """What a channel is to be. ``settings`` holds secrets too; a secret left empty stays as it was."""

    adapter: str
    name: str
    purpose: str
    settings: Mapping[str, str] = field(default_factory=dict)
    priority: int = 10
    rate: float = 0
    lines: int = 1
    daily_cap: int = 0
    hours_from: time | None = None
    hours_to: time | None = None


_PLAIN = ("name", "purpose", "priority", "rate", "lines", "daily_cap", "hours_from", "hours_to")


def _adapter_class(name: str) -> type[Adapter]:
    found = {**LIVE, **SIMULATED}.get(name)
    if found is None:
        raise Invalid("channel.adapter", _("没有这种通道。"))
    return found


def configure_channel(*, actor: Actor, now: datetime, code: str, setup: Setup, fresh: bool = False) -> int:
    """Create the channel ``code``, off, or change it. Its settings are tried before they are kept.

    Args:
        fresh: it must not be there yet.

    Raises:
        Invalid: the settings cannot work; the sentence says why.
    """
    actor.demand("channels.configure", "")
    kind = _adapter_class(setup.adapter)
    if setup.purpose not in KIND_NAMES or (setup.purpose == Kind.SIMULATED) > (setup.adapter == "simulated"):
        raise Invalid("channel.purpose", _("用途不对。"))
    if setup.rate < 0 or setup.lines < 1 or setup.lines > 64:
        raise Invalid("channel.rate", _("速率不能为负，并发须在 1 到 64 之间。"))
    with transaction.atomic(durable=True):
        channel = Channel.objects.filter(code=code).first() or Channel(code=code, adapter=setup.adapter)
        if fresh and channel.pk:
            raise Invalid("channel.code_taken", _("这个代号已经有了。"))
        if channel.adapter != setup.adapter:
            raise Invalid("channel.adapter_fixed", _("通道的类型建好后不能改，请另建一个。"))
        changed = _take_over(channel, kind, setup)
        channel.save()
        record(
            kind="channels.configured", actor=actor, now=now, subject=("channel", channel.pk), division_path="",
            data={"name": channel.name, "changed": ", ".join(changed)},
        )  # fmt: skip
    return channel.pk


def _take_over(channel: Channel, kind: type[Adapter], setup: Setup) -> list[str]:
    """Put the setup into the row; returns the names of what changed (never values: they may be secret)."""
    hidden = {f.name for f in kind.fields if f.secret}
    known = {f.name for f in kind.fields}
    given = {name: str(value) for name, value in setup.settings.items() if name in known}
    before = settings_of(channel)
    merged = {**before, **{n: v for n, v in given.items() if v or n not in hidden}}
    try:
        kind(channel.pk or 0, merged)
    except Misconfigured as problem:
        raise Invalid("channel.settings", _("设置不可用：{why}"), why=str(problem)) from problem
    changed = [n for n in _PLAIN if getattr(channel, n) != getattr(setup, n)]
    changed += [n for n in merged if merged[n] != before.get(n)]
    for name in _PLAIN:
        setattr(channel, name, getattr(setup, name))
    channel.world = World.SIMULATED if setup.adapter in SIMULATED else World.LIVE
    channel.settings = {n: v for n, v in merged.items() if n not in hidden}
    channel.secrets = json.dumps({n: v for n, v in merged.items() if n in hidden and v})
    channel.failures, channel.open_until = 0, None
    return changed


def _get(code: str) -> Channel:
    channel = Channel.objects.filter(code=code).first()
    if channel is None:
        raise NotFound("channel.unknown", _("没有这个通道。"))
    return channel


def _refuse_real_on_demo(channel: Channel) -> None:
    if site.DEMO and channel.world == World.LIVE:
        raise NotAllowed("channel.demo", _("演示站点不能使用真实通道。"))


def set_channel_enabled(*, actor: Actor, now: datetime, code: str, enabled: bool) -> None:
    """Switch a channel on or off. Messages queued for it go to the next channel of their kind."""
    actor.demand("channels.configure", "")
    with transaction.atomic(durable=True):
        channel = _get(code)
        if enabled:
            _refuse_real_on_demo(channel)
        changes = {"enabled": enabled, "failures": 0, "open_until": None}
        if not Channel.objects.filter(pk=channel.pk).exclude(enabled=enabled).update(**changes):
            return
        record(
            kind="channels.enabled" if enabled else "channels.disabled", actor=actor, now=now,
            subject=("channel", channel.pk), division_path="", data={"name": channel.name},
        )  # fmt: skip


def test_channel(*, actor: Actor, now: datetime, code: str, address: str) -> Outcome:
    """Send one marked test message straight through the channel, also while it is off, and say what came back."""
    actor.demand("channels.test", "")
    channel = _get(code)
    _refuse_real_on_demo(channel)
    try:
        adapter = _adapter_class(channel.adapter)(channel.pk, settings_of(channel))
        outcome = adapter.deliver([_test_envelope(channel, address, now)], now)[0]
    except Misconfigured as problem:
        outcome = Outcome("temporary", error=str(problem))
    with transaction.atomic():
        changes: dict[str, Any] = {"last_ok_at": now} if outcome.status == "sent" else {
            "last_error": outcome.error, "last_error_at": now,
        }  # fmt: skip
        Channel.objects.filter(pk=channel.pk).update(**changes)
        record(
            kind="channels.tested", actor=actor, now=now, subject=("channel", channel.pk), division_path="",
            data={"name": channel.name, "result": str(STATUS_NAMES[outcome.status]), "error": outcome.error},
        )  # fmt: skip
    return outcome


# pytest would take the verb for a test where a test module imports it.
test_channel.__test__ = False  # type: ignore[attr-defined]


def _test_envelope(channel: Channel, address: str, now: datetime) -> Envelope:
    kind = Kind.SMS.value if channel.purpose == Kind.SIMULATED else channel.purpose
    body = str(_("【测试】这是一条通道测试，请勿当真。"))
    return Envelope(
        f"test-{uuid7()}", kind, address, "", str(_("通道测试")), body, 0, 0, 1, False, now + timedelta(minutes=5)
    )


def ensure_simulated(*, actor: Actor, now: datetime, settings: Mapping[str, str] | None = None) -> int:
    """The site's simulated channel, on: what drills use everywhere, and a demonstration for everything."""
    setup = Setup("simulated", str(_("模拟通道")), Kind.SIMULATED.value, settings or {})
    pk = configure_channel(actor=actor, now=now, code="simulated", setup=setup)
    set_channel_enabled(actor=actor, now=now, code="simulated", enabled=True)
    return pk
