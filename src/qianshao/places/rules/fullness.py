"""How full a shelter is, for bars and for the eye."""

from dataclasses import dataclass

#: From here on a shelter is marked as nearly full, so that the next family is sent elsewhere in time.
NEARLY = 0.85


@dataclass(frozen=True)
class Fullness:
    """``percent`` of capacity (over 100 when too many), ``left`` places (never negative), ``tone`` of the bar."""

    percent: int
    left: int
    over: int
    tone: str


def fullness(occupied: int, capacity: int) -> Fullness:
    """The standing of ``occupied`` people among ``capacity`` places."""
    left, over = max(capacity - occupied, 0), max(occupied - capacity, 0)
    if not capacity:
        return Fullness(100, 0, over, "bad")
    percent = occupied * 100 // capacity
    tone = "bad" if occupied >= capacity else "wait" if occupied >= capacity * NEARLY else "run"
    return Fullness(percent, left, over, tone)
