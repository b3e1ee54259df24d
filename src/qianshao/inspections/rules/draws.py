"""Chance that can be checked again: places and inspectors in the order of a hash over the recorded seed. Pure.

Whoever has the seed and the two lists gets the same result, in any language: SHA-256 of ``seed|sort|key`` in UTF-8,
as hexadecimal text, smallest first.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

#: A path of a village or below (divisions: four digits a level).
VILLAGE_PATH = 20


@dataclass(frozen=True)
class Place:
    """A place that may be drawn: its identifier in the register, its area, who runs it."""

    uid: str
    path: str
    unit: str = ""


@dataclass(frozen=True)
class Chooser:
    """An inspector who may be drawn: where they live or sit, where they may inspect, whom they must not visit
    (identifiers of places and names of units).
    """

    key: int
    home: str
    unit: str
    reach: tuple[str, ...]
    interests: frozenset[str] = frozenset()


def own_interest(chooser: Chooser, place: Place) -> str:
    """Why this inspector must not go there: reach, home, unit, declared; empty: may go."""
    if not any(place.path.startswith(path) for path in chooser.reach):
        return "reach"
    if len(chooser.home) >= VILLAGE_PATH and place.path.startswith(chooser.home[:VILLAGE_PATH]):
        return "home"
    if place.unit and place.unit == chooser.unit:
        return "unit"
    return "declared" if chooser.interests & {place.uid, place.unit} - {""} else ""


def _rank(seed: str, sort: str, key: object) -> str:
    return hashlib.sha256(f"{seed}|{sort}|{key}".encode()).hexdigest()


def draw(
    seed: str, places: Sequence[Place], choosers: Sequence[Chooser], *, wanted: int, each: int
) -> list[tuple[str, list[int]]]:
    """``wanted`` places and for each ``each`` inspectors: who has the fewest so far, then by chance.

    A place without enough inspectors free of interest gets fewer; the verb refuses such a draw.
    """
    chosen = sorted(places, key=lambda place: _rank(seed, "place", place.uid))[:wanted]
    load = {chooser.key: 0 for chooser in choosers}
    result = []
    for place in chosen:
        free = [one.key for one in choosers if not own_interest(one, place)]
        free.sort(key=lambda key: (load[key], _rank(seed, place.uid, key)))
        for key in free[:each]:
            load[key] += 1
        result.append((place.uid, free[:each]))
    return result
