"""Polygons and circles as CAP writes them (lat,lon) to what the house uses (lon, lat)."""

import math
from dataclasses import dataclass

from shapely.geometry import Polygon as Shape
from shapely.validation import explain_validity

from qianshao.alerts.cap.findings import Finding, Refusal, clip

Point = tuple[float, float]
"""(lon, lat) in degrees, WGS-84: CAP 1.2 §1.5.1 knows no other reference."""


@dataclass(frozen=True)
class Polygon:
    """A closed ring of (lon, lat) points, first equal to last."""

    points: tuple[Point, ...]

    @property
    def crossing(self) -> str:
        """Where the ring crosses itself, in words; empty when it does not."""
        shape = Shape(self.points)
        return "" if shape.is_valid else clip(explain_validity(shape), 60)


@dataclass(frozen=True)
class Circle:
    """A centre (lon, lat) and a radius in kilometres."""

    centre: Point
    radius_km: float


def read_polygon(text: str, line: int | None = None) -> Polygon:
    """One CAP polygon: at least four "lat,lon" points, closed, on the globe, with an area.

    :raises Refusal: naming the first point that is wrong.
    """
    points = tuple(_read_point(pair, line) for pair in text.split())
    if len(points) < 4:
        raise Refusal(Finding("polygon_too_few", line, {"count": str(len(points))}))
    if points[0] != points[-1]:
        raise Refusal(Finding("polygon_open", line))
    if Shape(points).area == 0 and _on_one_line(points):
        raise Refusal(Finding("polygon_flat", line))
    return Polygon(points)


def read_circle(text: str, line: int | None = None) -> Circle:
    """One CAP circle, "lat,lon radius" with the radius in kilometres.

    :raises Refusal: when it cannot be read or the radius is negative.
    """
    parts = text.split()
    radius = _number(parts[1]) if len(parts) == 2 else None
    if radius is None:
        raise Refusal(Finding("circle_malformed", line, {"value": clip(text)}))
    if radius < 0:
        raise Refusal(Finding("circle_negative", line, {"value": parts[1]}))
    return Circle(_read_point(parts[0], line), radius)


def _read_point(pair: str, line: int | None) -> Point:
    parts = [_number(part) for part in pair.split(",")]
    if len(parts) != 2 or parts[0] is None or parts[1] is None:
        raise Refusal(Finding("polygon_malformed", line, {"value": clip(pair)}))
    lat, lon = parts[0], parts[1]
    if abs(lat) > 90:
        code = "axes_swapped" if abs(lat) <= 180 and abs(lon) <= 90 else "latitude_range"
        raise Refusal(Finding(code, line, {"value": clip(pair if code == "axes_swapped" else str(lat))}))
    if abs(lon) > 180:
        raise Refusal(Finding("longitude_range", line, {"value": clip(str(lon))}))
    return (lon, lat)


def _number(text: str) -> float | None:
    """A finite decimal number; no hexadecimal, underscore, nan or inf."""
    if not text.isascii() or not set(text) <= set("0123456789+-.eE"):
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _on_one_line(points: tuple[Point, ...]) -> bool:
    """All points on one line; a bow tie whose halves cancel out is not."""
    (ax, ay), others = points[0], points[1:]
    far = max(others, key=lambda point: math.hypot(point[0] - ax, point[1] - ay))
    return all(abs((far[0] - ax) * (y - ay) - (far[1] - ay) * (x - ax)) < 1e-15 for x, y in others)
