"""A file of shelters comes in: checked and kept, then written whole, dropped, or taken back whole."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid, NotFound
from qianshao.core.sheets.batches import BatchState, demand_writable, read_sheet
from qianshao.core.sheets.findings import Checked, Setting
from qianshao.core.sheets.keeping import unpack_table
from qianshao.core.sheets.table import Table
from qianshao.divisions.models import Division
from qianshao.geo.crs import crs_of
from qianshao.journal.services import record
from qianshao.places.imports.checks import KnownShelters, ShelterRow, check_shelters
from qianshao.places.imports.sheet import SHELTERS
from qianshao.places.models import Shelter, ShelterBatch
from qianshao.places.occupancy import occupied

_NAMED = 5


def check_file(*, name: str, data: bytes, crs: str = "WGS-84", actor: Actor, now: datetime) -> ShelterBatch:
    """Read and check an uploaded file and keep it as a batch to be confirmed or dropped.

    Raises:
        NotAllowed: no right to import anywhere.
        Invalid: not readable, unsafe, without the needed columns, an unknown coordinate system.
    """
    actor.demand("places.import", "")
    if crs_of(crs) is None:
        raise Invalid("import.crs", _("不认识坐标系“{crs}”"), crs=crs[:20])
    table = read_sheet(SHELTERS, name, data)
    checked = _check(table, crs, actor, now)
    with transaction.atomic(durable=True):
        batch = ShelterBatch.keep(name, data, table, checked, actor, now, crs=crs)
        data_kept = {"file": batch.file_name, "rows": checked.lines, "problems": len(checked.problems)}
        _note("places.import_checked", batch, actor, now, data_kept)
    return batch


def _check(table: Table, crs: str, actor: Actor, now: datetime) -> Checked:
    return check_shelters(table, Setting(actor, now, now.astimezone(BEIJING).date(), crs))


def confirm_batch(*, batch_id: int, accept_good: bool = False, actor: Actor, now: datetime) -> ShelterBatch:
    """Write a checked file, all or nothing. It is checked once more: the records may have changed since.

    Raises:
        Invalid: there are problems and the good lines alone were not accepted, or no good line at all.
        Stale: written or dropped already.
    """
    batch = _batch_of(actor, batch_id)
    with transaction.atomic(durable=True):
        batch.claim(BatchState.CHECKED, BatchState.WRITTEN, written_at=now)
        checked = _check(unpack_table(batch.rows), batch.crs, actor, now)
        demand_writable(checked, accept_good=accept_good)
        undo = _write(checked.rows)
        batch.written(checked, json.dumps(undo, ensure_ascii=False))
        counts = {"created": len(undo["created"]), "updated": len(undo["before"])}
        _note("places.imported", batch, actor, now, counts)
    return batch


def _write(rows: list[ShelterRow]) -> dict[str, Any]:
    """Write the rows; what undo needs to know: made ids with versions, and old values of changed ones."""
    paths = {row.division_path for row in rows}
    areas = {d.path: d for d in Division.objects.unscoped("checked in scope").filter(path__in=sorted(paths))}
    known, created, before = KnownShelters(), {}, {}
    for row in rows:
        found = known.find(row)
        if found is None:
            made = Shelter(division=areas[row.division_path], division_path=row.division_path, **row.values)
            made.save(force_insert=True)
            created[made.pk] = made.version
            continue
        old = {key: getattr(found, key) for key, value in row.values.items() if getattr(found, key) != value}
        if old:
            for key in old:
                setattr(found, key, row.values[key])
            found.version += 1
            found.save(update_fields=[*old, "version"])
            before[found.pk] = {"version": found.version, "values": old}
    return {"created": created, "before": before}


def drop_batch(*, batch_id: int, actor: Actor, now: datetime) -> ShelterBatch:
    """Forget a checked file and its rows.

    Raises:
        Stale: written or dropped already.
    """
    batch = _batch_of(actor, batch_id)
    with transaction.atomic(durable=True):
        batch.claim(BatchState.CHECKED, BatchState.DROPPED, rows="", findings="")
        _note("places.import_dropped", batch, actor, now, {"file": batch.file_name})
    return batch


def undo_batch(*, batch_id: int, actor: Actor, now: datetime) -> ShelterBatch:
    """Take a written file back: what it made goes, what it changed gets its old values.

    Raises:
        Invalid: a row was changed or opened since, was inspected, or people are in it. Nothing is reverted then.
        Stale: not written, or taken back already.
    """
    batch = _batch_of(actor, batch_id)
    with transaction.atomic(durable=True):
        batch.claim(BatchState.WRITTEN, BatchState.UNDONE, undone_at=now)
        reverted = _revert(json.loads(batch.undo or "{}"), actor)
        batch.emptied()
        _note("places.import_undone", batch, actor, now, {"file": batch.file_name, "reverted": reverted})
    return batch


def _revert(data: Mapping[str, Any], actor: Actor) -> int:
    made = {int(key): version for key, version in data.get("created", {}).items()}
    before = {int(key): kept for key, kept in data.get("before", {}).items()}
    versions = made | {key: kept["version"] for key, kept in before.items()}
    every = Shelter.objects.unscoped("rows of a batch whose area was demanded")
    rows = {row.pk: row for row in every.filter(pk__in=sorted(versions))}
    people = occupied(actor.scope)
    changed = [row.name for key, row in sorted(rows.items()) if row.version != versions[key] or people.get(key)]
    if len(rows) < len(versions):
        changed.append(say("已删除 {n} 条").format(n=len(versions) - len(rows)))
    if changed:
        raise Invalid(
            "import.changed", _("这些已被修改或正在使用，不能撤回：{names}"), names="、".join(changed[:_NAMED])
        )
    every.filter(pk__in=sorted(made)).delete()
    for key, kept in before.items():
        every.filter(pk=key).update(**kept["values"], version=kept["version"] + 1)
    return len(versions)


def _batch_of(actor: Actor, batch_id: int) -> ShelterBatch:
    batch: ShelterBatch | None = ShelterBatch.objects.within(actor.scope).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound("batch.unknown", _("没有找到这次导入"))
    actor.demand("places.import", batch.division_path)
    return batch


def _note(kind: str, batch: ShelterBatch, actor: Actor, now: datetime, data: Mapping[str, Any]) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("shelter_batch", batch.pk),
        division_path=batch.division_path,
        data=dict(data),
    )
