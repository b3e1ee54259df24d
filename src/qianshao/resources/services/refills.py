"""What fell below its minimum is to be bought again by a day; what is back closes by itself."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.clock import BEIJING
from qianshao.resources.models import Batch, Minimum, Refill
from qianshao.resources.selectors.policy import policy_for


def follow_minimums(batches: Iterable[Batch], *, actor: Actor, now: datetime) -> None:
    """Open or close the refills of the stores and items of these batches. Runs in the caller's transaction."""
    places = {(b.store_id, b.item_id) for b in batches if b.store_id is not None}
    if not places:
        return
    stores, items = {store for store, _item in places}, {item for _store, item in places}
    rows = Minimum.objects.unscoped("minimums of the stores just changed").filter(
        store_id__in=stores, item__in=items, is_active=True
    )
    minimums = {(m.store_id, m.item_id): m for m in rows}
    stocks = _stocks(stores, items)
    for place in sorted(places & set(minimums)):
        least, stock = minimums[place], stocks.get(place, 0)
        if stock < least.quantity:
            _open(least, stock, now)
        else:
            _close(least, actor, now)


def _stocks(stores: set[Any], items: set[int]) -> dict[tuple[Any, int], int]:
    rows = Batch.objects.unscoped("stock of the stores just changed").filter(store_id__in=stores, item__in=items)
    return {(s, i): n for s, i, n in rows.values_list("store_id", "item").annotate(n=Sum("stock"))}


def _open(least: Minimum, stock: int, now: datetime) -> None:
    rows = Refill.objects.unscoped("of the store just changed").filter(store_id=least.store_id, item=least.item_id)
    if rows.filter(closed_at__isnull=True).exists():
        return
    due = now.astimezone(BEIJING).date() + timedelta(days=policy_for(least.division_path).refill_days)
    if least.store_id is None:
        return
    made = Refill(division_path=least.division_path, store_id=least.store_id, store_name=least.store_name)
    made.item_id, made.minimum, made.stock_then, made.opened_at, made.due_on = (
        least.item_id,
        least.quantity,
        stock,
        now,
        due,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # somebody opened it this moment: one is enough
        return


def _close(least: Minimum, actor: Actor, now: datetime) -> None:
    rows = Refill.objects.unscoped("of the store just changed").filter(store_id=least.store_id, item=least.item_id)
    rows.filter(closed_at__isnull=True).update(closed_at=now, closed_by=actor.label[:80], why=str(_("已补足")))
