"""Divide an area among seats, and spread points in an area: for demo layers, never for law.

A power diagram (weighted Voronoi): each seat owns the points whose squared distance minus the seat's
weight is smallest. The weights are fitted so that the cells get the wished shares of the area. Everything
is deterministic for a seed.
"""

import math
import random
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

Point = tuple[float, float]
_FIT_ROUNDS = 60
_FIT_TOLERANCE = 0.02


def divide(area: BaseGeometry, seats: Sequence[Point], shares: Sequence[float]) -> list[BaseGeometry]:
    """Return one polygon per seat; together they are ``area``, sized about like ``shares`` (any unit).

    Args are in degrees; distances are taken on a local plane. Raises ValueError for two equal seats.
    """
    if len(set(seats)) != len(seats) or not seats:
        raise ValueError("seats must be distinct and at least one")
    scale = _scale(area)
    flat = shapely.transform(area, lambda points: points * scale)
    places = np.array(seats) * scale
    wished = np.array(shares, dtype=np.float64) / float(np.sum(shares)) * flat.area
    cells = _fitted_cells(flat, places, wished)
    return [shapely.transform(cell, lambda points: points / scale) for cell in cells]


def seats_in(area: BaseGeometry, count: int, seed: int) -> list[Point]:
    """Return ``count`` well-spread points inside the area (random, then relaxed to their cells' middles)."""
    seats = spread(area, count, seed)
    scale = _scale(area)
    flat = shapely.transform(area, lambda points: points * scale)
    for _ in range(4):
        cells = _cells(flat, np.array(seats) * scale, np.zeros(count))
        seats = [_middle(cell, scale, seat) for cell, seat in zip(cells, seats, strict=True)]
    return seats


def spread(area: BaseGeometry, count: int, seed: int, near: Sequence[Point] = ()) -> list[Point]:
    """Return ``count`` random points inside the area that keep a distance from each other and from ``near``.

    The distance starts at what an even layout would allow and shrinks until all points find a place.
    """
    rng = random.Random(seed)
    scale = _scale(area)
    gap = 0.75 * math.sqrt(area.area * scale[0] * scale[1] / max(count, 1))
    placed: list[Point] = []
    others = [(x * scale[0], y * scale[1]) for x, y in near]
    shapely.prepare(area)
    while len(placed) < count:
        for lon, lat in _candidates(area, rng, 4 * count + 16):
            x, y = lon * scale[0], lat * scale[1]
            if len(placed) < count and all((x - u) ** 2 + (y - v) ** 2 >= gap * gap for u, v in others):
                placed.append((lon, lat))
                others.append((x, y))
        gap *= 0.8
    return placed


def _candidates(area: BaseGeometry, rng: random.Random, count: int) -> list[Point]:
    west, south, east, north = area.bounds
    points = [(round(rng.uniform(west, east), 6), round(rng.uniform(south, north), 6)) for _ in range(count)]
    inside = shapely.contains_xy(area, np.array(points))
    return [point for point, kept in zip(points, inside, strict=True) if kept]


def _scale(area: BaseGeometry) -> NDArray[np.float64]:
    """Degrees to kilometres at the area's middle: plane enough for one county."""
    _, south, _, north = area.bounds
    return np.array([111.32 * math.cos(math.radians((south + north) / 2)), 110.57])


def _middle(cell: BaseGeometry, scale: NDArray[np.float64], fallback: Point) -> Point:
    if cell.is_empty:
        return fallback
    centre = cell.centroid if cell.contains(cell.centroid) else cell.representative_point()
    return round(float(centre.x / scale[0]), 6), round(float(centre.y / scale[1]), 6)


def _fitted_cells(area: BaseGeometry, seats: NDArray[np.float64], wished: NDArray[np.float64]) -> list[BaseGeometry]:
    weights = np.zeros(len(seats))
    best, best_miss = _cells(area, seats, weights), math.inf
    for _ in range(_FIT_ROUNDS):
        cells = _cells(area, seats, weights)
        sizes = np.array([cell.area for cell in cells])
        miss = float(np.max(np.abs(sizes - wished) / wished))
        if miss < best_miss:
            best, best_miss = cells, miss
        if miss < _FIT_TOLERANCE:
            break
        # A cell's radius grows with the root of its area; half steps keep neighbours from overshooting.
        weights += (wished - sizes) / math.pi * 0.5
        weights -= weights.mean()
    return best


def _cells(area: BaseGeometry, seats: NDArray[np.float64], weights: NDArray[np.float64]) -> list[BaseGeometry]:
    west, south, east, north = area.bounds
    frame = [(west - 1, south - 1), (east + 1, south - 1), (east + 1, north + 1), (west - 1, north + 1)]
    cells: list[BaseGeometry] = []
    for index in range(len(seats)):
        ring = frame
        for other in range(len(seats)):
            if other != index and ring:
                ring = _clipped(ring, seats[index], seats[other], weights[index] - weights[other])
        convex = shapely.Polygon(ring) if len(ring) >= 3 else shapely.Polygon()
        cells.append(_only_areas(convex.intersection(area)))
    return cells


def _clipped(
    ring: list[Point], seat: NDArray[np.float64], other: NDArray[np.float64], advantage: float
) -> list[Point]:
    """Cut a convex ring with the line where ``seat`` and ``other`` are equally near (Sutherland-Hodgman)."""
    normal = 2.0 * (other - seat)
    limit = float(other @ other - seat @ seat) + advantage
    side = [limit - (normal[0] * x + normal[1] * y) for x, y in ring]
    kept: list[Point] = []
    for index, (x, y) in enumerate(ring):
        before = index - 1
        if (side[index] >= 0) != (side[before] >= 0):
            part = side[before] / (side[before] - side[index])
            u, v = ring[before]
            kept.append((u + part * (x - u), v + part * (y - v)))
        if side[index] >= 0:
            kept.append((x, y))
    return kept


def _only_areas(shape: BaseGeometry) -> BaseGeometry:
    """Drop the lines and points an intersection may leave beside its polygons."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return unary_union(parts) if parts else shapely.Polygon()
