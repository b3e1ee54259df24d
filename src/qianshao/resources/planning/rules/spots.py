"""What plans are made of: villages with people, points that stand, sites where one could be; ways between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qianshao.geo.measure import distances_km
from qianshao.resources.planning.rules.program import Floats


@dataclass(frozen=True, slots=True)
class Village:
    """A village: ``id`` is its path. Without coordinates it takes no part and is listed."""

    id: str
    name: str
    people: int
    lon: float | None = None
    lat: float | None = None
    town: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point that stands, or a site for one. ``barred``: why none may be put there; ``at``: the village it is in.

    ``kind`` chooses speed and turnout in fire circles (``brigade`` or ``micro``).
    """

    id: str
    name: str
    lon: float | None = None
    lat: float | None = None
    barred: str = ""
    at: str = ""
    kind: str = ""


def placed(rows: Sequence[Village | Spot]) -> list[int]:
    """Positions of those with coordinates."""
    return [n for n, row in enumerate(rows) if row.lon is not None and row.lat is not None]


def ways_km(villages: Sequence[Village], spots: Sequence[Spot], factor: float) -> Floats:
    """Kilometres from each village to each spot: the straight line times ``factor`` (no roads are known here)."""
    if not villages or not spots:
        return np.zeros((len(villages), len(spots)))
    lon, lat = (np.array([getattr(v, axis) for v in villages], float) for axis in ("lon", "lat"))
    other_lon, other_lat = (np.array([getattr(s, axis) for s in spots], float) for axis in ("lon", "lat"))
    return distances_km(lon, lat, other_lon, other_lat) * factor
