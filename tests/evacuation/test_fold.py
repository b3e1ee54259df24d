"""Where a person stands: independent of arrival, and never safer than the truth (reliability G-S1, G-S4)."""

import random
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.evacuation.rules.fold import Fold, Report, danger, fold
from qianshao.evacuation.states import ARRIVED, SAFEST_FIRST, Whereabouts

W = Whereabouts


def report(key: str, to: Whereabouts, *based_on: str, shelter: int = 0, helper: str = "") -> Report:
    return Report(key, to, frozenset(based_on), shelter, helper)


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([], Fold()),
        ([report("a", W.NOTIFIED)], Fold(W.NOTIFIED, 0, ("a",))),
        ([report("a", W.NOTIFIED), report("b", W.MOVING, "a")], Fold(W.MOVING, 0, ("b",))),
        # Two who agree are no conflict.
        ([report("a", W.MOVING), report("b", W.MOVING)], Fold(W.MOVING, 0, ("a", "b"))),
        # Two who differ: the less safe one, and an officer hears of it.
        ([report("a", W.SETTLED, shelter=3), report("b", W.REFUSED)], Fold(W.REFUSED, 0, ("a", "b"), True)),
        # Both say safe, at different places: safe, but where?
        (
            [report("a", W.SETTLED, shelter=3), report("b", W.SETTLED, shelter=4)],
            Fold(W.SETTLED, 4, ("a", "b"), True),
        ),
        # Somebody who knew of both settles it.
        (
            [report("a", W.SETTLED, shelter=3), report("b", W.REFUSED), report("c", W.SETTLED, "a", "b", shelter=3)],
            Fold(W.SETTLED, 3, ("c",)),
        ),
        # A row struck off by mistake yields to anybody who saw the person.
        ([report("a", W.STRUCK), report("b", W.NOTIFIED)], Fold(W.NOTIFIED, 0, ("a", "b"), True)),
        # Built upon one that has not arrived: what it does not name stays standing.
        ([report("a", W.NOTIFIED), report("c", W.SETTLED, "b")], Fold(W.NOTIFIED, 0, ("a", "c"), True)),
        # Two that name each other, which only a broken phone makes: both stand.
        ([report("a", W.SETTLED, "b"), report("b", W.NOBODY, "a")], Fold(W.NOBODY, 0, ("a", "b"), True)),
        ([report("a", W.NOTIFIED, "a")], Fold(W.NOTIFIED, 0, ("a",))),
    ],
)
def test_the_fold_by_example(reports: list[Report], expected: Fold) -> None:
    assert fold(reports) == expected


def test_every_state_has_its_place_between_safe_and_unsafe() -> None:
    assert set(SAFEST_FIRST) == set(Whereabouts) and len(SAFEST_FIRST) == len(Whereabouts)


def test_the_helper_named_last_on_the_way_back_counts() -> None:
    first = report("a", W.PICKUP, helper="刘桂英")
    second = report("b", W.PICKUP, "a", helper="王亮")
    assert fold([first, second, report("c", W.MOVING, "b")]).helper == "王亮"
    assert fold([first, report("c", W.MOVING, "a")]).helper == "刘桂英"


@st.composite
def histories(draw: st.DrawFn) -> list[Report]:
    """Any set of reports, each based on some of the others, missing ones and circles included."""
    keys = [f"k{n}" for n in range(draw(st.integers(0, 7)))]
    bases = st.sets(st.sampled_from([*keys, "lost"]), max_size=3) if keys else st.just(set())
    return [
        Report(
            key,
            draw(st.sampled_from(Whereabouts)),
            frozenset(draw(bases)),
            draw(st.integers(0, 2)),
            draw(st.sampled_from(["", "王亮"])),
        )
        for key in keys
    ]


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_and_number_of_arrivals_change_nothing(history: list[Report], dice: random.Random) -> None:
    shuffled = [*history, *(dice.choices(history, k=3) if history else [])]
    dice.shuffle(shuffled)
    assert fold(shuffled) == fold(history)


@given(histories())
def test_the_result_is_never_safer_than_any_head(history: list[Report]) -> None:
    found = fold(history)
    by_key = {one.key: one for one in history}
    assert all(danger(by_key[key].to) <= danger(found.state) for key in found.heads)
    assert bool(found.heads) == bool(history)


@given(histories())
def test_who_knows_all_heads_has_the_last_word(history: list[Report]) -> None:
    last = Report("z", W.ELSEWHERE, frozenset(fold(history).heads))
    found = fold([*history, last])
    assert (found.state, found.heads, found.disputed) == (W.ELSEWHERE, ("z",), False)


@dataclass
class Told:
    """What one report says beside the fold: when by which clock, and what was true when it was written."""

    report: Report
    clock: float
    truth: Whereabouts


def _household(dice: random.Random) -> tuple[list[Told], Whereabouts]:
    """One person's true evening, seen by two people without signal whose clocks are off.

    Each reports what is true at that moment and knows only what they synced. The person moves on meanwhile.
    """
    skew = [dice.uniform(-7200, 7200) for _ in range(2)]
    known: list[set[str]] = [set(), set()]
    told: list[Told] = []
    truth = W.UNNOTIFIED
    for step in range(dice.randint(2, 6)):
        truth = dice.choice([W.NOTIFIED, W.MOVING, W.SETTLED, W.ELSEWHERE, W.REFUSED, W.NOBODY])
        who = dice.randrange(2)
        key = f"k{step}"
        heads = fold([one.report for one in told if one.report.key in known[who]]).heads
        told.append(Told(Report(key, truth, frozenset(heads)), step * 60 + skew[who], truth))
        known[who].add(key)
        if dice.random() < 0.3:  # both have signal for a moment
            known[0] = known[1] = known[0] | known[1]
    return told, truth


def test_5000_conflicting_households_are_never_counted_safer_than_they_are() -> None:
    """Whoever counts as evacuated is; what is undecided stands in the inbox. The clock gets it wrong."""
    dice = random.Random(20260718)
    wrong_by_clock = conflicts = 0
    for _ in range(5000):
        told, truth = _household(dice)
        shuffled = [one.report for one in told]
        dice.shuffle(shuffled)
        found = fold(shuffled)
        heads = {one.truth for one in told if one.report.key in found.heads}
        if found.state in ARRIVED:
            assert truth in ARRIVED
        assert found.disputed == (len(heads) > 1)
        assert truth in heads, "the latest report is never lost from sight"
        conflicts += found.disputed
        by_clock = max(told, key=lambda one: one.clock).truth
        wrong_by_clock += by_clock in ARRIVED and truth not in ARRIVED
    assert conflicts > 1000
    assert wrong_by_clock > 300, "the control: with the last writer by the clock people would be lost"


def test_the_choice_of_the_least_safe_is_what_protects() -> None:
    """The control: counting the safest head instead loses people."""
    dice = random.Random(7)
    lost = 0
    for _ in range(500):
        told, truth = _household(dice)
        found = fold([one.report for one in told])
        best = min((one.truth for one in told if one.report.key in found.heads), key=danger)
        lost += best in ARRIVED and truth not in ARRIVED
    assert lost > 20
