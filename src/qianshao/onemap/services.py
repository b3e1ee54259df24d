"""Data out of the map and into the register; each leaves a line in the journal."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from qianshao.core.actor import Actor
from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.geo.outlines import town_outlines
from qianshao.journal.services import record
from qianshao.onemap.selectors.items import collection, every
from qianshao.onemap.transfer import Table, geopackage
from qianshao.registry.services import import_records

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("名称", "name", "mc", "title"),  # zh: headings in layer files
    "address": ("地址", "address", "dz"),  # zh: as above
    "owner_org": ("单位", "所属单位", "owner"),  # zh: as above
    "code": ("编码", "code"),  # zh: as above
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file would do, or did: ``rows`` as they are written, faults by line, how many are new and changed."""

    rows: tuple[Mapping[str, Any], ...]
    faults: tuple[tuple[int, str], ...]
    created: int = 0
    updated: int = 0
    same: int = 0
    written: bool = False


def export_layer(*, name: str, form: str, actor: Actor, now: datetime) -> bytes:
    """A collection as ``geojson`` or ``gpkg``, within the actor's scope.

    Raises:
        NotAllowed, NotFound.
    """
    actor.demand("onemap.export", "")
    found = collection(actor.scope, name)
    if found is None or not actor.scope.may(found.action):
        raise NotFound("layer.unknown", _("没有这个图层，或不在您的权限里。"))
    features = [
        {
            "type": "Feature",
            "id": one.key,
            "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
            "properties": dict(one.facts),
        }
        for one in every(actor.scope, found)
    ]
    data = {"layer": str(found.label), "count": len(features), "form": form}
    with transaction.atomic(durable=True):
        record(
            kind="onemap.exported", actor=actor, now=now, subject=("layer", None), division_path=_home(actor.scope),
            data=data,
        )  # fmt: skip
    if form == "gpkg":
        return geopackage(features)
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def import_layer(*, table: Table, kind: str, dry_run: bool, actor: Actor, now: datetime) -> Outcome:
    """Rows of a file into the register; the area of each is the township its point lies in. All rows or none.

    Raises:
        NotAllowed: no right to import. Invalid: no such kind.
    """
    actor.demand("onemap.import", "")
    rows, faults = _rows(table, actor.scope)
    if faults:
        return Outcome(tuple(rows), tuple(faults))
    done = import_records(kind=kind, rows=rows, dry_run=dry_run, actor=actor, now=now)
    counts = (len(done.created), len(done.updated), done.same)
    if not dry_run and not done.faults:
        with transaction.atomic(durable=True):
            record(
                kind="onemap.imported", actor=actor, now=now, subject=("layer", None),
                division_path=_home(actor.scope), data={"kind": kind, "count": len(rows)},
            )  # fmt: skip
    return Outcome(tuple(rows), done.faults, *counts, written=not dry_run and not done.faults)


def _rows(table: Table, scope: Scope) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    outlines = town_outlines(scope)
    tree = shapely.STRtree([o.area for o in outlines])
    heads = {key: _heading(table.fields, names) for key, names in _HEADINGS.items()}
    rows: list[dict[str, Any]] = []
    faults: list[tuple[int, str]] = []
    for number, (lon, lat, values) in enumerate(table.rows, start=1):
        if lon is None or lat is None:
            faults.append((number, _("没有经纬度，或不是经纬度。")))
            continue
        inside = tree.query(shapely.Point(lon, lat), predicate="intersects")
        if not len(inside):
            faults.append((number, _("不在您辖区的乡镇界里：{lon}, {lat}").format(lon=lon, lat=lat)))
            continue
        given = {key: values.get(head, "") for key, head in heads.items() if head}
        given = {key: value for key, value in given.items() if value}
        rows.append({**given, "lon": lon, "lat": lat, "division_path": outlines[int(inside[0])].path})
    return rows, faults


def _heading(fields: tuple[str, ...], wanted: tuple[str, ...]) -> str:
    return next((f for w in wanted for f in fields if f.lower() == w), "")


def _home(scope: Scope) -> str:
    return scope.paths[0] if scope.paths else ""


def note_print(*, count: int, actor: Actor, now: datetime) -> None:
    """Remember that a map left the house on paper."""
    actor.demand("onemap.export", "")
    with transaction.atomic(durable=True):
        record(
            kind="onemap.printed", actor=actor, now=now, subject=("layer", None), division_path=_home(actor.scope),
            data={"count": count},
        )  # fmt: skip
