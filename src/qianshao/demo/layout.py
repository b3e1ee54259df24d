"""A made-up geography inside the real county outline: town areas, village points, grids and two streams.

Pure and deterministic: the same county and seed give the same layout. Town areas follow the number of villages,
streets (街道) smaller; they have no administrative meaning and are always shown as 演示数据.
"""

# zh: names of the demonstration's areas, stored as data

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from qianshao.demo.facts import CountyFacts, Place
from qianshao.divisions.rules import short_name
from qianshao.geo.circle import circle
from qianshao.geo.partition import Point, divide, seats_in, spread

GRIDS_PER_VILLAGE = 3
# Half the width of a danger strip along a stream, in degrees (about 130 m).
_STRIP = 0.0012
_STREET_SHARE = 0.35
_LON_PER_KM, _LAT_PER_KM = 1 / 94.6, 1 / 110.57


@dataclass(frozen=True, slots=True)
class Grid:
    """One grid of a village; ``number`` from 1."""

    key: str
    name: str
    number: int
    at: Point


@dataclass(frozen=True, slots=True)
class Village:
    """A real village name at a made-up point."""

    place: Place
    at: Point
    grids: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """A real town name with a made-up area."""

    place: Place
    seat: Point
    area: BaseGeometry
    villages: tuple[Village, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """A made-up danger zone near one village. ``kind`` as the people room names them: torrent, geology, lowland."""

    kind: str
    name: str
    village: Place
    area: BaseGeometry


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole county."""

    towns: tuple[Town, ...]
    zones: tuple[Zone, ...]


def lay_out(facts: CountyFacts, seed: int = 20240601) -> Layout:
    """Return the made-up geography of a county."""
    seed += int(facts.county.code[:6])
    seats = seats_in(facts.outline, len(facts.towns), seed)
    areas = divide(facts.outline, seats, [_share(facts, town) for town in facts.towns])
    towns = tuple(
        _town(town, seat, area, facts.villages[town.code], seed)
        for town, seat, area in zip(facts.towns, seats, areas, strict=True)
    )
    return Layout(towns, tuple(_zones(facts, towns, seed)))


def _share(facts: CountyFacts, town: Place) -> float:
    size = math.sqrt(len(facts.villages[town.code]) + 2)
    return size * (_STREET_SHARE if town.name.endswith("街道") else 1.0)


def _town(place: Place, seat: Point, area: BaseGeometry, villages: tuple[Place, ...], seed: int) -> Town:
    points = spread(area.buffer(-0.002) or area, len(villages), seed + int(place.code[6:9]))
    rng = random.Random(seed + int(place.code[4:9]))
    made = tuple(
        Village(village, at, tuple(_grids(village, at, area, rng)))
        for village, at in zip(villages, points, strict=True)
    )
    return Town(place, seat, area, made)


def _grids(village: Place, at: Point, area: BaseGeometry, rng: random.Random) -> list[Grid]:
    shapely.prepare(area)
    grids = []
    for number in range(1, GRIDS_PER_VILLAGE + 1):
        point = _near(at, 0.5, area, rng)
        grids.append(Grid(f"{village.code}-{number}", f"第{'一二三'[number - 1]}网格", number, point))
    return grids


def _near(at: Point, km: float, area: BaseGeometry, rng: random.Random) -> Point:
    """A random point about ``km`` away that stays in the area; the point itself where none does."""
    for _ in range(8):
        lon = round(at[0] + rng.gauss(0, km) * _LON_PER_KM, 6)
        lat = round(at[1] + rng.gauss(0, km) * _LAT_PER_KM, 6)
        if shapely.intersects_xy(area, lon, lat):
            return lon, lat
    return at


def scatter(at: Point, area: BaseGeometry, count: int, rng: random.Random, km: float = 0.25) -> list[Point]:
    """Return house points around a grid, inside the area."""
    return [_near(at, km, area, rng) for _ in range(count)]


def _zones(facts: CountyFacts, towns: tuple[Town, ...], seed: int) -> list[Zone]:
    """Slopes, low ground, and strips along two winding streams; each zone belongs to the village it touches."""
    villages = [village for town in towns for village in town.villages]
    zones = [*_spots(villages, facts.outline, seed)]
    for number, name in enumerate(("东河", "西河"), start=1):
        passed = _passed(villages, facts.outline, number, seed)
        for before, village, after in zip(passed, passed[1:], passed[2:], strict=False):
            line = shapely.LineString([_between(before.at, village.at), village.at, _between(village.at, after.at)])
            area = line.buffer(_STRIP).intersection(facts.outline)
            zones.append(Zone("torrent", f"{name}{_short(village)}段（演示）", village.place, area))
    return zones


def _spots(villages: list[Village], outline: BaseGeometry, seed: int) -> Iterator[Zone]:
    """A slope above every eighth village, low ground at every seventeenth: some forty spots in a county."""
    for number, village in enumerate(villages):
        grid = village.grids[(number + seed) % GRIDS_PER_VILLAGE]
        if (number + seed) % 8 == 0:
            area = circle(*grid.at, 0.25, corners=24).intersection(outline)
            yield Zone("geology", f"{_short(village)}{grid.name}后山滑坡隐患点（演示）", village.place, area)
        elif (number + seed) % 17 == 0:
            area = circle(*grid.at, 0.2, corners=24).intersection(outline)
            yield Zone("lowland", f"{_short(village)}{grid.name}低洼片（演示）", village.place, area)


def _short(village: Village) -> str:
    """``柳溪``: the village without 村民委员会, 社区居民委员会 …"""
    return short_name(village.place.name).removesuffix("社区").removesuffix("村") or village.place.name


def _passed(villages: list[Village], outline: BaseGeometry, number: int, seed: int) -> list[Village]:
    """The villages nearest to a wave across the outline, in order from west to east."""
    west, south, east, north = outline.bounds
    height = south + (north - south) * number / 3
    phase = (seed % 7) + number
    found: dict[str, Village] = {}
    for step in range(40):
        lon = west + (east - west) * step / 39
        lat = height + (north - south) * 0.12 * math.sin(phase + step / 4)
        nearest = min(villages, key=lambda v: (v.at[0] - lon) ** 2 + (v.at[1] - lat) ** 2, default=None)
        if nearest is not None:
            found[nearest.place.code] = nearest
    return list(found.values())


def _between(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
