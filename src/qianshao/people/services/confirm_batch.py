"""A checked file is written, dropped or taken back. Each whole or not at all."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound
from qianshao.core.sheets.batches import BatchState, demand_writable
from qianshao.core.sheets.findings import Checked
from qianshao.core.sheets.keeping import unpack_table
from qianshao.divisions.services import undo_boundaries, undo_divisions, write_boundaries, write_divisions
from qianshao.journal.services import record
from qianshao.people.models import Batch, Household, Person
from qianshao.people.services.check_file import action_of, check_boundaries, check_table
from qianshao.people.services.import_households import write_households
from qianshao.people.services.import_persons import Written, write_persons
from qianshao.people.services.undo import Changed, undo_households, undo_persons, versions_of


def batch_of(actor: Actor, batch_id: int) -> Batch:
    """A batch the actor may work on.

    Raises:
        NotFound: none such in the actor's area.
    """
    batch: Batch | None = Batch.objects.within(actor.scope).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound("batch.unknown", _("没有找到这次导入"))
    actor.demand(action_of(batch.kind), "")
    return batch


def confirm_batch(*, batch_id: int, accept_good: bool = False, actor: Actor, now: datetime) -> Batch:
    """Write a checked file, all or nothing. It is checked once more: the records may have changed since.

    ``accept_good``: leave out the lines with problems and write the others.

    Raises:
        Invalid: there are problems and the good lines alone were not accepted, or no good line at all.
        Stale: written or dropped already.
    """
    batch = batch_of(actor, batch_id)
    with transaction.atomic(durable=True):
        batch.claim(BatchState.CHECKED, BatchState.WRITTEN, written_at=now)
        checked = _check_again(batch, actor, now)
        demand_writable(checked, accept_good=accept_good)
        batch.written(checked, json.dumps(_write(batch, checked, actor, now), ensure_ascii=False, default=str))
    return batch


def _check_again(batch: Batch, actor: Actor, now: datetime) -> Checked:
    if batch.kind == "boundaries":
        return check_boundaries(batch.rows)
    return check_table(batch.kind, unpack_table(batch.rows), batch.crs, actor, now)


def _write(batch: Batch, checked: Checked, actor: Actor, now: datetime) -> dict[str, Any]:
    """Write the rows; what undo needs to know."""
    if batch.kind == "persons":
        return _note(write_persons(checked.rows, actor=actor, now=now), Person)
    if batch.kind == "households":
        return _note(write_households(checked.rows, actor=actor, now=now), Household)
    if batch.kind == "divisions":
        done = write_divisions(rows=checked.rows, actor=actor, now=now)
        return {"created": done.created, "renamed": done.renamed}
    before = write_boundaries(boundaries=dict(checked.rows), crs=batch.crs, actor=actor, now=now)
    return {"before": before}


def _note(written: Written, model: Any) -> dict[str, Any]:
    return {
        "created": written.created,
        "before": written.before,
        "assigned": written.assigned,
        "versions": versions_of(model, [*written.created, *written.before]),
    }


def drop_batch(*, batch_id: int, actor: Actor, now: datetime) -> Batch:
    """Forget a checked file; its rows, which hold personal values, are removed.

    Raises:
        Stale: written or dropped already.
    """
    batch = batch_of(actor, batch_id)
    with transaction.atomic(durable=True):
        batch.claim(BatchState.CHECKED, BatchState.DROPPED, rows="", findings="")
        _record("people.import_dropped", batch, actor, now, {"file": batch.file_name})
    return batch


def undo_batch(*, batch_id: int, actor: Actor, now: datetime) -> Batch:
    """Take a written file back: what it made goes, what it changed gets its old values.

    Raises:
        Invalid: somebody changed one of its rows since; the sentence names them. Nothing is reverted then.
        Stale: not written, or taken back already.
    """
    batch = batch_of(actor, batch_id)
    with transaction.atomic(durable=True):
        batch.claim(BatchState.WRITTEN, BatchState.UNDONE, undone_at=now)
        reverted = _revert(batch.kind, json.loads(batch.undo or "{}"), actor)
        batch.emptied()
        _record("people.import_undone", batch, actor, now, {"file": batch.file_name, "reverted": reverted})
    return batch


def _revert(kind: str, data: Mapping[str, Any], actor: Actor) -> int:
    if kind == "divisions":
        renamed = {int(key): name for key, name in data["renamed"].items()}
        undo_divisions(created=data["created"], renamed=renamed, actor=actor)
        return len(data["created"]) + len(renamed)
    if kind == "boundaries":
        before = {int(key): (value[0], value[1]) for key, value in data["before"].items()}
        undo_boundaries(before=before, actor=actor)
        return len(before)
    try:
        return undo_persons(data) if kind == "persons" else undo_households(data)
    except Changed as changed:
        words = _("这些已被修改或正在使用，不能撤回：{names}")
        raise Invalid("import.changed", words, names=changed.names) from changed


def _record(kind: str, batch: Batch, actor: Actor, now: datetime, data: dict[str, Any]) -> None:
    record(
        kind=kind,
        actor=actor,
        now=now,
        subject=("batch", batch.pk),
        division_path=batch.division_path,
        data=data,
    )
