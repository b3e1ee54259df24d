"""Where records are: in an area, in a box, near a point."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from shapely.geometry.base import BaseGeometry

from qianshao.core.scope import Scope
from qianshao.core.sql import ids_param, ids_table
from qianshao.geo.measure import GEOD
from qianshao.geo.sql import Fragment, keys_within
from qianshao.registry.models import Record
from qianshao.registry.selectors.records import by_expression, kind_ids
from qianshao.registry.states import RecordState

#: The first ring of ``nearest``, in degrees (some 3 km), and how many times it doubles (the whole county and beyond).
_RING, _RINGS = 0.03, 8


@dataclass(frozen=True, slots=True)
class Near:
    """A record and how far it is as the crow flies."""

    record: Record
    metres: float


def inside(
    scope: Scope, area: "Mapping[str, Any] | str | BaseGeometry", groups: Iterable[str] = ()
) -> "QuerySet[Any]":
    """The scope's living records in a polygon (GeoJSON or shapely), boundary included; of these groups, or of all."""
    keys = keys_within(connection, _shape(area), Record._meta.db_table, _narrowed(groups))
    within = RawSQL(f"SELECT id FROM {ids_table()}", [ids_param(keys)])
    found = Record.objects.within(scope).filter(pk__in=within)
    return found.select_related("kind").order_by("division_path", "name", "id")


def _shape(area: "Mapping[str, Any] | str | BaseGeometry") -> BaseGeometry:
    if isinstance(area, BaseGeometry):
        return area
    return shapely.from_geojson(area if isinstance(area, str) else json.dumps(area))


def _narrowed(groups: Iterable[str]) -> Fragment:
    """The plus keeps SQLite from taking another index than that of the cells (geo.sql)."""
    plus = "" if connection.vendor == "postgresql" else "+"
    wanted = list(groups)
    sql, params = f"{plus}t.state = %s", [str(RecordState.ACTIVE)]
    if wanted:
        marks = ids_table("wanted")
        sql += f" AND {plus}t.kind_id IN (SELECT id FROM {marks})"
        params.append(ids_param(kind_ids(groups=wanted)))
    return Fragment(sql, tuple(params))


def box(
    scope: Scope, west: float, south: float, east: float, north: float, groups: Iterable[str] = ()
) -> "QuerySet[Any]":
    """The scope's living records in a map's window, in no order; of these groups, or of all.

    Ask for ``values_list("id", "lon", "lat", "kind")``: these stand in the index, and no row is read.
    """
    found = Record.objects.unscoped("the scope is a condition below").order_by()
    found = found.filter(state=RecordState.ACTIVE, lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    if wanted := list(groups):
        found = found.filter(kind__in=kind_ids(groups=wanted))
    return by_expression(found, scope)


def nearest(scope: Scope, kinds: Iterable[str], lon: float, lat: float, limit: int = 10) -> list[Near]:
    """The scope's living records of these kinds nearest to a point, as the crow flies, nearest first."""
    wanted, ring, found = kind_ids(kinds=kinds), _RING, list[tuple[float, int]]()
    for _n in range(_RINGS):
        rows = box(scope, lon - ring, lat - ring, lon + ring, lat + ring).filter(kind__in=wanted)
        found = sorted(_measured(rows.values_list("pk", "lon", "lat"), lon, lat))
        # A box's corner is farther than its side: only what is nearer than the side is surely nearest.
        reach = GEOD.inv(lon, lat, lon + ring, lat)[2]
        if len(found) >= limit and found[limit - 1][0] <= reach:
            break
        ring *= 2
    best = found[:limit]
    rows = Record.objects.within(scope).filter(pk__in=[key for _m, key in best]).select_related("kind")
    by_id = {row.pk: row for row in rows}
    return [Near(by_id[key], metres) for metres, key in best]


def _measured(rows: Iterable[tuple[int, float, float]], lon: float, lat: float) -> list[tuple[float, int]]:
    listed = list(rows)
    if not listed:
        return []
    count = len(listed)
    _a, _b, metres = GEOD.inv([lon] * count, [lat] * count, [r[1] for r in listed], [r[2] for r in listed])
    return [(float(m), row[0]) for m, row in zip(metres, listed, strict=True)]
