"""What a phone keeps of evacuations: running orders with the people of its holder's area."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.evacuation.models import Door, Evacuee, Order
from qianshao.evacuation.selectors.balance import occupancy
from qianshao.evacuation.selectors.orders import running
from qianshao.evacuation.states import DoorState
from qianshao.people.rules import household_code
from qianshao.people.selectors import needs_by_code

#: A village has some hundreds of people in danger zones; a desk user's phone is not a county's ledger.
MOST_PEOPLE = 5_000


def evacuation_rows(scope: Scope, _actor: Actor, _now: datetime) -> list[dict[str, Any]]:
    """Running orders, each with its people of the scope's areas, special needs first."""
    needs = {code: need.name for code, need in needs_by_code().items()}
    found = []
    for order in running(scope):
        people = Evacuee.objects.within(scope).filter(order=order)
        rows = list(people.order_by("-moves_first", "division_path", "household_id", "id")[:MOST_PEOPLE])
        doors = _doors(scope, order)
        found.append(_order(order) | {"people": _people(rows, needs, doors)})
    return found


def _doors(scope: Scope, order: Order) -> dict[int, Any]:
    rows = Door.objects.within(scope).filter(order=order, state=DoorState.OPEN)
    return {door.household_id: door for door in rows.only("household_id", "due_at", "level", "visits")}


def _order(order: Order) -> dict[str, Any]:
    return {
        "order": order.pk,
        "title": order.title,
        "hazard": order.hazard,
        "colour": order.colour,
        "basis": order.basis,
        "state": order.state,
        "deadline": order.deadline.isoformat(),
        "is_drill": order.is_drill,
        "may_return": order.state == "all_clear",
        "zones": [
            {"name": zone.name, "kind": zone.kind, "route": zone.route, "shelter": zone.shelter}
            for zone in order.zones.all()
        ],
    }


def _people(rows: Iterable[Evacuee], needs: dict[str, str], doors: dict[int, Any]) -> list[dict[str, Any]]:
    return [_person(row, needs, doors.get(row.household_id or 0)) for row in rows]


def _person(row: Evacuee, needs: dict[str, str], door: Any) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "name": row.name,
        "household": row.household_id,
        "household_name": row.head_name,
        "initials": row.initials,
        "code": household_code(row.household_id) if row.household_id else "",
        "address": row.address,
        "phone": row.phone,
        "state": row.state,
        "heads": row.heads,
        "disputed": row.disputed,
        "needs": [needs.get(code, code) for code in row.need_codes],
        "moves_first": row.moves_first,
        "guardian": row.guardian_name,
        "guardian_id": row.guardian_id,
        "helper": row.helper,
        "vehicle": row.vehicle,
        "shelter": row.planned_shelter_id,
        "at": row.shelter_id,
        "due_at": door.due_at.isoformat() if door and door.due_at else None,
        "level": door.level if door else 0,
        "visits": door.visits if door else 0,
    }


def occupancy_rows(scope: Scope, _actor: Actor, _now: datetime) -> list[dict[str, Any]]:
    """People by shelter, of real orders and of drills."""
    real, drill = occupancy(scope), occupancy(scope, is_drill=True)
    return [
        {"shelter": key, "people": real.get(key, 0), "drill": drill.get(key, 0)}
        for key in sorted(real.keys() | drill.keys())
    ]
