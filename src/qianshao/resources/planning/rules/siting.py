"""Where to put reserve points: the least way over all people, or the most people within reach, for a budget.

* Stores that stand keep serving whom they serve; a new point counts for what it adds.
* No point is proposed where it is barred (a red risk point close by, a danger zone), and the reason is said.
* Every village is told what it would gain over today, and why, or why nothing changes.
* The answer is proven best, or it is said how far from the best it can be.

Clauses S2-123 (lay out reserve points), S5-095 (a store in each township, a point in each village).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from qianshao.resources.planning.rules.choose import choose
from qianshao.resources.planning.rules.program import Floats
from qianshao.resources.planning.rules.spots import Spot, Village, placed, ways_km

#: HiGHS's time; a person waits for the page.
SECONDS = 8.0
LEAST_WAY, MOST_PEOPLE = "way", "reach"


@dataclass(frozen=True, slots=True)
class Question:
    """``budget``: how many new points; ``goal``: way or reach; ``radius_km``: what counts as near; ``factor``: road
    length over the straight line."""

    budget: int
    goal: str = LEAST_WAY
    radius_km: float = 5.0
    factor: float = 1.3


@dataclass(frozen=True, slots=True)
class Chosen:
    """A new point: whom it serves, and what is lost without it (person-km, or people within reach)."""

    spot: Spot
    villages: int
    people: int
    newly_near: int
    worth: float
    reason: str


@dataclass(frozen=True, slots=True)
class Gain:
    """One village: its nearest point today (None: none at all) and afterwards, in road kilometres, and why."""

    village: Village
    store_now: str
    km_now: float | None
    store_then: str
    km_then: float | None
    reason: str

    @property
    def saved_km(self) -> float | None:
        """How much nearer; None when there was nothing before."""
        return None if self.km_now is None or self.km_then is None else self.km_now - self.km_then


@dataclass(frozen=True, slots=True)
class Standing:
    """All villages together: people within reach, mean and farthest way of a person (None: no point at all)."""

    near: int
    mean_km: float | None
    farthest_km: float | None


@dataclass(frozen=True)
class Siting:
    """The answer. ``method``: optimal or bounded; ``gap``: how far from the best at most, as a share."""

    chosen: tuple[Chosen, ...]
    gains: tuple[Gain, ...]
    now: Standing
    then: Standing
    people: int
    method: str
    gap: float
    limits: tuple[str, ...]


def site_points(
    villages: Sequence[Village],
    stores: Sequence[Spot],
    sites: Sequence[Spot],
    question: Question,
    *,
    seconds: float = SECONDS,
) -> Siting:
    """Choose at most ``question.budget`` of ``sites``.

    Raises:
        ValueError: an id twice, or a goal that does not exist.
    """
    if question.goal not in (LEAST_WAY, MOST_PEOPLE) or len({v.id for v in villages}) != len(villages):
        raise ValueError("an unknown goal, or a village twice")
    known = sorted((villages[n] for n in placed(villages)), key=lambda v: v.id)
    standing = sorted((stores[n] for n in placed(stores)), key=lambda s: s.id)
    free = sorted((sites[n] for n in placed(sites) if not sites[n].barred), key=lambda s: s.id)
    today = ways_km(known, standing, question.factor)
    new = ways_km(known, free, question.factor)
    choice = choose(_gain(known, today, new, question), question.budget, seconds)
    picked = [free[n] for n in choice.sites]
    now = today.min(axis=1) if standing else np.full(len(known), np.inf)
    ways = np.hstack([today, new[:, list(choice.sites)]])
    points = [*standing, *picked]
    gains = [_told(v, ways[n], points, len(standing), question) for n, v in enumerate(known)]
    return Siting(
        chosen=_chosen(known, picked, now, new[:, list(choice.sites)], question),
        gains=tuple(_with_barred(gains, sites)),
        now=_standing(known, now, question),
        then=_standing(known, ways.min(axis=1) if points else now, question),
        people=sum(v.people for v in known),
        method="optimal" if choice.proven else "bounded",
        gap=0.0 if choice.proven else choice.gap,
        limits=_limits(villages, stores, sites, (len(picked), choice.proven, choice.gap), question),
    )


def _gain(known: Sequence[Village], today: Floats, new: Floats, question: Question) -> Floats:
    """What each village gains from each site as its best: person-kilometres, or people newly within reach."""
    people = np.array([v.people for v in known], float)[:, None]
    if not new.size:
        return np.zeros(new.shape)
    # With no store at all every way is a gain; more than the farthest way there is stands for having none.
    none = np.full((len(known), 1), float(new.max()) * 1.01 + 1.0)
    now = today.min(axis=1)[:, None] if today.size else none
    if question.goal == MOST_PEOPLE:
        reached: Floats = people * ((new <= question.radius_km) & ((now > question.radius_km) | (not today.size)))
        return reached
    saved: Floats = people * np.maximum(now - new, 0)
    return saved


def _chosen(
    known: Sequence[Village], picked: Sequence[Spot], now: Floats, new: Floats, question: Question
) -> tuple[Chosen, ...]:
    if not picked:
        return ()
    people = np.array([v.people for v in known])
    best, rows = new.argmin(axis=1), []
    for n, spot in enumerate(picked):
        mine = (best == n) & (new[:, n] < now)
        near = (new[:, n] <= question.radius_km) & (now > question.radius_km)
        rest = np.minimum(now, np.delete(new, n, axis=1).min(axis=1, initial=np.inf))
        worth = _worth(people, rest, np.minimum(rest, new[:, n]), question)
        newly = int(people[near].sum())
        words = _("{v} 个村 {p} 人以这里最近；{n} 人由 {r} 公里外变为 {r} 公里内")
        said = words.format(v=int(mine.sum()), p=int(people[mine].sum()), n=newly, r=f"{question.radius_km:g}")
        rows.append(Chosen(spot, int(mine.sum()), int(people[mine].sum()), newly, worth, said))
    return tuple(sorted(rows, key=lambda row: (-row.people, row.spot.id)))


def _worth(people: Floats, without: Floats, with_it: Floats, question: Question) -> float:
    if question.goal == MOST_PEOPLE:
        return float(people[(without > question.radius_km) & (with_it <= question.radius_km)].sum())
    finite = np.isfinite(without)
    return float((people[finite] * (without[finite] - with_it[finite])).sum())


def _told(village: Village, ways: Floats, points: Sequence[Spot], stands: int, question: Question) -> Gain:
    """One village, in words."""
    if not points:
        return Gain(village, "", None, "", None, _("没有储备点，预算里也放不下"))
    old = int(ways[:stands].argmin()) if stands else None
    then = int(ways.argmin())
    name_now, km_now = (points[old].name, float(ways[old])) if old is not None else ("", None)
    km = float(ways[then])
    if then == old:
        near = km <= question.radius_km
        words = _("现有的{name}最近，没有变化") if near else _("预算用在人更多、更远的地方，仍由{name}供应")
    elif points[then].at == village.id:
        words = _("新点设在本村")
    elif km_now is None:
        words = _("原来没有储备点，新设的{name}最近")
    else:
        words = _("新设的{name}更近，近了 {km} 公里")
    said = words.format(name=points[then].name, km=f"{(km_now or 0) - km:.1f}")
    return Gain(village, name_now, km_now, points[then].name, km, said)


def _with_barred(gains: Sequence[Gain], sites: Sequence[Spot]) -> list[Gain]:
    """A village where no point may be put is told so beside its own reason."""
    barred = {site.at: site.barred for site in sites if site.barred and site.at}
    words = _("{reason}；本村不宜设点：{why}")
    found = []
    for gain in gains:
        if why := barred.get(gain.village.id):
            said = words.format(reason=gain.reason, why=why)
            gain = Gain(gain.village, gain.store_now, gain.km_now, gain.store_then, gain.km_then, said)
        found.append(gain)
    return found


def _standing(known: Sequence[Village], km: Floats, question: Question) -> Standing:
    people = np.array([v.people for v in known], float)
    if not known or not np.isfinite(km).all():
        return Standing(0, None, None)
    total = float(people.sum())
    mean = float((people * km).sum()) / total if total else float(km.mean())
    return Standing(int(people[km <= question.radius_km].sum()), mean, float(km.max()))


def _limits(
    villages: Sequence[Village],
    stores: Sequence[Spot],
    sites: Sequence[Spot],
    answer: tuple[int, bool, float],
    question: Question,
) -> tuple[str, ...]:
    """What stood in the way, in sentences."""
    picked, proven, gap = answer
    said = [_("路程按直线乘 {f} 估算，没有用道路数据").format(f=f"{question.factor:g}")]
    if not proven:
        said.append(_("限时内没有证明最优，离最优最多差 {p}%").format(p=f"{gap * 100:.1f}"))
    if picked < question.budget:
        said.append(_("放 {n} 个就够了，再多不会更近").format(n=picked))
    if lost := len(villages) - len(placed(villages)):
        said.append(_("{n} 个村没有坐标，没有参加计算").format(n=lost))
    if lost := len(stores) - len(placed(stores)):
        said.append(_("{n} 个现有储备点没有坐标，没有参加计算").format(n=lost))
    if barred := sum(bool(site.barred) for site in sites):
        said.append(_("{n} 处不宜设点，已排除").format(n=barred))
    if nobody := sum(not v.people for v in villages):
        said.append(_("{n} 个村没有登记人口，按 0 人计").format(n=nobody))
    return tuple(said)
