"""Who goes where: the rules of the plan on small cases, and its promises on any case."""

import dataclasses
import random

import pytest
from benches.shelters import make
from hypothesis import given, settings
from hypothesis import strategies as st

from qianshao.places.rules import Household, Plan, Site, assign
from qianshao.places.rules.problem import build
from qianshao.places.rules.rounding import first_come

#: About one kilometre of longitude at this latitude.
KM = 1 / 94.6
LAT = 31.6


def home(key: int, at: float = 0.0, people: int = 3, **more: object) -> Household:
    """A family ``at`` kilometres east of the village."""
    return Household(key, people, lon=114.8 + at * KM, lat=LAT, **more)  # type: ignore[arg-type]


def site(key: int, at: float, left: int = 100, **more: object) -> Site:
    """A shelter ``at`` kilometres east of the village."""
    return Site(key, left, lon=114.8 + at * KM, lat=LAT, name=f"安置点{key}", **more)  # type: ignore[arg-type]


def where(plan: Plan) -> dict[int, int]:
    return {row.household: row.shelter for row in plan.rows}


def test_a_family_goes_to_the_nearest_shelter_and_the_plan_says_how_far() -> None:
    plan = assign([home(1, people=4)], [site(7, 2.0), site(8, 5.0)])
    (row,) = plan.rows
    assert (row.shelter, row.people, row.reason, plan.method) == (7, 4, "最近的安置点", "optimal")
    assert row.metres == pytest.approx(2000, rel=0.01)
    assert plan.person_km == pytest.approx(8.0, rel=0.01)


def test_what_is_unsafe_for_the_threat_is_never_used_however_near() -> None:
    plan = assign(
        [home(1, threat="torrent"), home(2, threat="geology")],
        [site(7, 0.5, unsafe_for=frozenset({"torrent"})), site(8, 9.0)],
    )
    assert where(plan) == {1: 8, 2: 7}
    assert plan.rows[0].reason == "最近的安置点7不适用于山洪"


def test_without_the_rule_of_safety_the_family_would_go_to_the_near_one() -> None:
    assert where(assign([home(1, threat="torrent")], [site(7, 0.5), site(8, 9.0)])) == {1: 7}


def test_a_family_nothing_is_safe_for_is_listed_with_the_reason() -> None:
    plan = assign([home(1, threat="torrent")], [site(7, 1.0, unsafe_for=frozenset({"torrent"}))])
    (lost,) = plan.unplaced
    assert (lost.household, lost.code, lost.reason) == (1, "unsafe", "没有对山洪安全、又去得了的安置点")


def test_a_family_is_not_split_and_the_reason_says_so() -> None:
    plan = assign([home(1, people=5)], [site(7, 1.0, left=4), site(8, 2.0, left=3)])
    assert not plan.rows
    assert plan.unplaced[0].reason == "一家 5 人不拆开，能去的安置点最多只剩 4 个位置"


def test_closed_and_full_shelters_take_nobody() -> None:
    plan = assign([home(1)], [site(7, 1.0, state="closed"), site(8, 2.0, state="full"), site(9, 3.0)])
    assert where(plan) == {1: 9}
    assert "停止接收或不能用：安置点7、安置点8" in plan.limits


def test_a_shelter_that_stands_by_is_named_to_be_opened() -> None:
    assert assign([home(1)], [site(7, 1.0, state="standby")]).to_open == (7,)


def test_what_was_chosen_by_hand_stands_and_takes_its_places_first() -> None:
    plan = assign([home(1, people=3), home(2, people=3, fixed=7)], [site(7, 1.0, left=4), site(8, 9.0)])
    assert where(plan) == {1: 8, 2: 7}
    assert "手工指定的 1 户没有改动" in plan.limits


def test_an_unsafe_choice_by_hand_is_refused_and_listed() -> None:
    bad = site(7, 1.0, unsafe_for=frozenset({"torrent"}))
    plan = assign([home(1, threat="torrent", fixed=7), home(2, fixed=99)], [bad, site(8, 2.0)])
    assert [lost.code for lost in plan.unplaced] == ["hand_unsafe", "hand_closed"]


def test_choices_by_hand_beyond_the_places_are_kept_and_said() -> None:
    plan = assign([home(1, people=5, fixed=7), home(2, people=1)], [site(7, 1.0, left=3), site(8, 9.0)])
    assert where(plan) == {1: 7, 2: 8}
    assert plan.over == {7: 2}


def test_closed_roads_are_respected() -> None:
    plan = assign([home(1, blocked=frozenset({7}))], [site(7, 1.0), site(8, 3.0)])
    assert plan.rows[0].reason == "最近的安置点7去不了"


def test_the_total_way_counts_not_who_comes_first() -> None:
    # First come takes 7 for the family that has 8 next door, and sends the other one far away.
    homes = [home(1, at=1.0, people=10), home(2, at=-1.0, people=10)]
    sites = [site(7, 0.0, left=10), site(8, 2.5, left=10)]
    assert where(assign(homes, sites)) == {1: 8, 2: 7}
    by_list = first_come(build(homes, sites, []))
    assert [int(n) for n in by_list.choice] == [0, 1]


