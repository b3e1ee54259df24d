"""Random moves, counts, returns and kills between any two statements: nothing is lost, doubled or below nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qianshao.core.errors import Refusal
from qianshao.resources.dispatch import services
from qianshao.resources.models import Batch, Entry, Move, Pick, StockTake
from qianshao.resources.services.count_stock import book_count, start_count, write_count
from qianshao.resources.services.stock import Post, post_entries
from tests.cast import NOW
from tests.resources.dispatch.build import Depot

SCRIPT = Path(__file__).with_name("die_on_the_road.py")


class Killed(RuntimeError):
    """The process ended here, as far as the database can tell."""


@contextmanager
def killed_after(statements: int) -> Iterator[None]:
    """Before the statement with this number the process ends; 0: it lives."""
    left = [statements]

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE", "SELECT")):
            left[0] -= 1
            if left[0] == 0:
                raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield


def check(depot: Depot) -> None:
    """Stock is the sum of entries, never negative, and what is not used up or added is still somewhere."""
    for batch in Batch.objects.unscoped("test").annotate(written=Sum("entries__delta")):
        assert batch.stock == (batch.written or 0)
        assert batch.stock >= 0
    for what in (depot.tents, depot.water):
        rows = Entry.objects.unscoped("test").filter(batch__item=what)
        outside = rows.filter(kind__in=("receive", "adjust", "issue", "writeoff")).aggregate(n=Sum("delta"))["n"]
        assert sum(Batch.objects.unscoped("test").filter(item=what).values_list("stock", flat=True)) == outside
        shifted = rows.filter(kind__in=("transfer_in", "transfer_out")).aggregate(n=Sum("delta"))["n"]
        assert not shifted
    for found in Move.objects.unscoped("test"):
        road = Pick.objects.filter(line__move=found).aggregate(n=Sum("transit__stock"))["n"] or 0
        picks = Pick.objects.filter(line__move=found)
        if found.state in ("requested", "approved", "picked", "refused", "withdrawn", "closed"):
            assert road == 0
        if found.state == "carrying":
            assert road == sum(picks.values_list("quantity", flat=True))


COUNT = st.integers(1, 60)
STEP = st.tuples(
    st.sampled_from(["ask", "approve", "pick", "carry", "receive", "return", "off", "turn", "back", "word", "take"]),
    st.integers(0, 3),
    COUNT,
    st.one_of(st.just(0), st.integers(1, 60)),
)


def take(depot: Depot, store: int, count: int) -> None:
    """A stock-taking goes one step on: begun, counted (something differs), booked."""
    keeper = {"actor": depot.keeper, "now": NOW}
    open_one = StockTake.objects.unscoped("test").filter(store_id=store, state__in=("open", "counted")).first()
    if open_one is None:
        start_count(store_id=store, **keeper)
    elif open_one.state == "open":
        lines = list(open_one.lines.select_related("batch"))
        found = {line.pk: max(0, line.batch.stock + count % 5 - 2) for line in lines}
        write_count(take_id=open_one.pk, counted=found, reasons=dict.fromkeys(found, "清点"), **keeper)
    else:
        book_count(take_id=open_one.pk, actor=depot.lead, now=NOW)


def one(depot: Depot, moves: list[int], what: str, which: int, count: int) -> None:
    """One step on one of the moves, as its people would take it."""
    if what == "ask":
        counts = {depot.tents: count, depot.water: count * 3}
        moves.append(depot.ask(counts, to_store_id=depot.far.pk if count % 2 else None).pk)
        return
    if what == "take":
        take(depot, (depot.near, depot.far)[which % 2].pk, count)
        return
    if not moves:
        return
    key = moves[which % len(moves)]
    found = Move.objects.unscoped("test").get(pk=key)
    store = depot.near.pk if count % 2 or found.to_store_id else depot.far.pk
    keeper = {"move_id": key, "actor": depot.keeper, "now": NOW}
    if what == "approve":
        services.approve_move(move_id=key, store_id=store, actor=depot.lead, now=NOW)
    elif what == "word":
        services.order_by_word(move_id=key, store_id=store, verbal_by="李江", actor=depot.clerk, now=NOW)
    elif what == "pick":
        services.pick_goods(accept_less=bool(count % 2), **keeper)
    elif what == "back":
        services.put_back(reason="拣错", **keeper)
    elif what == "carry":
        services.carry_goods(vehicle="豫S1", **keeper)
    elif what == "turn":
        services.turn_back(reason="路断", **keeper)
    elif what == "receive":
        lines = {line.pk: line.approved + count % 5 - 2 for line in found.lines.all()}
        services.receive_goods(
            move_id=key, counts=lines, reasons=dict.fromkeys(lines, "点数"), actor=depot.clerk, now=NOW
        )
    else:
        picks = list(Pick.objects.filter(line__move=found))
        pick = picks[count % len(picks)].pk if picks else 0
        where = "road" if count % 3 else "site"
        if what == "return":
            services.return_goods(pick_id=pick, quantity=count % 7 + 1, where=where, **keeper)
        else:
            services.write_off(pick_id=pick, quantity=count % 7 + 1, where=where, reason="损坏", **keeper)


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(STEP, min_size=6, max_size=30))
def test_whatever_happens_stock_is_the_sum_of_entries_and_goods_are_in_one_place(
    depot: Depot, steps: list[tuple[str, int, int, int]]
) -> None:
    moves: list[int] = []
    for what, which, count, kill in steps:
        with suppress(Refusal, Killed), killed_after(kill):
            one(depot, moves, what, which, count)
    check(depot)


def _without_an_entry(depot: Depot, found: Move) -> None:
    Batch.objects.unscoped("test").filter(store_id=depot.near.pk, item=depot.tents).update(stock=99)


def _in_two_places(depot: Depot, found: Move) -> None:
    there = Batch.objects.unscoped("test").get(store_id=depot.far.pk, item=depot.tents)
    post_entries([Post(there.pk, 4, "transfer_in")], move_id=found.pk, actor=depot.keeper, now=NOW)


def _left_on_the_road(depot: Depot, found: Move) -> None:
    Move.objects.unscoped("test").filter(pk=found.pk).update(state="closed")


@pytest.mark.django_db
@pytest.mark.parametrize("harm", [_without_an_entry, _in_two_places, _left_on_the_road])
def test_the_check_fails_when_it_must(depot: Depot, harm: Callable[[Depot, Move], None]) -> None:
    """A control: what the property forbids is found when it is there."""
    found = depot.carrying()
    check(depot)
    harm(depot, found)
    with pytest.raises(AssertionError):
        check(depot)


@pytest.mark.django_db
def test_a_kill_between_any_two_statements_of_a_step_leaves_no_half_of_it(depot: Depot) -> None:
    for build, run in (
        (depot.picked, lambda m: services.carry_goods(move_id=m.pk, vehicle="豫S1", actor=depot.keeper, now=NOW)),
        (
            depot.carrying,
            lambda m: services.receive_goods(
                move_id=m.pk,
                counts=depot.counts(m, 3, 9),
                reasons=dict.fromkeys(depot.counts(m, 0, 0), "点数"),
                actor=depot.clerk,
                now=NOW,
            ),
        ),
    ):
        found, kills = build(counts={depot.tents: 4, depot.water: 9}), 0
        before = found.state
        while kills < 200:
            kills += 1
            try:
                with killed_after(kills):
                    run(Move.objects.unscoped("test").get(pk=found.pk))
            except Killed:
                assert Move.objects.unscoped("test").get(pk=found.pk).state == before
                check(depot)
            else:
                break
        assert kills > 5
        check(depot)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL is a POSIX matter")
def test_a_process_that_is_really_killed_on_the_road_leaves_the_goods_on_the_shelf(tmp_path: Path) -> None:
    env = {key: value for key, value in os.environ.items() if key != "QIANSHAO_DATABASE_URL"}
    root = Path(__file__).resolve().parents[3]
    env |= {
        "QIANSHAO_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "qianshao.config.settings",
        "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}",
    }

    done = subprocess.run(  # our own script
        [sys.executable, str(SCRIPT)], env=env, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    died, looked = done.stdout.strip().splitlines()
    assert died == f"{signal.SIGKILL:d} {signal.SIGKILL:d}"
    assert looked == "picked 50 300 0"
