"""Decisions about inquiry: summons, examination, samples, experts, compulsory measures. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Protocol, TypeVar

#: Nothing is planned further ahead, nor written down longer after it was done.
LONGEST = timedelta(days=366)
#: Which measures need a list of what they lie on (行政强制法 24).
ON_THINGS = ("seal", "seize")
#: Which row of the county's rules says how many days with experts a clock does not count.
EXPERT_RULES: Mapping[str, str] = {"decide": "expert_decide", "compel": "expert_compel"}


class Done(Protocol):
    """An act of a case."""

    pk: int
    act: str
    data: dict[str, Any]


T = TypeVar("T", bound=Done)


def still_open(acts: "Iterable[T]", start: str, *ends: str) -> "list[T]":
    """The acts ``start`` to which no act of ``ends`` points by ``data["of"]``, the oldest first."""
    known = list(acts)
    over = {act.data.get("of") for act in known if act.act in ends}
    return [act for act in known if act.act == start and act.pk not in over]


def waiting_prolongs(acts: "Iterable[T]") -> "list[T]":
    """Wishes to make a measure longer that nobody has decided and whose measure still holds."""
    known = list(acts)
    held = {act.pk for act in still_open(known, "compel", "lift_compel")}
    return [
        act for act in still_open(known, "ask_prolong", "prolong", "refuse_prolong") if act.data["compulsion"] in held
    ]


def prolonged(acts: "Iterable[T]", compulsion: int) -> "list[T]":
    """How often and when a measure was made longer, the oldest first."""
    return [act for act in acts if act.act == "prolong" and act.data["compulsion"] == compulsion]


def ahead_fault(when: datetime | None, now: datetime) -> str:
    """What is planned lies ahead, within a year."""
    if when is None:
        return "no_when"
    return "" if now < when <= now + LONGEST else "past_when"


def span_fault(began: datetime | None, ended: datetime | None, now: datetime) -> str:
    """What was examined was begun before it was ended, and both are over."""
    if began is None or ended is None:
        return "no_span"
    return "" if now - LONGEST <= began < ended <= now else "bad_span"


def measure_fault(*, measure: str, has_things: bool, basis: str) -> str:
    """A compulsory measure says what it lies on and by which law (行政强制法 24)."""
    if not basis.strip():
        return "no_measure_basis"
    return "no_things" if measure in ON_THINGS and not has_things else ""


@dataclass(frozen=True)
class Longer:
    """What making a measure longer rests on; ``until``: its end, None: it has none; ``most``, ``times``: by the
    county's table, None: not set.
    """

    measure: str
    until: datetime | None
    days: int
    most: float | None
    times: float | None
    done: int


def longer_fault(facts: Longer, now: datetime) -> str:
    """A seal or a seizure whose days are not over may be made longer so often, by so many days (行政强制法 25)."""
    if facts.measure not in ON_THINGS:
        return "not_longer"
    if not facts.most or not facts.times:
        return "no_longer_rule"
    if facts.until is None or now > facts.until:
        return "compel_over"
    if facts.done >= facts.times:
        return "longer_done"
    return "" if 1 <= facts.days <= facts.most else "longer_days"


def days_out(*, since: datetime, due_at: datetime, most: float | None) -> int:
    """Days with experts that a clock does not count; ``most``: None or 0, it counts them all."""
    return min((due_at - since).days + 1, int(most or 0)) if due_at > since else 0


def days_together(spans: Iterable[tuple[datetime, int]]) -> int:
    """Days covered by spans of (beginning, days): what two experts look into at once is not counted twice."""
    total = 0
    reached: datetime | None = None
    for since, days in sorted(spans):
        start, end = since if reached is None else max(since, reached), since + timedelta(days=days)
        if end > start:
            total, reached = total + ceil((end - start) / timedelta(days=1)), end
    return total