def test_people_with_special_needs_go_where_places_are_made_for_them() -> None:
    plan = assign([home(1, special=1), home(2)], [site(7, 1.0), site(8, 3.0, special_left=1)])
    assert where(plan) == {1: 8, 2: 7}
    assert plan.rows[0].special_place


def test_a_family_without_coordinates_stands_for_its_village_or_says_that_the_way_is_unknown() -> None:
    near = Household(2, 3, area="柳溪村")
    plan = assign([home(1, area="柳溪村"), near, Household(3, 2)], [site(7, 1.0)])
    assert [row.metres is None for row in plan.rows] == [False, False, True]
    assert plan.rows[2].reason == "没有坐标，安排在有空位的安置点，请核对远近"


def test_when_the_program_gets_no_time_families_go_to_the_nearest_and_the_plan_says_so() -> None:
    homes, sites = make(300, 8, 1.2)
    plan = assign(homes, sites, seconds=0)
    assert plan.method == "greedy"
    assert plan.limits[0].startswith("计算超时")
    check(plan, homes, sites)


def test_of_near_equals_the_load_is_shared() -> None:
    homes = [home(n, at=0.001 * n, people=2) for n in range(20)]
    plan = assign(homes, [site(7, 5.0, left=40), site(8, 5.02, left=40)])
    assert max(plan.loads.values()) <= 24


def test_it_is_close_to_the_best_there_is_and_better_than_first_come() -> None:
    homes, sites = make(1500, 20, 1.15)
    plan = assign(homes, sites)
    problem = build(homes, sites, [])
    by_list = first_come(problem)
    placed = by_list.choice >= 0
    rows = placed.nonzero()[0]
    theirs = float((problem.people[rows] * problem.km[rows, by_list.choice[rows]]).sum())
    assert plan.unplaced_people <= int(problem.people[~placed].sum())
    assert plan.person_km < theirs * 0.95
    check(plan, homes, sites)


def check(plan: Plan, homes: list[Household], sites: list[Site]) -> None:
    """The promises of a plan."""
    family, place = {h.id: h for h in homes}, {s.id: s for s in sites}
    told = [row.household for row in plan.rows] + [lost.household for lost in plan.unplaced]
    assert sorted(told) == sorted(family), "everybody is told once"
    loads: dict[int, int] = {}
    special: dict[int, int] = {}
    for row in plan.rows:
        one, there = family[row.household], place[row.shelter]
        assert row.people == one.people, "whole families"
        assert one.threat not in there.unsafe_for, "never where it is unsafe"
        assert one.fixed in (None, row.shelter), "what was chosen by hand stands"
        if one.fixed is None:
            assert there.state in ("open", "standby")
            assert row.shelter not in one.blocked
        loads[row.shelter] = loads.get(row.shelter, 0) + row.people
        if row.special_place:
            special[row.shelter] = special.get(row.shelter, 0) + row.special
    by_hand = {key: sum(h.people for h in homes if h.fixed == key) for key in place}
    for key, load in loads.items():
        assert load <= max(place[key].left, by_hand[key]), "never beyond its places, but by hand"
    for key, count in special.items():
        assert count <= max(place[key].special_left, 0)
    assert all(lost.reason for lost in plan.unplaced)
    for lost in plan.unplaced:
        if lost.code in ("full", "too_large"):
            one = family[lost.household]
            assert not any(
                s.left - max(loads.get(s.id, 0), 0) >= one.people
                for s in sites
                if s.state in ("open", "standby")
                and one.threat not in s.unsafe_for
                and s.id not in one.blocked
                and s.lon is not None
            ), "nobody stays out while there is room"


THREATS = st.sampled_from(("torrent", "geology", ""))
SPOT = st.floats(0, 0.4).map(lambda x: round(x, 4))


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Household], list[Site]]:
    sites = [
        Site(
            key,
            draw(st.integers(-2, 14)),
            draw(st.integers(0, 4)),
            None if draw(st.integers(0, 9)) == 0 else 114.5 + draw(SPOT),
            31.5 + draw(SPOT),
            frozenset(draw(st.sets(THREATS.filter(bool), max_size=2))),
            draw(st.sampled_from(("open", "open", "standby", "full", "closed"))),
            f"安置点{key}",
        )
        for key in range(1, draw(st.integers(0, 6)) + 1)
    ]
    homes = []
    for key in range(draw(st.integers(0, 24))):
        located = draw(st.integers(0, 6)) > 0
        people = draw(st.integers(1, 6))
        homes.append(
            Household(
                key,
                people,
                draw(st.integers(0, people)),
                114.5 + draw(SPOT) if located else None,
                31.5 + draw(SPOT) if located else None,
                draw(THREATS),
                frozenset(draw(st.sets(st.integers(1, 6), max_size=2))),
                draw(st.one_of(st.none(), st.none(), st.none(), st.integers(1, 7))),
                draw(st.sampled_from(("甲村", "乙村"))),
            )
        )
    return homes, sites


@given(cases(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_promises_hold_for_any_case_and_any_order(
    case: tuple[list[Household], list[Site]], shuffle: random.Random
) -> None:
    homes, sites = case
    plan = assign(homes, sites)
    check(plan, homes, sites)
    check(assign(homes, sites, seconds=0), homes, sites)
    shuffle.shuffle(homes)
    shuffle.shuffle(sites)
    assert dataclasses.astuple(assign(homes, sites)) == dataclasses.astuple(plan)
