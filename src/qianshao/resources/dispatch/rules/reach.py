"""Who can be there first, and why that one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qianshao.resources.dispatch.rules.figures import Figures


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody or something that could go. ``metres``: straight; ``road_minutes``: by road where roads are loaded.

    ``own``: the county's own, before what is under agreement; ``covers``: how many of the items it has in full.
    """

    key: int
    name: str
    metres: float | None
    road_minutes: float | None = None
    own: bool = True
    covers: int = 0
    faded: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """A candidate with its minutes. ``by``: road, straight or nowhere (no place on record)."""

    candidate: Candidate
    minutes: int | None
    by: str


def _minutes(one: Candidate, figures: Figures) -> tuple[float | None, str]:
    if one.road_minutes is not None:
        return one.road_minutes, "road"
    if one.metres is None:
        return None, "nowhere"
    return figures.straight_minutes(one.metres), "straight"


def rank(candidates: Iterable[Candidate], figures: Figures, wanted: int = 0) -> Sequence[Reached]:
    """The best first: those with all the wanted items, own goods first, then the fewest minutes, then the name.

    What has no place on record comes last: nobody knows when it would arrive.
    """
    reached = []
    for one in candidates:
        minutes, by = _minutes(one, figures)
        total = None if minutes is None else round(minutes + figures.pack_minutes)
        reached.append(Reached(one, total, by))
    return sorted(reached, key=lambda r: _order(r, wanted))


def _order(one: Reached, wanted: int) -> tuple[bool, int, bool, float, str, int]:
    who = one.candidate
    minutes = float("inf") if one.minutes is None else one.minutes
    return (one.minutes is None, min(who.covers, wanted) * -1, not who.own, minutes, who.name, who.key)
