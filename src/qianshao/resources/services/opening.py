"""Opening stock of many stores at once: fresh batches, each with its first entry, in a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from qianshao.core.actor import Actor
from qianshao.journal.services import Note, record_many
from qianshao.resources.models import Batch, Entry, EntryKind, Item, Minimum


@dataclass(frozen=True)
class Opening:
    """Goods of a store as the books open; ``minimum``: the county's own figure, 0 for none."""

    store_id: int
    store_name: str
    division_path: str
    item_code: str
    quantity: int
    minimum: int = 0
    lot: str = ""
    expires_on: date | None = None
    test_due: date | None = None


def open_books(*, rows: Sequence[Opening], is_demo: bool = False, actor: Actor, now: datetime) -> int:
    """Write them; how many batches there are now.

    Raises:
        KeyError: an item that is not in the dictionary.
    """
    for path in sorted({row.division_path for row in rows}):
        actor.demand("resources.stock", path)
    items = {row.code: row for row in Item.objects.all()}
    with transaction.atomic(durable=True):
        made = Batch.objects.bulk_create([_batch(row, items[row.item_code], is_demo) for row in rows], 500)
        Entry.objects.bulk_create([_entry(row, actor, now) for row in made], 500)
        Minimum.objects.bulk_create(
            [
                Minimum(
                    store_id=row.store_id,
                    store_name=row.store_name,
                    division_path=row.division_path,
                    item=items[row.item_code],
                    quantity=row.minimum,
                    is_demo=is_demo,
                )
                for row in rows
                if row.minimum
            ],
            500,
        )
        record_many([_note(row) for row in made], actor=actor, now=now)
    return len(made)


def _batch(row: Opening, item: Item, is_demo: bool) -> Batch:
    place = {"store_id": row.store_id, "store_name": row.store_name, "division_path": row.division_path}
    dates = {"expires_on": row.expires_on, "test_due": row.test_due}
    return Batch(item=item, lot=row.lot, stock=row.quantity, version=1, is_demo=is_demo, **place, **dates)


def _entry(batch: Batch, actor: Actor, now: datetime) -> Entry:
    return Entry(
        batch=batch,
        serial=1,
        delta=batch.stock,
        stock_after=batch.stock,
        kind=EntryKind.RECEIVE,
        division_path=batch.division_path,
        at=now,
        actor=actor.label[:80],
        actor_id=actor.user_id,
    )


def _note(batch: Batch) -> Note:
    goods = {"item": batch.item.name, "quantity": batch.stock, "unit": batch.item.unit}
    data = {"store": batch.store_name, **goods}
    return Note("resources.received", ("store", batch.store_id), batch.division_path, data)
