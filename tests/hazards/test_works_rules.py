"""Treatment projects: the table of states, and every decision with what it must refuse."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianshao.core.states import Transition
from qianshao.hazards.rules.ledger import Hand
from qianshao.hazards.rules.works import Mark, accept_works_fault, due_of, finished_fault, missed, works_fault
from qianshao.hazards.states.ledger import ACT_LABELS, Treatment
from qianshao.hazards.states.works import ENGINEERING, PROJECT_LABELS, PROJECT_MOVES, PROJECT_TONES, ProjectState
from tests.cast import NOW
from tests.hazards.ledger import ACCEPTER, UNIT

DAY = timedelta(days=1)
P = ProjectState
#: The whole table, written a second time by hand. Every other pair must be refused.
TABLE = {
    (P.RUNNING, "works_ask"): P.ASKED,
    (P.ASKED, "works_accept"): P.ACCEPTED,
    (P.ASKED, "works_reject"): P.RUNNING,
    (P.RUNNING, "works_drop"): P.DROPPED,
    (P.ASKED, "works_drop"): P.DROPPED,
}


@pytest.mark.parametrize(("state", "act"), list(product(P, PROJECT_MOVES)))
def test_every_pair_of_state_and_act_is_as_the_table_says(state: ProjectState, act: str) -> None:
    move: Transition = PROJECT_MOVES[act]
    assert (move.target if move.allows(state) else None) == TABLE.get((state, act))


def test_every_state_and_act_has_words() -> None:
    assert set(PROJECT_LABELS) == set(PROJECT_TONES) == set(P)
    assert set(PROJECT_MOVES) < set(ACT_LABELS)


@pytest.mark.parametrize(
    ("treatment", "has_open", "is_accepted"), list(product([*Treatment, ""], (False, True), (False, True)))
)
def test_a_treatment_by_building_or_moving_is_accepted_first(
    treatment: str, *, has_open: bool, is_accepted: bool
) -> None:
    fault = works_fault(treatment, has_open=has_open, is_accepted=is_accepted)
    assert (fault == "") == (not has_open and (is_accepted or treatment not in ENGINEERING))


marks = st.lists(
    st.builds(Mark, st.integers(-50, 50).map(lambda n: NOW + n * DAY), st.booleans(), st.integers(0, 2)), max_size=8
)


@settings(max_examples=60, deadline=None)
@given(marks, st.integers(0, 5), st.none() | st.integers(0, 5))
def test_a_project_is_finished_only_when_all_is_done_shown_and_moved(
    rows: list[Mark], moved: int, homes: int | None
) -> None:
    is_whole = bool(rows) and all(row.is_done and row.photos for row in rows) and moved >= (homes or 0)
    assert (finished_fault(rows, moved, homes) == "") == is_whole
    other, own = Hand(2, ACCEPTER), Hand(1, UNIT)
    assert (accept_works_fault(rows, moved, homes, [own], other) == "") == is_whole
    assert accept_works_fault(rows, moved, homes, [own], own)


@settings(max_examples=60, deadline=None)
@given(marks)
def test_the_next_date_is_the_earliest_that_is_not_done_and_late_only_when_one_is_missed(rows: list[Mark]) -> None:
    end = NOW + 60 * DAY
    due = due_of(rows, end)
    assert (due < NOW) == (missed(rows, NOW) > 0)
    assert due == end or any(row.due_at == due and not row.is_done for row in rows)
