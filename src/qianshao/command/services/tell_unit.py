"""A hazard is handed over, its work is sent back or its date set anew: the unit's phone gets what, where, until when
and why; once for each time.
"""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from qianshao.command.services.due import day_of
from qianshao.command.services.ringing import Ring, can_ring, ring
from qianshao.command.services.telling import ACTOR
from qianshao.core.ids import UNIT, named_link
from qianshao.core.text import without_personal
from qianshao.divisions.choices import places
from qianshao.hazards.models import Hazard
from qianshao.hazards.selectors.links import handing_over
from qianshao.hazards.states.ledger import WITH_UNIT
from qianshao.journal.models import Entry
from qianshao.journal.services import record

SUBJECT = "hazard_unit"
#: What else a unit hears of its work than that it was handed over, by the act.
_HEADS = {
    "reject": gettext_lazy("隐患没改好，退回（{no}）：{where}{what}"),
    "unaccept": gettext_lazy("隐患没改好，退回（{no}）：{where}{what}"),
    "reopen": gettext_lazy("隐患又出现，要再整改（{no}）：{where}{what}"),
    "escalate": gettext_lazy("隐患已挂牌督办（{no}）：{where}{what}"),
    "grant_extension": gettext_lazy("同意延期（{no}）：{where}{what}"),
    "correct": gettext_lazy("隐患的地点更正了（{no}）：{where}{what}"),
    "refuse_extension": gettext_lazy("不同意延期（{no}）：{where}{what}"),
}


def tell_unit(entry: Entry, now: datetime) -> str:
    """Nothing, when it has been handed on or taken off the list meanwhile."""
    rows = Hazard.objects.unscoped("the hazard of a journal entry")
    hazard: Hazard | None = rows.filter(pk=entry.subject_id, state__in=WITH_UNIT).first()
    if hazard is None or hazard.assigned_at is None or entry.received_at < hazard.assigned_at:
        return "moved on"
    with override(settings.LANGUAGE_CODE):  # what is stored and sent is the site's language
        sent = can_ring(hazard.unit_phone)
        if sent:
            one = Ring(
                f"hand-{entry.pk}", (SUBJECT, hazard.pk), hazard.unit_name, hazard.unit_phone, hazard.division_path,
                hazard.is_drill, _link(hazard),
            )  # fmt: skip
            act = str(entry.kind).removeprefix("hazards.ledger_")
            ring(one, _("隐患整改") if act in _HEADS else _("隐患交办"), _words(hazard, act), now)
    record(
        kind="command.unit_told" if sent else "command.unit_no_phone",
        actor=ACTOR,
        now=now,
        subject=("hazard", hazard.pk),
        division_path=hazard.division_path,
        data={"no": hazard.no, "unit": hazard.unit_name},
        is_drill=hazard.is_drill,
    )
    return "told" if sent else "no phone"


def _link(hazard: Hazard) -> str:
    handed = handing_over(hazard)
    return named_link(UNIT, handed.pk) if handed else ""


def _why(hazard: Hazard, act: str) -> list[str]:
    """What was said with the act, without anybody's number; nothing where it was handed over."""
    found = hazard.acts.filter(act=act).order_by("-id").first() if act in _HEADS else None
    return [_("说明：{why}").format(why=without_personal(found.words)[:60])] if found and found.words else []


def _words(hazard: Hazard, act: str) -> str:
    """What, where, why, until when, what to do meanwhile. What somebody wrote is cut to what a message
    holds.
    """
    where = places([hazard.division_path])[hazard.division_path]
    head = str(_HEADS.get(act) or _("隐患交办（{no}）：{where}{what}"))
    parts = [
        head.format(no=hazard.no, where=where, what=hazard.title[:60]),
        *_why(hazard, act),
        _("类别{kind}，{grade}").format(kind=hazard.kind_name, grade=hazard.grade_label),
    ]
    if hazard.due_at:
        parts.append(_("请在 {day} 前整改完").format(day=day_of(hazard.due_at)))
    if hazard.interim:
        parts.append(_("整改前：{measure}").format(measure=hazard.interim[:40]))
    return "；".join(parts) + "。"
