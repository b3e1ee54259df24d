"""Who goes to which shelter: the least total way over all people, then the most even load.

* A family is never split, never sent where it is unsafe for what they flee from, nor into a closed or full shelter.
* What an officer chose by hand stands, and takes its places first; only an unsafe choice is refused, and listed.
* No shelter is filled beyond its places by the plan; whoever finds none is listed with the reason.
* The same question gives the same plan, whatever the order of its lists.

A linear program (HiGHS) over groups of neighbours gives the best flows, rounding keeps families whole; when the
program takes too long, families go to the nearest place with room and the plan says so. Clause S2-105 (nearest
shelter with free places); warning_to_command §3.5.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from django.utils.translation import gettext as _

from qianshao.geo.measure import distances_km
from qianshao.places.rules import wording
from qianshao.places.rules.board import NOWHERE, Board
from qianshao.places.rules.plan import Household, Plan, Row, Site, Unplaced
from qianshao.places.rules.problem import Problem, build
from qianshao.places.rules.rounding import follow, greedy
from qianshao.places.rules.transport import group, solve

#: The program's time, per run (there are at most four); an officer waits for the plan.
SECONDS = 8.0


def assign(households: Iterable[Household], shelters: Iterable[Site], *, seconds: float = SECONDS) -> Plan:
    """Find a place for every household that has none by hand.

    ``seconds``: how long the program may run before families simply go to the nearest place with room.

    Raises:
        ValueError: an id twice, or a family of nobody.
    """
    homes, sites = list(households), list(shelters)
    _check(homes, sites)
    by_id = {site.id: site for site in sites}
    fixed = sorted((h for h in homes if h.fixed is not None and _stands(h, by_id)), key=lambda h: h.id)
    refused = sorted((h for h in homes if h.fixed is not None and not _stands(h, by_id)), key=lambda h: h.id)
    problem = build([h for h in homes if h.fixed is None], sites, fixed)
    board, method = _solve(problem, seconds)
    rows = sorted([*_by_hand(fixed, by_id), *_rows(board)], key=lambda row: row.household)
    lost = [wording.why_not(board, int(n)) for n in np.nonzero(board.choice == NOWHERE)[0]]
    lost += [_refusal(home, by_id) for home in refused]
    return _plan(board, method, rows, sorted(lost, key=lambda u: u.household), sites, fixed)


def _check(homes: Sequence[Household], sites: Sequence[Site]) -> None:
    if len({h.id for h in homes}) != len(homes) or len({s.id for s in sites}) != len(sites):
        raise ValueError("an id appears twice")
    if any(home.people < 1 for home in homes):
        raise ValueError("a family has at least one member")


def _stands(home: Household, sites: dict[int, Site]) -> bool:
    """Whether an officer's choice stands: a shelter that exists, is not closed, and is safe."""
    site = sites.get(home.fixed or 0)
    return site is not None and site.state != "closed" and home.threat not in site.unsafe_for


def _refusal(home: Household, sites: dict[int, Site]) -> Unplaced:
    site = sites.get(home.fixed or 0)
    if site is None or site.state == "closed":
        return Unplaced(home.id, home.people, "hand_closed", _("手工指定的安置点不能用，请另选"))
    words = _("手工指定的{name}不适用于{threat}，请另选")
    words = words.format(name=site.name, threat=wording.threat_word(home.threat))
    return Unplaced(home.id, home.people, "hand_unsafe", words)


def _solve(problem: Problem, seconds: float) -> tuple[Board, str]:
    if not problem.homes or not problem.sites:
        return Board(problem), "optimal"
    groups = group(problem)
    flows = solve(problem, groups, seconds) if seconds > 0 else None
    if flows is None:
        return greedy(problem), "greedy"
    return follow(problem, groups, flows), "optimal"


def _rows(board: Board) -> list[Row]:
    p, rows = board.problem, []
    for home in np.nonzero(board.choice != NOWHERE)[0]:
        site, family = board.choice[home], p.homes[home]
        metres = round(float(p.km[home, site]) * 1000) if p.known[home] else None
        given = bool(board.has_special[home]) or not family.special
        why = wording.reason(board, int(home))
        rows.append(Row(family.id, p.sites[site].id, family.people, family.special, given, metres, why))
    return rows


def _by_hand(fixed: Sequence[Household], sites: dict[int, Site]) -> list[Row]:
    left = {key: site.special_left for key, site in sites.items()}
    rows = []
    for home in fixed:
        site = sites[home.fixed or 0]
        given = left[site.id] >= home.special
        left[site.id] -= home.special if given else 0
        why = _("手工指定")
        rows.append(Row(home.id, site.id, home.people, home.special, given, _metres(home, site), why))
    return rows


def _metres(home: Household, site: Site) -> int | None:
    if home.lon is None or home.lat is None or site.lon is None or site.lat is None:
        return None
    one = [np.array([value]) for value in (home.lon, home.lat, site.lon, site.lat)]
    return round(float(distances_km(*one)[0, 0]) * 1000)


def _plan(
    board: Board,
    method: str,
    rows: list[Row],
    lost: list[Unplaced],
    sites: Sequence[Site],
    fixed: Sequence[Household],
) -> Plan:
    loads: dict[int, int] = defaultdict(int)
    for row in rows:
        loads[row.shelter] += row.people
    limits = wording.limits(board, sites, rows, fixed)
    if method == "greedy":
        limits = (_("计算超时，改为就近安排，可能不是总路程最短"), *limits)
    places = {site.id: max(site.left, 0) for site in sites}
    over = {key: load - places[key] for key, load in sorted(loads.items()) if load > places[key]}
    if over:
        limits = (*limits, _("手工指定超出容量 {n} 人").format(n=sum(over.values())))
    return Plan(
        rows=tuple(rows),
        unplaced=tuple(lost),
        method=method,
        limits=limits,
        to_open=tuple(sorted(s.id for s in sites if s.state == "standby" and s.id in loads)),
        loads=dict(sorted(loads.items())),
        over=over,
        person_km=sum((row.metres or 0) * row.people for row in rows) / 1000,
        farthest=max((row.metres or 0 for row in rows), default=0),
    )
