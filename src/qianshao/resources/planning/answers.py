"""A plan's answer as data to be kept, and as the pages show it again."""

from collections.abc import Sequence
from typing import Any

from qianshao.resources.planning.rules import Circles, Need, Service, Siting, Store


def _km(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def siting_data(plan: Siting) -> dict[str, Any]:
    """A layout of reserve points."""
    return {
        "method": plan.method,
        "gap": round(plan.gap, 6),
        "people": plan.people,
        "limits": list(plan.limits),
        "now": {"near": plan.now.near, "mean": _km(plan.now.mean_km), "far": _km(plan.now.farthest_km)},
        "then": {"near": plan.then.near, "mean": _km(plan.then.mean_km), "far": _km(plan.then.farthest_km)},
        "chosen": [
            {
                "name": row.spot.name,
                "path": row.spot.at,
                "lon": row.spot.lon,
                "lat": row.spot.lat,
                "villages": row.villages,
                "people": row.people,
                "newly": row.newly_near,
                "reason": row.reason,
            }
            for row in plan.chosen
        ],
        "villages": [
            {
                "path": row.village.id,
                "people": row.village.people,
                "now": row.store_now,
                "km_now": _km(row.km_now),
                "then": row.store_then,
                "km_then": _km(row.km_then),
                "saved": _km(row.saved_km),
                "reason": row.reason,
            }
            for row in plan.gains
        ],
    }


def circles_data(found: Circles) -> dict[str, Any]:
    """Fire circles: sums, townships, gaps, proposed stations."""
    return {
        "people": found.people,
        "inside_people": found.inside_people,
        "villages": len(found.reaches),
        "inside_villages": found.inside_villages,
        "then_people": found.then_people,
        "limits": list(found.limits),
        "towns": [
            {
                "path": t.path,
                "villages": t.villages,
                "people": t.people,
                "inside_villages": t.inside_villages,
                "inside_people": t.inside_people,
            }
            for t in found.towns
        ],
        "gaps": [
            {
                "path": g.village.id,
                "people": g.village.people,
                "minutes": None if g.minutes is None else round(g.minutes, 1),
                "reason": g.reason,
            }
            for g in found.gaps
        ],
        "more": [
            {"name": m.spot.name, "path": m.spot.at, "people": m.people, "villages": m.villages} for m in found.more
        ],
    }


def serve_data(service: Service, needs: Sequence[Need], stores: Sequence[Store]) -> dict[str, Any]:
    """Loads and what is lacking; places and stores by name."""
    place, store = {need.id: need.place for need in needs}, {one.id: one.name for one in stores}
    return {
        "method": service.method,
        "limits": list(service.limits),
        "asked": sum(need.quantity for need in needs),
        "served": sum(row.quantity for row in service.loads),
        "loads": [
            {
                "to": place[row.need],
                "from": store[row.store],
                "item": row.item,
                "quantity": row.quantity,
                "minutes": None if row.minutes is None else round(row.minutes),
                "reason": row.reason,
                "line": row.need,
                "store": row.store,
            }
            for row in service.loads
        ],
        "unmet": [
            {"to": place[row.need], "item": row.item, "quantity": row.quantity, "reason": row.reason}
            for row in service.unmet
        ],
    }
