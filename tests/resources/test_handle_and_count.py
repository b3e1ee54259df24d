"""Goods in, out, back; a count that differs says why and is confirmed by somebody else."""

from datetime import date

import pytest

from qianshao.registry.services import import_records
from qianshao.resources.models import Batch, EntryKind, Policy, Refill, StockTake
from qianshao.resources.rules.forecast import forecast
from qianshao.resources.selectors.board import below_minimum, expiring, forecast_of
from qianshao.resources.selectors.stock import available, broken_sums
from qianshao.resources.selectors.stores import stores
from qianshao.resources.services.count_stock import book_count, drop_count, start_count, write_count
from qianshao.resources.services.handle import hand_out, receive
from qianshao.resources.services.minimums import put_minimum
from tests.cast import NOW, SYSTEM
from tests.resources.conftest import Depot, keeper_at, refused

TODAY = date(2026, 7, 18)
pytestmark = pytest.mark.django_db


@pytest.fixture
def store(depot: Depot) -> int:
    """The id of 青石镇's store in the registry."""
    path = depot.cast.town_a.path
    import_records(kind="store", rows=[{"name": "青石镇仓库", "division_path": path}], actor=SYSTEM, now=NOW)
    return int(stores(depot.keeper.scope).get().pk)


def put(depot: Depot, store: int, n: int, **more: date) -> Batch:
    """So many blankets."""
    return receive(store_id=store, item_id=depot.blanket.pk, quantity=n, actor=depot.keeper, now=NOW, **more)


def test_the_same_goods_join_their_batch_and_go_out_with_words(depot: Depot, store: int) -> None:
    first, again = put(depot, store, 10), put(depot, store, 5)
    assert first.pk == again.pk
    with refused("stock.words"):
        hand_out(batch_id=first.pk, quantity=1, kind=EntryKind.ISSUE, actor=depot.keeper, now=NOW)
    hand_out(batch_id=first.pk, quantity=6, kind=EntryKind.ISSUE, words="转移群众", actor=depot.keeper, now=NOW)
    hand_out(batch_id=first.pk, quantity=2, kind=EntryKind.RETURN, actor=depot.keeper, now=NOW)
    assert available(depot.keeper.scope, depot.blanket.pk, TODAY) == 11
    assert forecast_of(depot.keeper.scope, depot.blanket.pk, NOW, TODAY, first.division_path).used == 0 + 4


def test_a_count_that_differs_needs_a_reason_and_a_second_person(depot: Depot, store: int) -> None:
    batch = put(depot, store, 10)
    take = start_count(store_id=store, actor=depot.keeper, now=NOW)
    line = take.lines.get()
    with refused("count.running"):
        start_count(store_id=store, actor=depot.keeper, now=NOW)
    with refused("count.reason"):
        write_count(take_id=take.pk, counted={line.pk: 8}, reasons={}, actor=depot.keeper, now=NOW)
    write_count(take_id=take.pk, counted={line.pk: 8}, reasons={line.pk: "霉变"}, actor=depot.keeper, now=NOW)
    with refused("count.second"):
        book_count(take_id=take.pk, actor=depot.keeper, now=NOW)
    second = keeper_at(depot.cast.town_a.path, "郑河", 2)
    hand_out(batch_id=batch.pk, quantity=3, kind=EntryKind.ISSUE, words="出", actor=depot.keeper, now=NOW)
    book_count(take_id=take.pk, actor=second, now=NOW)
    assert available(second.scope, depot.blanket.pk, TODAY) == 5  # 10 − 3 − the 2 that were missing
    assert broken_sums() == []


def test_one_person_is_enough_where_the_county_says_so_and_a_count_can_be_given_up(depot: Depot, store: int) -> None:
    Policy.objects.create(division_path=depot.cast.county.path, two_persons=False)
    put(depot, store, 10)
    take = start_count(store_id=store, actor=depot.keeper, now=NOW)
    drop_count(take_id=take.pk, words="人手不够", actor=depot.keeper, now=NOW)
    take = start_count(store_id=store, actor=depot.keeper, now=NOW)
    write_count(take_id=take.pk, counted={take.lines.get().pk: 10}, reasons={}, actor=depot.keeper, now=NOW)
    book_count(take_id=take.pk, actor=depot.keeper, now=NOW)
    assert sorted(StockTake.objects.unscoped("test").values_list("state", flat=True)) == ["booked", "dropped"]


def test_what_is_below_the_minimum_or_expires_is_shown(depot: Depot, store: int) -> None:
    put_minimum(store_id=store, item_id=depot.blanket.pk, quantity=20, actor=depot.keeper, now=NOW)
    put(depot, store, 12, expires_on=date(2026, 8, 1))
    short = below_minimum(depot.keeper.scope, TODAY)
    assert [(row.usable, row.missing) for row in short] == [(12, 8)]
    assert [row.stock for row in expiring(depot.keeper.scope, TODAY, 30)] == [12]
    assert list(expiring(depot.keeper.scope, TODAY, 10)) == []
    assert Refill.objects.unscoped("test").filter(closed_at__isnull=True).count() == 1


def test_a_forecast_uses_first_what_expires_first_and_loses_what_expires_unused() -> None:
    found = forecast(
        [(10, date(2026, 7, 22)), (10, None)], used=10, window=10, horizon=365, today=TODAY
    )  # one a day: five of the first lot are used by its last day, five are lost
    assert (found.lost, found.runs_out) == (5, date(2026, 8, 2))
    assert forecast([(10, None)], used=0, window=10, horizon=365, today=TODAY).runs_out is None
