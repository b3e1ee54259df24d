"""Which household goes to which shelter, computed (places.rules.assign); what was chosen by hand stands."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from qianshao.core.actor import Actor
from qianshao.core.scope import Scope
from qianshao.core.units import unit
from qianshao.divisions.levels import Level
from qianshao.evacuation.models import Evacuee, Order
from qianshao.evacuation.selectors import occupancy
from qianshao.evacuation.services.assign import place_households
from qianshao.evacuation.services.find import live_order
from qianshao.evacuation.states import LIVE, Whereabouts
from qianshao.journal.services import record
from qianshao.places.rules import Household, Plan, Site, assign
from qianshao.places.selectors import shelters_in

#: Whoever is at a shelter, with relatives, back home or struck needs no place any more.
_PLACED = (Whereabouts.SETTLED, Whereabouts.ELSEWHERE, Whereabouts.RETURNED, Whereabouts.STRUCK)
_VILLAGE = 4 * Level.VILLAGE
_WHY = "places taken, whoever takes them"


def plan_shelters(*, order_id: int, actor: Actor, now: datetime) -> Plan:
    """Find a shelter for every household of the actor's area that is still to leave, and write it down.

    Families stay whole: where one of them is at a shelter already, the others follow. The computation runs before the
    transaction, so that nobody waits for it; a choice made by hand meanwhile is not overwritten.

    Raises:
        NotFound, NotAllowed: not theirs. TooLate: the order is over.
    """
    order = live_order(order_id)
    actor.demand("evacuation.assign", "")
    area = _where(actor.scope)
    rows = Evacuee.objects.within(area).filter(order=order, household__isnull=False)
    homes = _households(rows)
    sites = _sites(order, {home.id for home in homes})
    plan = assign(homes, sites)
    going: dict[int, int | None] = {row.household: row.shelter for row in plan.rows}
    lost = {row.household: row.reason for row in plan.unplaced}
    reasons = {row.household: row.reason for row in plan.rows} | lost
    if homes:
        with unit():
            current = live_order(order_id)
            place_households(current, going | dict.fromkeys(lost), reasons, by_hand=False, actor=actor)
            record(kind="evacuation.planned", actor=actor, now=now, data=_data(plan), **current.note())
    return plan


def _where(scope: Scope) -> Scope:
    """The areas in which the actor may say where people go."""
    if scope.whole:
        return scope
    return Scope({path: actions for path, actions in scope.grants.items() if "evacuation.assign" in actions})


def _households(rows: Any) -> list[Household]:
    """Households with people who have no place yet; those who have one are left out of the count."""
    waiting = ~Q(state__in=_PLACED)
    found = (
        rows.order_by()
        .values("household_id", "household__lon", "household__lat")
        .annotate(n=Count("pk", filter=waiting), special=Count("pk", filter=waiting & Q(moves_first=True)))
        .filter(n__gt=0)
    )
    threats = dict(rows.filter(zone__isnull=False).values_list("household_id", "zone__kind").order_by("-pk"))
    areas = dict(rows.values_list("household_id", "division_path").order_by("-pk"))
    fixed = _fixed(rows)
    return [
        Household(
            row["household_id"],
            row["n"],
            row["special"],
            row["household__lon"],
            row["household__lat"],
            threats.get(row["household_id"], ""),
            fixed=fixed.get(row["household_id"]),
            area=areas[row["household_id"]][:_VILLAGE],
        )
        for row in found
    ]


def _fixed(rows: Any) -> dict[int, int]:
    """Where households go without being asked: chosen by hand, else where their own people are."""
    there = rows.filter(state=Whereabouts.SETTLED, shelter_id__isnull=False).order_by("-pk")
    hand = rows.filter(planned_by_hand=True, planned_shelter_id__isnull=False).order_by("-pk")
    return dict(there.values_list("household_id", "shelter_id")) | dict(
        hand.values_list("household_id", "planned_shelter_id")
    )


def _sites(order: Order, planned: Iterable[int]) -> list[Site]:
    """Every shelter of the site with the places that are left.

    Taken: people inside, and those of other households and orders who are on their way by plan.
    """
    inside = occupancy(Scope.everything(_WHY), is_drill=order.is_drill)
    coming, special = _coming(order, set(planned))
    return [
        Site(
            row.pk,
            row.capacity - inside.get(row.pk, 0) - coming[row.pk],
            row.special_capacity - special[row.pk],
            row.lon,
            row.lat,
            frozenset(row.threats),
            row.state,
            row.name,
        )
        for row in shelters_in(Scope.everything("the nearest shelter may lie across the border"))
    ]


def _coming(order: Order, ours: set[int]) -> tuple[dict[int, int], dict[int, int]]:
    everybody = Evacuee.objects.unscoped(_WHY).filter(order__state__in=LIVE, order__is_drill=order.is_drill)
    coming: dict[int, int] = defaultdict(int)
    special: dict[int, int] = defaultdict(int)
    on_the_way = everybody.filter(planned_shelter_id__isnull=False).exclude(state__in=_PLACED)
    for place, other, home, first in on_the_way.values_list(
        "planned_shelter_id", "order_id", "household_id", "moves_first"
    ):
        if other == order.pk and home in ours:
            continue
        coming[place] += 1
        special[place] += first
    settled = everybody.filter(state=Whereabouts.SETTLED, moves_first=True, shelter_id__isnull=False).order_by()
    for place, count in settled.values_list("shelter_id").annotate(n=Count("pk")):
        special[place] += count
    return coming, special


def _data(plan: Plan) -> dict[str, Any]:
    return {
        "households": len(plan.rows),
        "people": plan.placed_people,
        "shelters": len(plan.loads),
        "unplaced": len(plan.unplaced),
        "unplaced_people": plan.unplaced_people,
        "method": plan.method,
        "to_open": list(plan.to_open),
    }
