"""What is asked for at once, as lines of text (``红旗村 救灾帐篷 20``), and the stores that could give it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import Invalid
from qianshao.core.scope import Scope, subtree
from qianshao.divisions.choices import places
from qianshao.registry.models import Record
from qianshao.resources.models import Batch, Item, Minimum
from qianshao.resources.planning.ground import STORES
from qianshao.resources.planning.rules import Need, Store, Village

_TOWN = 16
MOST = 400


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


def stores(scope: Scope, under: str) -> list[Store]:
    """Stores of an area with their stock and the least each keeps; goods on the road are in none."""
    stock: dict[int, dict[str, int]] = {}
    least: dict[int, dict[str, int]] = {}
    rows = Batch.objects.within(scope).filter(subtree(under), store_id__isnull=False, stock__gt=0)
    for store, code, count in rows.values_list("store_id", "item__code", "stock"):
        mine = stock.setdefault(store, {})
        mine[code] = mine.get(code, 0) + count
    kept = Minimum.objects.within(scope).filter(store_id__in=list(stock), is_active=True)
    for store, code, count in kept.values_list("store_id", "item__code", "quantity"):
        least.setdefault(store, {})[code] = count
    records = Record.objects.within(scope).filter(pk__in=list(stock), state="active", kind__code__in=STORES)
    return [
        Store(r.pk, r.name, stock[r.pk], least.get(r.pk, {}), r.lon, r.lat, r.division_path[:_TOWN])
        for r in records.order_by("pk")
    ]
