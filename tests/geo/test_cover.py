"""The cover of an area never loses a point of it, and inside ranges hold no other point."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from qianshao.geo.cells import cell_of, cells_of, centre_of, deinterleave, interleave
from qianshao.geo.cover import AreaRefused, Cover, Range, cover
from qianshao.geo.refine import keys_in, points_in
from tests.geo.areas import areas
from tests.shared_data import shared

#: A county's border takes about 200 to 350; the bound only catches a change of order.
MOST_RANGES = 500


def in_ranges(cells: np.ndarray, ranges: tuple[Range, ...]) -> np.ndarray:
    if not ranges:
        return np.zeros(len(cells), dtype=bool)
    lows, highs = np.array(ranges).T
    at = np.searchsorted(lows, cells, "right") - 1
    return (at >= 0) & (cells <= highs[at])


def sample(area: shapely.Geometry, seed: int, count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Random points around the area, its corners, and points along its edges."""
    rng = np.random.default_rng(seed)
    west, south, east, north = area.bounds
    pad = (east - west) * 0.1
    corners = shapely.get_coordinates(area)
    middles = (corners[:-1] + corners[1:]) / 2
    along = shapely.get_coordinates(area.boundary.segmentize(max((east - west) / 50, 1e-7)))
    lon = np.concatenate([rng.uniform(west - pad, east + pad, count), corners[:, 0], middles[:, 0], along[:, 0]])
    lat = np.concatenate([rng.uniform(south - pad, north + pad, count), corners[:, 1], middles[:, 1], along[:, 1]])
    return np.clip(lon, -180, 180), np.clip(lat, -90, 90)


@settings(max_examples=120, deadline=None)
@given(areas(), st.integers(0, 2**20))
def test_a_cover_agrees_with_brute_force_for_points_corners_edges_and_holes(
    area: shapely.Geometry, seed: int
) -> None:
    lon, lat = sample(area, seed)
    covered, cells, truth = cover(area), cells_of(lon, lat), points_in(area, lon, lat)
    inside, edge = in_ranges(cells, covered.inside), in_ranges(cells, covered.edge)
    assert not (inside & edge).any()
    assert not (inside & ~truth).any(), "an inside range holds a point outside the area"
    assert not (truth & ~inside & ~edge).any(), "a point of the area is in no range"


@settings(max_examples=60, deadline=None)
@given(areas())
def test_ranges_are_sorted_disjoint_and_few(area: shapely.Geometry) -> None:
    covered = cover(area)
    ranges = sorted(covered.inside + covered.edge)
    assert all(low <= high for low, high in ranges)
    assert all(before[1] < after[0] for before, after in pairwise(ranges))
    assert len(ranges) <= 660


def test_a_point_on_the_boundary_is_warned() -> None:
    square = shapely.box(114.0, 31.0, 115.0, 32.0)
    assert points_in(square, [114.0, 114.5, 115.0, 115.0000001], [31.0, 31.0, 32.0, 31.5]).tolist() == [
        True,
        True,
        True,
        False,
    ]
    assert keys_in(square, [("edge", 114.0, 31.5), ("out", 113.9, 31.5)]) == ["edge"]


def test_a_point_in_a_hole_is_not_warned_but_one_on_the_holes_edge_is() -> None:
    ring = shapely.box(114, 31, 115, 32).difference(shapely.box(114.4, 31.4, 114.6, 31.6))
    assert points_in(ring, [114.5, 114.4], [31.5, 31.5]).tolist() == [False, True]


def test_an_area_across_the_antimeridian_is_refused() -> None:
    with pytest.raises(AreaRefused) as refused:
        cover(shapely.box(-179.0, -10.0, 179.0, 10.0))
    assert refused.value.code == "antimeridian"


def test_an_area_beyond_the_poles_is_refused() -> None:
    with pytest.raises(AreaRefused) as refused:
        cover(shapely.box(31.0, 113.0, 32.0, 114.0))
    assert refused.value.code == "out_of_range"


def test_an_empty_area_covers_nobody() -> None:
    assert cover(shapely.Polygon()) == Cover((), ())
    assert not cover(shapely.Polygon())


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_one_point_and_many_points_get_the_same_cell(lon: float, lat: float) -> None:
    cell = cell_of(lon, lat)
    assert cells_of(np.array([lon]), np.array([lat])).tolist() == [cell]
    assert 0 <= cell < 2**52


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_the_middle_of_a_cell_is_within_its_half_width(lon: float, lat: float) -> None:
    middle_lon, middle_lat = centre_of(cell_of(lon, lat))
    assert abs(middle_lon - lon) <= 360 / 2**27 + 1e-9
    assert abs(middle_lat - lat) <= 180 / 2**27 + 1e-9


@given(st.integers(0, 2**26 - 1), st.integers(0, 2**26 - 1))
def test_interleaving_has_an_inverse(x: int, y: int) -> None:
    assert deinterleave(interleave(x, y)) == (x, y)


@pytest.mark.parametrize("point", [(181.0, 0.0), (0.0, 91.0), (float("nan"), 0.0)])
def test_a_point_that_is_no_point_has_no_cell(point: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="longitude"):
        cell_of(*point)
    with pytest.raises(ValueError, match="outside"):
        cells_of(np.array([point[0]]), np.array([point[1]]))


def test_real_county_borders_are_covered_exactly_and_by_few_ranges() -> None:
    import json

    features = json.loads(shared("boundaries/county_wgs84_cpeas.geojson").read_text())["features"]
    for feature in features:
        area = shape(feature["geometry"])
        covered = cover(area)
        lon, lat = sample(area, 7, 5_000)
        cells, truth = cells_of(lon, lat), points_in(area, lon, lat)
        inside, edge = in_ranges(cells, covered.inside), in_ranges(cells, covered.edge)
        assert not (inside & ~truth).any()
        assert not (truth & ~inside & ~edge).any()
        assert (edge & truth).sum() < truth.sum() * 0.8, "most points should need no exact test"
        # What a cover costs, here and in every query made of it, is its number of ranges.
        assert len(covered.inside) + len(covered.edge) < MOST_RANGES
