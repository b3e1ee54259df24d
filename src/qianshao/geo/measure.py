"""Metres and square kilometres on the ellipsoid, for areas in degrees."""

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

GEOD = pyproj.Geod(ellps="WGS84")
Floats = NDArray[np.float64]
_RADIUS_KM = 6371.0088


def area_km2(area: BaseGeometry) -> float:
    """Return the size of an area in square kilometres (never negative)."""
    if area.is_empty:
        return 0.0
    square_metres, _ = GEOD.geometry_area_perimeter(shapely.orient_polygons(area))
    return abs(float(square_metres)) / 1e6


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the shortest distance between two points in metres."""
    _, _, metres = GEOD.inv(lon, lat, other_lon, other_lat)
    return float(metres)


def distances_km(lon: Floats, lat: Floats, other_lon: Floats, other_lat: Floats) -> Floats:
    """Great-circle kilometres from each to each; within 0.5 % of the ellipsoid (``distance_m``), in one pass."""
    a, b = np.radians(lat)[:, None], np.radians(other_lat)[None, :]
    half_lon = np.radians(other_lon[None, :] - lon[:, None]) / 2
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(half_lon) ** 2
    found: Floats = 2 * _RADIUS_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))
    return found
