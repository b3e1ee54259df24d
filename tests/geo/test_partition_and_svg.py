"""Town areas divide the county without gap or overlap; drawings fit their frame."""

import re

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from qianshao.geo.measure import area_km2, distance_m
from qianshao.geo.partition import divide, seats_in, spread
from qianshao.geo.svg import frame_for

COUNTY = shapely.Polygon(
    [
        (114.55, 31.5),
        (114.8, 31.45),
        (114.9, 31.6),
        (115.0, 31.45),
        (115.2, 31.6),
        (115.1, 31.95),
        (114.7, 31.9),
    ]
)


@settings(max_examples=12, deadline=None)
@given(st.integers(2, 16), st.integers(0, 1000))
def test_town_areas_fill_the_county_and_do_not_overlap(count: int, seed: int) -> None:
    seats = seats_in(COUNTY, count, seed)
    cells = divide(COUNTY, seats, [1.0 + (i % 3) for i in range(count)])
    assert len(cells) == count
    assert shapely.union_all(cells).symmetric_difference(COUNTY).area < COUNTY.area * 1e-6
    assert sum(cell.area for cell in cells) == pytest.approx(COUNTY.area, rel=1e-6)


def test_town_areas_follow_the_wished_shares() -> None:
    seats = seats_in(COUNTY, 8, 5)
    shares = [1, 1, 2, 2, 1, 3, 1, 1]
    sizes = [area_km2(cell) for cell in divide(COUNTY, seats, shares)]
    for size, share in zip(sizes, shares, strict=True):
        assert size / sum(sizes) == pytest.approx(share / 12, rel=0.1)


def test_two_seats_at_one_place_are_refused() -> None:
    with pytest.raises(ValueError, match="distinct"):
        divide(COUNTY, [(114.8, 31.6), (114.8, 31.6)], [1, 1])


def test_points_are_inside_apart_and_the_same_for_the_same_seed() -> None:
    points = spread(COUNTY, 60, 3)
    assert points == spread(COUNTY, 60, 3)
    assert points != spread(COUNTY, 60, 4)
    assert len(points) == 60
    assert shapely.contains_xy(COUNTY, points).all()
    nearest = min(distance_m(*a, *b) for i, a in enumerate(points) for b in points[:i])
    assert nearest > 500


def test_a_drawing_fits_its_frame_with_north_up() -> None:
    frame = frame_for([COUNTY], 400, 300)
    path = frame.path(COUNTY)
    numbers = [tuple(map(float, pair.split(","))) for pair in re.findall(r"[\d.]+,[\d.]+", path)]
    assert path.startswith("M")
    assert path.endswith("Z")
    assert all(8 <= x <= 392 and 8 <= y <= 292 for x, y in numbers)
    assert frame.point(114.8, 31.9)[1] < frame.point(114.8, 31.5)[1]


def test_a_hole_and_a_second_part_are_drawn() -> None:
    area = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6)).union(shapely.box(12, 0, 14, 2))
    assert frame_for([area], 200, 200).path(area).count("M") == 3


def test_nothing_to_draw_is_an_error() -> None:
    with pytest.raises(ValueError, match="no area"):
        frame_for([shapely.Polygon()], 100, 100)
