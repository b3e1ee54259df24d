"""Coordinate systems and circles."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from qianshao.geo.circle import circle
from qianshao.geo.crs import Crs, crs_of, gcj02_from_wgs84, geometry_to_wgs84, wgs84_from_gcj02
from qianshao.geo.measure import GEOD, area_km2, distance_m
from qianshao.geo.refine import points_in


@given(st.floats(73.6, 135.0), st.floats(18.2, 53.5))
def test_gcj02_and_back_is_closer_than_a_centimetre(lon: float, lat: float) -> None:
    there = gcj02_from_wgs84(lon, lat)
    back_lon, back_lat = wgs84_from_gcj02(*there)
    assert distance_m(lon, lat, float(back_lon), float(back_lat)) < 0.01


def test_gcj02_moves_a_known_point_as_public_converters_do() -> None:
    # Tian'anmen, a test vector repeated in the public converters: WGS-84 116.404, 39.915.
    lon, lat = gcj02_from_wgs84(116.404, 39.915)
    assert (round(float(lon), 6), round(float(lat), 6)) == (116.410244, 39.916404)
    assert 500 < distance_m(116.404, 39.915, float(lon), float(lat)) < 600


def test_points_outside_china_are_not_shifted() -> None:
    lon, lat = gcj02_from_wgs84([-0.1, 151.2], [51.5, -33.9])
    assert lon.tolist() == [-0.1, 151.2]
    assert lat.tolist() == [51.5, -33.9]


def test_only_gcj02_geometry_is_moved() -> None:
    square = shapely.box(114.0, 31.0, 114.1, 31.1)
    assert geometry_to_wgs84(square, Crs.CGCS2000).equals(square)
    moved = geometry_to_wgs84(square, Crs.GCJ02)
    assert 300 < distance_m(114.0, 31.0, *shapely.get_coordinates(moved)[:, :2].min(axis=0)) < 900


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("urn:ogc:def:crs:EPSG::4490", Crs.CGCS2000),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", Crs.WGS84),
        ("EPSG:4326", Crs.WGS84),
        ("gcj02", Crs.GCJ02),
        ("EPSG:3857", None),
    ],
)
def test_crs_names_of_real_files_are_known(name: str, crs: Crs | None) -> None:
    assert crs_of(name) is crs


@given(st.floats(-179, 179), st.floats(-70, 70), st.floats(0.1, 200))
def test_nobody_within_the_radius_of_a_circle_is_left_out(lon: float, lat: float, radius: float) -> None:
    area = circle(lon, lat, radius)
    azimuths = np.linspace(0, 360, 200)
    lons, lats, _ = GEOD.fwd(np.full(200, lon), np.full(200, lat), azimuths, np.full(200, radius * 999.0))
    if abs(area.bounds[2] - area.bounds[0]) < 180:
        assert points_in(area, lons, lats).all()


def test_a_circle_has_the_size_of_a_circle() -> None:
    assert area_km2(circle(114.9, 31.6, 10.0)) == pytest.approx(np.pi * 100, rel=0.01)


@pytest.mark.parametrize("radius", [0.0, -3.0, float("nan"), float("inf")])
def test_a_circle_without_a_radius_is_empty(radius: float) -> None:
    assert circle(114.9, 31.6, radius).is_empty
    assert area_km2(circle(114.9, 31.6, radius)) == 0.0
