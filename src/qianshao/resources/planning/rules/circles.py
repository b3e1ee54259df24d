"""Fire circles: whom a station or micro station reaches within five minutes, and who is left outside.

Time: turnout + road kilometres ÷ speed, by kind of station; all figures are the county's own data. Gaps are listed by
people; for each plan of n more micro stations the sites that close most of the gap are found (``siting``'s program).
Clause S5-079 (5-minute fire circle), rules O-16a, P-04.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from qianshao.resources.planning.rules.choose import choose
from qianshao.resources.planning.rules.program import Floats
from qianshao.resources.planning.rules.spots import Spot, Village, placed, ways_km

SECONDS = 6.0
BRIGADE, MICRO = "brigade", "micro"


@dataclass(frozen=True, slots=True)
class Pace:
    """How a kind of station moves: minutes until it leaves, kilometres per hour on the road."""

    turnout: float
    speed: float

    def minutes(self, km: Floats) -> Floats:
        """Minutes to arrive."""
        found: Floats = self.turnout + km / self.speed * 60
        return found


@dataclass(frozen=True, slots=True)
class Rules:
    """``minutes``: the circle; ``factor``: road over straight line; ``paces`` by kind."""

    minutes: float
    factor: float
    paces: Mapping[str, Pace]


@dataclass(frozen=True, slots=True)
class Reach:
    """A village and who is there first; ``minutes`` is None without any station."""

    village: Village
    station: str
    minutes: float | None
    inside: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Town:
    """A township's sum."""

    path: str
    villages: int
    people: int
    inside_villages: int
    inside_people: int


@dataclass(frozen=True, slots=True)
class More:
    """A micro station to be set up: people and villages it would newly reach."""

    spot: Spot
    people: int
    villages: int


@dataclass(frozen=True)
class Circles:
    """The answer; ``gaps`` by people, most first."""

    reaches: tuple[Reach, ...]
    gaps: tuple[Reach, ...]
    towns: tuple[Town, ...]
    more: tuple[More, ...]
    people: int
    inside_people: int
    inside_villages: int
    limits: tuple[str, ...]

    @property
    def then_people(self) -> int:
        """People inside once the proposed stations stand."""
        return self.inside_people + sum(row.people for row in self.more)


def fire_circles(
    villages: Sequence[Village],
    stations: Sequence[Spot],
    sites: Sequence[Spot],
    rules: Rules,
    *,
    budget: int = 0,
    seconds: float = SECONDS,
) -> Circles:
    """Who is inside, who is not; with ``budget`` also where that many micro stations close most of the gap.

    Raises:
        ValueError: a speed that is not positive.
    """
    if any(pace.speed <= 0 for pace in rules.paces.values()):
        raise ValueError("a speed is positive")
    known = sorted((villages[n] for n in placed(villages)), key=lambda v: v.id)
    there = sorted((stations[n] for n in placed(stations)), key=lambda s: s.id)
    minutes = _minutes(known, there, rules)
    reaches = [_reach(v, minutes[n], there, rules) for n, v in enumerate(known)]
    gaps = sorted((r for r in reaches if not r.inside), key=lambda r: (-r.village.people, r.village.id))
    inside = [r for r in reaches if r.inside]
    return Circles(
        reaches=tuple(reaches),
        gaps=tuple(gaps),
        towns=_towns(reaches),
        more=_more([r.village for r in gaps], sites, rules, budget, seconds) if budget else (),
        people=sum(v.people for v in known),
        inside_people=sum(r.village.people for r in inside),
        inside_villages=len(inside),
        limits=_limits(villages, stations, rules),
    )


def _minutes(known: Sequence[Village], stations: Sequence[Spot], rules: Rules) -> Floats:
    km = ways_km(known, stations, rules.factor)
    found = np.zeros_like(km)
    for n, station in enumerate(stations):
        found[:, n] = rules.paces[station.kind if station.kind in rules.paces else MICRO].minutes(km[:, n])
    return found


def _reach(village: Village, minutes: Floats, stations: Sequence[Spot], rules: Rules) -> Reach:
    if not stations:
        return Reach(village, "", None, False, _("没有登记消防站点"))
    first = int(minutes.argmin())
    took = float(minutes[first])
    inside = took <= rules.minutes
    words = _("{name}约 {m} 分钟到") if inside else _("最快的{name}也要约 {m} 分钟，超 {over} 分钟")
    said = words.format(name=stations[first].name, m=f"{took:.1f}", over=f"{took - rules.minutes:.1f}")
    return Reach(village, stations[first].name, took, inside, said)


def _towns(reaches: Sequence[Reach]) -> tuple[Town, ...]:
    by: dict[str, list[Reach]] = {}
    for reach in reaches:
        by.setdefault(reach.village.town, []).append(reach)
    return tuple(
        Town(
            path,
            len(rows),
            sum(r.village.people for r in rows),
            sum(r.inside for r in rows),
            sum(r.village.people for r in rows if r.inside),
        )
        for path, rows in sorted(by.items())
    )


def _more(
    outside: Sequence[Village], sites: Sequence[Spot], rules: Rules, budget: int, seconds: float
) -> tuple[More, ...]:
    free = sorted((sites[n] for n in placed(sites) if not sites[n].barred), key=lambda s: s.id)
    if not free or not outside:
        return ()
    inside = rules.paces[MICRO].minutes(ways_km(outside, free, rules.factor)) <= rules.minutes
    people = np.array([v.people for v in outside], float)
    choice = choose(people[:, None] * inside, budget, seconds)
    left, rows = np.ones(len(outside), bool), []
    for site in sorted(choice.sites, key=lambda s: (-float(people[inside[:, s]].sum()), free[s].id)):
        mine = inside[:, site] & left
        left &= ~mine
        rows.append(More(free[site], int(people[mine].sum()), int(mine.sum())))
    return tuple(rows)


def _limits(villages: Sequence[Village], stations: Sequence[Spot], rules: Rules) -> tuple[str, ...]:
    said = [_("时间按直线乘 {f} 和县里定的车速估算，没有用道路数据").format(f=f"{rules.factor:g}")]
    if lost := len(villages) - len(placed(villages)):
        said.append(_("{n} 个村没有坐标，没有参加计算").format(n=lost))
    if lost := len(stations) - len(placed(stations)):
        said.append(_("{n} 个消防站点没有坐标，没有参加计算").format(n=lost))
    return tuple(said)
