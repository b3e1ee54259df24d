"""What is asked for at once: lines of text (``红旗村 救灾帐篷 20``) or waiting requests; and who could give it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import Invalid
from qianshao.core.scope import Scope, subtree
from qianshao.divisions.choices import places
from qianshao.registry.models import Record
from qianshao.resources.dispatch.selectors.sources import promised
from qianshao.resources.dispatch.states import MoveState
from qianshao.resources.models import Batch, Item, Minimum, Move, MoveLine
from qianshao.resources.planning.ground import STORES
from qianshao.resources.planning.rules import Need, Store, Village

_TOWN = 16
MOST = 400
_PRESSING = timedelta(hours=6)


def needs(text: str, villages: Sequence[Village]) -> list[Need]:
    """One need for each line: village (with its township where the name is not the only one), item, how many.

    Raises:
        Invalid: a line that cannot be read, a village or item that is not known.
    """
    by_name = _by_name(villages)
    items = dict(Item.objects.values_list("name", "code"))
    found = []
    for number, line in enumerate((row for row in text.splitlines() if row.strip()), start=1):
        parts = line.replace("，", " ").replace(",", " ").split()
        if len(parts) != 3 or not parts[2].isascii() or not parts[2].isdigit() or not 0 < int(parts[2]) < 10**7:
            raise Invalid("serve.line", _("第 {n} 行要写成：村名 物资 数量"), n=number)
        meant, code = by_name.get(parts[0], ()), items.get(parts[1])
        if not meant:
            raise Invalid("serve.village", _("第 {n} 行：没有找到村“{name}”"), n=number, name=parts[0])
        if len(meant) > 1:
            raise Invalid("serve.which", _("第 {n} 行：不止一个村叫“{name}”，请写全"), n=number, name=parts[0])
        if code is None:
            raise Invalid("serve.item", _("第 {n} 行：没有这种物资“{name}”"), n=number, name=parts[1])
        village = meant[0]
        place = (village.lon, village.lat)
        found.append(Need(number, village.name, code, int(parts[2]), *place, area=village.id[:_TOWN]))
    if not 0 < len(found) <= MOST:
        raise Invalid("serve.count", _("写 1 到 {n} 行"), n=MOST)
    return found


def _by_name(villages: Sequence[Village]) -> dict[str, list[Village]]:
    """Villages by their own name and by that of township and village together."""
    full = places([village.id for village in villages])
    found: dict[str, list[Village]] = {}
    for village in villages:
        for name in {village.name, full[village.id]}:
            found.setdefault(name, []).append(village)
    return found


def open_needs(scope: Scope, under: str, now: datetime) -> list[Need]:
    """One need for each line of the requests that wait in an area; drills are left out. ``id`` is the line's.

    Raises:
        Invalid: none waits.
    """
    waiting = Move.objects.within(scope).filter(subtree(under), state=MoveState.REQUESTED, is_drill=False)
    rows = MoveLine.objects.filter(move__in=waiting.values("pk")).select_related("move", "item").order_by("pk")
    found = [_need(row, now) for row in rows[:MOST]]
    if not found:
        raise Invalid("serve.none", _("这个范围现在没有等批的申请"))
    return found


def _need(row: MoveLine, now: datetime) -> Need:
    asked = row.move
    return Need(
        row.pk,
        f"{asked.place} {asked.code}",
        row.item.code,
        row.asked,
        asked.lon,
        asked.lat,
        rank=_rank(asked.needed_by, now),
        area=asked.division_path[:_TOWN],
        never=asked.to_store_id,
    )


def _rank(needed_by: datetime | None, now: datetime) -> int:
    """Needed within some hours: most pressing; a named moment: next; none named: last."""
    if needed_by is None:
        return 3
    return 1 if needed_by - now <= _PRESSING else 2


def stores(scope: Scope, under: str, today: date) -> list[Store]:
    """Stores of an area with what may leave them and the least each keeps. Goods on the road are in none, expired
    ones and those promised to an approved move do not count."""
    stock: dict[int, dict[str, int]] = {}
    least: dict[int, dict[str, int]] = {}
    alive = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    rows = Batch.objects.within(scope).filter(subtree(under), alive, store_id__isnull=False, stock__gt=0)
    for store, code, count in rows.values_list("store_id", "item__code", "stock"):
        mine = stock.setdefault(store, {})
        mine[code] = mine.get(code, 0) + count
    _take_away_promised(stock)
    kept = Minimum.objects.within(scope).filter(store_id__in=list(stock), is_active=True)
    for store, code, count in kept.values_list("store_id", "item__code", "quantity"):
        least.setdefault(store, {})[code] = count
    records = Record.objects.within(scope).filter(pk__in=list(stock), state="active", kind__code__in=STORES)
    return [
        Store(r.pk, r.name, stock[r.pk], least.get(r.pk, {}), r.lon, r.lat, r.division_path[:_TOWN])
        for r in records.order_by("pk")
    ]


def _take_away_promised(stock: dict[int, dict[str, int]]) -> None:
    codes = dict(Item.objects.values_list("pk", "code"))
    for (store, item), count in promised(stock).items():
        mine = stock[store]
        if codes[item] in mine:
            mine[codes[item]] = max(0, mine[codes[item]] - count)
