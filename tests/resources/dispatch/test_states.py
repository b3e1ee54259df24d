"""Every verb in every state: it goes where the table says, or is refused and changes nothing."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import transaction

from qianshao.core.errors import Refusal, Stale
from qianshao.resources.dispatch import services
from qianshao.resources.dispatch.states import (
    MOVE_TONES,
    MOVE_WORDS,
    MOVES,
    REQUISITION_MOVES,
    REQUISITION_TONES,
    REQUISITION_WORDS,
    MoveState,
    RequisitionState,
)
from qianshao.resources.models import Entry, Move, Pick, Requisition
from tests.cast import NOW
from tests.resources.dispatch.build import Depot

pytestmark = pytest.mark.django_db
Act = Callable[[Depot, Move], Any]


def _pick(found: Move) -> int:
    pick = Pick.objects.filter(line__move=found, line__item__code="M001").first()
    return pick.pk if pick else 0


MADE: Mapping[str, Callable[[Depot], Move]] = {
    MoveState.REQUESTED: lambda d: d.ask(),
    MoveState.APPROVED: lambda d: d.approved(),
    MoveState.PICKED: lambda d: d.picked(),
    MoveState.CARRYING: lambda d: d.carrying(),
    MoveState.RECEIVED: lambda d: d.received(),
    MoveState.CLOSED: lambda d: services.turn_back(move_id=d.carrying().pk, reason="路断", actor=d.keeper, now=NOW),
    MoveState.REFUSED: lambda d: services.refuse_move(move_id=d.ask().pk, reason="不缺", actor=d.lead, now=NOW),
    MoveState.WITHDRAWN: lambda d: services.withdraw_move(
        move_id=d.ask().pk, reason="不要了", actor=d.clerk, now=NOW
    ),
}
VERBS: Mapping[str, Act] = {
    "approve": lambda d, m: services.approve_move(move_id=m.pk, store_id=d.near.pk, actor=d.lead, now=NOW),
    "order_by_word": lambda d, m: services.order_by_word(
        move_id=m.pk, store_id=d.near.pk, verbal_by="李江", actor=d.clerk, now=NOW
    ),
    "refuse": lambda d, m: services.refuse_move(move_id=m.pk, reason="不缺", actor=d.lead, now=NOW),
    "withdraw": lambda d, m: services.withdraw_move(move_id=m.pk, reason="不要", actor=d.clerk, now=NOW),
    "pick": lambda d, m: services.pick_goods(move_id=m.pk, actor=d.keeper, now=NOW),
    "put_back": lambda d, m: services.put_back(move_id=m.pk, reason="拣错", actor=d.keeper, now=NOW),
    "carry": lambda d, m: services.carry_goods(move_id=m.pk, vehicle="豫S1", actor=d.keeper, now=NOW),
    "turn_back": lambda d, m: services.turn_back(move_id=m.pk, reason="路断", actor=d.keeper, now=NOW),
    "receive": lambda d, m: services.receive_goods(move_id=m.pk, counts=d.counts(m, 20, 100), actor=d.clerk, now=NOW),
    "settle": lambda d, m: services.return_goods(move_id=m.pk, pick_id=_pick(m), quantity=1, actor=d.keeper, now=NOW),
}


def test_every_state_and_every_verb_is_known_here() -> None:
    assert set(MADE) == set(MoveState) == set(MOVE_WORDS) == set(MOVE_TONES)
    assert set(VERBS) == set(MOVES) - {"close"}
    assert set(REQUISITION_WORDS) == set(REQUISITION_TONES) == set(RequisitionState)


@pytest.mark.parametrize("state", list(MoveState))
def test_a_verb_goes_where_the_table_says_or_changes_nothing(depot: Depot, state: str) -> None:
    found = MADE[state](depot)
    for verb, run in VERBS.items():
        here = transaction.savepoint()
        _check(depot, found, state, verb, run)
        transaction.savepoint_rollback(here)


def _check(depot: Depot, found: Move, state: str, verb: str, run: Act) -> None:
    entries = Entry.objects.unscoped("test").count()
    if MOVES[verb].allows(state):
        run(depot, found)
        assert Move.objects.unscoped("test").get(pk=found.pk).state == MOVES[verb].target
        return
    with pytest.raises(Stale):
        run(depot, found)
    assert Move.objects.unscoped("test").get(pk=found.pk).state == state
    assert Entry.objects.unscoped("test").count() == entries


def _requisition(depot: Depot, state: str) -> Requisition:
    made = services.order_requisition(
        division_path=depot.cast.town_a.path,
        issuer="演示县人民政府",
        basis="突发事件应对法",
        sort="vehicle",
        name="挖掘机",
        use="清障",
        owner_org="某公司",
        actor=depot.lead,
        now=NOW,
    )
    rows = Requisition.objects.unscoped("a test sets up").filter(pk=made.pk)
    rows.update(state=state, assessed_cents=100 if state == "assessed" else None)
    return made


REQUISITION_VERBS: Mapping[str, Callable[[Depot, int], Any]] = {
    "take": lambda d, k: services.take_over(requisition_id=k, condition="完好", actor=d.lead, now=NOW),
    "cancel": lambda d, k: services.cancel_requisition(requisition_id=k, reason="不用了", actor=d.lead, now=NOW),
    "give_back": lambda d, k: services.give_back(requisition_id=k, actor=d.lead, now=NOW),
    "use_up": lambda d, k: services.use_up(requisition_id=k, damage="落水", actor=d.lead, now=NOW),
    "assess": lambda d, k: services.assess_damage(
        requisition_id=k, cents=100, assessed_by="某评估所", actor=d.lead, now=NOW
    ),
    "no_claim": lambda d, k: services.close_unharmed(requisition_id=k, actor=d.lead, now=NOW),
    "pay": lambda d, k: services.pay_compensation(requisition_id=k, voucher="付1", actor=d.lead, now=NOW),
}


@pytest.mark.parametrize("state", list(RequisitionState))
def test_a_requisition_goes_where_the_table_says(depot: Depot, state: str) -> None:
    assert set(REQUISITION_VERBS) == set(REQUISITION_MOVES)
    for verb, run in REQUISITION_VERBS.items():
        key = _requisition(depot, state).pk
        if REQUISITION_MOVES[verb].allows(state):
            run(depot, key)
            state_now = Requisition.objects.unscoped("test").get(pk=key).state
            assert state_now == REQUISITION_MOVES[verb].target
        else:
            with pytest.raises(Refusal) as refusal:
                run(depot, key)
            assert refusal.value.code == "state.moved"
