"""Layer files: out as GeoJSON and GeoPackage, in from every kind and system, with faults by line."""

import io
import json
import sqlite3
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from pyogrio import raw

from qianshao.geo.crs import gcj02_from_wgs84
from qianshao.journal.models import Entry
from qianshao.onemap.rules.bd09 import bd09_from_gcj02, gcj02_from_bd09
from qianshao.onemap.transfer import read_file
from qianshao.registry.models import Kind, Record
from tests.cast import Cast
from tests.conftest import ClientAs
from tests.onemap.county import furnish

pytestmark = pytest.mark.django_db
LON, LAT = 114.84, 31.67


def collection(*spots: tuple[str, float, float]) -> bytes:
    features = [
        {"type": "Feature", "properties": {"名称": n}, "geometry": {"type": "Point", "coordinates": [x, y]}}
        for n, x, y in spots
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_baidu_degrees_come_back() -> None:
    lon, lat = np.array([114.84, 121.4]), np.array([31.67, 29.8])
    back = gcj02_from_bd09(*bd09_from_gcj02(lon, lat))
    assert np.abs(back[0] - lon).max() < 1e-10 and np.abs(back[1] - lat).max() < 1e-10


@pytest.mark.parametrize("crs", ["file", "wgs84", "cgcs2000", "gcj02", "bd09"])
def test_every_system_ends_at_the_same_place(crs: str) -> None:
    lon, lat = np.array([LON]), np.array([LAT])
    if crs in ("gcj02", "bd09"):
        lon, lat = gcj02_from_wgs84(lon, lat)
    if crs == "bd09":
        lon, lat = bd09_from_gcj02(lon, lat)
    table = read_file("点.geojson", collection(("甲", float(lon[0]), float(lat[0]))), crs)
    assert table.rows[0][:2] == (pytest.approx(LON, abs=1e-6), pytest.approx(LAT, abs=1e-6))


def test_every_kind_of_file_is_read(tmp_path: Path) -> None:
    points = np.array([shapely.to_wkb(shapely.Point(LON, LAT))], dtype=object)
    names = [np.array(["甲队"], dtype=object)]
    for file, driver, extra in (
        ("a.gpkg", "GPKG", {}),
        ("a.kml", "KML", {}),
        ("a.shp", "ESRI Shapefile", {"encoding": "GB18030"}),
    ):
        raw.write(
            tmp_path / file, points, names, ["Name"], driver=driver, geometry_type="Point", crs="EPSG:4326", **extra
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.glob("a.*"):
            if part.suffix in (".shp", ".shx", ".dbf", ".prj"):
                archive.write(part, part.name)
    csv = f"名称,经度,纬度\n甲队,{LON},{LAT}\n".encode("gb18030")
    files = {
        "a.gpkg": (tmp_path / "a.gpkg").read_bytes(), "a.kml": (tmp_path / "a.kml").read_bytes(),
        "a.zip": packed.getvalue(), "a.csv": csv, "a.json": collection(("甲队", LON, LAT)),
    }  # fmt: skip
    for name, data in files.items():
        lon, lat, values = read_file(name, data, "file").rows[0]
        assert (lon, lat) == (pytest.approx(LON), pytest.approx(LAT)), name
        assert "甲队" in values.values(), name


def test_a_file_is_looked_at_then_written_and_counted(cast: Cast, client_as: ClientAs) -> None:
    furnish(cast)
    kind = Kind.objects.create(code="onemap-team", name="测试队", group="team", icon="users")
    client = client_as("county_duty")
    data = collection(("蓝天队", LON, LAT), ("柳河队", 114.94, 31.61))

    def send(act: str) -> int:
        file = SimpleUploadedFile("队伍.geojson", data)
        return client.post("/map/import/", {"file": file, "kind": kind.code, "crs": "wgs84", "act": act}).status_code

    assert send("look") == 200
    assert Record.objects.unscoped("a test looks").count() == 0
    assert send("write") == 302
    rows = {row.name: row for row in Record.objects.unscoped("a test looks")}
    assert rows["蓝天队"].division_path == cast.town_a.path and rows["柳河队"].division_path == cast.town_b.path
    assert rows["蓝天队"].cell is not None
    assert Entry.objects.unscoped("a test looks").filter(kind="onemap.imported").count() == 1


def test_a_row_outside_ones_area_is_named_and_nothing_is_written(cast: Cast, client_as: ClientAs) -> None:
    furnish(cast)
    kind = Kind.objects.create(code="onemap-team", name="测试队", group="team", icon="users")
    file = SimpleUploadedFile("队伍.geojson", collection(("蓝天队", LON, LAT), ("外地队", 120.0, 30.0)))
    page = client_as("town_duty").post(
        "/map/import/", {"file": file, "kind": kind.code, "crs": "wgs84", "act": "write"}
    )
    assert page.status_code == 422
    assert [line for line, _words in page.context["outcome"].faults] == [2]
    assert Record.objects.unscoped("a test looks").count() == 0


@pytest.mark.parametrize(
    ("name", "data"), [("a.exe", b"x"), ("a.zip", b"x"), ("a.json", b"{"), ("a.csv", b"a,b\n1,2")]
)
def test_what_is_no_layer_is_refused_in_words(cast: Cast, client_as: ClientAs, name: str, data: bytes) -> None:
    kind = Kind.objects.create(code="onemap-team", name="测试队", group="team", icon="users")
    given = {"file": SimpleUploadedFile(name, data), "kind": kind.code, "crs": "file", "act": "write"}
    page = client_as("county_duty").post("/map/import/", given)
    assert page.status_code == 422
    assert page.context["form"].errors["file"]


def test_a_layer_goes_out_within_ones_scope_and_leaves_a_line(
    cast: Cast, client_as: ClientAs, tmp_path: Path
) -> None:
    furnish(cast)
    client = client_as("town_duty")
    found = json.loads(client.get("/map/export/shelters.geojson").content)
    assert [one["properties"]["name"] for one in found["features"]] == ["红旗小学"]
    path = tmp_path / "out.gpkg"
    path.write_bytes(client.get("/map/export/shelters.gpkg").content)
    with sqlite3.connect(path) as file:
        assert file.execute("SELECT name FROM items").fetchall() == [("红旗小学",)]
    assert Entry.objects.unscoped("a test looks").filter(kind="onemap.exported").count() == 2
    assert client.get("/map/export/households.geojson").status_code == 404
    assert client_as("village_cadre").get("/map/export/shelters.geojson").status_code == 403
    assert "GeoPackage" in client.get("/map/export/").content.decode()
