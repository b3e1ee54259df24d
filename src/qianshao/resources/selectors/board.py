"""What needs a look: below the minimum, about to expire, to be tested, running short."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from qianshao.core.scope import Scope, inside, subtree
from qianshao.resources.models import Batch, Entry, EntryKind, Minimum, Refill, StockTake
from qianshao.resources.rules.forecast import Forecast, forecast
from qianshao.resources.selectors.areas import where
from qianshao.resources.selectors.policy import policy_for
from qianshao.resources.selectors.stock import batches
from qianshao.resources.states import TakeState


@dataclass(frozen=True)
class Short:
    """A store that has less of an item than it should; ``usable`` leaves out what has expired."""

    minimum: Any
    usable: int

    @property
    def missing(self) -> int:
        """How much is to be bought."""
        return int(self.minimum.quantity) - self.usable


def below_minimum(scope: Scope, today: date, *, store_id: int | None = None, under: str = "") -> list[Short]:
    """Stores below a minimum, those with the least part of it first."""
    least = Minimum.objects.within(where(scope)).filter(subtree(under), is_active=True, store_id__isnull=False)
    if store_id is not None:
        least = least.filter(store_id=store_id)
    alive = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    rows = batches(scope, store_id=store_id, under=under).filter(alive).order_by()
    have = {(s, i): n for s, i, n in rows.values_list("store_id", "item").annotate(n=Sum("stock"))}
    found = [Short(row, have.get((row.store_id, row.item_id), 0)) for row in least.select_related("item")]
    short = [row for row in found if row.missing > 0]
    return sorted(short, key=lambda row: (row.usable / row.minimum.quantity, row.minimum.pk))


def expiring(
    scope: Scope, today: date, days: int, *, store_id: int | None = None, under: str = ""
) -> "QuerySet[Any]":
    """Batches with stock that have expired or will within ``days``, the first ones first."""
    last = today + timedelta(days=days)
    found = batches(scope, store_id=store_id, under=under).filter(stock__gt=0, expires_on__lte=last)
    return found.order_by("expires_on", "pk")


def untested(scope: Scope, today: date, *, under: str = "") -> "QuerySet[Any]":
    """Batches whose test is due."""
    return batches(scope, under=under).filter(stock__gt=0, test_due__lte=today).order_by("test_due", "pk")


def totals_by_store(scope: Scope, *, under: str = "") -> list[dict[str, Any]]:
    """Stores with stock: how many items they have, and when the first of them expires."""
    rows = batches(scope, under=under).filter(stock__gt=0).order_by("division_path", "store_name")
    return list(rows.values("store_id", "store_name", "division_path").annotate(items=Count("item", distinct=True)))


def totals_by_item(scope: Scope, *, under: str = "") -> list[dict[str, Any]]:
    """Items with stock, in the dictionary's order: how much in how many stores."""
    rows = batches(scope, under=under).filter(stock__gt=0).order_by("item__order")
    return list(
        rows.values("item", "item__name", "item__unit", "item__order").annotate(
            quantity=Sum("stock"), stores=Count("store_id", distinct=True)
        )
    )


def refills_open(scope: Scope, *, under: str = "") -> "QuerySet[Any]":
    """What is to be bought again, by the day it is due."""
    rows = Refill.objects.within(where(scope)).filter(subtree(under), closed_at__isnull=True)
    return rows.select_related("item").order_by("due_on", "pk")


def forecast_of(scope: Scope, item_id: int, now: datetime, today: date, path: str) -> Forecast:
    """How long an item lasts in the scope, from its use over the county's window (see ``rules.forecast``)."""
    policy = policy_for(path)
    since = now - timedelta(days=policy.window_days)
    spent = Q(kind__in=(EntryKind.ISSUE, EntryKind.WRITEOFF, EntryKind.RETURN), at__gte=since)
    rows = Entry.objects.within(where(scope)).filter(spent, batch__item=item_id, batch__store_id__isnull=False)
    used = -(rows.aggregate(n=Sum("delta"))["n"] or 0)
    stock = batches(scope, item_id=item_id).filter(stock__gt=0).order_by()
    lots = list(stock.values_list("stock", "expires_on"))
    return forecast(lots, used=max(0, used), window=policy.window_days, horizon=policy.horizon_days, today=today)


def take_open(scope: Scope, store_id: int) -> StockTake | None:
    """The stock-taking under way in a store."""
    states = (TakeState.OPEN, TakeState.COUNTED)
    rows = StockTake.objects.within(where(scope)).filter(store_id=store_id, state__in=states)
    found: StockTake | None = rows.first()
    return found


def count_lines(take: StockTake) -> Sequence[Any]:
    """The batches of a stock-taking."""
    return list(take.lines.select_related("batch", "batch__item").order_by("batch__item__order", "batch"))


def last_counted(scope: Scope, store_id: int) -> datetime | None:
    """When the store was last counted and booked."""
    rows = StockTake.objects.within(where(scope)).filter(store_id=store_id, state=TakeState.BOOKED)
    found: datetime | None = rows.aggregate(at=Max("booked_at"))["at"]
    return found


def stock_rows(scope: Scope) -> "QuerySet[Batch]":
    """Every batch with stock, for the export."""
    return batches(scope).filter(stock__gt=0).order_by("division_path", "store_name", "item__order", "pk")


def minimums(scope: Scope, *, under: str = "") -> "QuerySet[Any]":
    """The minimums that stand: of areas as a whole first, then of stores."""
    rows = Minimum.objects.within(where(scope)).filter(subtree(under), is_active=True).select_related("item")
    return rows.order_by(F("store_id").asc(nulls_first=True), "division_path", "store_name", "item__order", "pk")


def below_area_minimum(scope: Scope, today: date) -> list[Short]:
    """Areas whose stores together have less than the area's minimum, those with the least part of it first."""
    rows = list(minimums(scope).filter(store_id__isnull=True))
    if not rows:
        return []
    alive = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    found = batches(scope).filter(alive, stock__gt=0, item__in={row.item_id for row in rows}).order_by()
    have = list(found.values_list("division_path", "item").annotate(n=Sum("stock")))
    short = [Short(row, sum(n for path, item, n in have if item == row.item_id and inside(path, row.division_path)))
             for row in rows]  # fmt: skip
    return sorted(
        (row for row in short if row.missing > 0), key=lambda row: (row.usable / row.minimum.quantity, row.minimum.pk)
    )
