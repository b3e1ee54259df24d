"""Evacuation by village on the map: how many are not known to be safe."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qianshao.core.layers import Feature, Layer, point
from qianshao.core.scope import Scope
from qianshao.divisions.selectors import seats_of
from qianshao.evacuation.selectors import balance, orders
from qianshao.evacuation.states import OrderState


def _villages(scope: Scope, now: datetime) -> Iterator[Feature]:
    """One mark for each village of the running orders, on its seat; amber while anybody is inside, then green."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    names: dict[str, str] = {}
    first: dict[str, int] = {}
    for order in orders(scope, states=(OrderState.ORDERED,)):
        for row in balance(scope, order.pk).rows:
            sums[row.path][0] += row.arrived + row.returned
            sums[row.path][1] += row.should_leave
            names[row.path] = row.name
            first.setdefault(row.path, order.pk)
    for path, (lon, lat) in seats_of(sums).items():
        safe, should = sums[path]
        url = reverse("evacuation:order", args=[first[path]]) + f"?state=all&village={path}"
        tone = "ok" if safe == should else "wait"
        yield Feature(point(lon, lat), names[path], f"{safe:,}/{should:,}", tone, "home-move", url, now)


LAYERS = (Layer("evacuation", _("转移进度"), "evacuation.view", _villages, shown=True),)
