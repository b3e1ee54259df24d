"""The common cast with a store, a team and a reservoir."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from qianshao.core.actor import Actor
from qianshao.core.errors import Refusal
from qianshao.core.scope import Scope
from qianshao.registry.defaults import load_kinds
from qianshao.registry.models import Kind, Record
from qianshao.registry.services import create_record
from tests.cast import NOW, SYSTEM, Cast, build_cast

EDITOR = ("registry.view", "registry.edit", "registry.ask", "registry.verify", "registry.decide")
BELOW = ("registry.view", "registry.ask", "registry.verify")


def actor_at(path: str, *actions: str, user_id: int | None = None) -> Actor:
    """Somebody with these actions (all of an editor's) in an area."""
    scope = Scope({path: frozenset(actions or EDITOR)})
    return Actor("user", "吴敏", "desk", user_id=user_id, scope=scope)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block is refused with exactly this code."""
    with pytest.raises(Refusal) as refusal:
        yield
    assert refusal.value.code == code, str(refusal.value)


def make(kind: str, path: str, name: str, **more: Any) -> Record:
    """A record written down by the machine."""
    return create_record(kind=kind, values={"name": name, "division_path": path, **more}, actor=SYSTEM, now=NOW)


@dataclass
class Register:
    """The cast and its records."""

    cast: Cast
    store: Record
    team: Record
    reservoir: Record


@pytest.fixture
def register(db: None) -> Register:
    """A store and a team in the first town, a reservoir in the second."""
    load_kinds(Kind)  # tests with real transactions end in a flush that takes them away
    cast = build_cast()
    store = make(
        "store",
        cast.village_a1.path,
        "红旗镇应急物资仓库",
        lon=114.841,
        lat=31.671,
        address="红旗村一组",
        owner_org="红旗镇政府",
        keeper_name="孙丽丽",
        keeper_phone="13800138000",
        key_holder="钱师傅",
        key_phone="13900139000",
        area="120",
    )
    team = make("team_general", cast.town_a.path, "红旗镇综合应急救援队", people=22, duty_phone="0376-6221100")
    reservoir = make("reservoir", cast.town_b.path, "重石水库", lon=114.95, lat=31.70, head_phone="13700137000")
    return Register(cast, store, team, reservoir)
