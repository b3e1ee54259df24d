"""The common cast with its people."""

from dataclasses import dataclass
from datetime import date

import pytest

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from tests.cast import NOW, Cast, build_cast
from tests.cast_people import People, add_people

TODAY = date(2026, 7, 18)
__all__ = ["NOW", "TODAY"]


@dataclass
class Place:
    """Paths of the sample county by short name."""

    county: str
    town: str
    town2: str
    hongqi: str
    xiawan: str
    hekou: str


@pytest.fixture
def machine() -> Actor:
    return Actor.system("test", source="cli")


@pytest.fixture
def bare(db: None) -> Cast:
    """The areas without users: quicker where no page is opened."""
    return build_cast(users=())


@pytest.fixture
def place(bare: Cast) -> Place:
    areas = (bare.county, bare.town_a, bare.town_b, bare.village_a1, bare.village_a2, bare.village_b1)
    return Place(*(area.path for area in areas))


@pytest.fixture
def people(bare: Cast) -> People:
    return add_people(bare)


@pytest.fixture
def ids(people: People) -> dict[str, int]:
    """Person ids by name."""
    return people.ids


def actor_at(path: str, *actions: str) -> Actor:
    granted = actions or ("people.view", "people.edit", "people.import", "people.export", "people.reveal")
    return Actor("user", "吴敏", "desk", scope=Scope({path: frozenset(granted)}))


@pytest.fixture
def clerk(place: Place) -> Actor:
    """The clerk of 青石镇."""
    return actor_at(place.town)


@pytest.fixture
def peopled(cast: Cast) -> People:
    """The cast with users and people: for pages."""
    return add_people(cast)
