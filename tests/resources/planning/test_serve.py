"""Stores for many requests at once: proven against every way to send, whole units, reserves untouched."""

import random
from collections.abc import Iterator
from itertools import product

import pytest

from qianshao.resources.planning.rules import Need, Service, Store, Terms, serve

KM = 1 / 94.6
LAT = 31.6
PLAIN = Terms(speed=60.0, factor=1.0, loading=0.0, elsewhere=0.0)


def need(key: int, at: float, quantity: int, item: str = "M001", **more: object) -> Need:
    return Need(key, f"村{key}", item, quantity, 114.8 + at * KM, LAT, **more)  # type: ignore[arg-type]


def store(key: int, at: float, tents: int, least: int = 0, **more: object) -> Store:
    return Store(key, f"仓库{key}", {"M001": tents}, {"M001": least}, 114.8 + at * KM, LAT, **more)  # type: ignore[arg-type]


def sent(service: Service) -> dict[tuple[int, int], int]:
    return {(row.need, row.store): row.quantity for row in service.loads}


def check(service: Service, needs: list[Need], stores: list[Store], terms: Terms) -> None:
    """The promises of any plan."""
    for s in stores:
        for item in s.stock:
            out = sum(row.quantity for row in service.loads if (row.store, row.item) == (s.id, item))
            kept = s.least.get(item, 0) if terms.keep_least else 0
            assert out <= max(s.stock[item] - kept, 0)
    for n in needs:
        got = sum(row.quantity for row in service.loads if row.need == n.id)
        lacking = sum(row.quantity for row in service.unmet if row.need == n.id)
        assert got + lacking == n.quantity
        assert all(row.quantity > 0 for row in service.loads)
        assert all(row.reason for row in (*service.loads, *service.unmet))


def splits(most: int, parts: int) -> Iterator[tuple[int, ...]]:
    return (some for some in product(range(most + 1), repeat=parts) if sum(some) <= most)


@pytest.mark.parametrize("seed", range(25))
def test_no_other_way_to_send_serves_more_or_takes_less_time(seed: int) -> None:
    dice = random.Random(seed)
    needs = [need(n, dice.uniform(0, 30), dice.randint(1, 3), rank=dice.randint(1, 2)) for n in (1, 2)]
    stores = [store(n, dice.uniform(0, 30), dice.randint(0, 3), dice.randint(0, 1)) for n in (1, 2, 3)]
    service = serve(needs, stores, PLAIN)
    check(service, needs, stores, PLAIN)
    best = None
    for rows in product(*(list(splits(n.quantity, 3)) for n in needs)):
        out = [sum(row[s] for row in rows) for s in range(3)]
        if any(out[s] > max(stores[s].stock["M001"] - stores[s].least["M001"], 0) for s in range(3)):
            continue
        pressing = sum(sum(row) for row, n in zip(rows, needs, strict=True) if n.rank == 1)
        time = sum(
            row[s] * abs((n.lon or 0) - (stores[s].lon or 0)) / KM
            for row, n in zip(rows, needs, strict=True)
            for s in range(3)
        )
        mine = (sum(map(sum, rows)), pressing, -time)
        best = mine if best is None else max(best, mine)
    assert best is not None
    got = sum(row.quantity for row in service.loads)
    pressing = sum(row.quantity for row in service.loads for n in needs if n.id == row.need and n.rank == 1)
    assert (got, pressing) == best[:2]
    assert service.unit_minutes == pytest.approx(-best[2], rel=0.01, abs=0.01)


def test_the_nearest_store_is_left_to_the_one_who_has_no_other() -> None:
    # First come would give store 1 to need 1 and send the other one from 40 km away.
    service = serve(
        [need(1, 5.0, 2), need(2, 0.0, 2)], [store(1, 2.0, 2), store(2, 8.0, 2), store(3, 45.0, 2)], PLAIN
    )
    assert sent(service) == {(1, 2): 2, (2, 1): 2}


def test_the_least_reserve_stays_and_the_reason_says_how_much_is_held() -> None:
    service = serve([need(1, 0.0, 10)], [store(1, 1.0, 8, least=5)], PLAIN)
    assert sent(service) == {(1, 1): 3}
    (lost,) = service.unmet
    assert (lost.quantity, lost.code) == (7, "reserve")
    assert lost.reason == "可调的已调完；各仓库还有最低储备 5，要动用须另行批准"


