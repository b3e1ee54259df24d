"""At most ``budget`` sites so that the sum of what each village gains from its best one is as large as can be.

The p-median and the largest-cover question are both of this form: ``gain[v, s]`` is what village v gains when s is
the best site open to it (person-kilometres saved, or people newly within reach).

First a good answer (greedy, then exchange), then a bound (Lagrangian multipliers); sites that by the bound can be in
no better answer are left out, and HiGHS decides about the rest. So 400 villages take seconds, and the answer is
proven best, or it is said how far from the best it can be at most.
"""

from dataclasses import dataclass
from itertools import pairwise

import highspy
import numpy as np

from qianshao.resources.planning.rules.program import Floats, Program, solve

_ROUNDS = 1500
_TINY = 1e-9


@dataclass(frozen=True)
class Choice:
    """Columns that were chosen, what they gain, what any choice can gain at most, whether that is proven equal."""

    sites: tuple[int, ...]
    gain: float
    bound: float
    proven: bool

    @property
    def gap(self) -> float:
        """How far below the best the choice can be at most, as a share."""
        return max(self.bound - self.gain, 0.0) / self.bound if self.bound > 0 else 0.0


def choose(gain: Floats, budget: int, seconds: float) -> Choice:
    """The best columns of ``gain`` (villages × sites, none negative), at most ``budget`` of them.

    ``seconds``: how long HiGHS may take; 0 leaves the good answer with its bound.
    """
    budget = min(budget, gain.shape[1])
    if budget < 1 or not gain.any():
        return Choice((), 0.0, 0.0, True)
    sites = _exchange(gain, _greedy(gain, budget))
    value = _value(gain, sites)
    multipliers, bound = _bound(gain, budget, value)
    if bound <= value * (1 + _TINY):
        return _told(gain, sites, value, True)
    if seconds <= 0:
        return _told(gain, sites, bound, False)
    open_to_choice, must = _undecided(gain, budget, multipliers, bound, value)
    return _decide(gain, budget, sites, (open_to_choice, must), bound, seconds)


def _told(gain: Floats, sites: list[int], bound: float, proven: bool) -> Choice:
    """The answer without sites that bring nothing."""
    used = [s for s in sites if _value(gain, sites) - _value(gain, [o for o in sites if o != s]) > _TINY]
    value = _value(gain, used)
    return Choice(tuple(sorted(used)), value, max(bound, value), proven)


def _value(gain: Floats, sites: list[int]) -> float:
    return float(gain[:, sites].max(axis=1).sum()) if sites else 0.0


def _greedy(gain: Floats, budget: int) -> list[int]:
    """The site that adds most, again and again."""
    best, sites = np.zeros(len(gain)), list[int]()
    for _n in range(budget):
        more = np.maximum(gain - best[:, None], 0).sum(axis=0)
        more[sites] = -1.0
        site = int(np.argmax(more))
        sites.append(site)
        best = np.maximum(best, gain[:, site])
    return sites


def _exchange(gain: Floats, sites: list[int]) -> list[int]:
    """One site for another while that helps (Teitz and Bart)."""
    sites, value, better = list(sites), _value(gain, sites), True
    while better:
        better = False
        for n in range(len(sites)):
            rest = sites[:n] + sites[n + 1 :]
            best = gain[:, rest].max(axis=1) if rest else np.zeros(len(gain))
            sums = best.sum() + np.maximum(gain - best[:, None], 0).sum(axis=0)
            other = int(np.argmax(sums))
            if sums[other] > value * (1 + _TINY) + _TINY:
                sites[n], value, better = other, float(sums[other]), True
    return sites


def _bound(gain: Floats, budget: int, value: float) -> tuple[Floats, float]:
    """Multipliers (what a village is worth at most) and the bound they prove, by subgradient steps."""
    multipliers = np.sort(gain, axis=1)[:, -1].copy()
    best, best_at, step, idle = np.inf, multipliers, 2.0, 0
    for _n in range(_ROUNDS):
        worth = np.maximum(gain - multipliers[:, None], 0)
        sums = worth.sum(axis=0)
        top = np.argpartition(-sums, budget - 1)[:budget]
        bound = float(multipliers.sum() + sums[top].sum())
        idle += 1
        if bound < best - _TINY:
            best, best_at, idle = bound, multipliers.copy(), 0
        if idle > 12:
            step, idle, multipliers = step / 2, 0, best_at.copy()
        slope = 1.0 - (gain[:, top] > multipliers[:, None]).sum(axis=1)
        norm = float((slope**2).sum())
        if norm == 0 or best <= value * (1 + _TINY) or step < 1e-4:
            break
        multipliers = np.maximum(multipliers - step * (bound - value) / norm * slope, 0)
    return best_at, best


def _undecided(
    gain: Floats, budget: int, multipliers: Floats, bound: float, value: float
) -> tuple[list[int], set[int]]:
    """Sites that may be in a better answer than the one in hand, and those that must be."""
    sums = np.maximum(gain - multipliers[:, None], 0).sum(axis=0)
    order = np.argsort(-sums, kind="stable")
    last = sums[order[budget - 1]]
    following = sums[order[budget]] if budget < len(order) else 0.0
    enough = value - 1e-7 * max(value, 1.0)
    kept, must = [], set()
    for rank, site in enumerate(order):
        if rank >= budget and bound - last + sums[site] < enough:
            continue
        kept.append(int(site))
        if rank < budget and bound - sums[site] + following < enough:
            must.add(int(site))
    return sorted(kept), must


def _decide(
    gain: Floats, budget: int, sites: list[int], left: tuple[list[int], set[int]], bound: float, seconds: float
) -> Choice:
    kept, must = left
    answer = solve(_program(gain[:, kept], budget, [kept.index(s) for s in sorted(must)]), seconds)
    if answer.values is not None:
        found = [kept[n] for n in np.nonzero(answer.values[: len(kept)] > 0.5)[0]]
        found = _exchange(gain, found)
        sites = max((sites, found), key=lambda some: _value(gain, some))
    value = _value(gain, sites)
    # What was left out cannot beat the answer in hand; so the program's bound, or that answer, bounds everything.
    bound = min(bound, max(answer.bound, value))
    return _told(gain, sites, bound, answer.proven or bound <= value * (1 + _TINY))


def _program(gain: Floats, budget: int, must: list[int]) -> Program:
    """Columns: is site s open; which village has its gain from which site. A village has one, and an open one."""
    village, site = np.nonzero(gain > 0)
    count, n_sites = len(village), gain.shape[1]
    whole = np.concatenate([np.ones(n_sites, bool), np.zeros(count, bool)])
    program = Program(np.concatenate([np.zeros(n_sites), gain[village, site]]), np.ones(n_sites + count), whole)
    lanes = n_sites + np.arange(count)
    for lane, where in zip(lanes, site, strict=True):
        program.row([int(lane), int(where)], [1.0, -1.0], -highspy.kHighsInf, 0.0)
    ends = np.searchsorted(village, np.arange(len(gain) + 1))
    for first, last in pairwise(ends):
        if last - first > 1:
            program.row(lanes[first:last], np.ones(last - first), -highspy.kHighsInf, 1.0)
    program.row(np.arange(n_sites), np.ones(n_sites), -highspy.kHighsInf, budget)
    for n in must:
        program.row([n], [1.0], 1.0, 1.0)
    return program
