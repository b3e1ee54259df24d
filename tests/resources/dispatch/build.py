"""A county with stores, items and stock, for the tests of dispatch."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from qianshao.core.actor import Actor
from qianshao.core.errors import Refusal
from qianshao.core.scope import Scope
from qianshao.registry.defaults import load_kinds
from qianshao.registry.models import Kind, Record
from qianshao.registry.services import create_record
from qianshao.resources.dispatch import services
from qianshao.resources.models import Batch, Item, Move
from qianshao.resources.services.stock import Post, post_entries
from tests.cast import NOW, SYSTEM, Cast

ALL = (
    "resources.view",
    "resources.stock",
    "resources.request",
    "resources.approve",
    "resources.receive",
    "resources.requisition",
    "resources.money",
    "resources.dispatch_rules",
)


def person(path: str, name: str, number: int, *actions: str) -> Actor:
    """Somebody with these actions (all of them) in an area."""
    return Actor("user", name, "desk", user_id=number, scope=Scope({path: frozenset(actions or ALL)}))


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block is refused with exactly this code."""
    with pytest.raises(Refusal) as refusal:
        yield
    assert refusal.value.code == code, str(refusal.value)


def store(path: str, name: str, lon: float | None = None, lat: float | None = None) -> Record:
    """A store of the register."""
    load_kinds(Kind)
    kind = Kind.objects.filter(group="store").order_by("order")[0]
    values: dict[str, Any] = {"name": name, "division_path": path}
    if lon is not None:
        values |= {"lon": lon, "lat": lat}
    return create_record(kind=kind.code, values=values, actor=SYSTEM, now=NOW)


def item(code: str, name: str, unit: str, *, returnable: bool = False) -> Item:
    """An item of the dictionary."""
    found, _made = Item.objects.get_or_create(
        code=code, defaults={"name": name, "unit": unit, "is_returnable": returnable, "category": "1"}
    )
    return found


def shelve(where: Record, what: Item, count: int, **more: Any) -> Batch:
    """So many of an item on a store's shelf."""
    batch = Batch.objects.create(item=what, store_id=where.pk, division_path=where.division_path, **more)
    with transaction.atomic():
        post_entries([Post(batch.pk, count, "receive")], actor=SYSTEM, now=NOW)
    return batch


@dataclass
class Depot:
    """The cast, two stores, two items, and the people of a move."""

    cast: Cast
    near: Record
    far: Record
    tents: Item
    water: Item
    clerk: Actor
    lead: Actor
    keeper: Actor

    def ask(self, counts: Mapping[Item, int] | None = None, **more: Any) -> Move:
        """The clerk of 青石镇 asks for tents and water."""
        lines = [(row.pk, n) for row, n in (counts or {self.tents: 20, self.water: 100}).items()]
        path = self.cast.village_a1.path
        wanted = services.Wanted(path, "红旗小学安置点", lines, lon=114.841, lat=31.671, **more)
        return services.request_move(wanted=wanted, actor=self.clerk, now=NOW)

    def approved(self, **more: Any) -> Move:
        """The leader gives it from the near store."""
        asked = self.ask(**more)
        return services.approve_move(move_id=asked.pk, store_id=self.near.pk, actor=self.lead, now=NOW)

    def picked(self, **more: Any) -> Move:
        """The keeper chose the batches."""
        return services.pick_goods(move_id=self.approved(**more).pk, actor=self.keeper, now=NOW)

    def carrying(self, **more: Any) -> Move:
        """It is on the road."""
        found = self.picked(**more)
        return services.carry_goods(move_id=found.pk, vehicle="豫S12345", actor=self.keeper, now=NOW)

    def received(self, tents: int = 20, water: int = 100, **more: Any) -> Move:
        """It was counted."""
        found = self.carrying(**more)
        counts = self.counts(found, tents, water)
        reasons = dict.fromkeys(counts, "点数不符")
        return services.receive_goods(move_id=found.pk, counts=counts, reasons=reasons, actor=self.clerk, now=NOW)

    def counts(self, found: Move, tents: int, water: int) -> dict[int, int]:
        """By line, what was counted."""
        wanted = {self.tents.pk: tents, self.water.pk: water}
        return {line.pk: wanted[line.item_id] for line in found.lines.all()}


def depot_of(cast: Cast) -> Depot:
    """Tents come back, water does not; the near store lies in the town, the far one is the county's."""
    near = store(cast.town_a.path, "青石镇储备库", 114.85, 31.66)
    far = store(cast.county.path, "县应急物资库", 114.95, 31.60)
    tents, water = item("M001", "救灾帐篷", "顶", returnable=True), item("M012", "饮用水", "箱")
    for where in (near, far):
        shelve(where, tents, 50, lot="T1")
        shelve(where, water, 300, lot="W1")
    return Depot(
        cast,
        near,
        far,
        tents,
        water,
        clerk=person(cast.town_a.path, "吴敏", 101),
        lead=person(cast.county.path, "李江", 102),
        keeper=person(cast.county.path, "孙明", 103),
    )


def total(what: Item) -> int:
    """All of an item, wherever it is."""
    return sum(Batch.objects.unscoped("the test counts").filter(item=what).values_list("stock", flat=True))
