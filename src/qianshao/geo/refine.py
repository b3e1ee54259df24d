"""The exact test for points of edge ranges. A point on the boundary is warned."""

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

Key = TypeVar("Key")


def points_in(area: BaseGeometry, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Return for each point (degrees) whether it lies in the area or on its boundary."""
    # Preparing builds the segment index once; without it each point walks every vertex.
    shapely.prepare(area)
    result: NDArray[np.bool_] = shapely.intersects_xy(area, np.asarray(lon), np.asarray(lat))
    return result


def keys_in(area: BaseGeometry, rows: Iterable[tuple[Key, float, float]]) -> list[Key]:
    """Return the keys of rows ``(key, lon, lat)`` whose point is in the area, in their order."""
    listed = list(rows)
    if not listed:
        return []
    keep = points_in(area, [row[1] for row in listed], [row[2] for row in listed])
    return [row[0] for row, kept in zip(listed, keep, strict=True) if kept]
