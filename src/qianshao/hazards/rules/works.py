"""Decisions about treatment projects. Pure: facts in, a code of what is wrong out; the empty text is yes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qianshao.hazards.rules.clocks import NO_DATE, OVER
from qianshao.hazards.rules.ledger import Hand, same_hand
from qianshao.hazards.states.works import ENGINEERING, OPEN_PROJECT

MOST_MILESTONES = 30
#: Nobody plans further ahead, or writes down what is longer ago.
_FAR = timedelta(days=3660)
_LAST = OVER.replace(year=2500)


@dataclass(frozen=True)
class Step:
    """A milestone as it is planned. ``id``: of one that stands already."""

    name: str
    due_at: datetime
    code: str = ""
    id: int | None = None


@dataclass(frozen=True)
class Plan:
    """What a project is: all of it each time it is written. Money in yuan; ``households``: to be moved elsewhere."""

    name: str
    treatment: str
    unit_name: str
    interim: str
    starts_on: date
    ends_at: datetime
    steps: tuple[Step, ...]
    person_name: str = ""
    money_planned: int | None = None
    money_source: str = ""
    households: int | None = None


@dataclass(frozen=True)
class Mark:
    """A milestone as it stands: until when, whether it is done, how many photos show it."""

    due_at: datetime
    is_done: bool
    photos: int = 0


def works_fault(treatment: str, *, has_open: bool, is_accepted: bool) -> str:
    """Why a hazard cannot reach acceptance: its project runs, or its treatment needs one and none is accepted."""
    if has_open:
        return "works_open"
    return "works_missing" if treatment in ENGINEERING and not is_accepted else ""


def plan_fault(plan: Plan, now: datetime, *, done: int = 0) -> str:
    """What a plan lacks. Until it is done somebody or something must keep people safe: never without a measure.
    ``done``: how many milestones are done already; with these a plan written anew needs no more.
    """
    if plan.treatment not in ENGINEERING:
        return "no_treatment"
    blank = {"no_name": plan.name, "no_unit": plan.unit_name, "no_interim": plan.interim}
    missing = next((fault for fault, text in blank.items() if not text.strip()), "")
    return missing or _steps_fault(plan.steps, done) or _dates_fault(plan, now)


def _steps_fault(steps: Sequence[Step], done: int) -> str:
    if not (steps or done) or any(not step.name.strip() for step in steps):
        return "no_steps"
    return "many_steps" if len(steps) + done > MOST_MILESTONES else ""


def _dates_fault(plan: Plan, now: datetime) -> str:
    """The end is not before the start, no milestone after the end, nothing beyond the calendar people plan by."""
    days = [plan.starts_on, *(moment.date() for moment in (plan.ends_at, *(step.due_at for step in plan.steps)))]
    if any(abs(day - now.date()) > _FAR for day in days):
        return "far_date"
    if days[1] < plan.starts_on:
        return "end_first"
    return "step_late" if any(step.due_at > plan.ends_at for step in plan.steps) else ""


def due_of(marks: Iterable[Mark], ends_at: datetime) -> datetime:
    """Until when the next thing must be done: the earliest milestone that is not; else the project's end."""
    return min((mark.due_at for mark in marks if not mark.is_done), default=ends_at)


def missed(marks: Iterable[Mark], now: datetime) -> int:
    """How many milestones are not done though their date has passed."""
    return sum(not mark.is_done and mark.due_at < now for mark in marks)


def finished_fault(marks: Sequence[Mark], moved: int, households: int | None) -> str:
    """Why a project is not finished: a milestone not done, one that no photo shows, somebody still living there."""
    if not marks or not all(mark.is_done for mark in marks):
        return "undone"
    if any(mark.photos < 1 for mark in marks):
        return "unseen"
    return "unmoved" if households is not None and moved < households else ""


def accept_works_fault(
    marks: Sequence[Mark], moved: int, households: int | None, doers: Iterable[Hand], accepter: Hand
) -> str:
    """Why this person may not accept it: not finished, no unit named, or they or their unit did the work."""
    if not accepter.unit.strip():
        return "no_unit"
    fault = finished_fault(marks, moved, households)
    return fault or ("own_work" if any(same_hand(doer, accepter) for doer in doers) else "")


def moved_fault(moved: int, households: int | None) -> str:
    """Households are counted only where some are to be moved, and no more than those."""
    if households is None:
        return "no_households" if moved else ""
    return "" if 0 <= moved <= households else "too_many_moved"


def turn_of(state: str, due_at: datetime | None, since: datetime) -> datetime:
    """The one column the list is sorted by: the latest first, then by date, then what is over, the newest first."""
    if state not in OPEN_PROJECT:
        return OVER + (_LAST - since)
    return due_at or NO_DATE
