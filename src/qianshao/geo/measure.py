"""Metres and square kilometres on the ellipsoid, for areas in degrees."""

import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

GEOD = pyproj.Geod(ellps="WGS84")


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
