"""The common cast with three shelters."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import qianshao.places
from qianshao.core.actor import Actor
from qianshao.core.errors import Refusal
from qianshao.core.scope import Scope
from qianshao.places.models import FacilityItem, Shelter, ShelterClass
from qianshao.places.services import create_shelter
from tests.cast import NOW, SYSTEM, Cast, build_cast

DATA = Path(qianshao.places.__file__).parent / "data"
ALL = ("places.view", "places.edit", "places.state", "places.inspect", "places.import", "places.export")


def actor_at(path: str, *actions: str) -> Actor:
    """Somebody with these actions (all of the desk's) in an area."""
    return Actor("user", "吴敏", "desk", scope=Scope({path: frozenset(actions or ALL)}))


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block is refused with exactly this code."""
    with pytest.raises(Refusal) as refusal:
        yield
    assert refusal.value.code == code, str(refusal.value)


def make(path: str, name: str, capacity: int = 100, **more: Any) -> Shelter:
    """A shelter registered by the machine."""
    return create_shelter(name=name, division_path=path, capacity=capacity, actor=SYSTEM, now=NOW, **more)


def ensure_standards() -> None:
    """The shipped classes and checklist again: tests with real transactions end in a flush that takes them away."""
    for model, name in ((ShelterClass, "classes"), (FacilityItem, "facilities")):
        if not model.objects.exists():
            rows = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
            model.objects.bulk_create(model(**row) for row in rows)


@dataclass
class Places:
    """The cast and its shelters."""

    cast: Cast
    school: Shelter
    hall: Shelter
    far: Shelter


def add_shelters(cast: Cast) -> Places:
    """A school and a village hall in the first town, a stadium in the second."""
    ensure_standards()
    school = make(
        cast.village_a1.path,
        "红旗小学",
        300,
        code="SH-001",
        special_capacity=20,
        lon=114.841,
        lat=31.671,
        keeper_name="孙丽丽",
        keeper_phone="13800138000",
        address="红旗村一组",
        base="school",
    )
    hall = make(cast.village_a2.path, "下湾村委会", 60, unsafe_for=["torrent", "geology"], lon=114.86, lat=31.65)
    far = make(cast.town_b.path, "柳河乡文体中心", 500)
    return Places(cast, school, hall, far)


@pytest.fixture
def bare(db: None) -> Places:
    """Shelters in areas without users: quicker where no page is opened."""
    return add_shelters(build_cast(users=()))


@pytest.fixture
def housed(cast: Cast) -> Places:
    """Shelters in the cast with its users: for pages."""
    return add_shelters(cast)


@pytest.fixture
def clerk(bare: Places) -> Actor:
    """The clerk of 青石镇."""
    return actor_at(bare.cast.town_a.path)
