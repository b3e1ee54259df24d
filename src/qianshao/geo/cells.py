"""The cell of a point: a 52-bit Morton number, so that one B-tree index finds points in areas.

26 bits of longitude and 26 bits of latitude are interleaved, longitude in the even bits. A cell is
about 0.6 m × 0.3 m; a block of 4^k cells is one contiguous range of numbers, aligned to its size.
"""

import math

import numpy as np
from numpy.typing import NDArray

BITS = 26
SIDE = 1 << BITS
_LON_SCALE = SIDE / 360.0
_LAT_SCALE = SIDE / 180.0
_SPREAD = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)
_SQUEEZE = (
    (1, 0x3333333333333333),
    (2, 0x0F0F0F0F0F0F0F0F),
    (4, 0x00FF00FF00FF00FF),
    (8, 0x0000FFFF0000FFFF),
    (16, 0x00000000FFFFFFFF),
)


def interleave(x: int, y: int) -> int:
    """Return the Morton number of column ``x`` and row ``y`` (each below 2^26, or of a coarser grid)."""
    for shift, mask in _SPREAD:
        x = (x | x << shift) & mask
        y = (y | y << shift) & mask
    return x | y << 1


def deinterleave(cell: int) -> tuple[int, int]:
    """Return ``(x, y)`` of a Morton number."""
    x, y = cell & 0x5555555555555555, cell >> 1 & 0x5555555555555555
    for shift, mask in _SQUEEZE:
        x = (x | x >> shift) & mask
        y = (y | y >> shift) & mask
    return x, y


def cell_of(lon: float, lat: float) -> int:
    """Return the cell of a point in degrees. Raises ValueError outside ±180 / ±90 and for NaN."""
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
        raise ValueError(f"not a longitude and latitude: {lon}, {lat}")
    x = min(math.floor((lon + 180.0) * _LON_SCALE), SIDE - 1)
    y = min(math.floor((lat + 90.0) * _LAT_SCALE), SIDE - 1)
    return interleave(x, y)


def cells_of(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the cells of many points (same numbers as :func:`cell_of`, 25 ms for 300,000)."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if not ((np.abs(lon) <= 180.0).all() and (np.abs(lat) <= 90.0).all()):
        raise ValueError("a point lies outside ±180 / ±90, or is not a number")
    x = np.minimum(np.floor((lon + 180.0) * _LON_SCALE), SIDE - 1).astype(np.uint64)
    y = np.minimum(np.floor((lat + 90.0) * _LAT_SCALE), SIDE - 1).astype(np.uint64)
    return (_spread(x) | _spread(y) << np.uint64(1)).astype(np.int64)


def centre_of(cell: int) -> tuple[float, float]:
    """Return longitude and latitude of the middle of a cell, in degrees."""
    x, y = deinterleave(cell)
    return (x + 0.5) / _LON_SCALE - 180.0, (y + 0.5) / _LAT_SCALE - 90.0


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    for shift, mask in _SPREAD:
        values = (values | values << np.uint64(shift)) & np.uint64(mask)
    return values
