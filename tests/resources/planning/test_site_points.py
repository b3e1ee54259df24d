"""Where reserve points go: proven best against every choice there is, and told in words."""

import math
import random
from itertools import combinations

import numpy as np
import pytest

from qianshao.resources.planning.rules import LEAST_WAY, MOST_PEOPLE, Question, Siting, Spot, Village, site_points
from qianshao.resources.planning.rules.choose import choose

#: About one kilometre of longitude at this latitude.
KM = 1 / 94.6
LAT = 31.6


def village(key: int, at: float, people: int = 100, north: float = 0.0) -> Village:
    """A village ``at`` kilometres east."""
    return Village(f"v{key:03}", f"村{key}", people, 114.8 + at * KM, LAT + north / 111.2)


def site(of: Village, **more: object) -> Spot:
    """The site in a village."""
    return Spot(of.id, f"{of.name}储备点", of.lon, of.lat, at=of.id, **more)  # type: ignore[arg-type]


def store(key: int, at: float) -> Spot:
    """A store that stands."""
    return Spot(f"s{key}", f"仓库{key}", 114.8 + at * KM, LAT)


def ask(budget: int, goal: str = LEAST_WAY, radius: float = 5.0) -> Question:
    return Question(budget, goal, radius, factor=1.0)


def names(plan: Siting) -> list[str]:
    return sorted(row.spot.id for row in plan.chosen)


def random_county(seed: int, count: int) -> list[Village]:
    dice = random.Random(seed)
    return [village(n, dice.uniform(0, 40), dice.randint(50, 3000), dice.uniform(0, 40)) for n in range(count)]


@pytest.mark.parametrize("goal", [LEAST_WAY, MOST_PEOPLE])
@pytest.mark.parametrize("seed", range(12))
def test_no_other_choice_of_sites_is_better(seed: int, goal: str) -> None:
    dice = random.Random(seed)
    villages = random_county(seed, 12)
    stores = [store(n, dice.uniform(0, 40)) for n in range(seed % 3)]
    budget = 1 + seed % 4
    plan = site_points(villages, stores, [site(v) for v in villages], ask(budget, goal, 8.0))
    assert plan.method == "optimal"
    assert len(plan.chosen) <= budget

    def reached(points: list[Spot]) -> float:
        """People-kilometres, or people outside, with these points; written out by hand."""
        total = 0.0
        for v in villages:
            km = min(math.dist(flat(v), flat(p)) for p in points)
            total += v.people * (km if goal == LEAST_WAY else float(km > 8.0))
        return total

    sites = [site(v) for v in villages]
    best = min(reached([*stores, *some]) for some in combinations(sites, budget))
    assert reached([*stores, *(row.spot for row in plan.chosen)]) == pytest.approx(best, rel=0.004)


def flat(what: Village | Spot) -> tuple[float, float]:
    """Kilometres east and north, on a plane."""
    assert what.lon is not None and what.lat is not None
    return (what.lon - 114.8) * 111.195 * math.cos(math.radians(LAT + 0.18)), (what.lat - LAT) * 111.195


@pytest.mark.parametrize("seed", range(40))
def test_the_chooser_equals_the_best_of_all_choices_exactly(seed: int) -> None:
    dice = np.random.default_rng(seed)
    gain = np.where(dice.random((14, 10)) < 0.6, dice.integers(1, 50, (14, 10)), 0).astype(float)
    budget = 1 + seed % 5
    answer = choose(gain, budget, 5.0)
    best = max(gain[:, list(some)].max(axis=1).sum() for some in combinations(range(10), budget))
    assert answer.proven
    assert answer.gain == pytest.approx(best)
    assert answer.gain == pytest.approx(answer.bound)


@pytest.mark.parametrize("seed", range(10))
def test_without_the_program_the_bound_is_still_a_bound(seed: int) -> None:
    gain = np.random.default_rng(seed).integers(0, 50, (14, 10)).astype(float)
    answer = choose(gain, 3, 0)
    best = max(gain[:, list(some)].max(axis=1).sum() for some in combinations(range(10), 3))
    assert answer.gain <= best <= answer.bound + 1e-6
    assert answer.proven == (answer.gain == pytest.approx(answer.bound))


def test_the_big_far_village_gets_the_point_and_every_village_is_told_its_gain() -> None:
    villages = [village(1, 1.0, 500), village(2, 30.0, 2000), village(3, 32.0, 100)]
    plan = site_points(villages, [store(1, 0.0)], [site(v) for v in villages], ask(1))
    assert names(plan) == ["v002"]
    near, big, small = plan.gains
    assert near.reason == "现有的仓库1最近，没有变化"
    assert near.saved_km == 0
    assert big.reason == "新点设在本村"
    assert small.reason.startswith("新设的村2储备点更近，近了 30.0 公里")
    assert small.km_then == pytest.approx(2.0, rel=0.01)
    (row,) = plan.chosen
    assert (row.villages, row.people, row.newly_near) == (2, 2100, 2100)
    assert row.reason == "2 个村 2100 人以这里最近；2100 人由 5 公里外变为 5 公里内"
    assert (plan.now.near, plan.then.near) == (500, 2600)


def test_a_barred_site_is_never_chosen_and_the_village_hears_why() -> None:
    villages = [village(1, 0.0), village(2, 30.0, 2000), village(3, 32.0, 100)]
    sites = [site(villages[0]), site(villages[1], barred="在红色风险点 500 米内"), site(villages[2])]
    plan = site_points(villages, [store(1, 0.0)], sites, ask(1))
    assert names(plan) == ["v003"]
    assert plan.gains[1].reason.endswith("本村不宜设点：在红色风险点 500 米内")
    assert "1 处不宜设点，已排除" in plan.limits


def test_without_the_bar_the_site_would_be_chosen() -> None:
    villages = [village(1, 0.0), village(2, 30.0, 2000), village(3, 32.0, 100)]
    plan = site_points(villages, [store(1, 0.0)], [site(v) for v in villages], ask(1))
    assert names(plan) == ["v002"]


def test_a_budget_that_is_not_needed_is_not_spent() -> None:
    villages = [village(1, 0.0), village(2, 3.0)]
    plan = site_points(villages, [store(1, 0.0)], [site(v) for v in villages], ask(5))
    assert names(plan) == ["v002"]
    assert "放 1 个就够了，再多不会更近" in plan.limits


def test_a_village_without_coordinates_is_listed_and_people_that_nobody_counted_are_said() -> None:
    villages = [village(1, 0.0, 0), Village("v009", "无坐标村", 10)]
    plan = site_points(villages, [], [site(villages[0])], ask(1))
    assert len(plan.gains) == 1
    assert "1 个村没有坐标，没有参加计算" in plan.limits
    assert "1 个村没有登记人口，按 0 人计" in plan.limits


def test_nothing_to_choose_from_is_an_answer_too() -> None:
    plan = site_points([], [], [], ask(3))
    assert (plan.chosen, plan.gains, plan.then.mean_km) == ((), (), None)
    plan = site_points([village(1, 0.0)], [], [], ask(3))
    assert plan.gains[0].reason == "没有储备点，预算里也放不下"


def test_the_same_question_in_another_order_gives_the_same_plan() -> None:
    villages = random_county(5, 40)
    sites = [site(v) for v in villages]
    one = site_points(villages, [store(1, 5.0)], sites, ask(4))
    two = site_points(villages[::-1], [store(1, 5.0)], sites[::-1], ask(4))
    assert one == two
