"""The stock as dispatch uses it: where goods are, and entries that move them. All writing goes through ``post``."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum

from qianshao.core.actor import Actor
from qianshao.resources.dispatch.rules import Short
from qianshao.resources.models import Batch, Item, Move, MoveLine, Ownership, Pick
from qianshao.resources.services.stock import Post as Posting
from qianshao.resources.services.stock import arrived_batch, post_entries

__all__ = [
    "Posting",
    "Short",
    "for_the_move",
    "free_batches",
    "in_stock",
    "item_choices",
    "own_stores",
    "post",
    "rows_of",
    "shift",
    "where_it_ends",
]


def shift(source: int | None, target: int | None, quantity: int) -> list[Posting]:
    """Out of one batch, into another: two entries that add up to nothing."""
    if source is None or target is None:
        raise ValueError("goods move from one place to another")
    if not quantity:
        return []
    return [Posting(source, -quantity, "transfer_out"), Posting(target, quantity, "transfer_in")]


def post(postings: Sequence[Posting], found: Move, actor: Actor, now: datetime, words: str = "") -> None:
    """Write the entries of one step of a move."""
    rows = [Posting(p.batch_id, p.delta, p.kind, p.words or words) for p in postings]
    post_entries(rows, move_id=found.pk, actor=actor, now=now, demand="")


def _ready(stores: Iterable[int], items: Iterable[int], today: date) -> "QuerySet[Any]":
    """Batches of stores that may be handed out: expired goods never are."""
    rows = Batch.objects.unscoped("stores of the move's county, found before")
    alive = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    return rows.filter(alive, store_id__in=list(stores), item_id__in=list(items), stock__gt=0)


def in_stock(stores: Iterable[int], items: Iterable[int], today: date) -> dict[tuple[int, int], int]:
    """How many of each item are in each store, by (store, item)."""
    rows = _ready(stores, items, today).values_list("store_id", "item_id").annotate(n=Sum("stock")).order_by()
    return {(store, item): n for store, item, n in rows}


def own_stores(stores: Iterable[int], items: Iterable[int], today: date) -> set[int]:
    """Those of the stores whose goods are their own, in part at least."""
    rows = _ready(stores, items, today).filter(ownership=Ownership.OWN)
    return {int(store) for store in rows.values_list("store_id", flat=True)}


def free_batches(store_id: int, items: Iterable[int], today: date) -> dict[int, list[Short]]:
    """What a store may still pick, by item: what other moves picked and have not taken away is theirs."""
    waiting = Pick.objects.filter(line__move__state="picked", batch__store_id=store_id, transit__isnull=True)
    theirs = dict(waiting.values_list("batch_id").annotate(n=Sum("quantity")).order_by())
    found: dict[int, list[Short]] = {}
    for row in _ready([store_id], items, today):
        free = Short(row.pk, row.stock - theirs.get(row.pk, 0), row.expires_on, row.ownership)
        found.setdefault(row.item_id, []).append(free)
    return found


def for_the_move(batch: Batch, found: Move) -> int:
    """An empty batch of the move for goods like these, with their lot and dates: on the road, or at the site.

    Each pick has its own, so that what comes back goes into the batch it came from.
    """
    copied = ("item_id", "lot", "ownership", "owner", "made_on", "expires_on", "tested_on", "test_due", "is_demo")
    same = {key: getattr(batch, key) for key in copied}
    made: Batch = Batch.objects.create(move_id=found.pk, division_path=found.division_path, **same)
    return made.pk


def where_it_ends(batch: Batch, found: Move, item: Item) -> int | None:
    """The batch goods arrive in: the taking store's, the move's at the site, or none for what is used up."""
    if found.to_store_id is None:
        return for_the_move(batch, found) if item.is_returnable else None
    place = {"store_id": found.to_store_id, "store_name": found.place[:80], "division_path": found.division_path}
    return arrived_batch(like=batch, **place).pk  # type: ignore[arg-type]  # the values' types are those above


def item_choices() -> list[tuple[int, str]]:
    """Items to choose from, with their units."""
    rows = Item.objects.filter(is_active=True).order_by("order", "code")
    return [(row.pk, f"{row.name}（{row.unit}）") for row in rows]


def rows_of(found: Move, lines: Sequence[MoveLine]) -> list[dict[str, Any]]:
    """Lines with their picks, how many were carried and what of them is still open."""
    picks = Pick.objects.filter(line__move=found).select_related("batch", "transit", "ended").order_by("pk")
    by_line: dict[int, list[Pick]] = {}
    for pick in picks:
        by_line.setdefault(pick.line_id, []).append(pick)
    return [_row(found, line, by_line.get(line.pk, [])) for line in lines]


def _row(found: Move, line: MoveLine, picks: list[Pick]) -> dict[str, Any]:
    carried = sum(pick.quantity for pick in picks if pick.transit_id)
    return {"line": line, "picks": picks, "carried": carried, "open": [o for p in picks for o in _open(found, p)]}


def _open(found: Move, pick: Pick) -> list[dict[str, Any]]:
    """What of a pick is on the road or lent out, after the receipt."""
    places = [("road", pick.transit), ("site", None if found.to_store_id else pick.ended)]
    return [{"pick": pick, "where": where, "count": b.stock} for where, b in places if b and b.stock]
