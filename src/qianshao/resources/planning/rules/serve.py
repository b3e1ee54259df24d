"""Which stores serve many open requests at once: a transport of least time, the most pressing requests first.

* Nothing is promised twice: what leaves a store for all requests together is at most what may leave it.
* The least reserve of each store stays, unless the county says it may be used.
* What cannot be served is listed with the reason, and how much stands where it may not be touched.
* A request's own township comes first: goods from elsewhere count some minutes more.

One linear program per item (HiGHS); its corners are whole numbers, so nothing is split below one unit.
S1-010 (调得出、用得上), hazards_to_assessment §4.4 (own stock first).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from django.utils.translation import gettext as _

from qianshao.geo.measure import distances_km
from qianshao.resources.planning.rules.program import Floats, Ints, Program, solve

SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Need:
    """What one place asks of one item. ``rank``: 1 most pressing; ``within``: minutes it must be there in.

    ``area``: the township that asks; ``never``: a store that does not serve it (the one that asks).
    """

    id: int
    place: str
    item: str
    quantity: int
    lon: float | None = None
    lat: float | None = None
    rank: int = 3
    within: float | None = None
    area: str = ""
    never: int | None = None


@dataclass(frozen=True, slots=True)
class Store:
    """A store: what it has of each item and the least that stays there. ``area``: the township it belongs to."""

    id: int
    name: str
    stock: Mapping[str, int]
    least: Mapping[str, int]
    lon: float | None = None
    lat: float | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """``speed`` in km/h, ``factor`` road over straight line, ``loading`` minutes, ``elsewhere``: minutes counted for
    goods from another township; ``keep_least``: whether the least reserve stays."""

    speed: float = 40.0
    factor: float = 1.3
    loading: float = 20.0
    elsewhere: float = 15.0
    keep_least: bool = True


@dataclass(frozen=True, slots=True)
class Load:
    """So many of one item from a store to a need."""

    need: int
    store: int
    item: str
    quantity: int
    minutes: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Unmet:
    """What a need does not get, and why. ``code``: none, reserve, late, short."""

    need: int
    item: str
    quantity: int
    code: str
    reason: str


@dataclass(frozen=True)
class Service:
    """The answer. ``method``: optimal or greedy; ``unit_minutes``: the sum over goods of the time they take."""

    loads: tuple[Load, ...]
    unmet: tuple[Unmet, ...]
    method: str
    unit_minutes: float
    limits: tuple[str, ...]


def serve(needs: Sequence[Need], stores: Sequence[Store], terms: Terms, *, seconds: float = SECONDS) -> Service:
    """Goods for every need.

    Raises:
        ValueError: an id twice, a quantity below one, a speed that is not positive.
    """
    if len({n.id for n in needs}) != len(needs) or len({s.id for s in stores}) != len(stores):
        raise ValueError("an id appears twice")
    if terms.speed <= 0 or any(need.quantity < 1 for need in needs):
        raise ValueError("a quantity and a speed are positive")
    asked, there = sorted(needs, key=lambda n: n.id), sorted(stores, key=lambda s: s.id)
    loads: list[Load] = []
    unmet: list[Unmet] = []
    proven = True
    for item in sorted({need.item for need in asked}):
        mine = [need for need in asked if need.item == item]
        table = _Table.of(mine, there, item, terms)
        proven &= table.fill(seconds)
        loads += table.loads()
        unmet += table.unmet()
    return Service(
        loads=tuple(sorted(loads, key=lambda row: (row.need, row.item, row.minutes or 0, row.store))),
        unmet=tuple(sorted(unmet, key=lambda row: (row.need, row.item))),
        method="optimal" if proven else "greedy",
        unit_minutes=sum((row.minutes or 0) * row.quantity for row in loads),
        limits=_limits(asked, there, terms, proven),
    )


@dataclass
class _Table:
    """Needs of one item against stores: minutes (NaN: unknown), who may, what is left, what was sent."""

    needs: list[Need]
    stores: list[Store]
    item: str
    terms: Terms
    minutes: Floats
    known: np.ndarray
    may: np.ndarray
    stock: Ints
    free: Ints
    sent: Ints

    @classmethod
    def of(cls, needs: list[Need], stores: list[Store], item: str, terms: Terms) -> "_Table":
        stock = np.array([max(s.stock.get(item, 0), 0) for s in stores], np.int64)
        least = np.array([max(s.least.get(item, 0), 0) if terms.keep_least else 0 for s in stores], np.int64)
        minutes, known = _minutes(needs, stores, terms)
        within = np.array([np.inf if n.within is None else n.within for n in needs])[:, None]
        itself = np.array([[n.never == s.id for s in stores] for n in needs], bool).reshape(minutes.shape)
        may = (stock > 0)[None, :] & (~known | (minutes <= within)) & ~itself
        shape = (len(needs), len(stores))
        free = np.maximum(stock - least, 0)
        return cls(needs, stores, item, terms, minutes, known, may, stock, free, np.zeros(shape, np.int64))

    def cost(self) -> Floats:
        """Minutes, more for goods from another township."""
        other = np.array([[bool(n.area) and n.area != s.area for s in self.stores] for n in self.needs], bool)
        found: Floats = self.minutes + other.reshape(self.minutes.shape) * self.terms.elsewhere
        return found

    def fill(self, seconds: float) -> bool:
        """Send what can be sent; whether the program proved it best."""
        if not self.sent.size or not (self.may & (self.free > 0)[None, :]).any():
            return True
        need, store = np.nonzero(self.may & (self.free > 0)[None, :])
        cost = self.cost()
        ranks = np.array([n.rank for n in self.needs])
        # Worth more than any chain of exchanges; a more pressing unit is worth more than a less pressing one.
        worth = (len(self.needs) + len(self.stores) + 2) * (float(cost.max()) + 1.0) * (1 + ranks.max() - ranks)
        if seconds > 0:
            program = self._program(need, store, worth[need] - cost[need, store])
            answer = solve(program, seconds)
            if answer.proven and answer.values is not None:
                self.sent[need, store] = np.rint(answer.values).astype(np.int64)
                return True
        self._greedy(cost, ranks)
        return False

    def _program(self, need: Ints, store: Ints, gain: Floats) -> Program:
        asked = np.array([n.quantity for n in self.needs])
        upper = np.minimum(asked[need], self.free[store]).astype(float)
        program = Program(gain, upper, np.zeros(len(gain), bool))
        for sides, most in ((need, asked), (store, self.free)):
            for n in np.unique(sides):
                lanes = np.nonzero(sides == n)[0]
                program.row(lanes, np.ones(len(lanes)), -highspy.kHighsInf, float(most[n]))
        return program

    def _greedy(self, cost: Floats, ranks: Ints) -> None:
        """Without the program: the most pressing first, each from the nearest."""
        left = self.free.copy()
        for n in np.lexsort((np.arange(len(self.needs)), ranks)):
            lacking = self.needs[n].quantity
            for s in np.argsort(np.where(self.may[n], cost[n], np.inf), kind="stable"):
                if self.may[n, s] and lacking:
                    part = min(lacking, int(left[s]))
                    self.sent[n, s] += part
                    left[s] -= part
                    lacking -= part

    def loads(self) -> list[Load]:
        """What goes where."""
        rows = []
        for n, s in zip(*np.nonzero(self.sent), strict=True):
            took = float(self.minutes[n, s]) if self.known[n, s] else None
            reason = self._why(int(n), int(s))
            rows.append(Load(self.needs[n].id, self.stores[s].id, self.item, int(self.sent[n, s]), took, reason))
        return rows

    def _why(self, n: int, s: int) -> str:
        if not self.known[n, s]:
            return _("没有坐标，按有货安排，请核对远近")
        own = bool(self.needs[n].area) and self.needs[n].area == self.stores[s].area
        if own:
            return _("本乡镇的库存，先用自己的")
        open_ones = np.nonzero(self.may[n] & (self.stock > 0) & self.known[n])[0]
        nearest = int(open_ones[np.argmin(self.minutes[n, open_ones])])
        if nearest == s:
            return _("有货的仓库里最近")
        name = self.stores[nearest].name
        if not self.free[nearest]:
            return _("最近的{name}只剩最低储备，不动").format(name=name)
        if self.sent[:, nearest].sum() >= self.free[nearest]:
            return _("最近的{name}可调的已调完").format(name=name)
        return _("最近的{name}留给离它更近的地方，总用时最少").format(name=name)

    def unmet(self) -> list[Unmet]:
        """What is lacking, and why."""
        rows = []
        for n, need in enumerate(self.needs):
            lacking = need.quantity - int(self.sent[n].sum())
            if lacking:
                code, words = self._why_not(n)
                rows.append(Unmet(need.id, self.item, lacking, code, words))
        return rows

    def _why_not(self, n: int) -> tuple[str, str]:
        itself = np.array([self.needs[n].never == s.id for s in self.stores], bool)
        if not ((self.stock > 0) & ~itself).any():
            return "none", _("各仓库都没有这种物资")
        late = (self.stock > 0) & ~self.may[n] & ~itself & (self.free - self.sent.sum(axis=0) > 0)
        if late.any():
            soonest = float(np.min(self.minutes[n, late]))
            words = _("有货的仓库赶不到：最快约 {m} 分钟，要求 {w} 分钟内")
            return "late", words.format(m=f"{soonest:.0f}", w=f"{self.needs[n].within or 0:.0f}")
        held = int((self.stock - self.free)[self.may[n]].sum())
        if held:
            words = _("可调的已调完；各仓库还有最低储备 {n}，要动用须另行批准")
            return "reserve", words.format(n=held)
        return "short", _("各仓库的存量已全部调出，仍不够")


def _minutes(needs: Sequence[Need], stores: Sequence[Store], terms: Terms) -> tuple[Floats, np.ndarray]:
    """Loading and way in minutes; where a position is unknown the longest known way stands for it, marked so."""
    here = np.array([n.lon is not None and n.lat is not None for n in needs], bool)
    there = np.array([s.lon is not None and s.lat is not None for s in stores], bool)
    known = here[:, None] & there[None, :]
    lon, lat = (np.array([getattr(n, axis) or 0.0 for n in needs], float) for axis in ("lon", "lat"))
    other = [np.array([getattr(s, axis) or 0.0 for s in stores], float) for axis in ("lon", "lat")]
    km = distances_km(lon, lat, other[0], other[1]) * terms.factor
    minutes = terms.loading + km / terms.speed * 60
    longest = float(minutes[known].max()) if known.any() else 0.0
    return np.where(known, minutes, longest), known


def _limits(needs: Sequence[Need], stores: Sequence[Store], terms: Terms, proven: bool) -> tuple[str, ...]:
    words = _("时间按直线乘 {f}、每小时 {s} 公里估算，装车 {l} 分钟")
    said = [words.format(f=f"{terms.factor:g}", s=f"{terms.speed:g}", l=f"{terms.loading:g}")]
    if not proven:
        said.append(_("计算超时，改为就近安排，可能不是总用时最短"))
    if lost := sum(n.lon is None or n.lat is None for n in needs):
        said.append(_("{n} 个需求没有坐标，远近没有算").format(n=lost))
    if lost := sum(s.lon is None or s.lat is None for s in stores):
        said.append(_("{n} 个仓库没有坐标，远近没有算").format(n=lost))
    if not terms.keep_least:
        said.append(_("已允许动用最低储备"))
    return tuple(said)
