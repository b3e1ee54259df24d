"""Tiles of the web's map grid: which box of degrees a tile is, and where a point lies in it."""

import math

import numpy as np
from numpy.typing import NDArray

EXTENT = 4096
MAX_ZOOM = 22
_EDGE = 85.0511287798066

Box = tuple[float, float, float, float]


def exists(z: int, x: int, y: int) -> bool:
    """Whether there is such a tile."""
    return 0 <= z <= MAX_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z


def box_of(z: int, x: int, y: int, margin: float = 0.0) -> Box:
    """West, south, east, north of a tile in degrees, widened by ``margin`` of its side."""
    side = 1 << z
    west, east = ((x - margin) / side * 360 - 180, (x + 1 + margin) / side * 360 - 180)
    north, south = (_latitude((y - margin) / side), _latitude((y + 1 + margin) / side))
    return max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)


def place(
    lon: NDArray[np.float64], lat: NDArray[np.float64], z: int, x: int, y: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Column and row of points within a tile, in units of ``EXTENT`` to the side; outside ones too."""
    scale = float((1 << z) * EXTENT)
    across = (lon + 180.0) / 360.0 * scale - x * EXTENT
    sine = np.sin(np.radians(np.clip(lat, -_EDGE, _EDGE)))
    down = (0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * scale - y * EXTENT
    return np.floor(across).astype(np.int64), np.floor(down).astype(np.int64)


def _latitude(fraction: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * fraction))))
