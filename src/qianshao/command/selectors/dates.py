"""The matters that have a date beside the steps of hazards, each as the one thing its reminder needs to know."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qianshao.core.clock import BEIJING
from qianshao.enforcement.selectors.dates import clocks_running, orders_running
from qianshao.enforcement.selectors.handed import handed_in_anywhere
from qianshao.hazards.selectors.dates import extensions_waiting, guards_on_watch
from qianshao.inspections.selectors.dates import visits_missed
from qianshao.tips.selectors.dates import answers_due, rewards_proposed

#: Tips and visits know no drills.
_REAL = False


@dataclass(frozen=True)
class Matter:
    """What one row is about. ``subject``: in the journal; ``words``: what is said of it, filled with what and day."""

    subject: tuple[str, int]
    no: str
    title: str
    path: str
    is_drill: bool
    late: str
    soon: str = ""
    more: "tuple[tuple[str, str], ...]" = ()


@dataclass(frozen=True)
class Source:
    """``name`` is kept with what was told; ``what``: rows of the county's table; ``field``: the date."""

    name: str
    what: str
    label: Any
    field: str
    rows: Callable[[], "QuerySet[Any]"]
    read: Callable[[Any], Matter]

    def date_of(self, row: Any) -> datetime:
        """The row's date."""
        found: datetime = getattr(row, self.field)
        return found


def _date(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d}"


def _look(row: Any) -> Matter:
    late = _("盯守没有按时回报：{what}（{no}），{who}，应在 {day} 前看")
    who = (("who", row.person_label or row.cause_label),)
    one = row.hazard
    return Matter(("hazard", one.pk), one.no, one.title, row.division_path, row.is_drill, late, more=who)


def _extension(row: Any) -> Matter:
    late = _("延期申请等批：{what}（{no}），{who}要求延到 {until}")
    more = (("who", row.asked_by), ("until", _date(row.until)))
    one = row.hazard
    return Matter(("hazard", one.pk), one.no, one.title, row.division_path, one.is_drill, late, more=more)


def _tip(row: Any) -> Matter:
    late, soon = (
        _("{channel}已过答复期限：{what}（{no}），期限 {day}"),
        _("{channel}快到答复期限：{what}（{no}），期限 {day}"),
    )
    more = (("channel", str(row.channel_label)),)
    return Matter(("tip", row.pk), row.no, row.title, row.division_path, _REAL, late, soon, more)


def _handed(row: Any) -> Matter:
    late = _("移交执法等立卷：{what}（{no}），{day} 移交")
    return Matter(("hazard", row.pk), row.no, row.title, row.division_path, row.is_drill, late)


def _reward(row: Any) -> Matter:
    late = _("举报奖励等审批：{what}（{no}），{rule} {amount} 元，{who}提出")
    more = (("rule", row.rule_name), ("amount", str(row.amount)), ("who", row.proposed_by))
    return Matter(("tip", row.tip_id), row.tip.no, "", row.division_path, _REAL, late, more=more)


def _case(case: Any, step: str) -> Matter:
    late, soon = (
        _("案件已过期限：{what}（{no}），{step}，期限 {day}"),
        _("案件快到期：{what}（{no}），{step}，期限 {day}"),
    )
    title = " ".join(part for part in (case.party_name, case.matter) if part)
    return Matter(("case", case.pk), case.no, title, case.body_path, case.is_drill, late, soon, (("step", step),))


def _visit(row: Any) -> Matter:
    late = _("{kind}漏检：{what}，应在 {due} 前去")
    more = (("kind", str(row.get_kind_display())), ("due", _date(row.due_at)))
    return Matter(("visit", row.pk), row.code, row.place_name, row.division_path, _REAL, late, more=more)


SOURCES: tuple[Source, ...] = (
    Source("look", "missed", gettext_lazy("盯守"), "next_look_at", guards_on_watch, _look),
    Source("extension", "extension", gettext_lazy("隐患"), "asked_at", extensions_waiting, _extension),
    Source("tip", "tip", gettext_lazy("举报"), "due_at", answers_due, _tip),
    Source("clock", "clock", gettext_lazy("案件"), "until", clocks_running, lambda row: _case(row.case, row.name)),
    Source(
        "order",
        "clock",
        gettext_lazy("案件"),
        "due_at",
        orders_running,
        lambda row: _case(row, _("责令限期整改")),
    ),
    Source("handed", "handed", gettext_lazy("移交执法"), "transferred_at", handed_in_anywhere, _handed),
    Source("reward", "reward", gettext_lazy("举报奖励"), "proposed_at", rewards_proposed, _reward),
    Source("visit", "visit", gettext_lazy("巡查检查"), "missed_at", visits_missed, _visit),
)
