"""OGC API – Features parts 1 and 2: what an address may ask, and the documents that are the same for everybody.

https://docs.ogc.org/is/17-069r4/17-069r4.html and https://docs.ogc.org/is/18-058r1/18-058r1.html
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from qianshao.onemap.rules.mercator import Box

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG4326 = "http://www.opengis.net/def/crs/EPSG/0/4326"
#: CGCS2000; the same place to within centimetres (geo/__init__.py).
EPSG4490 = "http://www.opengis.net/def/crs/EPSG/0/4490"
#: System → whether its axes are latitude, longitude.
SYSTEMS: Mapping[str, bool] = {CRS84: False, EPSG4326: True, EPSG4490: True}
CONFORMS = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)
USUAL, MOST = 100, 10_000
ITEM_PARAMS = frozenset({"limit", "bbox", "bbox-crs", "crs", "datetime", "after", "f"})


class Unclear(ValueError):
    """A parameter that means nothing; the text says which."""


def known(given: Mapping[str, Any], allowed: frozenset[str]) -> None:
    """Refuse parameters that do not exist (part 1, requirement 8)."""
    for name in given:
        if name not in allowed:
            raise Unclear(f"unknown parameter: {name[:40]}")


def system(name: str | None) -> str:
    """The coordinate system asked for, CRS84 when none is."""
    found = (name or CRS84).strip("[]<>")
    if found not in SYSTEMS:
        raise Unclear("unknown coordinate reference system")
    return found


def limit(text: str | None) -> int:
    """How many; more than the most is the most (part 1, requirement 21)."""
    if text is None:
        return USUAL
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
        raise Unclear("limit: a whole number from 1")
    return min(int(text), MOST)


def bbox(text: str | None, crs: str) -> Box | None:
    """West, south, east, north; six numbers carry heights, which are left aside."""
    if text is None:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise Unclear("bbox: four or six numbers") from error
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise Unclear("bbox: four or six numbers")
    a, b, c, d = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
    west, south, east, north = (b, a, d, c) if SYSTEMS[crs] else (a, b, c, d)
    if south > north or not (abs(south) <= 90 and abs(north) <= 90 and abs(west) <= 180 and abs(east) <= 180):
        raise Unclear("bbox: not a box of longitudes and latitudes")
    return west, south, east, north


def span(text: str | None) -> tuple[datetime | None, datetime | None]:
    """A moment, or a span with ``..`` or nothing for an open end."""
    if text is None:
        return None, None
    parts = text.split("/")
    if len(parts) == 1:
        moment = _moment(text)
        return moment, moment
    if len(parts) != 2:
        raise Unclear("datetime: a moment or two with / between")
    since, until = (None if part in ("", "..") else _moment(part) for part in parts)
    if since and until and since > until:
        raise Unclear("datetime: ends before it begins")
    return since, until


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unclear("datetime: RFC 3339") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def point(lon: float, lat: float, crs: str) -> dict[str, Any]:
    """A GeoJSON point in the axis order of the system."""
    pair = [round(lon, 7), round(lat, 7)]
    return {"type": "Point", "coordinates": pair[::-1] if SYSTEMS[crs] else pair}
