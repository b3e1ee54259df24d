"""Decisions about dangers and patrols, without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qianshao.hazards.rules import Claim, Seen, kind_problems, may_be_same, patrol_state, read_trapped
from qianshao.hazards.selectors.kinds import ICONS, shipped
from qianshao.hazards.states import Trapped

NOW = datetime(2026, 7, 18, 12, 12, tzinfo=UTC)
ANYTHING = st.none() | st.booleans() | st.integers() | st.text() | st.floats() | st.lists(st.integers(), max_size=2)


@given(ANYTHING, ANYTHING)
def test_nothing_a_phone_says_of_trapped_people_breaks_the_reading(said: Any, count: Any) -> None:
    claim = read_trapped(said, count)
    assert isinstance(claim, Claim)
    assert claim.count is None or (claim.trapped == Trapped.YES and 0 < claim.count <= 9999)


@given(st.text().filter(lambda words: words not in ("no", "")))
def test_no_unknown_word_ever_means_that_nobody_is_trapped(words: str) -> None:
    assert read_trapped(words).trapped != Trapped.NO


@pytest.mark.parametrize(
    ("hours", "looked", "state"),
    [(0, False, "new"), (23, False, "new"), (25, False, "due"), (37, False, "missed"), (1, True, "done"),
     (24, True, "due"), (35, True, "due"), (37, True, "missed")],
)  # fmt: skip
def test_a_point_is_due_then_missed(hours: int, looked: bool, state: str) -> None:
    then = NOW - timedelta(hours=hours)
    last, since = (then, NOW - timedelta(days=90)) if looked else (None, then)
    assert patrol_state(last, since, timedelta(hours=24), NOW) == state


def seen(number: int, *, kind: str = "slide", minutes: int = 0, path: str = "1", lon: float | None = None) -> Seen:
    return Seen(number, kind, path, NOW + timedelta(minutes=minutes), lon, None if lon is None else 31.0)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (seen(2, lon=114.001, kind="house"), True),
        (seen(2, lon=114.01), False),
        (seen(2, lon=114.001, minutes=121), False),
        (seen(2), True),
        (seen(2, kind="house"), False),
        (seen(2, path="2"), False),
        (seen(1, lon=114.0), False),
    ],
)
def test_reports_near_in_place_and_time_may_be_the_same(other: Seen, same: bool) -> None:
    assert may_be_same(seen(1, lon=114.0), other) is same
    assert may_be_same(other, seen(1, lon=114.0)) is same


def test_the_shipped_kinds_are_sound_and_drawn() -> None:
    kinds = shipped()["kinds"]
    assert kind_problems(kinds) == []
    assert {kind["icon"] for kind in kinds} <= set(ICONS)
    assert kinds[-1]["code"] == "other"


@pytest.mark.parametrize(
    ("kinds", "problem"),
    [
        ([], "empty"),
        ([{"code": "a", "name": "甲"}, {"code": "a", "name": "乙"}], "twice"),
        ([{"code": "a", "name": "甲"}, {"code": "b", "name": "甲"}], "twice"),
        ([{"code": "a", "name": " "}], "nameless"),
        ([{"code": "A B", "name": "甲"}], "code"),
    ],
)
def test_an_unsound_dictionary_is_told_why(kinds: list[dict[str, str]], problem: str) -> None:
    assert problem in kind_problems(kinds)
