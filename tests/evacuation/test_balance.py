"""The head count balances after every event, and is one GROUP BY over an index made for it."""

import random
import re
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from qianshao.core.scope import Scope
from qianshao.core.sql import is_sqlite
from qianshao.evacuation import selectors, services
from qianshao.evacuation.models import Evacuee
from qianshao.evacuation.rules import Report, fold
from qianshao.evacuation.rules.balance import balance_of
from qianshao.evacuation.states import UNACCOUNTED, Whereabouts
from qianshao.places.models import Shelter
from tests.cast import NOW, SYSTEM
from tests.evacuation.conftest import Evening, begin

ALL = Scope.everything("a test looks")
BEFORE = [one for one in Whereabouts if one is not Whereabouts.RETURNED]


def test_the_sum_goes_by_village_and_by_state(evening: Evening) -> None:
    uids = [evening.uid(name) for name in ("张有福", "陈立新")]
    services.mark_people(order_id=evening.order.pk, uids=uids, to="moving", actor=SYSTEM, now=NOW)
    found = selectors.balance(ALL, evening.order.pk)
    assert [(row.name, row.should_leave, row.moving, row.unaccounted) for row in found.rows] == [
        ("红旗村", 6, 1, 5),
        ("下湾村", 1, 1, 0),
    ], "the grid's people are the village's"
    assert (found.total.moves_first, found.total.moves_first_waiting) == (2, 2)
    assert selectors.balances_of(ALL, [evening.order.pk])[evening.order.pk].should_leave == 7
    assert selectors.households_by_state(ALL, evening.order.pk) == {"unnotified": 2, "moving": 2, "": 4}


def test_a_village_sees_its_own_people_only(evening: Evening) -> None:
    village = Scope({evening.cast.village_a2.path: frozenset({"evacuation.view"})})
    assert selectors.order_of(village, evening.order.pk).pk == evening.order.pk
    assert selectors.balance(village, evening.order.pk).total.should_leave == 1
    assert [row.name for row in selectors.ledger(village, evening.order.pk).rows] == ["陈立新"]
    elsewhere = Scope({evening.cast.town_b.path: frozenset({"evacuation.view"})})
    assert not selectors.orders(elsewhere)


def test_a_state_nobody_knows_shows_as_a_sum_that_is_off(evening: Evening) -> None:
    assert selectors.balance(ALL, evening.order.pk).total.balances
    rows = Evacuee.objects.unscoped("a test breaks it").filter(order=evening.order, name="张有福")
    rows.update(state="teleported")
    assert not balance_of("", "", {"teleported": 1}, total=1).balances
    village = selectors.balance(ALL, evening.order.pk).rows[0]
    assert not village.balances


def test_the_count_is_one_query_read_off_its_index_alone(evening: Evening) -> None:
    with CaptureQueriesContext(connection) as seen:
        selectors.balance(ALL, evening.order.pk)
    counting = [query["sql"] for query in seen.captured_queries if "evacuation_evacuee" in query["sql"]]
    assert len(counting) == 1 and len(seen.captured_queries) == 2, "the other one reads the villages' names"
    # Everything the count reads stands in the index, so neither database has to fetch a row.
    read = set(re.findall(r'"evacuation_evacuee"\."(\w+)"', counting[0]))
    assert read <= {"order_id", "division_path", "state", "moves_first"}
    if is_sqlite():
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + counting[0])
            plan = " ".join(str(cell) for row in cursor.fetchall() for cell in row)
        assert "USING COVERING INDEX evacuee_balance" in plan, plan


