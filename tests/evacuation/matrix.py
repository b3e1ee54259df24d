"""An order, a person on it, what is in dispute: one in a given area, for the permission matrix."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from qianshao.divisions.models import Division
from qianshao.evacuation import services
from qianshao.evacuation.models import Alarm, Conflict, Evacuee, Order
from qianshao.people import services as people
from qianshao.people.models import Household
from qianshao.places.services import create_shelter
from tests.cast import SYSTEM, Cast
from tests.cast_people import ensure_dictionary
from tests.evacuation.conftest import ensure_limits, give_order, zone_with


def evacuation(cast: Cast, where: Division) -> Mapping[str, Any]:
    """An order over a danger zone of the area, with one family in it."""
    return {"order_id": _evacuation(cast, where).pk}


def _evacuation(cast: Cast, where: Division) -> Order:
    ensure_dictionary()
    ensure_limits()
    home = people.HouseholdRow("某家", where.path, "某某", "", "13900009999")
    people.import_households(rows=[home], actor=SYSTEM, now=cast.now, is_demo=True)
    made = Household.objects.unscoped("a test sets up").filter(division_path=where.path).latest("pk")
    return give_order(cast, zone_with(cast, [made.pk], where.path))


def _first(order: Order) -> Evacuee:
    found: Evacuee = Evacuee.objects.unscoped("a test looks").filter(order=order).order_by("pk")[0]
    return found


def draft_order(cast: Cast, where: Division) -> Mapping[str, Any]:
    """A draft over a danger zone of the area."""
    zone = zone_with(cast, [], where.path)
    made = services.propose_order(
        zones=[zone], title="某沟", basis="某令", deadline=cast.now, actor=SYSTEM, now=cast.now
    )
    return {"order_id": made.pk}


def evacuee(cast: Cast, where: Division) -> Mapping[str, Any]:
    """One person who must leave."""
    order = _evacuation(cast, where)
    return {"order_id": order.pk, "uid": UUID(_first(order).uid)}


def dispute(cast: Cast, where: Division) -> Mapping[str, Any]:
    """Two reports about one person that knew nothing of each other."""
    found = evacuee(cast, where)
    uid = str(found["uid"])
    for to in ("elsewhere", "nobody"):
        services.mark_people(
            order_id=found["order_id"], uids=[uid], to=to, based_on={uid: []}, actor=SYSTEM, now=cast.now
        )
    conflict = Conflict.objects.unscoped("a test looks").get(order_id=found["order_id"])
    return {"order_id": found["order_id"], "conflict_id": conflict.pk}


def left_early(cast: Cast, where: Division) -> Mapping[str, Any]:
    """Somebody left a shelter before the all-clear."""
    found = evacuee(cast, where)
    row = Alarm.objects.unscoped("a test sets up").create(
        order_id=found["order_id"], kind="left_early", division_path=where.path, key="x", raised_at=cast.now
    )
    return {"order_id": found["order_id"], "alarm_id": row.pk}


def shelter_of_order(cast: Cast, where: Division) -> Mapping[str, Any]:
    """An order, and a shelter of the area."""
    order = _evacuation(cast, where)
    name = f"某校{order.pk}"
    made = create_shelter(name=name, capacity=9, division_path=where.path, actor=SYSTEM, now=cast.now)
    return {"order_id": order.pk, "shelter_id": made.pk}


OBJECTS: dict[str, Callable[[Cast, Division], Mapping[str, Any]]] = {
    "evacuation:order": evacuation,
    "evacuation:launch": draft_order,
    "evacuation:drop": draft_order,
    "evacuation:all-clear": evacuation,
    "evacuation:close": evacuation,
    "evacuation:mark": evacuation,
    "evacuation:add": evacuation,
    "evacuation:person": evacuee,
    "evacuation:reveal": evacuee,
    "evacuation:conflicts": evacuation,
    "evacuation:settle": dispute,
    "evacuation:alarm": left_early,
    "evacuation:shelters": evacuation,
    "evacuation:assign": evacuation,
    "evacuation:compute": evacuation,
    "evacuation:shelter-state": shelter_of_order,
}
