"""Which stores could give what a move asks for, best first, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from qianshao.core.clock import BEIJING
from qianshao.core.errors import Invalid
from qianshao.core.scope import Scope
from qianshao.geo.measure import distance_m
from qianshao.resources.dispatch.rules import Candidate, Figures, Reached, rank
from qianshao.resources.dispatch.selectors.figures import figures
from qianshao.resources.dispatch.selectors.register import living
from qianshao.resources.dispatch.selectors.roads import road_net
from qianshao.resources.dispatch.states import MoveState
from qianshao.resources.dispatch.stock import in_stock, own_stores
from qianshao.resources.models import Move, MoveLine, Pick

#: A path's first four steps: country of four digits each, province, city, county.
_COUNTY_DIGITS = 12
_PROMISED = (MoveState.APPROVED, MoveState.PICKED)


@dataclass(frozen=True, slots=True)
class Source:
    """A store that could give. ``lines``: (line, how many are free there); ``why``: the ranking in words."""

    store: Any
    reached: Reached
    lines: Sequence[tuple[MoveLine, int]]
    why: str


def county_of(path: str) -> Scope:
    """Everything of the county an area lies in: its stores serve every place of it."""
    return Scope({path[:_COUNTY_DIGITS]: frozenset({"registry.view", "resources.view"})})


def stores_of(found: Move) -> "dict[int, Any]":
    """The living stores of the move's county, without the one that asks."""
    rows = living(county_of(found.division_path), "store")
    return {row.pk: row for row in rows if row.pk != found.to_store_id}


def store_for(found: Move, store_id: int) -> Any:
    """A store that may give to this move.

    Raises:
        Invalid: none chosen, none such in the county, or the one that asks.
    """
    store = stores_of(found).get(store_id)
    if store is None:
        raise Invalid("store.unknown", _("没有找到这个仓库，或不在本县"))
    return store


def promised(stores: Iterable[int]) -> dict[tuple[int, int], int]:
    """What is approved and has not left yet, by (store, item)."""
    rows = MoveLine.objects.filter(move__from_store_id__in=list(stores), move__state__in=_PROMISED)
    found = rows.values_list("move__from_store_id", "item_id").annotate(n=Sum("approved")).order_by()
    return {(store, item): n for store, item, n in found}


def sources(found: Move, lines: Sequence[MoveLine], now: datetime) -> list[Source]:
    """Stores that have any of it, best first."""
    stores, items = stores_of(found), [line.item_id for line in lines]
    stock, taken = in_stock(sorted(stores), items, now.astimezone(BEIJING).date()), promised(stores)
    free: dict[int, dict[int, int]] = {}
    for (store, item), count in stock.items():
        left = count - taken.get((store, item), 0)
        if left > 0:
            free.setdefault(store, {})[item] = left
    own, rules = own_stores(list(free), items, now.astimezone(BEIJING).date()), figures()
    rows = [(stores[key], covered(lines, free[key]), key in own) for key in free]
    reached = reach(found.lon, found.lat, rows, rules, len(lines))
    return [_source(stores[one.candidate.key], one, lines, free, rules) for one in reached]


def covered(lines: Sequence[MoveLine], free: dict[int, int]) -> int:
    """How many of the lines a store gives in full."""
    return sum(free.get(line.item_id, 0) >= line.asked for line in lines)


def reach(
    lon: float | None,
    lat: float | None,
    rows: Sequence[tuple[Any, int, bool]],
    rules: Figures,
    wanted: int = 0,
) -> Sequence[Reached]:
    """Rank records of the register by who can be at a place first; rows of (record, covers, own)."""
    placed = [row for row, _covers, _own in rows if row.lon is not None and lon is not None and lat is not None]
    net = road_net(rules.speed) if placed else None
    roads: dict[int, float | None] = {}
    if net is not None and lon is not None and lat is not None:
        found = net.minutes((lon, lat), [(row.lon, row.lat) for row in placed])
        roads = {row.pk: minutes for row, minutes in zip(placed, found, strict=True)}
    candidates = [
        Candidate(
            key=row.pk,
            name=row.name,
            metres=None if row not in placed else distance_m(lon, lat, row.lon, row.lat),  # type: ignore[arg-type]
            road_minutes=roads.get(row.pk),
            own=own,
            covers=covers,
        )
        for row, covers, own in rows
    ]
    return rank(candidates, rules, wanted)


def _source(
    store: Any, one: Reached, lines: Sequence[MoveLine], free: dict[int, dict[int, int]], rules: Figures
) -> Source:
    shares = [(line, min(free[store.pk].get(line.item_id, 0), line.asked)) for line in lines]
    return Source(store, one, shares, why(one, rules, len(lines)))


def why(one: Reached, rules: Figures, wanted: int = 0) -> str:
    """``3 种都够，自有，约 42 分钟（直线 12.0 公里 ×1.4，没有路网）``."""
    parts = []
    if wanted:
        full = _("{n} 种都够") if one.candidate.covers == wanted else _("{n} 种里 {k} 种够")
        parts.append(full.format(n=wanted, k=one.candidate.covers))
        parts.append(_("自有") if one.candidate.own else _("协议储备"))
    return "，".join([*parts, way(one, rules)])


def way(one: Reached, rules: Figures) -> str:
    """How the minutes were found."""
    if one.minutes is None:
        return _("没有坐标，算不出多久到")
    if one.by == "road":
        return _("约 {n} 分钟（按已载入的路网，含准备 {p} 分钟）").format(n=one.minutes, p=rules.pack_minutes)
    kilometres = f"{(one.candidate.metres or 0) / 1000:.1f}"
    words = _("约 {n} 分钟（直线 {k} 公里 ×{f}，{s} 公里/时，含准备 {p} 分钟）")
    return words.format(n=one.minutes, k=kilometres, f=rules.road_factor, s=rules.speed, p=rules.pack_minutes)


def reach_words(found: Move, store: Any) -> str:
    """How far a store is from where a move goes, as said when it was chosen."""
    rules = figures()
    return way(reach(found.lon, found.lat, [(store, 0, True)], rules)[0], rules)[:200]


def picked_of(stores: Iterable[int]) -> dict[int, int]:
    """What is picked and has not left, by batch."""
    rows = Pick.objects.filter(line__move__from_store_id__in=list(stores), line__move__state=MoveState.PICKED)
    return dict(rows.values_list("batch_id").annotate(n=Sum("quantity")).order_by())
