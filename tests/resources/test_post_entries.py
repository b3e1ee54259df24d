"""Stock is the sum of its entries, never below zero, and what was written stays."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qianshao.core.errors import Refusal
from qianshao.resources.models import Batch, Entry, EntryKind, Minimum, Refill
from qianshao.resources.selectors.stock import available, broken_sums, pick_list, stores_with
from qianshao.resources.services.stock import Post, pass_on, post_entries, transit_batch
from tests.cast import NOW, SYSTEM
from tests.resources.conftest import FAR_STORE, STORE, Depot, refused

TODAY = date(2026, 7, 18)


def put(depot: Depot, n: int, *, key: str = "") -> None:
    """So many blankets come into the town's store."""
    post_entries([Post(depot.batch.pk, n, EntryKind.RECEIVE, key=key)], actor=depot.keeper, now=NOW)


def test_what_comes_in_can_be_handed_out_and_the_book_adds_up(depot: Depot) -> None:
    put(depot, 50)
    post_entries([Post(depot.batch.pk, -20, EntryKind.ISSUE, "柳河")], actor=depot.keeper, now=NOW)
    assert available(depot.keeper.scope, depot.blanket.pk, TODAY) == 30
    assert [e.stock_after for e in Entry.objects.unscoped("test").order_by("serial")] == [50, 30]
    assert broken_sums() == []


def test_more_than_there_is_is_refused_and_nothing_of_the_group_is_written(depot: Depot) -> None:
    put(depot, 5)
    with refused("stock.short"):
        post_entries(
            [Post(depot.far.pk, 9, EntryKind.RECEIVE), Post(depot.batch.pk, -6, EntryKind.ISSUE)],
            actor=SYSTEM,
            now=NOW,
        )
    assert Entry.objects.unscoped("test").count() == 1
    assert Batch.objects.unscoped("test").get(pk=depot.far.pk).stock == 0


def test_the_database_itself_refuses_a_stock_below_zero(depot: Depot) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.unscoped("test").filter(pk=depot.batch.pk).update(stock=-1)


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_an_entry_cannot_be_changed_or_removed(depot: Depot, verb: str) -> None:
    put(depot, 5)
    rows = Entry.objects.unscoped("test")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(words="x") if verb == "update" else rows._raw_delete(rows.db)
    assert rows.count() == 1


def test_the_check_finds_a_stock_that_no_entry_explains(depot: Depot) -> None:
    Batch.objects.unscoped("test").filter(pk=depot.batch.pk).update(stock=3)
    assert broken_sums() == [depot.batch.pk]


def test_a_change_sent_twice_is_written_once(depot: Depot) -> None:
    put(depot, 5, key="phone-1")
    put(depot, 5, key="phone-1")
    assert available(depot.keeper.scope, depot.blanket.pk, TODAY) == 5


def test_the_keeper_of_one_town_does_not_touch_the_store_of_another(depot: Depot) -> None:
    with refused("area.unknown"):
        post_entries([Post(depot.far.pk, 1, EntryKind.RECEIVE)], actor=depot.keeper, now=NOW)


@pytest.mark.parametrize(("kind", "delta"), [("receive", -1), ("issue", 1), ("adjust", 0), ("gift", 1)])
def test_a_sign_against_the_kind_is_refused(depot: Depot, kind: str, delta: int) -> None:
    with refused("stock.quantity"):
        post_entries([Post(depot.batch.pk, delta, kind)], actor=depot.keeper, now=NOW)


def test_expired_goods_are_not_available(depot: Depot) -> None:
    put(depot, 5)
    Batch.objects.unscoped("test").filter(pk=depot.batch.pk).update(expires_on=date(2026, 7, 17))
    assert available(depot.keeper.scope, depot.blanket.pk, TODAY) == 0
    assert stores_with(depot.keeper.scope, depot.blanket.pk, TODAY) == []
    assert pick_list(depot.keeper.scope, STORE, depot.blanket.pk, 5, TODAY) == []


def test_goods_on_the_way_are_in_no_store(depot: Depot) -> None:
    put(depot, 10)
    batch = Batch.objects.unscoped("test").get(pk=depot.batch.pk)
    van = transit_batch(move_id=1, division_path=batch.division_path, like=batch)
    post_entries(pass_on(batch, van, 4), actor=depot.keeper, now=NOW, move_id=1)
    assert available(depot.keeper.scope, depot.blanket.pk, TODAY) == 6
    assert Batch.objects.unscoped("test").get(pk=van.pk).stock == 4


def test_falling_below_the_minimum_opens_one_refill_and_refilling_closes_it(depot: Depot) -> None:
    Minimum.objects.create(
        division_path=depot.batch.division_path, store_id=STORE, store_name="x", item=depot.blanket, quantity=10
    )
    put(depot, 12)
    assert not Refill.objects.unscoped("test").exists()
    for _ in range(2):
        post_entries([Post(depot.batch.pk, -3, EntryKind.ISSUE)], actor=depot.keeper, now=NOW)
    refill = Refill.objects.unscoped("test").get()
    assert (refill.stock_then, refill.due_on, refill.closed_at) == (9, date(2026, 8, 17), None)
    put(depot, 4)
    refill.refresh_from_db()
    assert refill.closed_at == NOW


MOVES = st.lists(
    st.tuples(st.sampled_from(["receive", "issue", "writeoff", "adjust", "transfer"]), st.integers(-30, 60)),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_whatever_is_done_the_stock_is_the_sum_and_never_negative(depot: Depot, moves: list[tuple[str, int]]) -> None:
    for kind, n in moves:
        if kind == "transfer":
            lines = pass_on(depot.batch, depot.far, n)
        else:
            lines = (Post(depot.batch.pk, -n if kind in ("issue", "writeoff") else n, kind),)
        try:
            post_entries(lines, actor=SYSTEM, now=NOW)
        except Refusal as refusal:
            assert refusal.code in {"stock.short", "stock.quantity"}
    assert broken_sums() == []
    assert not Batch.objects.unscoped("test").filter(stock__lt=0).exists()
    assert FAR_STORE != STORE
