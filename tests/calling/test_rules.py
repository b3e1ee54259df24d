"""The pure rules of 叫应, tried on every ladder hypothesis can think of."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.calling import rules
from qianshao.calling.rules import Plan, Step, counts_as_heard, decide, door_ends, is_night, is_reason, problems_of
from qianshao.calling.states import HOUSEHOLD, PERSON, TOP_LEVEL, CaseState, DoorOutcome, StepKind, Who

RUNGS = st.builds(
    Step,
    kind=st.sampled_from([StepKind.SMS, StepKind.IM, StepKind.VOICE, StepKind.BROADCAST]),
    who=st.sampled_from(list(Who)),
    wait_s=st.integers(0, 600),
    tries=st.integers(1, 4),
    retry_gap_s=st.integers(10, 300),
    night_skip=st.booleans(),
)
DOOR = Step(StepKind.DOOR, Who.SUPERIOR, wait_s=1800)
PLANS = st.lists(RUNGS, max_size=6).map(lambda steps: Plan("x", (*steps, DOOR)))


def walk(plan: Plan, reach: int, night: bool) -> list[rules.Decision]:
    """Decisions from the start to the door."""
    step, tried, found = 0, 0, []
    while True:
        decision = decide(plan, step, tried, reach, night)
        found.append(decision)
        if decision.at_door:
            return found
        step, tried = decision.step, decision.tried


@given(PLANS, st.integers(0, 15), st.booleans())
def test_every_ladder_ends_at_a_door(plan: Plan, reach: int, night: bool) -> None:
    assert walk(plan, reach, night)[-1].step == len(plan.steps) - 1


@given(PLANS, st.integers(0, 15), st.booleans())
def test_no_step_and_try_is_sent_twice_and_all_go_in_order(plan: Plan, reach: int, night: bool) -> None:
    sent = [(send.step, send.try_no) for decision in walk(plan, reach, night) for send in decision.sends]
    assert sent == sorted(set(sent))


@given(PLANS)
def test_a_person_with_every_number_gets_every_try_of_every_step_by_day(plan: Plan) -> None:
    sent = [send for decision in walk(plan, 15, night=False) for send in decision.sends]
    assert len(sent) == rules.steps_of(plan)


@given(PLANS)
def test_by_night_no_step_is_left_out(plan: Plan) -> None:
    sent = {send.step for decision in walk(plan, 15, night=True) for send in decision.sends}
    assert sent == set(range(len(plan.steps) - 1))


@given(PLANS, st.booleans())
def test_nothing_is_sent_to_somebody_without_a_number_but_loudspeakers_speak(plan: Plan, night: bool) -> None:
    kinds = {send.kind for decision in walk(plan, 0, night) for send in decision.sends}
    assert kinds <= {StepKind.BROADCAST}


@given(PLANS)
def test_by_day_the_door_comes_after_exactly_the_seconds_the_ladder_says(plan: Plan) -> None:
    assert sum(d.wait_s or 0 for d in walk(plan, 15, night=False)) == rules.seconds_to_door(plan)


def test_a_silent_step_is_sent_by_night_too_but_nobody_waits_for_it() -> None:
    plan = Plan("x", (Step(StepKind.SMS, night_skip=True), Step(StepKind.VOICE, tries=3, retry_gap_s=100), DOOR))
    by_day, by_night = decide(plan, 0, 0, 1, night=False), decide(plan, 0, 0, 1, night=True)
    assert [send.kind for send in by_day.sends] == [StepKind.SMS]
    assert [send.kind for send in by_night.sends] == [StepKind.SMS, StepKind.VOICE]
    assert (by_night.step, by_night.tried, by_night.wait_s) == (1, 1, 100)


@pytest.mark.parametrize(
    ("beijing_hour", "night"), [(21, False), (22, True), (23, True), (0, True), (5, True), (6, False), (12, False)]
)
def test_night_spans_midnight_in_beijing(beijing_hour: int, night: bool) -> None:
    now = datetime(2026, 7, 18, (beijing_hour - 8) % 24, 0, tzinfo=UTC)
    assert is_night(now, (time(22), time(6))) is night


@pytest.mark.parametrize(
    ("heard", "to_end", "key", "counts"),
    [(25, False, True, True), (8, False, True, False), (12, True, True, True), (40, True, False, False)],
)
def test_a_call_counts_only_when_it_was_heard_and_a_key_was_pressed(
    heard: int, to_end: bool, key: bool, counts: bool
) -> None:
    assert counts_as_heard(Plan("x", (DOOR,)), heard, to_end, key) is counts


def test_a_person_is_reached_only_with_proof_and_a_household_confirmed_by_word() -> None:
    assert not door_ends(PERSON, DoorOutcome.REACHED, " ", "")
    assert door_ends(PERSON, DoorOutcome.REACHED, "本人签字", "")
    assert door_ends(PERSON, DoorOutcome.REACHED, "", "photo-1")
    assert door_ends(HOUSEHOLD, DoorOutcome.CONFIRMED, "", "")
    assert not door_ends(PERSON, DoorOutcome.CONFIRMED, "有", "x")
    assert not door_ends(HOUSEHOLD, DoorOutcome.NOBODY_HOME, "有", "x")
    assert not door_ends(HOUSEHOLD, DoorOutcome.REFUSED, "有", "x")


def test_a_household_confirms_and_a_person_answers() -> None:
    assert rules.end_state(HOUSEHOLD) == rules.end_state(HOUSEHOLD, in_person=True) == CaseState.CONFIRMED
    assert rules.end_state(PERSON) == CaseState.ANSWERED
    assert rules.end_state(PERSON, in_person=True) == CaseState.REACHED


def test_an_overdue_door_goes_up_to_the_county_desk_and_stays_there() -> None:
    assert [rules.next_level(level, True) for level in range(4)] == [1, 2, 3, TOP_LEVEL]
    assert rules.next_level(0, has_superior=False) == 2


@pytest.mark.parametrize(("text", "ok"), [("", False), ("。。。。", False), ("外出", False), ("住院治疗中", True)])
def test_a_reason_must_say_something(text: str, ok: bool) -> None:
    assert is_reason(text) is ok


def test_a_ladder_that_does_not_end_at_a_door_is_refused_in_words() -> None:
    assert problems_of([{"kind": "sms"}], PERSON) == ["最后一步必须是敲门，电话叫不到的人要有人上门。"]
    assert problems_of([], PERSON) == ["至少要有一步。"]
    assert not problems_of([{"kind": "sms"}, {"kind": "door", "who": "superior", "wait_s": 600}], PERSON)


@pytest.mark.parametrize(
    "step",
    [
        {"kind": "smoke"},
        {"kind": "sms", "who": "guardian"},
        {"kind": "sms", "tries": 0},
        {"kind": "sms", "wait_s": -1},
        {"kind": "sms", "wait_s": True},
        {"kind": "sms", "retry_gap_s": 1},
        {"kind": "door", "who": "superior", "wait_s": 600},
    ],
)
def test_a_bad_step_is_named(step: dict[str, object]) -> None:
    door = {"kind": "door", "who": "superior", "wait_s": 600}
    assert problems_of([step, door], PERSON)
