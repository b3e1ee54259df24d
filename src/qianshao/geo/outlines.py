"""Outlines of townships, simplified for a map of the county; parsed once per process and boundary."""

from dataclasses import dataclass
from functools import lru_cache

import shapely
from django.db.models import TextField
from django.db.models.functions import MD5, Cast
from shapely.geometry.base import BaseGeometry

from qianshao.core.scope import Scope
from qianshao.divisions.levels import Level
from qianshao.divisions.models import Division
from qianshao.geo.geojson import load

SIMPLIFY_DEGREES = 0.0008  # about 80 m: under a pixel at county scale, a tenth of the bytes


@dataclass(frozen=True, slots=True)
class Outline:
    """A township: its area and where its name is written."""

    path: str
    name: str
    area: BaseGeometry
    lon: float
    lat: float
    is_demo: bool


def town_outlines(scope: Scope) -> tuple[Outline, ...]:
    """Townships of the scope that have a boundary."""
    found = Division.objects.within(scope).filter(level=Level.TOWNSHIP, boundary__isnull=False, valid_to__isnull=True)
    digest = MD5(Cast("boundary", TextField()))  # a boundary imported anew is another shape
    rows = found.order_by("path").values_list("pk", "name", digest)
    return tuple(_outline(pk, name, shape) for pk, name, shape in rows)


@lru_cache(maxsize=512)
def _outline(pk: int, name: str, _shape: str) -> Outline:
    row = Division.objects.unscoped("a shape by the number the scope gave").get(pk=pk)
    area = shapely.simplify(load(row.boundary), SIMPLIFY_DEGREES, preserve_topology=True)
    inner = area.representative_point()
    seat = shapely.Point(row.lon, row.lat) if row.lon is not None and row.lat is not None else inner
    at = seat if area.contains(seat) else inner
    return Outline(row.path, name, area, at.x, at.y, row.is_demo)