class Ledger(RuleBasedStateMachine):
    """Random events against a plain model: a dictionary of reports for each person."""

    def __init__(self) -> None:
        super().__init__()
        self.start = transaction.savepoint()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.start)

    @initialize()
    def give_the_order(self) -> None:
        self.evening = begin()
        rows = Evacuee.objects.unscoped("a test looks").filter(order=self.evening.order)
        self.said: dict[str, list[Report]] = {uid: [] for uid in rows.values_list("uid", flat=True)}
        self.village = dict(rows.values_list("uid", "division_path"))
        area = self.evening.cast.village_a2
        made = Shelter.objects.create(name="小学", division=area, division_path=area.path, capacity=3, state="open")
        self.shelter, self.cleared = made.pk, False
        self.common: dict[str, Any] = {"order_id": self.evening.order.pk, "actor": SYSTEM, "now": NOW}

    def _tell(self, uids: list[str], to: Whereabouts, knows: bool, shelter: int = 0) -> dict[str, Any]:
        key = uuid4()
        based = {uid: list(fold(self.said[uid]).heads) if knows else [] for uid in uids}
        for uid in uids:
            self.said[uid].append(Report(str(key), to, frozenset(based[uid]), shelter))
        return {"uids": uids, "based_on": based, "command_id": key, **self.common}

    def _some(self, data: st.DataObject) -> list[str]:
        return data.draw(st.lists(st.sampled_from(sorted(self.said)), min_size=1, max_size=4, unique=True))

    @rule(data=st.data(), to=st.sampled_from(BEFORE), knows=st.booleans())
    def mark(self, data: st.DataObject, to: Whereabouts, knows: bool) -> None:
        told = self._tell(self._some(data), to, knows)
        services.mark_people(**told, to=to, words="试一试")
        services.mark_people(**told, to=to, words="试一试")

    @rule(data=st.data(), knows=st.booleans())
    def sign_in(self, data: st.DataObject, knows: bool) -> None:
        told = self._tell(self._some(data), Whereabouts.SETTLED, knows, self.shelter)
        services.sign_in(**told, shelter_id=self.shelter)

    @rule(data=st.data(), knows=st.booleans())
    def leave(self, data: st.DataObject, knows: bool) -> None:
        to = Whereabouts.RETURNED if self.cleared else Whereabouts.REFUSED
        services.leave_shelter(**self._tell(self._some(data), to, knows), to="returned")

    @rule(where=st.sampled_from(["door", "shelter", "desk"]))
    def add(self, where: str) -> None:
        uid, key = str(uuid4()), uuid4()
        first = {"door": Whereabouts.NOTIFIED, "shelter": Whereabouts.SETTLED, "desk": Whereabouts.UNNOTIFIED}[where]
        path = self.evening.cast.village_a2.path
        self.said[uid] = [Report(str(key), first, shelter=self.shelter if where == "shelter" else 0)]
        self.village[uid] = path
        shelter = {"shelter_id": self.shelter} if where == "shelter" else {}
        services.add_person(
            **self.common, **shelter, uid=uid, name="某人", where=where, division_path=path, command_id=key
        )

    @rule()
    def settle(self) -> None:
        for one in selectors.conflicts(ALL, self.evening.order.pk):
            services.settle_conflict(
                conflict_id=one.conflict.pk, to="moving", reason="电话核实", actor=SYSTEM, now=NOW
            )
            row = Evacuee.objects.unscoped("a test looks").get(pk=one.evacuee.pk)
            (key,) = row.heads
            bases = frozenset(fold(self.said[row.uid]).heads)
            self.said[row.uid].append(Report(key, Whereabouts.MOVING, bases))

    @rule()
    def all_clear(self) -> None:
        if not self.cleared:
            services.give_all_clear(**self.common, basis="解除通知")
            self.cleared = True

    @invariant()
    def everybody_is_counted_once_and_where_they_are(self) -> None:
        if not hasattr(self, "said"):
            return
        folds = {uid: fold(reports) for uid, reports in self.said.items()}
        found = selectors.balance(ALL, self.evening.order.pk)
        expected = Counter((self.village[uid][:20], one.state.value) for uid, one in folds.items())
        counted = {(row.path, state): n for row in found.rows for state, n in row.states.items() if n}
        assert counted == dict(expected)
        total = found.total
        assert all(row.balances for row in found.rows) and total.balances
        states = Counter(one.state for one in folds.values())
        assert total.should_leave == len(self.said) - states[Whereabouts.STRUCK]
        assert total.unaccounted == sum(states[state] for state in UNACCOUNTED)
        here = sum(1 for one in folds.values() if one.state is Whereabouts.SETTLED and one.shelter)
        assert sum(selectors.occupancy(ALL, self.evening.order.pk).values()) == here
        disputed = {uid for uid, one in folds.items() if one.disputed}
        assert {one.evacuee.uid for one in selectors.conflicts(ALL, self.evening.order.pk)} == disputed


def test_the_ledger_balances_after_every_event(db: None) -> None:
    few = settings(max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Ledger, settings=few)


@pytest.mark.parametrize("seed", range(20))
def test_any_numbers_balance(seed: int) -> None:
    dice = random.Random(seed)
    states = {state.value: dice.randint(0, 50_000) for state in Whereabouts}
    line = balance_of("", "", states, total=sum(states.values()))
    assert line.balances and line.should_leave == sum(states.values()) - states["struck"]
    assert not balance_of("", "", states, total=sum(states.values()) + 1).balances
