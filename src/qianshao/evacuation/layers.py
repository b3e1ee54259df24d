"""Evacuation by village on the map: how many are not known to be safe, now or at a moment of the night."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qianshao.core.layers import Feature, Layer, point
from qianshao.core.scope import Scope
from qianshao.divisions.selectors import names_of, seats_of
from qianshao.evacuation.selectors import balance, orders, orders_at, safe_at
from qianshao.evacuation.states import OrderState

#: An order's number, and for each of its villages people safe and people who should leave.
Counted = list[tuple[int, Mapping[str, tuple[int, int]]]]


def _villages(scope: Scope, now: datetime) -> Iterator[Feature]:
    """One mark for each village of the running orders, on its seat; amber while anybody is inside, then green."""
    found: Counted = []
    for order in orders(scope, states=(OrderState.ORDERED,)):
        rows = balance(scope, order.pk).rows
        found.append((order.pk, {row.path: (row.arrived + row.returned, row.should_leave) for row in rows}))
    return _marks(found, now)


def _villages_then(scope: Scope, at: datetime) -> Iterator[Feature]:
    return _marks([(order.pk, safe_at(scope, order.pk, at)) for order in orders_at(scope, at)], at)


def _marks(found: Counted, at: datetime) -> Iterator[Feature]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    first: dict[str, int] = {}
    for key, counts in found:
        for path, (safe, should) in counts.items():
            sums[path][0] += safe
            sums[path][1] += should
            first.setdefault(path, key)
    names = names_of(set(sums))
    for path, (lon, lat) in seats_of(sums).items():
        safe, should = sums[path]
        url = reverse("evacuation:order", args=[first[path]]) + f"?state=all&village={path}"
        tone = "ok" if safe == should else "wait"
        yield Feature(point(lon, lat), names.get(path, ""), f"{safe:,}/{should:,}", tone, "home-move", url, at)


LAYERS = (Layer("evacuation", _("转移进度"), "evacuation.view", _villages, shown=True, past=_villages_then),)
