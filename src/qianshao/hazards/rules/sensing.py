"""When a reading means a hazard. Pure: thresholds, what was seen before and one reading in; what happened out."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from qianshao.hazards.states.sensing import Mark

#: What the judgement of a reading may be.
NOTHING, OVER, BACK = "", "over", "back"


@dataclass(frozen=True)
class Threshold:
    """A row of the county's table. ``side``: above or below ``limit``; back to normal is ``back`` further off.

    ``lasting``: for how long it must hold; ``grade`` and ``kind``: of the hazard it means; ``sure``: how well the
    county knows the number (``standards.SURE_LABELS``).
    """

    code: str
    name: str
    side: str
    limit: float
    back: float = 0.0
    lasting: timedelta = timedelta(0)
    grade: int = 0
    kind: str = "other"
    sure: str = ""

    def is_crossed(self, value: float) -> bool:
        """The limit itself counts as crossed."""
        return value >= self.limit if self.side == "above" else value <= self.limit

    def is_normal(self, value: float) -> bool:
        """Off the limit by more than the margin, so that a value which trembles at the limit is one matter."""
        if self.side == "above":
            return not self.is_crossed(value) and value <= self.limit - self.back
        return not self.is_crossed(value) and value >= self.limit + self.back


@dataclass(frozen=True)
class Watch:
    """What is known of one threshold at one station: since when its limit was crossed, whether it counts as over."""

    since: datetime | None = None
    is_over: bool = False


def judge(
    watch: Watch, limit: Threshold, at: datetime, value: float, last_at: datetime | None, silence: timedelta
) -> tuple[Watch, str]:
    """One reading, later than the one before (``last_at``): what is known now, and what happened.

    A station that kept silent for longer than ``silence`` proves nothing about the time between.
    """
    if watch.is_over:
        return (Watch(), BACK) if limit.is_normal(value) else (watch, NOTHING)
    if not limit.is_crossed(value):
        return Watch(), NOTHING
    is_broken = last_at is None or at - last_at > silence
    since = at if watch.since is None or is_broken else watch.since
    is_over = at - since >= limit.lasting
    return Watch(since, is_over), OVER if is_over else NOTHING


def mark_of(at: datetime, now: datetime, last_at: datetime | None, ahead: timedelta, old: timedelta) -> Mark:
    """Whether a reading tells how it is now: not from the future, not too old, not older than what is known."""
    if at > now + ahead:
        return Mark.AHEAD
    if at < now - old:
        return Mark.OLD
    return Mark.BEHIND if last_at is not None and at <= last_at else Mark.TAKEN


def thresholds_of(rows: Iterable[Mapping[str, Any]], station: str, quantity: str) -> list[Threshold]:
    """The thresholds of a station: those written for it, else those for its quantity everywhere."""
    mine = [row for row in rows if row.get("quantity") == quantity]
    own = [row for row in mine if row.get("station") == station]
    return [_threshold(row) for row in own or mine if row.get("station", "") in ("", station)]


def _threshold(row: Mapping[str, Any]) -> Threshold:
    return Threshold(
        str(row["code"]),
        str(row["name"]),
        str(row["side"]),
        float(row["limit"]),
        float(row.get("back") or 0),
        timedelta(minutes=float(row.get("minutes") or 0)),
        int(row.get("grade") or 0),
        str(row.get("kind") or "other"),
        str(row.get("sure") or ""),
    )


def value_fault(value: float, unit: str, wanted: str) -> str:
    """Why a value cannot be read: no number of this world, or in another unit. Nothing is ever converted."""
    if not math.isfinite(value) or abs(value) > 1e12:
        return "value"
    return "" if unit.strip() == wanted else "unit"


def is_stale(last_at: datetime | None, created_at: datetime, silence: timedelta | None, now: datetime) -> bool:
    """Whether nothing was heard for longer than the county allows; a new station is waited for as long."""
    return silence is not None and (last_at or created_at) < now - silence


def watches_in(stored: Mapping[str, Any]) -> dict[str, Watch]:
    """What a station's row keeps, by code of the threshold."""
    return {
        code: Watch(datetime.fromisoformat(one["since"]) if one.get("since") else None, one.get("over") is True)
        for code, one in stored.items()
    }


def watches_out(watches: Mapping[str, Watch]) -> dict[str, Any]:
    """The same as the row keeps it; what is normal is left out."""
    return {code: {"since": one.since.isoformat(), "over": one.is_over} for code, one in watches.items() if one.since}
