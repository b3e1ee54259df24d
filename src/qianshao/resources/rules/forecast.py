"""How long a stock lasts: an even use per day, first what expires first; what expires unused is lost.

Rule: first in first out (hazards_to_assessment §4.5). The use per day is what was handed out or written off, less
what came back, over a stated window; it is an average and knows nothing of storms to come, and the page says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Forecast:
    """``used`` in ``window`` days; ``runs_out``: the first day without, None when not within the horizon; ``lost``:
    units that expire unused within it."""

    used: int
    window: int
    runs_out: date | None
    lost: int


def forecast(
    lots: Iterable[tuple[int, date | None]], *, used: int, window: int, horizon: int, today: date
) -> Forecast:
    """Look ahead lot by lot: ``(quantity, expires_on)``; the day of expiry is the last day of use."""
    per_day = used / window if window else 0.0
    day, lost, stock = 0.0, 0.0, 0
    for quantity, expires in sorted(lots, key=lambda lot: (lot[1] is None, lot[1] or today)):
        stock += quantity
        last = float((expires - today).days + 1) if expires else float("inf")
        taken = min(float(quantity), max(0.0, last - day) * per_day) if per_day else 0.0
        lost += (quantity - taken) if last <= horizon else 0.0
        day += taken / per_day if per_day else 0.0
    out = not stock or (per_day > 0 and day < horizon)
    return Forecast(used, window, today + timedelta(days=int(day)) if out else None, round(lost))
