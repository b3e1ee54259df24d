"""Objects for the permission matrix: the county's own figures of stock, reserves, and files of stock."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.divisions.models import Division
from qianshao.resources.models import Item, Minimum
from qianshao.resources.seed import load_items
from qianshao.resources.services.import_stock import check_file
from qianshao.resources.services.minimums import put_area_minimum
from qianshao.resources.services.reserves import add_reserve
from tests.cast import SYSTEM, Cast
from tests.matrix import Builder
from tests.matrix_supplies import item


def _item() -> int:
    load_items(Item)
    return int(Item.objects.get(code="M004").pk)


def minimum(cast: Cast, where: Division) -> Mapping[str, Any]:
    """The least an area should have."""
    goods = _item()
    known = Minimum.objects.unscoped("a test").filter(division_path=where.path, item_id=goods).first()
    version = known.version if known else 0
    given = {"item_id": goods, "quantity": 9, "version": version}
    made = put_area_minimum(division_path=where.path, **given, actor=SYSTEM, now=cast.now)
    return {"minimum_id": made.pk}


def reserve(cast: Cast, where: Division) -> Mapping[str, Any]:
    """What a firm of the area promises."""
    values = {"mode": "XY", "holder": "某超市", "quantity": 9, "valid_to": date(2030, 1, 1)}
    values |= {"contact_name": "某某", "contact_phone": "13900100000"}
    made = add_reserve(division_path=where.path, item_id=_item(), values=values, actor=SYSTEM, now=cast.now)
    return {"reserve_id": made.pk}


def file(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A file of stock checked by somebody of the area."""
    clerk = Actor("user", "某某", "desk", scope=Scope({where.path: frozenset({"resources.stock", "resources.view"})}))
    rows = "仓库,物资,数量\n某仓库,毛毯,3\n".encode()
    return {"file_id": check_file(name="台账.csv", data=rows, actor=clerk, now=cast.now).pk}


def file_act(cast: Cast, where: Division) -> Mapping[str, Any]:
    """One to be dropped."""
    return {**file(cast, where), "what": "drop"}


OBJECTS: dict[str, Builder] = {
    "resources:item-edit": item,
    "resources:minimum": minimum,
    "resources:reserve": reserve,
    "resources:reserve-edit": reserve,
    "resources:reserve-end": reserve,
    "resources:reserve-reveal": reserve,
    "resources:import": file,
    "resources:import-problems": file,
    "resources:import-act": file_act,
}
