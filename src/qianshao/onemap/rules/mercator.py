"""Tiles of the web's map grid: which box of degrees a tile is, and where a point lies in it."""

import math

import numpy as np
from numpy.typing import NDArray

EXTENT = 4096
MAX_ZOOM = 22
_EDGE = 85.0511287798066

Box = tuple[float, float, float, float]
Degrees = NDArray[np.float64]


def exists(z: int, x: int, y: int) -> bool:
    """Whether there is such a tile."""
    return 0 <= z <= MAX_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z


def box_of(z: int, x: int, y: int) -> Box:
    """West, south, east, north of a tile in degrees."""
    side = 1 << z
    return x / side * 360 - 180, _latitude((y + 1) / side), (x + 1) / side * 360 - 180, _latitude(y / side)


def touches(z: int, x: int, y: int, box: Box) -> bool:
    """Whether a tile shows something of the box or of its surroundings (half its size on every side)."""
    west, south, east, north = box
    wide, high = (east - west) / 2, (north - south) / 2
    left, low, right, top = box_of(z, x, y)
    return left < east + wide and right > west - wide and low < north + high and top > south - high


def world(lon: Degrees, lat: Degrees) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Across and down the whole map, 0 to 1, of points in degrees."""
    sine = np.sin(np.radians(np.clip(lat, -_EDGE, _EDGE)))
    return (lon + 180.0) / 360.0, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def place(
    across: NDArray[np.float64], down: NDArray[np.float64], z: int, x: int, y: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Column and row of points of the map within a tile, in units of ``EXTENT`` to the side; outside ones too."""
    scale = float((1 << z) * EXTENT)
    columns = np.floor(across * scale - x * EXTENT).astype(np.int64)
    return columns, np.floor(down * scale - y * EXTENT).astype(np.int64)


def _latitude(fraction: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * fraction))))
