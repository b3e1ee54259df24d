"""A file of stock comes in: checked and kept, then written whole, dropped, or taken back whole.

A file opens batches; it never changes what the books say of a batch that has stock: that is what a count is for.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid
from qianshao.core.sheets.batches import BatchState, demand_writable, read_sheet
from qianshao.core.sheets.findings import Checked, Setting
from qianshao.core.sheets.table import Table
from qianshao.journal.services import record
from qianshao.resources.imports.checks import ACTION, StockRow, check_stock
from qianshao.resources.imports.sheet import STOCK
from qianshao.resources.models import Batch, EntryKind, StockBatch
from qianshao.resources.selectors.files import file_of
from qianshao.resources.services.stock import Post, ensure_batch, post_entries

_NAMED = 5
_PART = 400


def check_file(*, name: str, data: bytes, actor: Actor, now: datetime) -> StockBatch:
    """Read and check an uploaded file and keep it to be confirmed or dropped.

    Raises:
        NotAllowed: no right to keep stock anywhere.
        Invalid: not readable, unsafe, without the needed columns.
    """
    actor.demand(ACTION, "")
    table = read_sheet(STOCK, name, data)
    checked = _check(table, actor, now)
    with transaction.atomic(durable=True):
        made = StockBatch.keep(name, data, table, checked, actor, now)
        facts = {"file": made.file_name, "rows": checked.lines, "problems": len(checked.problems)}
        _note("resources.import_checked", made, actor, now, facts)
    return made


def _check(table: Table, actor: Actor, now: datetime) -> Checked:
    return check_stock(table, Setting(actor, now, now.astimezone(BEIJING).date()))


def confirm_file(*, file_id: int, accept_good: bool = False, actor: Actor, now: datetime) -> StockBatch:
    """Write a checked file, all or nothing. It is checked once more: the books may have changed since.

    Raises:
        Invalid: there are problems and the good lines alone were not accepted, or no good line at all.
        Stale: written or dropped already.
    """
    found = file_of(actor.scope, file_id)
    with transaction.atomic(durable=True):
        found.claim(BatchState.CHECKED, BatchState.WRITTEN, written_at=now)
        checked = _check(found.table, actor, now) if found.table else Checked()
        demand_writable(checked, accept_good=accept_good)
        written = _write(found, [row for row in checked.rows if row.writes], actor, now)
        found.written(checked, json.dumps({"written": written}))
        _note("resources.imported", found, actor, now, {"file": found.file_name, "lines": len(written)})
    return found


def _write(found: StockBatch, rows: list[StockRow], actor: Actor, now: datetime) -> list[tuple[int, int, int]]:
    """Put the goods in; what undo needs to know: batch, quantity, and its count of entries afterwards."""
    words = say("导入 {file}").format(file=found.file_name)
    pairs = [(row.found or _batch(row), row.quantity) for row in rows]
    written: list[tuple[int, int, int]] = []
    for start in range(0, len(pairs), _PART):
        part = pairs[start : start + _PART]
        posts = [Post(b.pk, n, EntryKind.RECEIVE, words, f"file{found.pk}:{b.pk}") for b, n in part]
        made = post_entries(posts, actor=actor, now=now, demand=ACTION)
        written += [(entry.batch_id, entry.delta, entry.serial) for entry in made]
    return written


def _batch(row: StockRow) -> Batch:
    place = {"store_id": row.store.pk, "store_name": row.store.name, "division_path": row.store.division_path}
    return ensure_batch(item=row.item, **place, **row.values)


def drop_file(*, file_id: int, actor: Actor, now: datetime) -> StockBatch:
    """Forget a checked file and its rows.

    Raises:
        Stale: written or dropped already.
    """
    found = file_of(actor.scope, file_id)
    with transaction.atomic(durable=True):
        found.claim(BatchState.CHECKED, BatchState.DROPPED, rows="", findings="")
        _note("resources.import_dropped", found, actor, now, {"file": found.file_name})
    return found


def undo_file(*, file_id: int, actor: Actor, now: datetime) -> StockBatch:
    """Take a written file back: what it put in is taken out again, by entries (none is ever removed).

    Raises:
        Invalid: goods of it were moved, handed out or counted since; the sentence names them. Nothing changes then.
        Stale: not written, or taken back already.
    """
    found = file_of(actor.scope, file_id)
    with transaction.atomic(durable=True):
        found.claim(BatchState.WRITTEN, BatchState.UNDONE, undone_at=now)
        written = {int(key): (n, serial) for key, n, serial in json.loads(found.undo or "{}").get("written", ())}
        _refuse_moved(written)
        words = say("撤回导入 {file}").format(file=found.file_name)
        posts = [Post(key, -n, EntryKind.ADJUST, words) for key, (n, _serial) in written.items()]
        for start in range(0, len(posts), _PART):
            post_entries(posts[start : start + _PART], actor=actor, now=now, demand=ACTION)
        found.emptied()
        data = {"file": found.file_name, "reverted": len(posts)}
        _note("resources.import_undone", found, actor, now, data)
    return found


def _refuse_moved(written: Mapping[int, tuple[int, int]]) -> None:
    keys, moved = sorted(written), []
    for start in range(0, len(keys), _PART):
        rows = Batch.objects.unscoped("of a file whose area was demanded").filter(pk__in=keys[start : start + _PART])
        moved += [row for row in rows.select_related("item") if row.version != written[row.pk][1]]
    if moved:
        names = "、".join(f"{row.store_name} {row.item.name}" for row in moved[:_NAMED])
        raise Invalid("import.changed", _("这些已经动过，不能撤回：{names}"), names=names)


def _note(kind: str, found: StockBatch, actor: Actor, now: datetime, data: Mapping[str, Any]) -> None:
    subject = ("stock_file", found.pk)
    record(kind=kind, actor=actor, now=now, subject=subject, division_path=found.division_path, data=dict(data))
