"""Coordinate systems at the edge: GCJ-02 is undone on the way in, CGCS2000 keeps its tag.

GCJ-02 is the shifted system of Chinese consumer maps. Its forward formula has been public since 2013
(the "eviltransform" constants: Krasovsky 1940 ellipsoid); the inverse is our own fixed-point iteration,
exact to well under a millimetre. CGCS2000 and WGS-84 differ by centimetres: no conversion.
"""

from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

_A = 6378245.0
_EE = 0.00669342162296594323
_ROUNDS = 6


class Crs(StrEnum):
    """The coordinate systems a file may be in."""

    WGS84 = "WGS-84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ-02"


_NAMES = {
    "CRS84": Crs.WGS84,
    "4326": Crs.WGS84,
    "WGS84": Crs.WGS84,
    "WGS-84": Crs.WGS84,
    "4490": Crs.CGCS2000,
    "CGCS2000": Crs.CGCS2000,
    "GCJ02": Crs.GCJ02,
    "GCJ-02": Crs.GCJ02,
}


def crs_of(name: str) -> Crs | None:
    """Return the system meant by ``urn:ogc:def:crs:EPSG::4490``, ``EPSG:4326``, ``gcj02`` …, else None."""
    last = name.strip().upper().replace("_", "-").split(":")[-1]
    return _NAMES.get(last)


def gcj02_from_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shift WGS-84 degrees to GCJ-02; points outside the shifted rectangle stay as they are."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    d_lon, d_lat = _offset(lon, lat)
    shifted = _is_shifted(lon, lat)
    return np.where(shifted, lon + d_lon, lon), np.where(shifted, lat + d_lat, lat)


def wgs84_from_gcj02(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Undo the GCJ-02 shift (degrees in, degrees out)."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    shifted = _is_shifted(lon, lat)
    guess_lon, guess_lat = lon, lat
    for _ in range(_ROUNDS):
        d_lon, d_lat = _offset(guess_lon, guess_lat)
        guess_lon, guess_lat = lon - d_lon, lat - d_lat
    return np.where(shifted, guess_lon, lon), np.where(shifted, guess_lat, lat)


def geometry_to_wgs84(area: BaseGeometry, crs: Crs) -> BaseGeometry:
    """Return the geometry in WGS-84 degrees."""
    if crs is not Crs.GCJ02:
        return area

    def undo(points: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = wgs84_from_gcj02(points[:, 0], points[:, 1])
        return np.column_stack([lon, lat])

    return shapely.transform(area, undo)


def _is_shifted(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    return (lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)


def _offset(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, y = lon - 105.0, lat - 35.0
    root = 0.2 * np.sqrt(np.abs(x))
    wave = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + root + wave
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + root / 2.0 + wave
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    radians = np.radians(lat)
    magic = 1.0 - _EE * np.sin(radians) ** 2
    d_lat = north * 180.0 / (_A * (1.0 - _EE) / (magic * np.sqrt(magic)) * np.pi)
    d_lon = east * 180.0 / (_A / np.sqrt(magic) * np.cos(radians) * np.pi)
    return d_lon, d_lat
