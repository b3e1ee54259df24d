"""Until when: days and working days, as the county's table of case rules says. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

#: Which act starts a clock, and which stop it.
STARTS: Mapping[str, tuple[str, ...]] = {
    "hold": ("hold",),
    "compel": ("compel",),
    "file": ("decide",),
    "notify": ("hear", "hearing"),
    "decide": ("serve", "publish"),
    "serve": ("pay",),
}
STOPS: Mapping[str, tuple[str, ...]] = {
    "decide": ("decide", "hear", "hearing"),
    "hear": ("hear",),
    "ask_hearing": ("hearing",),
    "plan_hearing": ("hearing_day",),
    "hold_hearing": ("hear", "hearing", "hearing_day"),
    "grant_defer": ("pay",),
    "send_back": ("hear", "hearing"),
    "serve": ("serve",),
    "publish": ("publish",),
    "close": ("pay",),
}
#: Acts that end a case without a punishment stop what runs, but not a hold or a measure: they must be dealt with.
ENDS = ("no_punish", "withdraw", "hand_over", "close_mended", "close_clean")
_ALL = ("decide", "hear", "hearing", "hearing_day", "serve", "publish", "pay", "due")


@dataclass(frozen=True)
class Calendar:
    """Days off and made-up working days that differ from the plain week."""

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> "Calendar":
        """From the county's table; what is no date is left out."""
        days: dict[str, set[date]] = {"off": set(), "work": set()}
        for row in rows:
            try:
                days.get(str(row.get("kind")), set()).add(date.fromisoformat(str(row.get("code"))))
            except ValueError:
                continue
        return cls(frozenset(days["off"]), frozenset(days["work"]))

    def is_working(self, day: date) -> bool:
        """Whether offices work on ``day``."""
        return day in self.work or (day.weekday() < 5 and day not in self.off)


def until(since: datetime, number: float, unit: str, calendar: Calendar, zone: tzinfo) -> datetime:
    """The last minute of the ``number``-th day after ``since`` (the day itself does not count).

    >>> from datetime import UTC
    >>> until(datetime(2026, 7, 17, 3, tzinfo=UTC), 7, "working", Calendar(), UTC).date().isoformat()
    '2026-07-28'
    """
    day, left = since.astimezone(zone).date(), int(number)
    if unit == "days":
        day += timedelta(days=left)
    else:
        while left > 0:
            day += timedelta(days=1)
            left -= calendar.is_working(day)
    return datetime.combine(day, time(23, 59), zone)


def stopped_by(act: str) -> tuple[str, ...]:
    """The clocks that an act stops."""
    return _ALL if act in ENDS else STOPS.get(act, ())
