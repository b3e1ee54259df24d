"""The night of an alert, for the map's slider: from its release to its end, or to now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from qianshao.alerts.selectors.lists import alerts
from qianshao.core.scope import Scope

MOST = 12
#: The slider stops here: later than this, nobody follows it minute by minute.
LONGEST = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Event:
    """A released alert: its number, what it is called, from when to when it can be looked at."""

    key: int
    title: str
    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """How long it is; whole, and a little more rather than less, so that its last moment can be reached."""
        return int((self.end - self.start).total_seconds() // 60) + 1

    def at(self, minute: int) -> datetime:
        """The moment so many minutes after the start; never later than the end."""
        return min(self.start + timedelta(minutes=max(minute, 0)), self.end)


def events(scope: Scope, *, now: datetime) -> tuple[Event, ...]:
    """The newest released alerts the person may see."""
    if not scope.may("alerts.view"):
        return ()
    rows = alerts(scope).filter(released_at__isnull=False).exclude(msg_type="Cancel").order_by("-released_at", "-id")
    return tuple(
        Event(row.pk, row.headline or row.event, row.released_at, _end(row.released_at, row.ended_at, now))
        for row in rows[:MOST]
    )


def _end(start: datetime, ended: datetime | None, now: datetime) -> datetime:
    return max(start, min(ended or now, now, start + LONGEST))
