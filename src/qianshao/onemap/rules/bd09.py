"""BD-09, the system of Baidu maps: GCJ-02 shifted once more by a known formula; the inverse is iterated."""

import numpy as np
from numpy.typing import NDArray

Degrees = NDArray[np.float64]
_PI = np.pi * 3000.0 / 180.0
_ROUNDS = 8


def bd09_from_gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Degrees in, degrees out."""
    reach = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _PI)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _PI)
    return reach * np.cos(angle) + 0.0065, reach * np.sin(angle) + 0.006


def gcj02_from_bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """The inverse, to well under a millimetre."""
    guess_lon, guess_lat = lon - 0.0065, lat - 0.006
    for _ in range(_ROUNDS):
        there_lon, there_lat = bd09_from_gcj02(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - there_lon, guess_lat + lat - there_lat
    return guess_lon, guess_lat
