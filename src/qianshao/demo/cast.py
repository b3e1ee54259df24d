"""The made-up people of a county: holders of posts along the chain, and households with their members.

Pure and deterministic. ``persons`` and ``households`` set the size; the chain county → township → village →
grid is always whole, so a small county has at least one holder per post.
"""

# zh: names of the demonstration's people, stored as data

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely

from qianshao.demo.facts import CountyFacts
from qianshao.demo.layout import Grid, Layout, Town, Village, scatter
from qianshao.demo.names import Names
from qianshao.demo.roster import COUNTY, GRID, GUARDIAN, TOWN, VILLAGE, Seat
from qianshao.geo.partition import Point

# Shares of houses with somebody who needs help to leave; the order is the order of asking.
_NEEDS = (
    ("alone", 0.05),
    ("disabled", 0.025),
    ("leftchild", 0.03),
    ("ill", 0.02),
    ("pregnant", 0.006),
)
# A house without any phone number: only a knock reaches it.
_NO_PHONE = 0.04


@dataclass(frozen=True, slots=True)
class Holder:
    """One responsible person in one post. ``unit``: code of the division, or key of the grid."""

    key: str
    name: str
    phone: str
    unit: str
    seat: Seat
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One inhabitant. ``need``: a special need, or empty."""

    name: str
    relation: str
    woman: bool
    born: int
    need: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """One household of a grid. ``guardian``: key of the person who looks after it (包保)."""

    key: str
    unit: str
    address: str
    phone: str
    at: Point
    members: tuple[Member, ...]
    guardian: str
    in_zone: int = -1


def holders(facts: CountyFacts, layout: Layout, persons: int, seed: int) -> list[Holder]:
    """Return the holders of all posts; guardians (包保责任人) are added grid by grid up to ``persons``."""
    names = Names(seed)
    found = _seated(facts.county.code, COUNTY, names)
    for town in layout.towns:
        found += _seated(town.place.code, TOWN, names)
        for village in town.villages:
            found += _seated(village.place.code, VILLAGE, names)
            for grid in village.grids:
                found += _seated(grid.key, GRID, names)
    return found + _guardians(layout, persons - len(found), names)


def _seated(unit: str, seats: Sequence[Seat], names: Names) -> list[Holder]:
    return [
        Holder(
            f"{unit}/{s.key}",
            names.full(),
            names.phone(),
            unit,
            s,
            f"{unit}/{s.stand_in}" if s.stand_in else "",
        )
        for s in seats
    ]


def _guardians(layout: Layout, count: int, names: Names) -> list[Holder]:
    grids = [grid for town in layout.towns for village in town.villages for grid in village.grids]
    made = []
    for number in range(max(count, 0) if grids else 0):
        grid = grids[number % len(grids)]
        key = f"{grid.key}/{GUARDIAN.key}{number // len(grids) + 1}"
        made.append(Holder(key, names.full(), names.phone(), grid.key, GUARDIAN))
    return made


def houses(layout: Layout, people: Sequence[Holder], count: int, seed: int) -> Iterator[House]:
    """Yield ``count`` households spread evenly over the grids, each with a guardian of its own grid."""
    rng, names = random.Random(seed), Names(seed + 1)
    # Houses take phone numbers after those of the officials, so that no two people share one.
    names.skip_phones(len(people))
    guardians = _by_unit(people)
    zones = [zone.area for zone in layout.zones]
    tree = shapely.STRtree(zones)
    grids = [(town, village, grid) for town in layout.towns for village in town.villages for grid in village.grids]
    for number, (town, village, grid) in enumerate(grids):
        share = count * (number + 1) // len(grids) - count * number // len(grids)
        points = scatter(grid.at, town.area, share, rng)
        hit = _zone_of(tree, points)
        for index, at in enumerate(points):
            yield _house(town, village, grid, index, at, hit.get(index, -1), guardians, rng, names)


def _by_unit(people: Sequence[Holder]) -> dict[str, list[str]]:
    """Keys of those who look after houses, by grid: the guardians, or the grid worker where there is none."""
    workers: dict[str, list[str]] = {}
    guardians: dict[str, list[str]] = {}
    for holder in people:
        if holder.seat.code == GUARDIAN.code:
            guardians.setdefault(holder.unit, []).append(holder.key)
        elif holder.seat.code == GRID[0].code:
            workers.setdefault(holder.unit, []).append(holder.key)
    return {unit: keys + guardians.get(unit, []) for unit, keys in workers.items()}


def _zone_of(tree: shapely.STRtree, points: Sequence[Point]) -> dict[int, int]:
    if not points:
        return {}
    pairs = tree.query(shapely.points(points), predicate="intersects").T.tolist()
    return dict(reversed(pairs))


def _house(
    town: Town,
    village: Village,
    grid: Grid,
    index: int,
    at: Point,
    zone: int,
    guardians: dict[str, list[str]],
    rng: random.Random,
    names: Names,
) -> House:
    keys = guardians[grid.key]
    phone = "" if rng.random() < _NO_PHONE else names.phone()
    address = f"{town.place.name}{village.place.name}{grid.name}{index + 1}号"
    members = tuple(_members(rng, names))
    return House(f"{grid.key}-{index + 1}", grid.key, address, phone, at, members, keys[index % len(keys)], zone)


def _members(rng: random.Random, names: Names) -> Iterator[Member]:
    """The people of one house: an old person alone, a couple, or a family with children and grandparents."""
    need = _need(rng)
    surname = names.surname()
    if need == "alone":
        yield Member(names.full(surname), "户主", rng.random() < 0.6, rng.randint(1936, 1955), need)
        return
    head_born = rng.randint(1955, 1992)
    yield Member(
        names.full(surname, woman=False),
        "户主",
        False,
        head_born,
        need if need in ("disabled", "ill") else "",
    )
    yield Member(names.full("", woman=True), "配偶", True, head_born + 1, need if need == "pregnant" else "")
    children = 1 if need == "leftchild" else rng.choice((0, 0, 1, 1, 2))
    for _ in range(children):
        woman = rng.random() < 0.5
        born = min(head_born + rng.randint(22, 32), 2024)
        left = need if need == "leftchild" else ""
        yield Member(names.full(surname, woman=woman), "女儿" if woman else "儿子", woman, born, left)
    if rng.random() < 0.25:
        yield Member(names.full(surname, woman=True), "母亲", True, head_born - 24)


def _need(rng: random.Random) -> str:
    draw = rng.random()
    for need, share in _NEEDS:
        if draw < share:
            return need
        draw -= share
    return ""
