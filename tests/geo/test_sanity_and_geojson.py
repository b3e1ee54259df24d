"""Faulty areas are named, faulty boundary files are refused feature by feature."""

import json
from typing import Any

import pytest
import shapely

from qianshao.geo.crs import Crs
from qianshao.geo.geojson import FileRefused, dump, full_code, load, read_boundaries
from qianshao.geo.measure import distance_m
from qianshao.geo.sanity import SENTENCES, findings
from tests.shared_data import shared

COUNTY = shapely.box(114.55, 31.45, 115.2, 31.95)
SQUARE = shapely.box(114.8, 31.6, 114.9, 31.7)


def codes(area: shapely.Geometry | None, home: shapely.Geometry | None = COUNTY) -> list[str]:
    return [finding.code for finding in findings(area, home)]


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (None, "empty"),
        (shapely.Polygon(), "empty"),
        (shapely.Point(114.8, 31.6), "not_an_area"),
        (shapely.LineString([(114.8, 31.6), (114.9, 31.7)]), "not_an_area"),
        (shapely.Polygon([(114.8, 31.6), (114.9, 31.7), (114.9, 31.6), (114.8, 31.7)]), "self_crossing"),
        (shapely.box(31.6, 114.8, 31.7, 114.9), "swapped_axes"),
        (shapely.box(10.0, 95.0, 20.0, 100.0), "swapped_axes"),
        (shapely.box(100.0, 95.0, 120.0, 100.0), "out_of_range"),
        (shapely.box(-170.0, 10.0, 170.0, 20.0), "antimeridian"),
        (shapely.box(100.0, 20.0, 120.0, 40.0), "too_large"),
        (shapely.box(114.8, 31.6, 114.80001, 31.60001), "too_small"),
        (shapely.box(110.0, 31.6, 110.1, 31.7), "outside"),
    ],
)
def test_an_impossible_area_stops_with_its_reason(area: shapely.Geometry | None, expected: str) -> None:
    found = findings(area, COUNTY)
    assert expected in [finding.code for finding in found]
    assert any(finding.stops and finding.code == expected for finding in found)
    assert all("{" not in finding.sentence for finding in found)


def test_a_good_area_has_no_finding() -> None:
    assert codes(SQUARE) == []
    assert codes(SQUARE, None) == []


def test_swapped_axes_are_seen_without_a_county_too() -> None:
    assert codes(shapely.box(31.6, 74.8, 31.7, 74.9), None) == ["swapped_axes"]


def test_an_area_partly_outside_is_a_remark_and_does_not_stop() -> None:
    (finding,) = findings(shapely.box(115.1, 31.6, 115.3, 31.7), COUNTY)
    assert finding.code == "partly_outside"
    assert not finding.stops
    assert "50%" in finding.sentence


def test_every_code_has_a_chinese_sentence() -> None:
    assert all(str(sentence).endswith("。") or "{" in str(sentence) for sentence in SENTENCES.values())


def collection(*features: dict[str, Any], **members: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members}).encode()


def feature(code: object = "411523000000", area: shapely.Geometry = SQUARE, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": "新县", **properties},
        "geometry": dump(area),
    }


def test_a_feature_is_read_with_code_name_and_area() -> None:
    boundaries, faults = read_boundaries(collection(feature()))
    assert faults == []
    assert (boundaries[0].code, boundaries[0].name, boundaries[0].source_crs) == (
        "411523000000",
        "新县",
        Crs.WGS84,
    )
    assert boundaries[0].area.equals(SQUARE)


def test_a_gcj02_file_is_moved_back() -> None:
    boundaries, _ = read_boundaries(collection(feature()), assume=Crs.GCJ02)
    lon, lat = shapely.get_coordinates(boundaries[0].area).min(axis=0)
    assert 300 < distance_m(114.8, 31.6, lon, lat) < 900
    assert boundaries[0].source_crs is Crs.GCJ02


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (feature(code=None), "no_code"),
        (feature(code="4115"), "bad_code"),
        ({"type": "Feature", "properties": {"code": "411523000000"}, "geometry": None}, "empty"),
        (
            {"type": "Feature", "properties": {"code": "411523"}, "geometry": {"type": "Polygon"}},
            "bad_geometry",
        ),
        ({"type": "Feature", "properties": {"code": "411523"}, "geometry": {"type": "Blob"}}, "bad_geometry"),
        (feature(area=shapely.Point(114, 31)), "not_an_area"),
        (feature(area=shapely.Polygon([(114, 31), (115, 32), (115, 31), (114, 32)])), "self_crossing"),
        (feature(area=shapely.box(31.6, 114.8, 31.7, 114.9)), "swapped_axes"),
    ],
)
def test_a_bad_feature_is_named_and_the_good_one_beside_it_is_read(bad: dict[str, Any], code: str) -> None:
    boundaries, faults = read_boundaries(collection(bad, feature("411524000000")))
    assert [(fault.number, fault.code) for fault in faults] == [(1, code)]
    assert [boundary.code for boundary in boundaries] == ["411524000000"]
    assert "{" not in faults[0].sentence


def test_the_same_code_twice_is_a_fault() -> None:
    _, faults = read_boundaries(collection(feature(), feature()))
    assert [fault.code for fault in faults] == ["duplicate_code"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"[1]", "not_geojson"),
        (b'{"type": "Topology"}', "not_geojson"),
        (b"[" * 100_000, "not_json"),
        (collection(feature(), crs={"type": "name", "properties": {"name": "EPSG:3857"}}), "unknown_crs"),
    ],
)
def test_an_unusable_file_is_refused_as_a_whole(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_boundaries(data)
    assert refused.value.fault.code == code


@pytest.mark.parametrize(
    ("code", "full"),
    [
        ("411523", "411523000000"),
        ("156411523", "411523000000"),
        ("411523100", "411523100000"),
        ("411523100001", "411523100001"),
        ("4115", None),
        ("４１１５２３", None),
    ],
)
def test_codes_of_real_files_become_twelve_digits(code: str, full: str | None) -> None:
    assert full_code(code) == full


def test_the_county_file_is_read_whole() -> None:
    boundaries, faults = read_boundaries(shared("boundaries/county_cgcs2000.geojson").read_bytes())
    assert faults == []
    assert len(boundaries) == 30
    assert {boundary.source_crs for boundary in boundaries} == {Crs.CGCS2000}


def test_a_dumped_area_comes_back() -> None:
    assert load(json.loads(json.dumps(dump(SQUARE)))).equals(SQUARE)
