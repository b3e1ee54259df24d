"""The common cast with stock in two stores. A store is only an id here: its record is the registry's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from qianshao.core.actor import Actor
from qianshao.core.errors import Refusal
from qianshao.core.scope import Scope
from qianshao.resources.models import Batch, Item
from qianshao.resources.seed import load_items
from qianshao.resources.services.stock import ensure_batch
from tests.cast import Cast, build_cast

ALL = ("resources.view", "resources.stock", "resources.edit")
STORE, FAR_STORE = 7001, 7002


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block is refused with exactly this code."""
    with pytest.raises(Refusal) as refusal:
        yield
    assert refusal.value.code == code, str(refusal.value)


def keeper_at(path: str, name: str = "吴敏", user_id: int = 1) -> Actor:
    """Somebody who keeps the stores of an area."""
    return Actor("user", name, "desk", user_id=user_id, scope=Scope({path: frozenset(ALL)}))


@dataclass
class Depot:
    """A town's store with an empty batch of blankets, and the keeper of the town."""

    cast: Cast
    keeper: Actor
    blanket: Item
    batch: Batch
    far: Batch


def _batch(item: Item, store: int, path: str) -> Batch:
    return ensure_batch(item=item, store_id=store, store_name=f"仓库{store}", division_path=path)


@pytest.fixture
def depot(db: None) -> Depot:
    """Two empty batches: one in 青石镇, one in 柳河乡."""
    cast = build_cast(users=())
    load_items(Item)
    blanket = Item.objects.get(code="M004")
    near, far = _batch(blanket, STORE, cast.town_a.path), _batch(blanket, FAR_STORE, cast.town_b.path)
    return Depot(cast, keeper_at(cast.town_a.path), blanket, near, far)
