"""Objects for the permission matrix: stores with a batch of goods."""

from collections.abc import Mapping
from typing import Any

from qianshao.core.scope import Scope
from qianshao.divisions.models import Division
from qianshao.registry.defaults import load_kinds
from qianshao.registry.models import Kind
from qianshao.registry.selectors import records
from qianshao.registry.services import import_records
from qianshao.resources.models import Item
from qianshao.resources.seed import load_items
from qianshao.resources.services.handle import receive
from tests.cast import SYSTEM, Cast
from tests.matrix import Builder

_ALL = Scope.everything("a test builds")


def store(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A store of the area."""
    load_kinds(Kind)  # a flush after real transactions takes them away
    name = f"某仓库{records(_ALL, group='store').count()}"
    rows = [{"name": name, "division_path": where.path}]
    import_records(kind="store", rows=rows, actor=SYSTEM, now=cast.now)
    return {"store_id": records(_ALL, group="store").filter(name=name).get().pk}


def batch(cast: Cast, where: Division) -> Mapping[str, Any]:
    """Goods in a store of the area."""
    load_items(Item)
    row = Item.objects.get(code="M004")
    made = receive(item_id=row.pk, quantity=5, actor=SYSTEM, now=cast.now, **store(cast, where))
    return {"batch_id": made.pk}


def item(cast: Cast, where: Division) -> Mapping[str, Any]:
    """An item of the site; the neighbouring county asks for one there is none of."""
    load_items(Item)
    elsewhere = where.path == cast.neighbour_village.path
    return {"item_id": 0 if elsewhere else Item.objects.first().pk}


OBJECTS: dict[str, Builder] = {
    "resources:store": store,
    "resources:receive": store,
    "resources:count": store,
    "resources:count-book": store,
    "resources:hand-out": batch,
    "resources:item": item,
}
