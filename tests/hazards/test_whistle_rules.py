"""The tables of a whistle and of its calls, written a second time by hand: every act in every state of both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from qianshao.core.errors import Refusal
from qianshao.core.units import group
from qianshao.hazards import services
from qianshao.hazards.models import Whistle, WhistleCall
from qianshao.hazards.states.whistles import (
    CALL_ENDED,
    CALL_LABELS,
    CALL_MOVES,
    CALL_TONES,
    WHISTLE_ACTS,
    WHISTLE_LABELS,
    WHISTLE_MOVES,
    WHISTLE_TONES,
    WHISTLE_WORDS,
    CallState,
    WhistleState,
)
from tests.cast import Cast
from tests.hazards.test_whistles import blow, call_of

C, W = CallState, WhistleState
#: From, act, to. Every other pair must be refused.
CALLS = {
    (C.CALLED, "answer"): C.ANSWERED,
    (C.CALLED, "decline"): C.CALLED,
    (C.CALLED, "insist"): C.CALLED,
    (C.ANSWERED, "set_out"): C.ANSWERED,
    (C.CALLED, "arrive"): C.ARRIVED,
    (C.ANSWERED, "arrive"): C.ARRIVED,
    (C.ARRIVED, "finish"): C.DONE,
    (C.CALLED, "release"): C.RELEASED,
    (C.ANSWERED, "release"): C.RELEASED,
    (C.ARRIVED, "release"): C.RELEASED,
}
WHISTLES = {(W.OPEN, "close"): W.CLOSED, (W.OPEN, "withdraw"): W.WITHDRAWN}
#: By verbs, also those that move nothing: in which states of the call they may, while the whistle is open.
VERBS: dict[str, tuple[CallState, ...]] = {
    "answer": (C.CALLED,),
    "set_out": (C.ANSWERED,),
    "decline": (C.CALLED,),
    "insist": (C.CALLED,),
    "arrive": (C.CALLED, C.ANSWERED),
    "finish": (C.ARRIVED,),
    "release": (C.CALLED, C.ANSWERED, C.ARRIVED),
    "rate": (C.DONE,),
    "call": tuple(C),
    "close": (C.DONE, C.RELEASED),
    "withdraw": tuple(C),
}


def test_every_pair_is_allowed_as_written_or_refused() -> None:
    for moves, states, table in ((CALL_MOVES, C, CALLS), (WHISTLE_MOVES, W, WHISTLES)):
        for state, act in product(states, moves):  # type: ignore[call-overload]  # two enums
            assert moves[act].allows(state) == ((state, act) in table), (state, act)
            if (state, act) in table:
                assert moves[act].target == table[state, act]  # type: ignore[index]  # as above


def test_every_call_that_is_not_over_can_end_and_everything_has_its_words() -> None:
    edges = {state: {to for (source, _act), to in CALLS.items() if source == state} for state in C}
    for state in set(C) - set(CALL_ENDED):
        assert C.RELEASED in edges[state]
    assert {state for state in C if not edges[state]} == set(CALL_ENDED)
    assert set(CALL_LABELS) == set(CALL_TONES) == set(C)
    assert set(WHISTLE_LABELS) == set(WHISTLE_TONES) == set(W)
    assert set(CALL_MOVES) | set(WHISTLE_MOVES) | set(WHISTLE_WORDS) | set(VERBS) <= set(WHISTLE_ACTS)


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is taken back, so that every pair starts alike."""
    with group():
        yield
        transaction.set_rollback(True)


def tried(cast: Cast, call: WhistleCall, act: str) -> None:
    """Do the act with all it needs."""
    later = cast.now + timedelta(hours=1)
    county, town = cast.actor("county_duty"), cast.actor("town_lead")
    one: dict[str, Any] = {"call_id": call.pk, "now": later}
    case: dict[str, Any] = {"whistle_id": call.whistle_id, "actor": town, "now": later}
    verbs: dict[str, Callable[[], object]] = {
        "answer": lambda: services.answer_call(
            contact="周", measure="去看", promised_at=later + timedelta(hours=1), actor=county, **one
        ),
        "set_out": lambda: services.set_out(actor=county, **one),
        "decline": lambda: services.decline_call(words="归住建", actor=county, **one),
        "insist": lambda: services.insist_call(words="就是你们", actor=town, **one),
        "arrive": lambda: services.arrive_at(actor=county, **one),
        "finish": lambda: services.finish_call(words="已关阀", actor=county, **one),
        "release": lambda: services.release_call(words="不用", actor=town, **one),
        "rate": lambda: services.rate_call(rating=4, actor=town, **one),
        "call": lambda: services.call_department(department="police", **case),
        "close": lambda: services.close_whistle(**case),
        "withdraw": lambda: services.withdraw_whistle(words="吹错了", **case),
    }
    verbs[act]()


@pytest.mark.django_db
@pytest.mark.parametrize("act", VERBS)
def test_every_verb_in_every_state_of_the_call_and_of_the_whistle(cast: Cast, act: str) -> None:
    made = blow(cast, departments=["fire"])
    call = call_of(made)
    for state, whole in product(C, W):
        Whistle.objects.unscoped("a test").filter(pk=made.pk).update(state=whole)
        rating = 4 if act == "close" else None
        said = cast.now if act == "insist" else None
        rows = WhistleCall.objects.unscoped("a test").filter(pk=call.pk)
        rows.update(state=state, rating=rating, declined_at=said)
        with undone():
            if whole == W.OPEN and state in VERBS[act]:
                tried(cast, call, act)
            else:
                with pytest.raises(Refusal):
                    tried(cast, call, act)
