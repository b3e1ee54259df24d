"""The only place where stock changes: an entry and the batch's stock, in one transaction.

``post_entries`` is a building block, not a verb: it runs inside the transaction of the verb that calls it, writes no
journal entry, and asks for ``demand`` unless the verb has authorised already (``demand=""``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound
from qianshao.resources.models import Batch, Entry, EntryKind, Item, Ownership
from qianshao.resources.services.refills import follow_minimums

IN = frozenset({EntryKind.RECEIVE, EntryKind.RETURN, EntryKind.TRANSFER_IN})
OUT = frozenset({EntryKind.ISSUE, EntryKind.WRITEOFF, EntryKind.TRANSFER_OUT})


@dataclass(frozen=True)
class Post:
    """One change to write: ``delta`` whole units, positive into the batch. ``key``: written once, if sent twice."""

    batch_id: int
    delta: int
    kind: str
    words: str = ""
    key: str = ""


def post_entries(
    lines: Iterable[Post],
    *,
    actor: Actor,
    now: datetime,
    move_id: int | None = None,
    take_id: int | None = None,
    demand: str = "resources.stock",
) -> list[Entry]:
    """Write entries and change the stocks, all or none; batches are locked in the order of their ids.

    A line whose ``key`` was written before is left out (the first one counts).

    Raises:
        Invalid: a quantity of nothing, a sign against the kind, more taken than there is (``stock.short``).
        NotFound: no such batch.
    """
    wanted = sorted(lines, key=lambda line: line.batch_id)
    for line in wanted:
        _check(line)
    with transaction.atomic():
        wanted = _unwritten(wanted)
        batches = _batches({line.batch_id for line in wanted})
        for path in {batch.division_path for batch in batches.values()} if demand else ():
            actor.demand(demand, path)
        made = [_post(batches[line.batch_id], line, actor, now, move_id, take_id) for line in wanted]
        Entry.objects.bulk_create(made)
        follow_minimums(batches.values(), actor=actor, now=now)
    return made


def _check(line: Post) -> None:
    wrong = (line.kind in IN and line.delta < 0) or (line.kind in OUT and line.delta > 0)
    if not line.delta or wrong or line.kind not in EntryKind.values:
        raise Invalid("stock.quantity", _("数量要大于 0"))


def _unwritten(lines: list[Post]) -> list[Post]:
    keys = [line.key for line in lines if line.key]
    rows = Entry.objects.unscoped("whether these were written before").filter(key__in=keys) if keys else ()
    written = {row.key for row in rows}
    return [line for line in lines if line.key not in written]


def _batches(ids: set[int]) -> dict[int, Batch]:
    rows = Batch.objects.unscoped("each batch's area is demanded").filter(pk__in=ids).select_related("item")
    found = {row.pk: row for row in rows}
    if missing := ids - set(found):
        raise NotFound("batch.unknown", _("没有找到这批物资（{ids}）"), ids=min(missing))
    return found


def _post(batch: Batch, line: Post, actor: Actor, now: datetime, move_id: int | None, take_id: int | None) -> Entry:
    """Take or put by compare-and-set: the row changes only where enough is there, and is ours until we commit."""
    rows = Batch.objects.unscoped("found before").filter(pk=batch.pk, stock__gte=-line.delta)
    if not rows.update(stock=F("stock") + line.delta, version=F("version") + 1):
        batch.refresh_from_db(fields=["stock"])
        words = _("“{item}”只有 {stock} {unit}，不够 {wanted} {unit}")
        raise Invalid(
            "stock.short",
            words,
            item=batch.item.name,
            stock=batch.stock,
            unit=batch.item.unit,
            wanted=-line.delta,
        )
    batch.refresh_from_db(fields=["stock", "version"])
    return Entry(
        batch=batch,
        serial=batch.version,
        delta=line.delta,
        stock_after=batch.stock,
        kind=line.kind,
        division_path=batch.division_path,
        move_id=move_id,
        take_id=take_id,
        words=line.words.strip()[:200],
        key=line.key,
        at=now,
        actor=actor.label[:80],
        actor_id=actor.user_id,
    )


def ensure_batch(
    *,
    item: Item,
    store_id: int,
    store_name: str,
    division_path: str,
    lot: str = "",
    ownership: str = Ownership.OWN,
    owner: str = "",
    made_on: date | None = None,
    expires_on: date | None = None,
    tested_on: date | None = None,
    shelf: str = "",
    is_demo: bool = False,
) -> Batch:
    """The batch of exactly these goods in a store; made (empty) when there is none. Dates follow from the item's
    figures where only the making or the test is known."""
    same = {
        "item": item,
        "store_id": store_id,
        "lot": lot.strip(),
        "ownership": ownership,
        "owner": owner.strip(),
        "made_on": made_on,
        "expires_on": expires_on or _after(made_on, item.shelf_life_days),
    }
    found = Batch.objects.unscoped("a batch of a store found in scope").filter(**same).order_by("pk").first()
    more: dict[str, Any] = {"store_name": store_name, "division_path": division_path, "shelf": shelf.strip()}
    tested = {"tested_on": tested_on, "test_due": _after(tested_on, item.test_days)}
    return found or Batch.objects.create(**same, **more, **tested, is_demo=is_demo)


def transit_batch(*, move_id: int, division_path: str, like: Batch) -> Batch:
    """The goods of ``like`` while they are on the way of a move; made (empty) when there is none."""
    copied = ("item_id", "lot", "ownership", "owner", "made_on", "expires_on", "tested_on", "test_due")
    same = {key: getattr(like, key) for key in copied}
    rows = Batch.objects.unscoped("a batch of the caller's move").filter(move_id=move_id, **same)
    found: Batch | None = rows.order_by("pk").first()
    return found or Batch.objects.create(move_id=move_id, division_path=division_path, is_demo=like.is_demo, **same)


def arrived_batch(*, like: Batch, store_id: int, store_name: str, division_path: str) -> Batch:
    """The batch of a store into which goods like these (from a vehicle, from another store) are put."""
    return ensure_batch(
        item=like.item,
        store_id=store_id,
        store_name=store_name,
        division_path=division_path,
        lot=like.lot,
        ownership=like.ownership,
        owner=like.owner,
        made_on=like.made_on,
        expires_on=like.expires_on,
        tested_on=like.tested_on,
        is_demo=like.is_demo,
    )


def pass_on(source: Batch, target: Batch, quantity: int, *, words: str = "", key: str = "") -> Sequence[Post]:
    """The two lines of a transfer: as much out of one batch as into the other."""
    keys = (f"{key}:out", f"{key}:in") if key else ("", "")
    return (
        Post(source.pk, -quantity, EntryKind.TRANSFER_OUT, words, keys[0]),
        Post(target.pk, quantity, EntryKind.TRANSFER_IN, words, keys[1]),
    )


def _after(day: date | None, days: int | None) -> date | None:
    return day + timedelta(days=days) if day and days else None
