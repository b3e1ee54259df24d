"""An order in the common cast: the brook's danger zone in 红旗村 and 下湾村."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

import qianshao.evacuation
from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.evacuation import services
from qianshao.evacuation.models import Evacuee, LimitsVersion, Order
from qianshao.people.models import Household
from qianshao.people.services import create_zone
from tests.cast import NOW, SYSTEM, Cast, build_cast
from tests.cast_people import People, add_people

LIMITS = Path(qianshao.evacuation.__file__).parent / "data/limits.json"


def ensure_limits() -> None:
    """The shipped minutes again: tests with real transactions end in a flush that takes them away."""
    if not LimitsVersion.objects.exists():
        rows = json.loads(LIMITS.read_text(encoding="utf-8"))
        LimitsVersion.objects.bulk_create(LimitsVersion(**row) for row in rows)


def actor_at(path: str, *actions: str, source: str = "desk") -> Actor:
    """Somebody who may do these things there."""
    granted = actions or ("evacuation.view", "evacuation.mark", "evacuation.settle", "evacuation.assign")
    return Actor("user", "吴敏", source, 7, scope=Scope({path: frozenset(granted)}))  # type: ignore[arg-type]


@dataclass
class Evening:
    """The order, and who is on it by name."""

    cast: Cast
    people: People
    zone: int
    order: Order

    def row(self, name: str) -> Evacuee:
        """The ledger's row of a person."""
        found: Evacuee = Evacuee.objects.unscoped("a test looks").get(order=self.order, name=name)
        return found

    def uid(self, name: str) -> str:
        """A person's uid."""
        return self.row(name).uid


def zone_with(cast: Cast, homes: list[int], path: str = "") -> int:
    """A danger zone with these households in it."""
    zone = create_zone(
        kind="torrent", name="青石沟", division_path=path or cast.town_a.path, actor=SYSTEM, now=cast.now
    )
    Household.objects.unscoped("a test sets up").filter(pk__in=homes).update(danger_zone=zone)
    return zone.pk


def give_order(cast: Cast, zone: int, **more: object) -> Order:
    """The zone's people must leave."""
    said = {
        "title": "青石沟转移",
        "basis": "暴雨红色预警",
        "deadline": NOW + timedelta(hours=3),
        "actor": SYSTEM,
        "now": NOW,
    }
    return services.order_evacuation(zones=[zone], **{**said, **more})  # type: ignore[arg-type]


def begin() -> Evening:
    """The cast, four households in the zone, the order given."""
    ensure_limits()
    cast = build_cast(users=())
    people = add_people(cast)
    homes = people.homes
    zone = zone_with(cast, [homes["张有福"], homes["李秀梅"], homes["赵国民"], homes["陈立新"]])
    return Evening(cast, people, zone, give_order(cast, zone))


@pytest.fixture
def evening(db: None) -> Evening:
    return begin()
