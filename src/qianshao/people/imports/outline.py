"""An outline as people give it: GeoJSON, or one corner a line (``114.90,31.60``)."""

import json
import re
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry import shape

from qianshao.core.errors import Invalid
from qianshao.geo.crs import crs_of, geometry_to_wgs84
from qianshao.geo.geojson import dump

_PAIR = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,，\s]\s*(-?\d+(?:\.\d+)?)\s*")
_UNREADABLE = _("范围读不出来。一行写一个拐点：经度,纬度；或贴 GeoJSON。")
MAX_TEXT = 200_000


def read_outline(text: str, crs: str) -> dict[str, Any] | None:
    """The polygon as GeoJSON in WGS-84; nothing for an empty text.

    Raises:
        Invalid: neither GeoJSON nor at least three corners, or an unknown coordinate system.
    """
    text = text.strip()
    if not text:
        return None
    system = crs_of(crs)
    if system is None or len(text) > MAX_TEXT:
        raise Invalid("zone.outline", _UNREADABLE)
    area = _from_json(text) if text.startswith("{") else _from_lines(text)
    return dump(geometry_to_wgs84(area, system))


def _from_json(text: str) -> shapely.Geometry:
    try:
        data = json.loads(text)
        if data.get("type") == "FeatureCollection":
            data = data["features"][0]
        found = shapely.force_2d(shape(data.get("geometry", data)))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise Invalid("zone.outline", _UNREADABLE) from error
    except shapely.errors.ShapelyError as error:
        raise Invalid("zone.outline", _UNREADABLE) from error
    if found.geom_type not in ("Polygon", "MultiPolygon"):
        raise Invalid("zone.outline", _UNREADABLE)
    return found


def _from_lines(text: str) -> shapely.Geometry:
    corners = []
    for line in filter(str.strip, text.splitlines()):
        pair = _PAIR.fullmatch(line)
        if pair is None:
            raise Invalid("zone.outline", _UNREADABLE)
        corners.append((float(pair[1]), float(pair[2])))
    if len(corners) < 3:
        raise Invalid("zone.outline", _UNREADABLE)
    return shapely.Polygon(corners)
