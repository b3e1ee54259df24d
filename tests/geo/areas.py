"""Hypothesis areas: star polygons with an optional hole, sometimes two parts, anywhere on land or sea."""

import math

import numpy as np
import shapely
from hypothesis import strategies as st


@st.composite
def star(draw: st.DrawFn, lon: float | None = None, lat: float | None = None) -> shapely.Polygon:
    """A simple polygon with 3–14 corners, some corners on a coarse grid so that points can hit edges."""
    lon = draw(st.floats(-170, 170)) if lon is None else lon
    lat = draw(st.floats(-75, 75)) if lat is None else lat
    size = draw(st.sampled_from([0.0005, 0.01, 0.3, 4.0]))
    corners = draw(st.integers(3, 14))
    radii = draw(st.lists(st.floats(0.3, 1.0), min_size=corners, max_size=corners))
    ring = [
        (
            lon + size * r * math.cos(2 * math.pi * i / corners),
            lat + size * r * math.sin(2 * math.pi * i / corners),
        )
        for i, r in enumerate(radii)
    ]
    holes = []
    if draw(st.booleans()):
        d = size * 0.05
        holes = [[(lon - d, lat - d), (lon + d, lat - d), (lon + d, lat + d), (lon - d, lat + d)]]
    polygon = shapely.Polygon(ring, holes)
    return polygon if polygon.is_valid else shapely.Polygon(ring).buffer(0)


@st.composite
def areas(draw: st.DrawFn) -> shapely.Geometry:
    """One star, or a multipolygon of two that do not touch."""
    first = draw(star())
    if not draw(st.booleans()):
        return first
    west, _, east, _ = first.bounds
    shift = (east - west) * 1.5
    if east + shift > 179:
        return first
    second = shapely.transform(first, lambda points: points + np.array([shift, 0.0]))
    return shapely.MultiPolygon([*shapely.get_parts(first), *shapely.get_parts(second)])
