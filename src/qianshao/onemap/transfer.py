"""Layer files: read into rows, written from features. What needs GDAL runs in a child (``gdal.py``)."""

import csv
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
from django.utils.translation import gettext as _

from qianshao.core.errors import Invalid
from qianshao.geo.crs import wgs84_from_gcj02
from qianshao.onemap.rules.bd09 import gcj02_from_bd09

MOST_BYTES, MOST_UNPACKED, MOST_ROWS = 20 << 20, 200 << 20, 50_000
SUFFIXES = (".geojson", ".json", ".kml", ".gpkg", ".zip", ".csv")
_LON = ("经度", "lon", "lng", "longitude", "x")  # zh: headings of coordinates in tables
_LAT = ("纬度", "lat", "latitude", "y")  # zh: as above
_TIMEOUT = 90


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a file: longitude and latitude in WGS-84 (None where there is none) and the values by heading."""

    fields: tuple[str, ...]
    rows: tuple[tuple[float | None, float | None, Mapping[str, str]], ...]


def read_file(name: str, data: bytes, crs: str) -> Table:
    """Read a file; ``crs``: file, wgs84, cgcs2000, gcj02 or bd09.

    Raises:
        Invalid: no known kind of file, too large, broken, no coordinates.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Invalid("layer.suffix", _("只认 GeoJSON、Shapefile（zip）、KML、GeoPackage 和 CSV。"))
    if len(data) > MOST_BYTES:
        raise Invalid("layer.large", _("文件太大，不应超过 20 MB。"))
    found = _csv(data) if suffix == ".csv" else _with_gdal(suffix, data)
    if len(found["rows"]) > MOST_ROWS:
        raise Invalid("layer.rows", _("超过 {n} 行，请分成几个文件。"), n=MOST_ROWS)
    return Table(tuple(found["fields"]), _placed(found, crs))


def geopackage(features: Iterable[Mapping[str, Any]]) -> bytes:
    """The features as a GeoPackage."""
    with tempfile.TemporaryDirectory(prefix="qianshao-gpkg-") as folder:
        path = Path(folder) / "items.gpkg"
        _child("write", str(path), given=json.dumps(list(features), default=str))
        return path.read_bytes()


def _csv(data: bytes) -> dict[str, Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    reader = csv.DictReader(io.StringIO(text))
    fields = [str(f).strip() for f in reader.fieldnames or () if f]
    lon, lat = _heading(fields, _LON), _heading(fields, _LAT)
    if not lon or not lat:
        raise Invalid("layer.columns", _("表里没有“经度”和“纬度”两列。"))
    rows = []
    for number, line in enumerate(reader):
        if number > MOST_ROWS:
            break
        values = {str(k).strip(): (v or "").strip() for k, v in line.items() if k and isinstance(v, str | None)}
        rows.append({"x": _number(values.get(lon)), "y": _number(values.get(lat)), "values": values})
    return {"crs": "", "fields": fields, "rows": rows}


def _heading(fields: list[str], wanted: tuple[str, ...]) -> str:
    return next((f for w in wanted for f in fields if f.lower() == w), "")


def _number(text: str | None) -> float | None:
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if np.isfinite(found) else None


def _with_gdal(suffix: str, data: bytes) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="qianshao-layer-") as folder:
        path = Path(folder) / f"layer{suffix}"
        path.write_bytes(data)
        where, encoding = _shapefile(path) if suffix == ".zip" else (str(path), ())
        found: dict[str, Any] = json.loads(_child("read", where, *encoding))
        return found


def _shapefile(path: Path) -> tuple[str, tuple[str, ...]]:
    """The archive as GDAL opens it; without a .cpg the names are in the code page of Chinese desktops."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist()]
            size = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise Invalid("layer.zip", _("压缩包打不开。")) from error
    if size > MOST_UNPACKED:
        raise Invalid("layer.large", _("文件太大，不应超过 20 MB。"))
    shape = next((n for n in names if n.lower().endswith(".shp")), "")
    if not shape:
        raise Invalid("layer.zip", _("压缩包里没有 .shp 文件。"))
    named = any(n.lower().endswith(".cpg") for n in names)
    return f"/vsizip/{path}/{shape}", () if named else ("GB18030",)


def _child(job: str, path: str, *more: str, given: str = "") -> str:
    command = [sys.executable, "-m", "qianshao.onemap.gdal", job, path, *more]
    try:
        done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=_TIMEOUT, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Invalid("layer.broken", _("文件读不出来，请检查格式。")) from error
    return done.stdout


def _placed(found: Mapping[str, Any], crs: str) -> tuple[tuple[float | None, float | None, Mapping[str, str]], ...]:
    """Every row in WGS-84; values that are no longitude and latitude become None."""
    rows = found["rows"]
    x = np.array([np.nan if row["x"] is None else row["x"] for row in rows], dtype=np.float64)
    y = np.array([np.nan if row["y"] is None else row["y"] for row in rows], dtype=np.float64)
    if crs == "gcj02":
        x, y = wgs84_from_gcj02(x, y)
    elif crs == "bd09":
        x, y = wgs84_from_gcj02(*gcj02_from_bd09(x, y))
    elif crs == "file" and found["crs"]:
        given = pyproj.CRS.from_user_input(found["crs"])
        if given.is_projected:
            x, y = pyproj.Transformer.from_crs(given, "EPSG:4326", always_xy=True).transform(x, y)
    sound = np.isfinite(x) & np.isfinite(y) & (np.abs(x) <= 180) & (np.abs(y) <= 90)
    return tuple(
        (round(float(x[n]), 7), round(float(y[n]), 7), row["values"]) if sound[n] else (None, None, row["values"])
        for n, row in enumerate(rows)
    )
