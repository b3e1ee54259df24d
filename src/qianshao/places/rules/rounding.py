"""From people that flow to families that go: no family is split, whatever the program said."""

import numpy as np

from qianshao.places.rules.board import NOWHERE, Board
from qianshao.places.rules.problem import Floats, Ints, Problem
from qianshao.places.rules.transport import Flows, Groups


def follow(problem: Problem, groups: Groups, flows: Flows) -> Board:
    """Families to sites as the flows say, as closely as whole families allow."""
    board = Board(problem)
    targets = flows.total.copy()
    loose: list[int] = []
    order = np.argsort(groups.of, kind="stable")
    bounds = np.searchsorted(groups.of[order], np.arange(len(groups.people) + 1))
    for g in range(len(groups.people)):
        members = order[bounds[g] : bounds[g + 1]]
        loose += _seat(board, members, targets[g])
    _settle(board, np.array(loose, np.int64))
    lacking = (problem.special > 0) & ~board.has_special & (board.choice != NOWHERE)
    board.improve(np.nonzero(lacking)[0])
    return board


def greedy(problem: Problem) -> Board:
    """Without the program: those who would lose most first, each to the nearest site with room."""
    board = Board(problem)
    _settle(board, np.arange(len(problem.homes)))
    return board


def first_come(problem: Problem) -> Board:
    """What is done by hand, for comparison: in order of the list, each to the nearest safe site with room."""
    board = Board(problem)
    for home in range(len(problem.homes)):
        board.put_nearest(home)
    return board


def _seat(board: Board, members: Ints, target: Floats) -> list[int]:
    """Members of one group to the group's sites, those first to whom the difference matters most."""
    sites = np.nonzero(target > 1e-6)[0]
    if not sites.size:
        return [int(home) for home in members]
    km = board.problem.km[np.ix_(members, sites)]
    regret = (km.max(axis=1) - km.min(axis=1)) * board.problem.people[members]
    loose = []
    for n in np.lexsort((members, -regret)):
        home, people = int(members[n]), board.problem.people[members[n]]
        fits = (target[sites] >= people * 0.5) & board.fits(home)[sites]
        if not fits.any():
            loose.append(home)
            continue
        site = int(sites[np.argmin(np.where(fits, km[n], np.inf))])
        target[site] -= people
        board.put(home, site)
    return loose


def _settle(board: Board, homes: Ints) -> None:
    """Families without a site: special needs first, then the large ones; room is made where there is none."""
    p = board.problem
    spread = _spread(p, homes)
    order = homes[np.lexsort((homes, -spread, -p.people[homes], -(p.special[homes] > 0).astype(int)))]
    waiting = [int(home) for home in order if not board.put_nearest(int(home))]
    for home in waiting:
        if board.problem.may[home].any():
            board.make_room(home)
    board.improve(order[board.choice[order] != NOWHERE])


def _spread(problem: Problem, homes: Ints) -> Floats:
    """What a family loses when its nearest site is taken: the way to the second one less the way to the first."""
    if problem.km.shape[1] < 2 or not homes.size:
        return np.zeros(len(homes))
    km = np.where(problem.may[homes], problem.km[homes], 1e6)
    two = np.partition(km, 1, axis=1)[:, :2]
    found: Floats = two[:, 1] - two[:, 0]
    return found
