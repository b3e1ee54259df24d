"""Fire circles: who is reached in time, who is not, and where more stations help most."""

import random
from itertools import combinations

import pytest

from qianshao.resources.planning.rules import Pace, Rules, Spot, Village, fire_circles

KM = 1 / 94.6
LAT = 31.6
#: A brigade covers 4 minutes × 1 km, a micro station 4 minutes × 0.5 km.
RULES = Rules(5.0, 1.0, {"brigade": Pace(1.0, 60.0), "micro": Pace(1.0, 30.0)})


def village(key: int, at: float, people: int = 100, town: str = "t1") -> Village:
    return Village(f"v{key:03}", f"村{key}", people, 114.8 + at * KM, LAT, town)


def station(key: int, at: float, kind: str = "brigade") -> Spot:
    return Spot(f"s{key}", f"站{key}", 114.8 + at * KM, LAT, kind=kind)


def test_inside_is_who_is_reached_in_five_minutes_and_gaps_are_listed_by_people() -> None:
    villages = [village(1, 3.9), village(2, 4.1, 300), village(3, 9.0, 900)]
    found = fire_circles(villages, [station(1, 0.0)], [], RULES)
    assert [reach.inside for reach in found.reaches] == [True, False, False]
    assert [gap.village.id for gap in found.gaps] == ["v003", "v002"]
    assert (found.people, found.inside_people, found.inside_villages) == (1300, 100, 1)
    assert found.reaches[1].reason == "最快的站1也要约 5.1 分钟，超 0.1 分钟"
    assert found.reaches[0].reason == "站1约 4.9 分钟到"


def test_a_micro_station_is_slower_and_its_circle_smaller() -> None:
    villages = [village(1, 3.0)]
    assert fire_circles(villages, [station(1, 0.0)], [], RULES).inside_people == 100
    assert fire_circles(villages, [station(1, 0.0, "micro")], [], RULES).inside_people == 0


def test_the_figures_are_data_a_faster_road_makes_the_circle_wider() -> None:
    faster = Rules(5.0, 1.0, {"brigade": Pace(1.0, 60.0), "micro": Pace(0.0, 60.0)})
    assert fire_circles([village(1, 4.5)], [station(1, 0.0, "micro")], [], faster).inside_people == 100


def test_without_any_station_all_is_gap_and_said_so() -> None:
    found = fire_circles([village(1, 0.0)], [], [], RULES)
    assert (found.inside_people, found.gaps[0].reason, found.gaps[0].minutes) == (0, "没有登记消防站点", None)


def test_townships_add_up() -> None:
    villages = [village(1, 0.0), village(2, 9.0, 50), village(3, 1.0, 70, "t2")]
    found = fire_circles(villages, [station(1, 0.0)], [], RULES)
    assert [(t.path, t.villages, t.people, t.inside_people) for t in found.towns] == [
        ("t1", 2, 150, 100),
        ("t2", 1, 70, 70),
    ]


@pytest.mark.parametrize("seed", range(15))
def test_more_stations_go_where_no_other_choice_reaches_more_people(seed: int) -> None:
    dice = random.Random(seed)
    villages = [village(n, dice.uniform(0, 20), dice.randint(20, 900)) for n in range(14)]
    sites = [Spot(v.id, v.name, v.lon, v.lat, at=v.id) for v in villages]
    budget = 1 + seed % 3
    found = fire_circles(villages, [station(1, 2.0)], sites, RULES, budget=budget)
    outside = [gap.village for gap in found.gaps]
    best = max(
        sum(v.people for v in outside if any(abs((v.lon or 0) - (s.lon or 0)) / KM <= 2.0 for s in some))
        for some in combinations(sites, budget)
    )
    assert sum(row.people for row in found.more) == best
    assert found.then_people == found.inside_people + best


def test_a_village_without_coordinates_is_said_to_be_left_out() -> None:
    found = fire_circles([Village("v1", "村", 5)], [station(1, 0.0)], [], RULES)
    assert found.people == 0
    assert "1 个村没有坐标，没有参加计算" in found.limits


def test_a_speed_of_nothing_is_a_fault() -> None:
    with pytest.raises(ValueError, match="positive"):
        fire_circles([], [], [], Rules(5.0, 1.0, {"micro": Pace(1.0, 0.0)}))
