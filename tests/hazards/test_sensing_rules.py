"""When readings mean a hazard: one crossing is one matter, whatever trembles at the limit."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qianshao.hazards.rules.sensing import (
    BACK,
    OVER,
    Threshold,
    Watch,
    is_stale,
    judge,
    mark_of,
    thresholds_of,
    value_fault,
    watches_in,
    watches_out,
)
from qianshao.hazards.states.sensing import MARK_LABELS, Mark
from tests.cast import NOW

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LEVEL = Threshold("warn", "警戒", "above", 10.0, back=0.5)
values = st.lists(st.floats(0, 20), max_size=40)
limits = st.builds(
    Threshold,
    st.just("x"),
    st.just("x"),
    st.sampled_from(["above", "below"]),
    st.floats(2, 18),
    st.floats(0, 3),
    st.integers(0, 30).map(lambda n: n * MINUTE),
)


def run(limit: Threshold, series: list[float], step: timedelta = 5 * MINUTE, silence: timedelta = HOUR) -> list[str]:
    """What happened at each value of an even series."""
    watch, said, last = Watch(), [], None
    for n, value in enumerate(series):
        at = NOW + n * step
        watch, what = judge(watch, limit, at, value, last, silence)
        said.append(what)
        last = at
    return said


@settings(max_examples=80, deadline=None)
@given(limits, values)
def test_over_and_back_take_turns_and_each_is_true_of_its_value(limit: Threshold, series: list[float]) -> None:
    said = [(what, value) for what, value in zip(run(limit, series), series, strict=True) if what]
    assert [what for what, _value in said] == [OVER, BACK] * (len(said) // 2) + [OVER] * (len(said) % 2)
    assert all(limit.is_crossed(value) if what == OVER else limit.is_normal(value) for what, value in said)


@settings(max_examples=80, deadline=None)
@given(limits, values)
def test_nothing_is_over_that_did_not_last_and_whatever_lasted_is(limit: Threshold, series: list[float]) -> None:
    said = run(limit, series)
    for n, what in enumerate(said):
        need = int(limit.lasting / (5 * MINUTE) + 0.999)
        if what == OVER:
            assert n >= need
            assert all(limit.is_crossed(value) for value in series[n - need : n + 1])
    if (
        series
        and all(limit.is_crossed(value) for value in series)
        and (len(series) - 1) * 5 * MINUTE >= limit.lasting
    ):
        assert said.count(OVER) == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(9.51, 20), min_size=1, max_size=40))
def test_a_value_that_trembles_above_its_margin_is_one_matter(series: list[float]) -> None:
    assert run(LEVEL, [10.0, *series])[1:] == [""] * len(series)


def test_the_limit_itself_is_over_and_the_margin_itself_is_back() -> None:
    assert run(LEVEL, [9.99, 10.0, 9.51, 9.5]) == ["", OVER, "", BACK]
    low = Threshold("low", "低", "below", 2.0, back=1.0)
    assert run(low, [2.01, 2.0, 2.99, 3.0]) == ["", OVER, "", BACK]


def test_a_silence_proves_nothing_about_the_time_between() -> None:
    slow = Threshold("x", "x", "above", 10.0, lasting=30 * MINUTE)
    assert run(slow, [11, 11], step=30 * MINUTE) == ["", OVER]
    assert run(slow, [11, 11], step=90 * MINUTE) == ["", ""]


@pytest.mark.parametrize(
    ("at", "mark"),
    [(6 * MINUTE, Mark.AHEAD), (5 * MINUTE, Mark.TAKEN), (-24 * HOUR, Mark.BEHIND), (-25 * HOUR, Mark.OLD),
     (-9 * MINUTE, Mark.TAKEN), (-10 * MINUTE, Mark.BEHIND)],
)  # fmt: skip
def test_only_a_reading_of_now_is_judged(at: timedelta, mark: Mark) -> None:
    assert mark_of(NOW + at, NOW, NOW - 10 * MINUTE, 5 * MINUTE, 24 * HOUR) == mark
    assert set(MARK_LABELS) == set(Mark)


def test_a_station_s_own_thresholds_stand_before_those_of_its_quantity() -> None:
    common = {"quantity": "level", "name": "x", "side": "above", "limit": 10}
    rows = [
        {**common, "code": "all", "station": ""},
        {**common, "code": "own", "station": "A1", "limit": 8},
        {**common, "code": "other", "station": "B2"},
        {**common, "code": "rain", "station": "", "quantity": "rain"},
    ]
    assert [one.code for one in thresholds_of(rows, "A1", "level")] == ["own"]
    assert [one.code for one in thresholds_of(rows, "C3", "level")] == ["all"]
    assert thresholds_of(rows, "C3", "gas") == []


def test_units_are_never_converted_and_no_number_is_no_value() -> None:
    assert value_fault(1.0, " m ", "m") == ""
    assert value_fault(1.0, "cm", "m") == "unit"
    assert value_fault(float("nan"), "m", "m") == value_fault(float("inf"), "m", "m") == "value"


def test_a_new_station_is_waited_for_as_long_as_an_old_one() -> None:
    assert is_stale(None, NOW - 61 * MINUTE, HOUR, NOW)
    assert not is_stale(None, NOW - 59 * MINUTE, HOUR, NOW)
    assert is_stale(NOW - 61 * MINUTE, NOW - 99 * HOUR, HOUR, NOW)
    assert not is_stale(None, NOW - 99 * HOUR, None, NOW)


def test_what_is_known_of_thresholds_is_kept_as_it_was() -> None:
    known = {"a": Watch(NOW, True), "b": Watch(NOW), "c": Watch()}
    assert watches_in(watches_out(known)) == {"a": Watch(NOW, True), "b": Watch(NOW)}
