"""Areas as SVG paths for the map without a map library: local plane, north up, whole pixels of tenths."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Frame:
    """Maps degrees into a picture of ``width`` × ``height`` units; equal scale in both directions."""

    width: float
    height: float
    west: float
    north: float
    per_lon: float
    per_lat: float
    left: float
    top: float

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Return x and y of a point, one decimal."""
        x = self.left + (lon - self.west) * self.per_lon
        y = self.top + (self.north - lat) * self.per_lat
        return round(x, 1), round(y, 1)

    def path(self, area: BaseGeometry, tolerance: float = 0.5) -> str:
        """Return the ``d`` of an SVG path (fill-rule evenodd); details under ``tolerance`` units go."""
        flat = shapely.transform(area, lambda p: np.column_stack(self._plane(p[:, 0], p[:, 1])))
        simple = shapely.simplify(flat, tolerance, preserve_topology=True)
        rings = shapely.get_rings(shapely.get_parts(simple))
        return "".join(_ring_path(shapely.get_coordinates(ring)[:-1].tolist()) for ring in rings)

    def _plane(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return self.left + (lon - self.west) * self.per_lon, self.top + (self.north - lat) * self.per_lat


def frame_for(areas: Iterable[BaseGeometry], width: float, height: float, margin: float = 8.0) -> Frame:
    """Return the frame in which all areas fit, centred. Raises ValueError when there is no area."""
    bounds = [area.bounds for area in areas if not area.is_empty]
    if not bounds:
        raise ValueError("no area to draw")
    west, south = min(b[0] for b in bounds), min(b[1] for b in bounds)
    east, north = max(b[2] for b in bounds), max(b[3] for b in bounds)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    per_lat = min((width - 2 * margin) / wide, (height - 2 * margin) / high)
    left, top = (width - wide * per_lat) / 2, (height - high * per_lat) / 2
    return Frame(width, height, west, north, per_lat * squeeze, per_lat, left, top)


def _ring_path(points: list[list[float]]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z"
