"""The assignment as arrays: who may go where, how far it is, what is left after officers' own choices."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qianshao.geo.measure import distances_km
from qianshao.places.rules.plan import USABLE, Household, Site

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
#: A way nobody knows counts like this many kilometres: such families do not push others out of near places.
UNKNOWN_KM = 5.0


@dataclass
class Problem:
    """Free families (in order of id) against usable sites (likewise).

    ``km[h, s]``: how far; ``may[h, s]``: safe and reachable; ``left``, ``special_left``: places before the plan.
    """

    homes: list[Household]
    sites: list[Site]
    km: Floats
    known: Bools
    may: Bools
    people: Ints
    special: Ints
    left: Ints
    special_left: Ints


def build(homes: Sequence[Household], sites: Sequence[Site], fixed: Sequence[Household]) -> Problem:
    """Arrays for the families that nobody placed by hand; ``fixed`` ones have taken their places already."""
    usable = sorted(
        (s for s in sites if s.state in USABLE and s.lon is not None and s.lat is not None), key=lambda site: site.id
    )
    free = sorted(homes, key=lambda home: home.id)
    taken: dict[int, int] = defaultdict(int)
    taken_special: dict[int, int] = defaultdict(int)
    for home in fixed:
        taken[home.fixed or 0] += home.people
        taken_special[home.fixed or 0] += home.special
    lon, lat, known = _positions(free)
    km = distances_km(lon, lat, np.array([s.lon for s in usable], float), np.array([s.lat for s in usable], float))
    km[~known, :] = UNKNOWN_KM
    left = np.array([max(s.left - taken[s.id], 0) for s in usable], np.int64)
    special_left = np.array([max(s.special_left - taken_special[s.id], 0) for s in usable], np.int64)
    people = np.array([home.people for home in free], np.int64)
    special = np.array([min(home.special, home.people) for home in free], np.int64)
    return Problem(free, usable, km, known, _may(free, usable), people, special, left, np.minimum(special_left, left))


def _positions(homes: Sequence[Household]) -> tuple[Floats, Floats, Bools]:
    """Where families are; one without coordinates stands in the middle of its village, if others there have them."""
    middles: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for home in homes:
        if home.lon is not None and home.lat is not None and home.area:
            middles[home.area].append((home.lon, home.lat))
    lon, lat = np.zeros(len(homes)), np.zeros(len(homes))
    known = np.zeros(len(homes), bool)
    for n, home in enumerate(homes):
        if home.lon is not None and home.lat is not None:
            lon[n], lat[n], known[n] = home.lon, home.lat, True
        elif near := middles.get(home.area):
            lon[n], lat[n] = (sum(axis) / len(near) for axis in zip(*near, strict=True))
            known[n] = True
    return lon, lat, known


def _may(homes: Sequence[Household], sites: Sequence[Site]) -> Bools:
    may = np.ones((len(homes), len(sites)), bool)
    safe = {
        threat: np.array([threat not in site.unsafe_for for site in sites], bool)
        for threat in {home.threat for home in homes}
    }
    place = {site.id: n for n, site in enumerate(sites)}
    for n, home in enumerate(homes):
        may[n] = safe[home.threat]
        for key in home.blocked:
            if key in place:
                may[n, place[key]] = False
    return may