def test_where_the_county_allows_it_the_reserve_goes_too_and_the_plan_says_so() -> None:
    terms = Terms(60.0, 1.0, 0.0, 0.0, keep_least=False)
    service = serve([need(1, 0.0, 10)], [store(1, 1.0, 8, least=5)], terms)
    assert sent(service) == {(1, 1): 8}
    assert service.unmet[0].code == "short"
    assert "已允许动用最低储备" in service.limits


def test_the_most_pressing_are_served_first_when_goods_are_short() -> None:
    service = serve([need(1, 1.0, 4, rank=3), need(2, 20.0, 4, rank=1)], [store(1, 0.0, 4)], PLAIN)
    assert sent(service) == {(2, 1): 4}


def test_what_cannot_be_there_in_time_is_not_sent_and_the_reason_says_how_long_it_takes() -> None:
    service = serve([need(1, 0.0, 4, within=30.0)], [store(1, 40.0, 9)], PLAIN)
    assert not service.loads
    assert service.unmet[0].code == "late"
    assert service.unmet[0].reason == "有货的仓库赶不到：最快约 40 分钟，要求 30 分钟内"
    assert serve([need(1, 0.0, 4)], [store(1, 40.0, 9)], PLAIN).loads


def test_ones_own_township_comes_before_a_slightly_nearer_store_elsewhere() -> None:
    terms = Terms(60.0, 1.0, 0.0, elsewhere=15.0)
    stores = [store(1, 5.0, 9, area="t1"), store(2, 2.0, 9, area="t2")]
    service = serve([need(1, 0.0, 4, area="t1")], stores, terms)
    assert sent(service) == {(1, 1): 4}
    assert service.loads[0].reason == "本乡镇的库存，先用自己的"
    assert sent(serve([need(1, 0.0, 4, area="t1")], stores, PLAIN)) == {(1, 2): 4}


def test_an_item_nobody_has_is_said_to_be_nowhere() -> None:
    service = serve([need(1, 0.0, 4, item="M061")], [store(1, 1.0, 9)], PLAIN)
    assert (service.unmet[0].code, service.unmet[0].reason) == ("none", "各仓库都没有这种物资")


def test_reasons_name_the_store_that_was_passed_over() -> None:
    service = serve([need(1, 0.0, 2), need(2, 0.5, 2)], [store(1, 0.2, 3), store(2, 9.0, 9)], PLAIN)
    said = {row.reason for row in service.loads if row.store == 2}
    assert said == {"最近的仓库1可调的已调完"}
    held = serve([need(1, 0.0, 2)], [store(1, 0.2, 3, least=3), store(2, 9.0, 9)], PLAIN)
    assert held.loads[0].reason == "最近的仓库1只剩最低储备，不动"


def test_a_place_without_coordinates_still_gets_goods_and_is_marked() -> None:
    service = serve([Need(1, "某村", "M001", 2)], [store(1, 0.0, 9)], PLAIN)
    assert service.loads[0].minutes is None
    assert "1 个需求没有坐标，远近没有算" in service.limits


def test_without_time_for_the_program_the_promises_hold_and_the_plan_says_so() -> None:
    dice = random.Random(3)
    needs = [need(n, dice.uniform(0, 40), dice.randint(1, 30), rank=1 + n % 3) for n in range(60)]
    stores = [store(n, dice.uniform(0, 40), dice.randint(0, 90), dice.randint(0, 9)) for n in range(15)]
    service = serve(needs, stores, PLAIN, seconds=0)
    assert service.method == "greedy"
    check(service, needs, stores, PLAIN)
    check(serve(needs, stores, PLAIN), needs, stores, PLAIN)


def test_nothing_asked_or_nothing_there_is_an_answer_too() -> None:
    assert serve([], [store(1, 0.0, 1)], PLAIN).loads == ()
    assert serve([need(1, 0.0, 1)], [], PLAIN).unmet[0].code == "none"


def test_a_quantity_below_one_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="positive"):
        serve([need(1, 0.0, 0)], [], PLAIN)
