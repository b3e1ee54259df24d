"""Verbs on the tree."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
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


@dataclass
class Written:
    """What an import did: areas made, and the old names of renamed ones, by id, for undo."""

    created: list[int] = field(default_factory=list)
    renamed: dict[int, str] = field(default_factory=dict)


def import_divisions(*, rows: Iterable[Row], actor: Actor, now: datetime, is_demo: bool = False) -> tuple[int, int]:
    """Make or update areas, parents first; all or nothing. Returns (created, updated).

    A row is known by its code; where it has none (grids), by its name below its parent.

    Raises:
        Invalid: a parent that is neither in the rows nor on file.
    """
    with transaction.atomic(durable=True):
        written = write_divisions(rows=rows, actor=actor, now=now, is_demo=is_demo)
    return len(written.created), len(written.renamed)


def write_divisions(*, rows: Iterable[Row], actor: Actor, now: datetime, is_demo: bool = False) -> Written:
    """``import_divisions`` inside a transaction that somebody else opened."""
    actor.demand("divisions.import", "")
    written = _write(sorted(rows, key=lambda row: row.level), is_demo)
    record(
        kind="divisions.imported",
        actor=actor,
        now=now,
        subject=("division", None),
        division_path="",
        data={"created": len(written.created), "updated": len(written.renamed)},
    )
    return written


def _write(rows: list[Row], is_demo: bool) -> Written:
    every = list(Division.objects.unscoped("import compares with the whole tree").defer("boundary"))
    known = {d.code: d for d in every if d.code and d.valid_to is None}
    nameless = {(d.path[:-4], d.name): d for d in every if not d.code and d.valid_to is None}
    children = _child_counts(every)
    fresh: dict[int, list[Division]] = {}
    changed: list[Division] = []
    written = Written()
    for row in rows:
        found = known.get(row.code) if row.code else _nameless(row, known, nameless)
        if found:
            if found.name != row.name and found.pk:
                written.renamed[found.pk] = found.name
                found.name = row.name
                changed.append(found)
            continue
        made = _new(row, known, children, is_demo)
        fresh.setdefault(row.level, []).append(made)
        known[row.code or row.key] = made
        if not row.code:
            nameless[made.path[:-4], made.name] = made
    for level in sorted(fresh):
        for division in fresh[level]:
            division.parent_id = division.parent.pk if division.parent else None
        Division.objects.bulk_create(fresh[level], batch_size=500)
    Division.objects.unscoped("rows of this import").bulk_update(changed, ["name"], batch_size=500)
    written.created = [d.pk for level in sorted(fresh) for d in fresh[level]]
    return written


def _nameless(row: Row, known: dict[str, Division], nameless: dict[tuple[str, str], Division]) -> Division | None:
    parent = known.get(row.parent_code)
    return nameless.get((parent.path, row.name)) if parent else None


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


def set_boundaries(*, boundaries: dict[str, dict[str, Any]], crs: str, actor: Actor, now: datetime) -> int:
    """Give areas (by code) their boundary, GeoJSON geometries already in CGCS2000/WGS-84; all or nothing.

    ``crs`` tells where they came from (WGS-84, CGCS2000, GCJ-02). Returns how many.

    Raises:
        Invalid: a code that is not on file.
    """
    with transaction.atomic(durable=True):
        return len(write_boundaries(boundaries=boundaries, crs=crs, actor=actor, now=now))


def write_boundaries(
    *, boundaries: dict[str, dict[str, Any]], crs: str, actor: Actor, now: datetime
) -> dict[int, tuple[Any, str]]:
    """``set_boundaries`` inside somebody else's transaction. Returns the old boundaries by id, for undo."""
    actor.demand("divisions.import", "")
    living = Division.objects.unscoped("import over the whole tree").filter(valid_to__isnull=True)
    found = {d.code: d for d in living.filter(code__in=list(boundaries))}
    missing = sorted(set(boundaries) - set(found))
    if missing:
        raise Invalid("division.unknown", _("这些区划代码没有登记：{codes}"), codes="、".join(missing[:5]))
    before = {d.pk: (d.boundary, d.boundary_crs) for d in found.values()}
    for code, division in found.items():
        division.boundary, division.boundary_crs = boundaries[code], crs
    _save_boundaries(list(found.values()))
    record(
        kind="divisions.bounded",
        actor=actor,
        now=now,
        subject=("division", None),
        division_path="",
        data={"count": len(found)},
    )
    return before


def _save_boundaries(divisions: list[Division]) -> None:
    rows = Division.objects.unscoped("rows of this import")
    rows.bulk_update(divisions, ["boundary", "boundary_crs"], batch_size=100)


def undo_divisions(*, created: list[int], renamed: dict[int, str], actor: Actor) -> None:
    """Take an import back, inside the caller's transaction: made areas go, renamed ones get their old name.

    Raises:
        Invalid: something has been registered in one of the areas since.
    """
    actor.demand("divisions.import", "")
    rows = Division.objects.unscoped("rows of an import")
    old = list(rows.filter(pk__in=list(renamed)))
    for division in old:
        division.name = renamed[division.pk]
    rows.bulk_update(old, ["name"], batch_size=500)
    for division in rows.filter(pk__in=created).order_by("-level", "-path").defer("boundary"):
        try:
            with transaction.atomic():
                division.delete()
        except (ProtectedError, IntegrityError) as error:
            words = _("“{name}”里已经登记了别的内容，不能撤回")
            raise Invalid("division.used", words, name=division.name) from error


def undo_boundaries(*, before: dict[int, tuple[Any, str]], actor: Actor) -> None:
    """Give areas back the boundary they had, inside the caller's transaction."""
    actor.demand("divisions.import", "")
    found = list(Division.objects.unscoped("rows of an import").filter(pk__in=list(before)))
    for division in found:
        division.boundary, division.boundary_crs = before[division.pk]
    _save_boundaries(found)
