"""Read boundary files: GeoJSON in, named areas in WGS-84 out, faults per feature in words.

Accepts FeatureCollection, Feature or bare (Multi)Polygon; the old ``crs`` member; a Z value; rings in
either direction; a code of 6, 9 or 12 digits under the property names seen in Chinese files.
"""

# zh: property names of boundary files

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from qianshao.geo.crs import Crs, crs_of, geometry_to_wgs84
from qianshao.geo.sanity import findings

MAX_BYTES = 64 * 1024 * 1024
_CODE_KEYS = ("code", "adcode", "区划代码", "行政区划代码", "XZQDM", "PAC", "gb", "id")
_NAME_KEYS = ("name", "名称", "XZQMC", "NAME")

SENTENCES = {
    "too_big": _("文件太大，边界文件不应超过 64 MB。"),
    "not_json": _("文件不是 JSON:{why}"),
    "not_geojson": _("文件不是 GeoJSON:没有 FeatureCollection、Feature 或面。"),
    "unknown_crs": _("不认识文件的坐标系“{crs}”，请用 WGS-84、CGCS2000 或 GCJ-02。"),
    "bad_geometry": _("图形读不出来：{why}"),
    "no_code": _("没有行政区划代码(code)。"),
    "bad_code": _("行政区划代码“{code}”不是 6、9 或 12 位数字。"),
    "duplicate_code": _("行政区划代码 {code} 在文件里出现了两次。"),
}


@dataclass(frozen=True, slots=True)
class Boundary:
    """One area of a file, normalised: 12-digit code, WGS-84, 2-D, valid, outer rings anticlockwise."""

    number: int
    code: str
    name: str
    area: BaseGeometry
    source_crs: Crs


@dataclass(frozen=True, slots=True)
class Fault:
    """Why feature ``number`` (from 1; 0 is the file itself) was not read."""

    number: int
    code: str
    sentence: str


class FileRefused(ValueError):
    """The whole file is unusable; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


def read_boundaries(data: bytes, assume: Crs | None = None) -> tuple[list[Boundary], list[Fault]]:
    """Return the readable areas of a GeoJSON file and the faults of the others.

    ``assume`` is the system the person chose; it wins over the file's ``crs`` member, because consumer-map
    exports in GCJ-02 seldom say so. Raises :class:`FileRefused` when no feature can be read at all.
    """
    document = _load(data)
    crs = assume or _declared_crs(document)
    boundaries: list[Boundary] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, feature in enumerate(_features(document), start=1):
        found = _read_feature(number, feature, crs, seen)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            seen.add(found.code)
            boundaries.append(found)
    return boundaries, faults


def dump(area: BaseGeometry, decimals: int = 6) -> dict[str, Any]:
    """Return the GeoJSON geometry of an area, rounded (6 decimals are 0.1 m)."""
    result: dict[str, Any] = mapping(shapely.transform(area, lambda points: points.round(decimals)))
    return result


def load(geometry: dict[str, Any]) -> BaseGeometry:
    """Return the shapely geometry of a GeoJSON geometry we stored ourselves."""
    return shapely.force_2d(shape(geometry))


def _fault(number: int, code: str, /, **params: str) -> Fault:
    return Fault(number, code, str(SENTENCES[code]).format(**params))


def _load(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise FileRefused(_fault(0, "too_big"))
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FileRefused(_fault(0, "not_json", why=str(error)[:120])) from error
    if not isinstance(document, dict):
        raise FileRefused(_fault(0, "not_geojson"))
    return document


def _declared_crs(document: dict[str, Any]) -> Crs:
    declared = document.get("crs")
    if declared is None:
        return Crs.WGS84
    properties = declared.get("properties") if isinstance(declared, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else str(declared)
    crs = crs_of(name)
    if crs is None:
        raise FileRefused(_fault(0, "unknown_crs", crs=name[:60]))
    return crs


def _features(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    kind = document.get("type")
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        yield from (f if isinstance(f, dict) else {} for f in document["features"])
    elif kind == "Feature":
        yield document
    elif kind in ("Polygon", "MultiPolygon"):
        yield {"type": "Feature", "properties": {}, "geometry": document}
    else:
        raise FileRefused(_fault(0, "not_geojson"))


def _read_feature(number: int, feature: dict[str, Any], crs: Crs, seen: set[str]) -> Boundary | Fault:
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    code = _first(properties, _CODE_KEYS)
    if not code:
        return _fault(number, "no_code")
    full = full_code(code)
    if full is None:
        return _fault(number, "bad_code", code=code[:20])
    if full in seen:
        return _fault(number, "duplicate_code", code=full)
    area = _area(number, feature.get("geometry"), crs)
    if isinstance(area, Fault):
        return area
    return Boundary(number, full, _first(properties, _NAME_KEYS), area, crs)


def full_code(code: str) -> str | None:
    """Return the 12-digit form of a 6-, 9- or 12-digit code (``156`` + 6 digits too), else None."""
    if not code.isascii() or not code.isdigit():
        return None
    if len(code) == 9 and code.startswith("156"):
        # "156" is China's ISO number, set before the county code in national map files.
        code = code[3:]
    return code.ljust(12, "0") if len(code) in (6, 9, 12) else None


def _first(properties: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = properties.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def _area(number: int, geometry: object, crs: Crs) -> BaseGeometry | Fault:
    if not isinstance(geometry, dict):
        return Fault(number, "empty", _sentence_of_empty())
    try:
        area = shapely.force_2d(shape(geometry))
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        return _fault(number, "bad_geometry", why=str(error)[:120])
    for finding in findings(area):
        return Fault(number, finding.code, finding.sentence)
    return shapely.orient_polygons(geometry_to_wgs84(area, crs))


def _sentence_of_empty() -> str:
    return findings(None)[0].sentence
