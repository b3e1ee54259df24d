"""The pure rules: turns, whose a place is, presence, what a record lacks, chance that can be checked again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from qianshao.core.clock import BEIJING
from qianshao.inspections.rules import (
    Chooser,
    Place,
    Said,
    draw,
    end_of_turn,
    nearest,
    own_interest,
    presence_of,
    record_fault,
    turn_of,
)
from qianshao.inspections.states import MOVES, PROVED, VisitState

COUNTY, TOWN, VILLAGE = "0001" * 3, "0001" * 4, "0001" * 5


@given(some.integers(1, 400), some.integers(0, 4000))
def test_turns_follow_one_another_without_a_gap(every: int, days: int) -> None:
    start = date(2024, 2, 29)
    today = start + timedelta(days=days)
    turn = turn_of(start, every, today)
    assert turn <= today < turn + timedelta(days=every)
    assert end_of_turn(turn, every).astimezone(BEIJING).date() + timedelta(days=1) == turn + timedelta(days=every)


def test_a_place_is_the_nearest_holders_one_by_turns() -> None:
    holders = {TOWN: ["镇"], VILLAGE: ["甲", "乙"]}
    assert [nearest(holders, VILLAGE + "0001", n) for n in range(3)] == ["甲", "乙", "甲"]
    assert nearest(holders, TOWN + "0009", 5) == "镇"
    assert nearest(holders, "0002", 0) is None


@pytest.mark.parametrize(
    ("matches", "how", "metres", "accuracy", "said"),
    [
        (True, "scan", None, 0.0, "scan"),
        (True, "scan", 100.0, 5.0, "scan"),
        (True, "scan", 9000.0, 5.0, "far"),
        (True, "scan", 1000.0, 3000.0, "scan"),
        (True, "typed", None, 0.0, "typed"),
        (True, "link", None, 0.0, "link"),
        (True, "link", 1000.0, 3000.0, "link"),
        (True, "odd", None, 0.0, "typed"),
        (True, "typed", 100.0, 20.0, "gps"),
        (True, "link", 400.0, 5.0, "far"),
        (False, "typed", 100.0, 20.0, "gps"),
        (False, "", 100.0, 3000.0, "far"),
        (False, "scan", 400.0, 5.0, "far"),
        (False, "scan", None, 0.0, "none"),
    ],
)
def test_presence_is_called_what_it_is(
    matches: bool, how: str, metres: float | None, accuracy: float, said: str
) -> None:
    assert presence_of(matches=matches, how=how, metres=metres, accuracy=accuracy, near=150) == said


def test_a_code_alone_proves_nothing_unless_it_was_scanned() -> None:
    assert set(PROVED) == {"scan", "gps"}


OK = {"inspectors": ["甲", "乙"], "least": 2, "signer": "店主", "refused": False, "refusal": "", "on_paper": False}


@pytest.mark.parametrize(
    ("kind", "said", "changes", "fault"),
    [
        ("inspection", [Said("a", "pass"), Said("b", "skip")], {}, ""),
        ("inspection", [Said("a", "pass")], {}, "unanswered"),
        ("inspection", [Said("a", "pass"), Said("b", "maybe")], {}, "unanswered"),
        ("inspection", [Said("a", "pass"), Said("c", "pass")], {}, "unknown_item"),
        ("inspection", [Said("a", "pass"), Said("a", "pass")], {}, "unknown_item"),
        ("patrol", [Said("a", "pass"), Said("b", "fail", " ", 1)], {}, "no_words"),
        ("patrol", [Said("a", "pass"), Said("b", "fail", "堵了")], {}, "no_photo"),
        ("patrol", [Said("a", "pass"), Said("b", "fail", "堵了")], {"on_paper": True}, ""),
        ("random", [Said("a", "pass"), Said("b", "pass")], {"inspectors": ["甲", "甲 "]}, "few_inspectors"),
        ("patrol", [Said("a", "pass"), Said("b", "pass")], {"inspectors": ["甲"], "signer": ""}, ""),
        ("surprise", [Said("a", "pass"), Said("b", "pass")], {"signer": " "}, "no_signer"),
        ("surprise", [Said("a", "pass"), Said("b", "pass")], {"refused": True}, "no_refusal"),
        ("surprise", [Said("a", "pass"), Said("b", "pass")], {"refused": True, "refusal": "不在场"}, ""),
        ("self", [Said("a", "pass"), Said("b", "pass")], {"inspectors": [], "signer": ""}, "no_signer"),
    ],
)
def test_a_record_says_what_it_lacks(kind: str, said: list[Said], changes: dict[str, object], fault: str) -> None:
    assert record_fault(kind, ["a", "b"], said, **{**OK, **changes}) == fault  # type: ignore[arg-type]


def test_the_table_of_a_visit_is_this_one() -> None:
    written = {
        "start": {"due", "missed"},
        "finish": {"started"},
        "miss": {"due", "started"},
        "cancel": {"due", "missed", "started"},
    }
    assert {act: {s.value for s in VisitState if move.allows(s)} for act, move in MOVES.items()} == written


PLACES = [Place(f"p{n}", VILLAGE, f"单位{n}") for n in range(40)]
PEOPLE = [Chooser(n, COUNTY, f"局{n}", (COUNTY,)) for n in range(1, 9)]


@given(some.text(min_size=1, max_size=40))
def test_the_same_seed_draws_the_same_and_shares_the_work(seed: str) -> None:
    drawn = draw(seed, PLACES, PEOPLE, wanted=8, each=2)
    assert drawn == draw(seed, PLACES[::-1], PEOPLE[::-1], wanted=8, each=2)
    assert len({uid for uid, _keys in drawn}) == 8
    counts = [sum(key in keys for _uid, keys in drawn) for key in range(1, 9)]
    assert max(counts) - min(counts) <= 1


def test_chance_favours_no_place() -> None:
    times = dict.fromkeys([place.uid for place in PLACES], 0)
    for n in range(600):
        for uid, _keys in draw(f"{n}", PLACES, PEOPLE, wanted=4, each=1):
            times[uid] += 1
    assert 30 < min(times.values()) <= max(times.values()) < 95  # 60 expected


def test_who_has_an_interest_is_never_drawn() -> None:
    place = Place("p1", VILLAGE, "红星厂")
    free = Chooser(1, COUNTY, "局", (COUNTY,))
    cases = {
        "reach": Chooser(2, COUNTY, "局", ("0001" * 2 + "0002",)),
        "home": Chooser(3, VILLAGE + "0003", "村", (COUNTY,)),
        "unit": Chooser(4, COUNTY, "红星厂", (COUNTY,)),
        "declared": Chooser(5, COUNTY, "局", (COUNTY,), frozenset({"红星厂"})),
    }
    assert {why: own_interest(one, place) for why, one in cases.items()} == {why: why for why in cases}
    assert own_interest(Chooser(6, TOWN, "镇", (TOWN,), frozenset({"p2", ""})), place) == ""
    for n in range(50):
        assert draw(f"{n}", [place], [free, *cases.values()], wanted=1, each=3) == [("p1", [1])]
