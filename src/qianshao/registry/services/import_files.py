"""A file of records comes in: checked and kept, then written whole, dropped, or taken back whole."""

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
from qianshao.core.sheets.table import Table
from qianshao.core.units import group
from qianshao.geo.crs import crs_of
from qianshao.journal.services import record
from qianshao.registry.imports.checks import changes_of, check_records
from qianshao.registry.imports.sheet import sheet_of
from qianshao.registry.models import Kind, Record, RecordBatch, Revision
from qianshao.registry.records import apply, difference, values_of
from qianshao.registry.services.import_records import import_records
from qianshao.registry.services.writing import kind_for, revision
from qianshao.registry.states import RECORD_WORDS, RecordState

ACTION = "registry.edit"
_NAMED = 5
_PART = 500
_WHY = "rows of a batch whose area was demanded"


def check_file(*, kind: str, name: str, data: bytes, crs: str = "WGS-84", actor: Actor, now: datetime) -> RecordBatch:
    """Read and check an uploaded file and keep it as a batch to be confirmed or dropped.

    Raises:
        NotAllowed: no right to edit anywhere.
        Invalid: not readable, unsafe, without the needed columns, an unknown coordinate system or kind.
    """
    actor.demand(ACTION, "")
    found = kind_for(kind)
    if crs_of(crs) is None:
        raise Invalid("import.crs", _("不认识坐标系“{crs}”"), crs=crs[:20])
    table = read_sheet(sheet_of(found), name, data)
    checked = _check(found, table, crs, actor, now)
    with transaction.atomic(durable=True):
        batch = RecordBatch.keep(name, data, table, checked, actor, now, kind=found, crs=crs)
        facts = {"file": batch.file_name, "rows": checked.lines, "problems": len(checked.problems)}
        _note("registry.import_checked", batch, actor, now, facts)
    return batch


def _check(kind: Kind, table: Table, crs: str, actor: Actor, now: datetime) -> Checked:
    return check_records(kind, table, Setting(actor, now, now.astimezone(BEIJING).date(), crs))


def confirm_batch(*, batch_id: int, accept_good: bool = False, actor: Actor, now: datetime) -> RecordBatch:
    """Write a checked file, all or nothing. It is checked once more: the records may have changed since.

    Raises:
        Invalid: there are problems and the good lines alone were not accepted, or no good line at all.
        Stale: written or dropped already.
    """
    batch = _batch_of(actor, batch_id)
    with group():
        batch.claim(BatchState.CHECKED, BatchState.WRITTEN, written_at=now)
        table = batch.table
        checked = _check(batch.kind, table, batch.crs, actor, now) if table else Checked()
        demand_writable(checked, accept_good=accept_good)
        batch.written(checked, json.dumps(_write(batch.kind, checked, actor, now), ensure_ascii=False))
    return batch


def _write(kind: Kind, checked: Checked, actor: Actor, now: datetime) -> dict[str, Any]:
    """Write the rows; what undo needs to know: made ids, and old values of changed ones with their new version."""
    before = {}
    for row in checked.rows:
        if row.found is not None and (changes := changes_of(row)):
            old = values_of(row.found)
            kept = {key: old.get(key) for key in changes}
            before[row.found.pk] = {"version": row.found.version + 1, "values": kept}
    given = [{**row.values, "division_path": row.division_path, **_code(row)} for row in checked.rows]
    done = import_records(kind=kind.code, rows=given, actor=actor, now=now)
    if done.faults:
        number, words = done.faults[0]
        raise Invalid("import.fault", _("第 {line} 行：{words}"), line=checked.rows[number - 1].line, words=words)
    return {"created": list(done.created), "before": {key: before[key] for key in done.updated if key in before}}


def _code(row: Any) -> dict[str, str]:
    return {"code": row.found.code} if row.found is not None else {}


def drop_batch(*, batch_id: int, actor: Actor, now: datetime) -> RecordBatch:
    """Forget a checked file and its rows.

    Raises:
        Stale: written or dropped already.
    """
    batch = _batch_of(actor, batch_id)
    with transaction.atomic(durable=True):
        batch.claim(BatchState.CHECKED, BatchState.DROPPED, rows="", findings="")
        _note("registry.import_dropped", batch, actor, now, {"file": batch.file_name})
    return batch


def undo_batch(*, batch_id: int, actor: Actor, now: datetime) -> RecordBatch:
    """Take a written file back: what it made is retired (a code is never given twice), what it changed is restored.

    Raises:
        Invalid: one of its records was changed since; the sentence names them. Nothing is reverted then.
        Stale: not written, or taken back already.
    """
    batch = _batch_of(actor, batch_id)
    with transaction.atomic(durable=True):
        batch.claim(BatchState.WRITTEN, BatchState.UNDONE, undone_at=now)
        reverted = _revert(json.loads(batch.undo or "{}"), actor, now)
        batch.emptied()
        _note("registry.import_undone", batch, actor, now, {"file": batch.file_name, "reverted": reverted})
    return batch


def _revert(data: Mapping[str, Any], actor: Actor, now: datetime) -> int:
    before = {int(key): kept for key, kept in data.get("before", {}).items()}
    versions = dict.fromkeys(data.get("created", ()), 1) | {key: kept["version"] for key, kept in before.items()}
    rows = _rows(sorted(versions))
    changed = [row.name for row in rows if row.version != versions[row.pk]]
    if changed:
        words = _("这些已被修改或正在使用，不能撤回：{names}")
        raise Invalid("import.changed", words, names="、".join(changed[:_NAMED]))
    revisions = [_back(row, before.get(row.pk), actor, now) for row in rows]
    columns = [f.name for f in Record._meta.concrete_fields if f.name not in ("id", "uid", "code", "kind", "made_at")]
    # INSERT … ON CONFLICT UPDATE: bulk_update would build a CASE of every row for every column.
    Record.objects.unscoped(_WHY).bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=columns, batch_size=500
    )
    Revision.objects.bulk_create(revisions, batch_size=1000)
    return len(rows)


def _rows(ids: list[int]) -> list[Record]:
    every = Record.objects.unscoped(_WHY).select_related("kind")
    return [row for n in range(0, len(ids), _PART) for row in every.filter(pk__in=ids[n : n + _PART])]


def _back(row: Record, kept: Mapping[str, Any] | None, actor: Actor, now: datetime) -> Revision:
    """One record as it was before the file."""
    if kept is None:
        changes = {"state": [str(RECORD_WORDS[row.state]), str(RECORD_WORDS[RecordState.RETIRED])]}
        changes["reason"] = ["", say("撤回导入")]
        row.state = RecordState.RETIRED
    else:
        changes = difference(row.kind, values_of(row), kept["values"])
        apply(row, row.kind, kept["values"])
    row.version += 1
    return revision(row, "undo", changes, actor, now)


def _batch_of(actor: Actor, batch_id: int) -> RecordBatch:
    rows = RecordBatch.objects.within(actor.scope).select_related("kind")
    batch: RecordBatch | None = rows.filter(pk=batch_id).first()
    if batch is None:
        raise NotFound("batch.unknown", _("没有找到这次导入"))
    actor.demand(ACTION, batch.division_path)
    return batch


def _note(kind: str, batch: RecordBatch, actor: Actor, now: datetime, data: Mapping[str, Any]) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("record_batch", batch.pk),
        division_path=batch.division_path,
        data=dict(data),
    )
