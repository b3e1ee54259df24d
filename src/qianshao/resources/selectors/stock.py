"""What is where. Expired goods are never counted as available."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.resources.models import Batch, Entry, EntryKind, Item
from qianshao.resources.selectors.areas import where


@dataclass(frozen=True)
class StoreStock:
    """How much of an item a store has, ready for use; the date the first of it expires."""

    store_id: int
    store_name: str
    division_path: str
    quantity: int
    expires_first: date | None


def batches(
    scope: Scope, *, store_id: int | None = None, item_id: int | None = None, under: str = ""
) -> "QuerySet[Any]":
    """Batches in stores, also empty ones; what expires first comes first, then the oldest (first in, first out)."""
    found = Batch.objects.within(where(scope)).filter(subtree(under), store_id__isnull=False).select_related("item")
    if store_id is not None:
        found = found.filter(store_id=store_id)
    if item_id is not None:
        found = found.filter(item=item_id)
    return found.order_by("item__order", F("expires_on").asc(nulls_last=True), "pk")


def batch(scope: Scope, key: int) -> Batch:
    """One batch.

    Raises:
        NotFound: none such in the scope.
    """
    found: Batch | None = Batch.objects.within(where(scope)).filter(pk=key).select_related("item").first()
    if found is None:
        raise NotFound("batch.unknown", "没有找到这批物资，或不在您的辖区")
    return found


def _usable(scope: Scope, item_id: int, today: date, under: str) -> "QuerySet[Any]":
    alive = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    return batches(scope, item_id=item_id, under=under).filter(alive, stock__gt=0)


def available(scope: Scope, item_id: int, today: date, *, under: str = "", store_id: int | None = None) -> int:
    """How much of an item lies ready in the stores of the scope (of one store)."""
    found = _usable(scope, item_id, today, under).order_by()
    if store_id is not None:
        found = found.filter(store_id=store_id)
    return int(found.aggregate(n=Coalesce(Sum("stock"), 0))["n"])


def stores_with(scope: Scope, item_id: int, today: date, *, least: int = 1, under: str = "") -> list[StoreStock]:
    """The stores of the scope that have at least ``least`` of an item ready, most first."""
    rows = (
        _usable(scope, item_id, today, under)
        .order_by()
        .values_list("store_id", "store_name", "division_path")
        .annotate(n=Sum("stock"), first=Min("expires_on"))
    )
    found = [StoreStock(*row) for row in rows if row[3] >= least]
    return sorted(found, key=lambda row: (-row.quantity, row.division_path, row.store_id))


def pick_list(scope: Scope, store_id: int, item_id: int, quantity: int, today: date) -> list[tuple[Batch, int]]:
    """Which batches of a store make up ``quantity``, first those that expire first; less when there is not enough."""
    picked, left = [], quantity
    for row in _usable(scope, item_id, today, "").filter(store_id=store_id):
        if left <= 0:
            break
        picked.append((row, min(left, row.stock)))
        left -= row.stock
    return picked


def in_transit(scope: Scope, *, move_id: int | None = None) -> "QuerySet[Any]":
    """Goods on the way, by move."""
    found = Batch.objects.within(where(scope)).filter(move_id__isnull=False).select_related("item")
    return found.filter(move_id=move_id) if move_id is not None else found.filter(stock__gt=0)


def entries(scope: Scope, *, store_id: int | None = None, batch_ids: Iterable[int] | None = None) -> "QuerySet[Any]":
    """Entries, newest first."""
    found = Entry.objects.within(where(scope)).select_related("batch", "batch__item").order_by("-at", "-id")
    if store_id is not None:
        found = found.filter(batch__store_id=store_id)
    return found if batch_ids is None else found.filter(batch__in=sorted(set(batch_ids)))


def items(*, retired: bool = False) -> "QuerySet[Item]":
    """The dictionary of items, in its order."""
    return Item.objects.all() if retired else Item.objects.filter(is_active=True)


def item(key: int) -> Item:
    """One item.

    Raises:
        NotFound: no such item.
    """
    found = Item.objects.filter(pk=key).first()
    if found is None:
        raise NotFound("item.unknown", "没有这种物资")
    return found


def doubled() -> list[tuple[int, int]]:
    """Moves (and items) whose transfers put in more or less than they took out: goods in two places, or in none."""
    rows = Entry.objects.unscoped("a check of the whole book").filter(
        kind__in=(EntryKind.TRANSFER_IN, EntryKind.TRANSFER_OUT)
    )
    sums = rows.order_by().values_list("move_id", "batch__item").annotate(n=Sum("delta"))
    return sorted((move or 0, item) for move, item, n in sums if n)


def broken_sums() -> list[int]:
    """Batches whose stock is not the sum of their entries: always empty, or something is very wrong."""
    rows = Batch.objects.unscoped("a check of the whole book").annotate(total=Coalesce(Sum("entries__delta"), 0))
    return list(rows.exclude(stock=F("total")).order_by("pk").values_list("pk", flat=True))
