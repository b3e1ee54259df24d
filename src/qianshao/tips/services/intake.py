"""The desk writes down what came by another way: a case of the 12345 hotline, an enterprise's own check."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.core.units import unit
from qianshao.hazards.selectors.standards import hazard_kind
from qianshao.journal.services import record
from qianshao.tips.models import Tip
from qianshao.tips.selectors.numbers import numbers_at
from qianshao.tips.services.send import create_tip, numbered, write_reporter
from qianshao.tips.states import Channel

_HOURS = {Channel.HOTLINE: "hotline_hours", Channel.ENTERPRISE: "self_check_hours"}
#: Written down by an officer: above everything a stranger may send.
_TOP = -3


def register_intake(
    *,
    channel: str,
    kind: str,
    words: str,
    division_path: str,
    place_name: str = "",
    address: str = "",
    unit_name: str = "",
    outside_no: str = "",
    due_at: datetime | None = None,
    reporter_name: str = "",
    reporter_phone: str = "",
    photos: Iterable[UUID] = (),
    actor: Actor,
    now: datetime,
) -> Tip:
    """Write it down, as one more tip that waits; whoever called the hotline stands apart, as always.

    Raises:
        NotAllowed, NotFound: not this actor's area. Invalid: no words; a hotline case without its number, or one that
            is here already; an enterprise without a name.
    """
    actor.demand("tips.handle", division_path or "0")
    if channel not in _HOURS:
        raise Invalid("tip.channel", _("请选是热线转办还是企业自查。"))
    _check(channel, words, outside_no, unit_name)
    found, uids = hazard_kind(kind, now), [str(uid) for uid in photos]

    def write(code: str) -> Tip:
        with unit():
            tip = create_tip(
                code=code,
                now=now,
                channel=channel,
                kind=found["code"],
                kind_name=str(found["name"])[:40],
                words=words.strip()[:500],
                division_path=division_path,
                place_name=place_name[:120],
                address=address[:160],
                unit_name=unit_name[:80],
                outside_no=outside_no.strip()[:40],
                photos=uids,
                photo_count=len(uids),
                due_at=due_at or now + timedelta(hours=numbers_at(now)[_HOURS[Channel(channel)]]),
                points=_TOP,
            )
            write_reporter(tip, reporter_name.strip(), reporter_phone)
            record(
                kind="tips.received",
                actor=actor,
                now=now,
                subject=("tip", tip.pk),
                division_path=division_path,
                data={"no": tip.no, "kind": tip.kind_name},
            )
        return tip

    return numbered(write)


def _check(channel: str, words: str, outside_no: str, unit_name: str) -> None:
    if not words.strip():
        raise Invalid("tip.words", _("请写一句反映的是什么。"))
    if channel == Channel.HOTLINE:
        if not outside_no.strip():
            raise Invalid("tip.outside_no", _("请写 12345 的工单编号。"))
        same = Tip.objects.unscoped("is the case here").filter(channel=channel, outside_no=outside_no.strip()[:40])
        if same.exists():
            raise Invalid("tip.outside_twice", _("这个工单已经登记过。"))
    elif not unit_name.strip():
        raise Invalid("tip.unit", _("请写是哪家企业。"))
