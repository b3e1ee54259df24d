"""Groups of neighbouring families to sites as a linear program: the least total way, then the most even load.

Families near each other, with the same threat and the same closed ways, form one group, so that the program stays
small: 20,000 families are some 1,500 groups. The program speaks in people; ``rounding`` makes families of them.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from qianshao.places.rules.problem import Bools, Floats, Ints, Problem

#: A place made for special needs is worth this many kilometres of way.
SPECIAL_KM = 10.0
#: For an even load the total way may grow by this share.
SLACK = 0.01
MOST_GROUPS = 1500
#: Sites per group that are tried first; all of them when somebody remains without a place.
NEAREST = 24
_DEGREES = 0.004


@dataclass
class Groups:
    """``of[h]``: the group of family h; per group its people, its special share, distances and allowed sites."""

    of: Ints
    people: Floats
    share: Floats
    km: Floats
    may: Bools


@dataclass
class Flows:
    """People of each group to each site: those with special places, and the others. ``bound``: the least total way
    any plan can have, in person-kilometres with the penalties of special needs."""

    with_special: Floats
    others: Floats
    bound: float

    @property
    def total(self) -> Floats:
        """People of each group to each site."""
        return self.with_special + self.others


def group(problem: Problem) -> Groups:
    """Families into groups, coarser until there are few enough."""
    size = _DEGREES
    while True:
        of = _numbered(problem, size)
        count = int(of.max()) + 1 if of.size else 0
        if count <= MOST_GROUPS or size > 1.0:
            break
        size *= 1.6
    people = np.bincount(of, problem.people, count).astype(float)
    special = np.bincount(of, problem.special, count)
    weight = problem.people / people[of]
    km = np.zeros((count, len(problem.sites)))
    np.add.at(km, of, problem.km * weight[:, None])
    may = np.ones((count, len(problem.sites)), bool)
    np.logical_and.at(may, of, problem.may)
    return Groups(of, people, special / people, km, may)


def _numbered(problem: Problem, size: float) -> Ints:
    keys: dict[tuple[object, ...], int] = {}
    of = np.zeros(len(problem.homes), np.int64)
    for n, home in enumerate(problem.homes):
        spot: tuple[object, ...] = (home.area,)
        if home.lon is not None and home.lat is not None:
            spot = (int(home.lon // size), int(home.lat // size))
        key = (*spot, home.threat, home.blocked, home.special > 0)
        of[n] = keys.setdefault(key, len(keys))
    return of


def solve(problem: Problem, groups: Groups, seconds: float) -> Flows | None:
    """The best flows, or None when time ran out. First with the nearest sites only."""
    may = groups.may & (problem.left > 0)[None, :]
    near = _nearest(groups.km, may)
    flows, unplaced = _run(problem, groups, near, seconds)
    if flows is not None and unplaced > 0.5 and (near != may).any():
        flows, unplaced = _run(problem, groups, may, seconds)
    return flows


def _nearest(km: Floats, may: Bools) -> Bools:
    if km.shape[1] <= NEAREST:
        return may
    order = np.argsort(np.where(may, km, np.inf), axis=1, kind="stable")[:, :NEAREST]
    near = np.zeros_like(may)
    np.put_along_axis(near, order, True, axis=1)
    return near & may


def _run(problem: Problem, groups: Groups, may: Bools, seconds: float) -> tuple[Flows | None, float]:
    lanes = _Lanes.of(problem, groups, may)
    model = lanes.model(problem, groups)
    first = _optimise(model, seconds)
    if first is None:
        return None, 0.0
    values, bound = first
    even = _optimise(lanes.evened(model, problem, bound), seconds)
    if even is not None:
        values = even[0][:-1]
    return lanes.flows(values, groups, bound), float(values[lanes.count :].sum())


@dataclass
class _Lanes:
    """The columns: (group, site, with a special place or not), then what of each group stays without a place."""

    group: Ints
    site: Ints
    special: Bools

    @property
    def count(self) -> int:
        return len(self.group)

    @classmethod
    def of(cls, problem: Problem, groups: Groups, may: Bools) -> "_Lanes":
        g, s = np.nonzero(may)
        special = (groups.share[g] > 0) & (problem.special_left[s] > 0)
        return cls(
            np.concatenate([g, g[special]]),
            np.concatenate([s, s[special]]),
            np.concatenate([np.zeros(len(g), bool), np.ones(int(special.sum()), bool)]),
        )

    def model(self, problem: Problem, groups: Groups) -> highspy.HighsLp:
        """Rows: each group goes somewhere; no site takes more than it has left; nor more special ones."""
        n_groups, n_sites = len(groups.people), len(problem.sites)
        share = groups.share[self.group]
        cost = groups.km[self.group, self.site] + np.where(self.special, 0.0, share * SPECIAL_KM)
        # Worth more than any chain of moves that makes room for one more.
        never = (n_sites + 2) * (float(cost.max(initial=1.0)) + 1.0)
        spans = [(self.group, np.ones(self.count)), (n_groups + self.site, np.ones(self.count))]
        spans.append((n_groups + n_sites + self.site, np.where(self.special, share, 0.0)))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.count + n_groups, n_groups + 2 * n_sites
        lp.col_cost_ = np.concatenate([cost, never * (1 + 0.1 * groups.share)])
        lp.col_lower_ = np.zeros(lp.num_col_)
        lp.col_upper_ = np.full(lp.num_col_, highspy.kHighsInf)
        lp.row_lower_ = np.concatenate([groups.people, np.full(2 * n_sites, -highspy.kHighsInf)])
        lp.row_upper_ = np.concatenate([groups.people, problem.left, problem.special_left]).astype(float)
        index = np.stack([rows for rows, _values in spans], axis=1).ravel()
        value = np.stack([values for _rows, values in spans], axis=1).ravel()
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.concatenate(
            [np.arange(self.count + 1) * 3, self.count * 3 + 1 + np.arange(n_groups)]
        )
        lp.a_matrix_.index_ = np.concatenate([index, np.arange(n_groups)])
        lp.a_matrix_.value_ = np.concatenate([value, np.ones(n_groups)])
        return lp

    def evened(self, lp: highspy.HighsLp, problem: Problem, bound: float) -> highspy.HighsLp:
        """The same, but the fullest site as little full as possible, at hardly more way: one row and one column more.

        Row: the total cost. Column: the fullness; the site rows become ``load - left × fullness ≤ 0``.
        """
        n_groups = lp.num_row_ - 2 * len(problem.sites)
        start, index, value = (np.asarray(a) for a in (lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_))
        costs = np.asarray(lp.col_cost_)
        ends = start[1:]
        index = np.insert(index, ends, lp.num_row_)
        value = np.insert(value, ends, costs)
        rows = n_groups + np.arange(len(problem.sites))
        more = highspy.HighsLp()
        more.num_col_, more.num_row_ = lp.num_col_ + 1, lp.num_row_ + 1
        more.col_cost_ = np.concatenate([np.zeros(lp.num_col_), [1.0]])
        more.col_lower_ = np.zeros(more.num_col_)
        more.col_upper_ = np.concatenate([np.asarray(lp.col_upper_), [1.0]])
        upper = np.asarray(lp.row_upper_).copy()
        upper[rows] = 0.0
        more.row_lower_ = np.concatenate([np.asarray(lp.row_lower_), [-highspy.kHighsInf]])
        more.row_upper_ = np.concatenate([upper, [bound * (1 + SLACK) + 1e-6]])
        more.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        starts = start + np.arange(len(start))
        more.a_matrix_.start_ = np.concatenate([starts, [starts[-1] + len(rows)]])
        more.a_matrix_.index_ = np.concatenate([index, rows])
        more.a_matrix_.value_ = np.concatenate([value, -problem.left.astype(float)])
        return more

    def flows(self, values: Floats, groups: Groups, bound: float) -> Flows:
        """Columns back into two tables."""
        shape = groups.km.shape
        tables = []
        for chosen in (self.special, ~self.special):
            table = np.zeros(shape)
            lanes = np.nonzero(chosen)[0]
            table[self.group[lanes], self.site[lanes]] = values[lanes]
            tables.append(table)
        return Flows(tables[0], tables[1], bound)


def _optimise(lp: highspy.HighsLp, seconds: float) -> tuple[Floats, float] | None:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its __init__ alone says no types
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("log_to_console", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 1)
    solver.setOptionValue("time_limit", seconds)
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(solver.getSolution().col_value), float(solver.getInfo().objective_function_value)
