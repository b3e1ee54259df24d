"""Verbs on the tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid
from qianshao.divisions.models import Division
from qianshao.divisions.rules import child_path
from qianshao.journal.services import record


@dataclass(frozen=True)
class Row:
    """One area to be there: a code (empty for grids), a name, a level, its parent's code or key."""

    code: str
    name: str
    level: int
    parent_code: str = ""
    key: str = ""
    lon: float | None = None
    lat: float | None = None


def import_divisions(
    *, rows: Iterable[Row], actor: Actor, now: datetime, is_demo: bool = False
) -> tuple[int, int]:
    """Make or update areas, parents first; all or nothing. Returns (created, updated).

    A row is known by its code, or by ``key`` within this call where it has none (grids).

    Raises:
        Invalid: a parent that is neither in the rows nor on file.
    """
    actor.demand("divisions.import", "")
    with transaction.atomic(durable=True):
        created, updated = _write(sorted(rows, key=lambda row: row.level), is_demo)
        record(
            kind="divisions.imported",
            actor=actor,
            now=now,
            subject=("division", None),
            division_path="",
            data={"created": created, "updated": updated},
        )
    return created, updated


def _write(rows: list[Row], is_demo: bool) -> tuple[int, int]:
    every = list(Division.objects.unscoped("import compares with the whole tree"))
    known = {d.code: d for d in every if d.code and d.valid_to is None}
    children = _child_counts(every)
    fresh: dict[int, list[Division]] = {}
    changed: list[Division] = []
    for row in rows:
        found = known.get(row.code) if row.code else None
        if found:
            if found.name != row.name:
                found.name = row.name
                changed.append(found)
            continue
        made = _new(row, known, children, is_demo)
        fresh.setdefault(row.level, []).append(made)
        known[row.code or row.key] = made
    for level in sorted(fresh):
        for division in fresh[level]:
            division.parent_id = division.parent.pk if division.parent else None
        Division.objects.bulk_create(fresh[level], batch_size=500)
    named = Division.objects.unscoped("rows of this import")
    named.bulk_update(changed, ["name"], batch_size=500)
    return sum(map(len, fresh.values())), len(changed)


def _child_counts(every: list[Division]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for division in every:
        above, number = division.path[:-4], int(division.path[-4:])
        counts[above] = max(counts.get(above, 0), number)
    return counts


def _new(row: Row, known: dict[str, Division], children: dict[str, int], is_demo: bool) -> Division:
    parent = known.get(row.parent_code) if row.parent_code else None
    if row.parent_code and parent is None:
        words = _("“{name}”的上级 {parent} 不在表里，也没有登记")
        raise Invalid("division.orphan", words, name=row.name, parent=row.parent_code)
    above = parent.path if parent else ""
    children[above] = children.get(above, 0) + 1
    return Division(
        code=row.code,
        name=row.name,
        level=row.level,
        parent=parent,
        path=child_path(above, children[above]),
        lon=row.lon,
        lat=row.lat,
        is_demo=is_demo,
    )


def set_boundaries(
    *, boundaries: dict[str, dict[str, Any]], crs: str, actor: Actor, now: datetime
) -> int:
    """Give areas (by code) their boundary, GeoJSON geometries already in CGCS2000/WGS-84; all or nothing.

    ``crs`` tells where they came from (WGS84, CGCS2000, GCJ02). Returns how many.

    Raises:
        Invalid: a code that is not on file.
    """
    actor.demand("divisions.import", "")
    with transaction.atomic(durable=True):
        living = Division.objects.unscoped("import over the whole tree").filter(valid_to__isnull=True)
        found = {d.code: d for d in living.filter(code__in=list(boundaries))}
        missing = sorted(set(boundaries) - set(found))
        if missing:
            raise Invalid("division.unknown", _("这些区划代码没有登记：{codes}"), codes="、".join(missing[:5]))
        for code, division in found.items():
            division.boundary, division.boundary_crs = boundaries[code], crs
        living.bulk_update(found.values(), ["boundary", "boundary_crs"], batch_size=100)
        record(
            kind="divisions.bounded",
            actor=actor,
            now=now,
            subject=("division", None),
            division_path="",
            data={"count": len(found)},
        )
    return len(found)
