"""Decisions about whistles. Pure: facts in, what is wrong or what is due out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any

from qianshao.hazards.rules.clocks import number
from qianshao.hazards.states.whistles import CALL_ENDED, STEPS, WHISTLE_WORDS

#: How the minutes are named in the county's row, and how many seconds each of its units has.
_NUMBERS = {"answer": ("answer_minutes", 60), "arrive": ("arrive_minutes", 60), "finish": ("finish_hours", 3600)}
#: What holds when an older table of the county does not say: who hears, and how often it is said.
_ROLES, _COPIES, _TIMES = ("county_duty",), ("county_lead",), 3
NEVER = float("inf")


def limits_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a whistle copies from the county's row."""
    names = ("answer_minutes", "arrive_minutes", "finish_hours", "again_minutes", "times", "roles", "copies")
    return {name: row.get(name) for name in names if row.get(name) not in (None, "")}


def due_times(limits: Mapping[str, Any], since: datetime) -> dict[str, datetime | None]:
    """Until when a department must answer, come and have acted; None: not set."""
    found: dict[str, datetime | None] = {}
    for step, (name, seconds) in _NUMBERS.items():
        value = number(limits, name)
        found[step] = None if value is None else since + timedelta(seconds=value * seconds)
    return found


def words_fault(act: str, words: str) -> str:
    """Whether a reader will ask why, and nothing was said."""
    return "no_words" if act in WHISTLE_WORDS and not words.strip() else ""


def answer_fault(*, contact: str, measure: str, promised_at: datetime | None, answered_at: datetime) -> str:
    """An answer holds four things: when it was taken on, who sees to it, what is done, and by when (Yixing)."""
    if not contact.strip() or not measure.strip() or promised_at is None:
        return "four_things"
    return "past_promise" if promised_at < answered_at else ""


def close_fault(calls: Sequence[tuple[str, int | None]]) -> str:
    """``calls``: (state, rating). A case stays open while a department has not acted or was not evaluated."""
    if any(state not in CALL_ENDED for state, _rating in calls):
        return "still_open"
    return "not_rated" if any(state == "done" and rating is None for state, rating in calls) else ""


@dataclass(frozen=True)
class Miss:
    """A missed date: which step, how often it was said, who hears, who gets a copy."""

    step: str
    number: int
    roles: tuple[str, ...]
    copies: tuple[str, ...]


def misses(
    limits: Mapping[str, Any],
    dues: Mapping[str, datetime | None],
    done: Mapping[str, datetime | None],
    said: Mapping[str, int],
    now: datetime,
) -> list[Miss]:
    """What must be said by now: each missed date, then again after ``again_minutes``, the leaders in copy from the
    second time; at most ``times`` for a step. After a stop of the machine one is said, not all that were slept over.
    """
    found = []
    for step in STEPS:
        at = _next(limits, dues[step], done[step], said.get(step, 0))
        if at is not None and at <= now:
            n = said.get(step, 0) + 1
            roles = tuple(str(limits.get("roles") or "").split()) or _ROLES
            copies = tuple(str(limits.get("copies") or "").split()) or _COPIES
            found.append(Miss(step, n, roles, copies if n > 1 else ()))
    return found


def next_miss(
    limits: Mapping[str, Any],
    dues: Mapping[str, datetime | None],
    done: Mapping[str, datetime | None],
    said: Mapping[str, int],
) -> datetime | None:
    """When somebody must look again; None: never."""
    moments = [_next(limits, dues[step], done[step], said.get(step, 0)) for step in STEPS]
    return min((moment for moment in moments if moment is not None), default=None)


def _next(limits: Mapping[str, Any], due: datetime | None, done: datetime | None, said: int) -> datetime | None:
    again, times = number(limits, "again_minutes"), number(limits, "times")
    if due is None or done is not None or said >= (_TIMES if times is None else times):
        return None
    if said and again is None:
        return None
    return due + timedelta(minutes=(again or 0) * said)


@dataclass(frozen=True)
class Figures:
    """How fast, over ``n`` calls whose date has passed. ``median``: minutes, None: half or more
    never did it. ``share``: done in time, of all ``n``.
    """

    n: int
    share: float | None
    median: float | None


def figures(rows: Iterable[tuple[datetime, datetime | None, datetime | None]], now: datetime) -> Figures:
    """Of (called, due, done). Counted are those whose date has passed, done or not: who is quick now does not count
    before who may still be late. One never done counts as late and as longer than any other.
    """
    counted = [(called, due, done) for called, due, done in rows if due is not None and due <= now]
    if not counted:
        return Figures(0, None, None)
    took = [NEVER if done is None else (done - called).total_seconds() / 60 for called, _due, done in counted]
    in_time = sum(done is not None and done <= due for _called, due, done in counted)
    middle = median_low(took)
    return Figures(len(counted), in_time / len(counted), None if middle == NEVER else middle)


def missed_or_done(
    due: datetime | None, done: datetime | None, released_at: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """A step as it counts: of a department that need not come any more, what was not yet due then and is not done
    does not count.
    """
    is_left_out = released_at is not None and done is None and due is not None and due > released_at
    return (None if is_left_out else due), done


def ranks(scores: Sequence[tuple[Any, ...] | None]) -> list[int | None]:
    """Places for scores, the greatest first; equal ones share a place; None is not ranked."""
    ordered = sorted((score for score in scores if score is not None), reverse=True)
    return [None if score is None else ordered.index(score) + 1 for score in scores]
