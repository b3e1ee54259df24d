"""What somebody must be told because a date comes near or has passed: hazards, departments called by a whistle."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qianshao.channels.states import Kind
from qianshao.core.clock import BEIJING
from qianshao.divisions.choices import places
from qianshao.hazards.models import Reminder, WhistleReminder
from qianshao.hazards.selectors import standard_rows
from qianshao.hazards.states.whistles import STEP_LABELS

REMINDER, WHISTLE = "reminder", "whistle_rem"


@dataclass(frozen=True)
class Due:
    """One reminder. ``source`` and ``id`` name it; ``about``: what it is about; ``line``: that in words.

    ``is_now``: something happened just now, no date. ``thing``: which of several dates of the same matter.
    """

    source: str
    id: int
    about: tuple[str, int]
    what: str
    no: str
    line: str
    path: str
    roles: tuple[str, ...]
    step: str
    number: int
    way: str
    is_urging: bool
    is_drill: bool
    is_now: bool = False
    thing: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What a newer reminder replaces: one line for a hazard, one for each department and step of a whistle."""
        if self.source == WHISTLE:
            return (self.about, self.line.partition("：")[2])
        return (self.about, self.thing)


def of_hazards(rows: Iterable[Reminder], now: datetime) -> list[Due]:
    """Those of hazards that are still to be done; the way is the county's."""
    living = [one for one in rows if _is_to_be_done(one)]
    where = places([one.division_path for one in living])
    ways = {row["code"]: str(row.get("way") or Kind.SMS) for row in standard_rows("reminders", now)}
    return [
        Due(
            REMINDER,
            one.pk,
            ("hazard", one.hazard_id),
            _("隐患"),
            one.hazard.no,
            _hazard_line(one, where[one.division_path]),
            one.division_path,
            (*one.roles, *one.copies),
            one.step,
            one.number,
            ways.get(one.step, Kind.SMS.value),
            one.is_urging,
            one.is_drill,
            thing=f"milestone{one.milestone_id}" if one.milestone_id else "",
        )
        for one in living
    ]


def _is_to_be_done(one: Reminder) -> bool:
    """Whether the date still is one: of a hazard that is worked on; of a milestone, one not reached."""
    step = one.milestone
    is_reached = step is not None and (step.done_at is not None or not step.project.is_open)
    return not is_reached and not one.hazard.is_over and one.hazard.same_as_id is None


def _milestone_line(one: Reminder, where: str) -> str:
    step: Any = one.milestone
    what = f"{where}{step.project.name}"[:50]
    if one.is_urging:
        sentence = _("治理工程第 {number} 次督办：{what}（{no}），节点“{step}”已过期限 {day}")
    else:
        sentence = _("治理工程节点快到期：{what}（{no}），{step}，期限 {day}")
    return sentence.format(number=one.number, what=what, no=one.hazard.no, step=step.name, day=day_of(one.due_at))


def _hazard_line(one: Reminder, where: str) -> str:
    if one.milestone_id is not None:
        return _milestone_line(one, where)
    what = f"{where}{one.hazard.title}"[:50]
    if one.is_urging:
        sentence = _("隐患第 {number} 次督办：{what}（{no}），{step}已过期限 {day}")
    else:
        sentence = _("隐患快到期：{what}（{no}），{step}，期限 {day}")
    state = str(one.hazard.state_label)
    return sentence.format(number=one.number, what=what, no=one.hazard.no, step=state, day=day_of(one.due_at))


def of_whistles(rows: Iterable[WhistleReminder]) -> list[Due]:
    """Those of departments of which something is still asked."""
    living = [one for one in rows if not one.call.is_over and one.call.whistle.state == "open"]
    where = places([one.division_path for one in living])
    return [
        Due(
            WHISTLE,
            one.pk,
            ("whistle", one.call.whistle_id),
            _("吹哨"),
            one.call.whistle.no,
            _whistle_line(one, where[one.division_path]),
            one.division_path,
            (*one.roles, *one.copies),
            one.step,
            one.number,
            Kind.SMS.value,
            True,
            one.is_drill,
        )
        for one in living
    ]


def _whistle_line(one: WhistleReminder, where: str) -> str:
    whistle = one.call.whistle
    sentence = _("吹哨第 {number} 次催办：{who}还没有{step}（{no}，{what}），期限 {day}")
    step, what = str(STEP_LABELS.get(one.step, one.step)), f"{where}{whistle.matter}"[:40]
    return sentence.format(
        number=one.number, who=one.call.department_name, step=step, no=whistle.no, what=what, day=day_of(one.due_at)
    )


def day_of(moment: datetime) -> str:
    """A date as messages say it, Beijing time."""
    return f"{moment.astimezone(BEIJING):%m-%d %H:%M}"
