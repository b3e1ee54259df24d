"""A year of major hazards: found, closed, and open or late at the end. Pure: facts and moments in, sums out.

A major hazard is one that is major today: it may have been raised later, and is then counted from when it was found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

#: What is written this moment has been.
_THIS_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Major:
    """What a sum needs to know of one. ``closed`` and ``opened``: when it was taken off the list and came back, in
    order; ``in_time``: of each closing whether it met its date, None where it had none.
    """

    area: str
    kind: str
    found_at: datetime
    due_at: datetime | None
    closed: tuple[datetime, ...] = ()
    in_time: tuple[bool | None, ...] = ()
    opened: tuple[datetime, ...] = ()

    def is_open(self, moment: datetime) -> bool:
        """Whether it stands on the list at a moment."""
        ended, back = (sum(at < moment for at in times) for times in (self.closed, self.opened))
        return self.found_at < moment and ended <= back

    def is_late(self, moment: datetime) -> bool:
        """Whether it stands there then with its date gone by."""
        return self.is_open(moment) and self.due_at is not None and self.due_at < moment


@dataclass(frozen=True)
class Sums:
    """``closed``: hazards, closed twice is one; ``dated`` of them had a date and ``in_time`` met it."""

    found: int
    closed: int
    dated: int
    in_time: int
    is_open: int
    late: int


def sums_of(majors: Iterable[Major], start: datetime, end: datetime, now: datetime) -> Sums:
    """The sums of ``start`` to ``end``; of a time that still runs as they are ``now``."""
    rows, until = list(majors), min(end, now + _THIS_MOMENT)
    last = [met for one in rows if (met := _last_closing(one, start, end)) is not None]
    return Sums(
        found=sum(start <= one.found_at < end for one in rows),
        closed=len(last),
        dated=sum(in_time is not None for (in_time,) in last),
        in_time=sum(in_time is True for (in_time,) in last),
        is_open=sum(one.is_open(until) for one in rows),
        late=sum(one.is_late(until) for one in rows),
    )


def _last_closing(one: Major, start: datetime, end: datetime) -> tuple[bool | None] | None:
    """Whether its last closing in a time met its date; None: it was not closed in it."""
    closings = [met for at, met in zip(one.closed, one.in_time, strict=True) if start <= at < end]
    return (closings[-1],) if closings else None


def months_of(starts: Sequence[datetime], now: datetime) -> list[tuple[datetime, datetime]]:
    """The months that have begun, each with its end. ``starts``: of thirteen months, the last of the next year."""
    return [(start, end) for start, end in pairwise(starts) if start <= now]
