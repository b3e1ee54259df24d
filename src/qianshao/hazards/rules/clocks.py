"""The clocks of a hazard: until when each step must be done, and when somebody is reminded. Pure.

All numbers are the county's (``data/grades.toml``, ``data/reminders.toml``); one that is not set sets no date.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from qianshao.hazards.states.ledger import ENDED, WITH_UNIT, HazardState

#: Which number of the grade's row runs in which state, in hours per unit.
_CLOCKS = {
    HazardState.FOUND: ("verify_hours", 1),
    HazardState.VERIFIED: ("assign_hours", 1),
    HazardState.REPORTED: ("assign_hours", 1),
    HazardState.FIXED_ON_SITE: ("accept_days", 24),
    HazardState.ACCEPT_ASKED: ("accept_days", 24),
    HazardState.ACCEPTED: ("close_days", 24),
}
#: Behind every date that anybody sets, so that one column sorts the whole ledger: what has a date, what has none,
#: what is over with the newest first.
NO_DATE = datetime(4000, 1, 1, tzinfo=UTC)
OVER = datetime(5000, 1, 1, tzinfo=UTC)
_LAST = datetime(2500, 1, 1, tzinfo=UTC)


def number(row: Mapping[str, Any], key: str) -> float | None:
    """A number of a row that may be not set."""
    value = row.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def after(row: Mapping[str, Any], key: str, now: datetime, hours_per_unit: int = 24) -> datetime | None:
    """``now`` plus the row's number; None when it is not set."""
    value = number(row, key)
    return None if value is None else now + timedelta(hours=value * hours_per_unit)


def step_due(state: HazardState, row: Mapping[str, Any], since: datetime, due_at: datetime | None) -> datetime | None:
    """Until when the present step must be done: with the unit, the agreed date; else the grade's clock."""
    if state in ENDED:
        return None
    if state in WITH_UNIT:
        return due_at
    key, hours = _CLOCKS[state]
    return after(row, key, since, hours)


def turn_at(state: HazardState, step_due_at: datetime | None, since: datetime) -> datetime:
    """The one column the ledger is sorted by: the most overdue first, then by date, without date, then what is over,
    the newest first.
    """
    if state in ENDED:
        return OVER + (_LAST - since)
    return step_due_at or NO_DATE


#: Acts that agree on a date anew, and those that send work back: the date they set is one of grace.
_AGREED, _GRACE = ("assign", "reopen"), ("reject", "unaccept")


def in_time_by(act: str, kept: datetime | None, due_at: datetime | None, now: datetime) -> datetime | None:
    """By when the work counts as done in time: the date first agreed. Another date (more time granted, another unit,
    a supervisor's) counts while the one before has not passed; that of a rejection never does.
    """
    if act in _AGREED or kept is None:
        return due_at
    return kept if act in _GRACE or now > kept else due_at


@dataclass(frozen=True)
class Step:
    """A reminder: ``hours`` after the date (negative: before). ``roles`` hear of it; ``copies`` get a copy.

    ``is_urging``: it is a 督办 and counts.
    """

    code: str
    hours: float
    roles: tuple[str, ...]
    copies: tuple[str, ...] = ()
    is_urging: bool = False

    def moment(self, due_at: datetime) -> datetime:
        """When it is its turn."""
        return due_at + timedelta(hours=self.hours)


def read_steps(rows: Iterable[Mapping[str, Any]], grade: int) -> list[Step]:
    """The steps of a grade, the earliest first; a row without a number of hours is not set."""
    found = [
        Step(
            str(row["code"]),
            hours,
            tuple(str(row.get("roles", "")).split()),
            tuple(str(row.get("copies", "")).split()),
            row.get("when") == "after",
        )
        for row in rows
        if str(row.get("grade", "")) in ("", str(grade))
        if (hours := _signed(row)) is not None
    ]
    return sorted(found, key=lambda step: step.hours)


def _signed(row: Mapping[str, Any]) -> float | None:
    value = number(row, "hours")
    return value if value is None or row.get("when") == "after" else -value


def due_steps(steps: Sequence[Step], due_at: datetime, since: datetime, now: datetime) -> list[Step]:
    """Steps whose moment came after ``since`` and not after ``now``, in order."""
    return [step for step in steps if since < step.moment(due_at) <= now]


#: A date that has passed when it is set is told from its first moment on.
_JUST = timedelta(seconds=1)


def reminded_until(
    due_at: datetime | None, now: datetime, before: datetime | None, reminded_at: datetime | None
) -> datetime:
    """Up to when the steps of a date that is set now count as told. ``before``, ``reminded_at``: the date that stood
    and how far its steps were told.

    The same date again goes on where it was: what came due a moment ago is still told. Of a date that has passed
    already the steps before it are late for anybody, those after it are told.
    """
    if due_at is not None and due_at == before and reminded_at is not None:
        return reminded_at
    return due_at - _JUST if due_at is not None and due_at <= now else now


def next_moment(steps: Sequence[Step], due_at: datetime | None, now: datetime) -> datetime | None:
    """When somebody is to be reminded next, after ``now``; None: never again."""
    if due_at is None:
        return None
    return min((step.moment(due_at) for step in steps if step.moment(due_at) > now), default=None)
