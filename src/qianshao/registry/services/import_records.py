"""Many records of one kind at once: new ones written, known ones updated, in a few statements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, Refusal
from qianshao.core.scope import Scope
from qianshao.core.units import unit
from qianshao.divisions.models import Division
from qianshao.journal.services import record
from qianshao.registry.models import Kind, Record, Revision
from qianshao.registry.records import apply, clean, difference, values_of
from qianshao.registry.rules import code_of, new_code
from qianshao.registry.services.edit_record import fresh
from qianshao.registry.services.writing import kind_for, once, revision
from qianshao.registry.states import RecordState

_BATCH = 2_000
_UPDATED = (
    "name", "initials", "pinyin", "find_text", "division_path", "address", "lon", "lat", "cell", "coordinate_source",
    "owner_org", "keeper_name", "keeper_phone", "keeper_hash", "grade", "is_public", "details", "sealed", "source",
    "runs_out", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imported:
    """``faults``: (row number from 1, sentence). With faults nothing was written."""

    created: tuple[int, ...] = ()
    updated: tuple[int, ...] = ()
    same: int = 0
    faults: tuple[tuple[int, str], ...] = ()


@dataclass
class _Plan:
    created: list[Record] = field(default_factory=list)
    updated: list[tuple[Record, dict[str, Any]]] = field(default_factory=list)
    same: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)


def import_records(
    *,
    kind: str,
    rows: Iterable[Mapping[str, Any]],
    state: str = RecordState.ACTIVE,
    is_demo: bool = False,
    dry_run: bool = False,
    actor: Actor,
    now: datetime,
) -> Imported:
    """Write rows (flat values, each with ``division_path``; ``code`` names a known record) of one kind.

    A row without a code updates the living record of the same name in the same area, else makes a new one.
    All rows or none: with faults, or with ``dry_run``, nothing is written.

    Raises:
        Invalid: no such kind.
    """
    found = kind_for(kind)
    given = [dict(row) for row in rows]
    with unit():
        plan = _plan(found, given, _Known.of(found, given, actor.scope), actor, now, state, is_demo)
        if plan.faults or dry_run:
            return Imported((0,) * len(plan.created), (), plan.same, tuple(plan.faults))
        _write(found, plan, actor, now)
    return Imported(tuple(row.pk for row in plan.created), tuple(row.pk for row, _c in plan.updated), plan.same, ())


@dataclass(frozen=True)
class _Known:
    """What the rows may refer to: records by code and by (area, name), and the areas that exist."""

    by_code: Mapping[str, Record]
    by_name: Mapping[tuple[str, str], Record]
    areas: frozenset[str]

    @classmethod
    def of(cls, kind: Kind, given: Sequence[Mapping[str, Any]], scope: Scope) -> "_Known":
        paths = {str(row.get("division_path") or "") for row in given}
        divisions = Division.objects.unscoped("each path is demanded").values_list("path", flat=True)
        areas = {path for part in _parts(sorted(paths)) for path in divisions.filter(path__in=part)}
        living = (
            Record.objects.within(scope)
            .filter(kind=kind)
            .exclude(state=RecordState.RETIRED)
            .select_for_update(of=("self",))
        )
        rows = [row for part in _parts(sorted(areas)) for row in living.filter(division_path__in=part)]
        codes = {code_of(str(row["code"])) for row in given if row.get("code")}
        rows += [row for part in _parts(sorted(codes)) for row in living.filter(code__in=part)]
        return cls({row.code: row for row in rows}, {(r.division_path, r.name): r for r in rows}, frozenset(areas))


def _parts(values: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _plan(
    kind: Kind,
    given: Sequence[dict[str, Any]],
    known: _Known,
    actor: Actor,
    now: datetime,
    state: str,
    is_demo: bool,
) -> _Plan:
    plan, seen = _Plan(), set[tuple[str, str]]()
    for number, values in enumerate(given, start=1):
        try:
            row = _target(values, known, actor)
            values.pop("code", None)
            cleaned = clean(kind, values, whole=row is None, is_demo=is_demo)
            key = (
                cleaned.get("division_path") or (row.division_path if row else ""),
                cleaned.get("name") or (row.name if row else ""),
            )
            if key in seen:
                raise Invalid("import.twice", _("表里“{name}”出现了两次"), name=key[1])
            seen.add(key)
            _sort_in(plan, kind, row, cleaned, now, state, is_demo)
        except Refusal as refusal:
            plan.faults.append((number, str(refusal)))
    return plan


def _target(values: Mapping[str, Any], known: _Known, actor: Actor) -> Record | None:
    """The record a row is about; None for a new one."""
    row = None
    if values.get("code"):
        row = known.by_code.get(code_of(str(values["code"])))
        if row is None:
            raise Invalid("import.code", _("没有编码为 {code} 的登记，或不在您的辖区"), code=values["code"])
        actor.demand("registry.edit", row.division_path)
    path = str(values.get("division_path") or "")
    if path or row is None:
        if path not in known.areas:
            raise Invalid("division.unknown", _("没有这个区划：{path}"), path=path or "—")
        actor.demand("registry.edit", path)
    return row or known.by_name.get((path, str(values.get("name") or "").strip()))


def _sort_in(
    plan: _Plan, kind: Kind, row: Record | None, cleaned: dict[str, Any], now: datetime, state: str, is_demo: bool
) -> None:
    if row is None:
        plan.created.append(fresh(kind, cleaned, now=now, state=state, is_demo=is_demo))
        return
    changes = difference(kind, values_of(row), cleaned)
    if not changes:
        plan.same += 1
        return
    for key, value in apply(row, kind, cleaned).items():
        setattr(row, key, value)
    row.version += 1
    plan.updated.append((row, changes))


def _write(kind: Kind, plan: _Plan, actor: Actor, now: datetime) -> None:
    _part_codes(plan.created)
    once(lambda: _write_rows(plan))
    Revision.objects.bulk_create(
        (revision(row, "import", {"name": ["", row.name]}, actor, now) for row in plan.created), batch_size=_BATCH
    )
    Revision.objects.bulk_create(
        (revision(row, "import", changes, actor, now) for row, changes in plan.updated), batch_size=_BATCH
    )
    paths = actor.scope.paths
    record(
        kind="registry.imported",
        actor=actor,
        now=now,
        subject=("record_kind", kind.pk),
        division_path=paths[0] if paths else "",
        data={"kind": kind.name, "created": len(plan.created), "updated": len(plan.updated)},
    )


def _write_rows(plan: _Plan) -> None:
    Record.objects.bulk_create(plan.created, batch_size=_BATCH)
    every = Record.objects.unscoped("the records were found in scope")
    for part in _slices([row for row, _changes in plan.updated], 200):
        every.bulk_update(part, _UPDATED)


def _slices(rows: list[Record], size: int) -> Iterator[list[Record]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _part_codes(rows: Sequence[Record]) -> None:
    """Draw again where chance gave a code twice or one that is taken."""
    used = set[str]()
    every = Record.objects.unscoped("codes are kept apart over the whole site")
    for part in _parts([row.code for row in rows]):
        used |= set(every.filter(code__in=part).values_list("code", flat=True))
    for row in rows:
        while row.code in used:
            old, row.code = row.code, new_code()
            row.find_text = row.find_text.replace(old.lower(), row.code.lower(), 1)
        used.add(row.code)
