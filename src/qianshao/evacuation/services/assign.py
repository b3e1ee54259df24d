"""Who helps whom, in which vehicle, to which shelter; a hand's choice is not overwritten by a computed one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound
from qianshao.core.units import unit
from qianshao.evacuation.models import Evacuee, Order
from qianshao.evacuation.rules.areas import common_area
from qianshao.evacuation.services.find import live_order
from qianshao.evacuation.services.reports import lock_rows
from qianshao.evacuation.services.shelters import facts_of
from qianshao.journal.services import record

_INNER = "each row's area was checked"


def assign_help(
    *, order_id: int, uids: Sequence[str], helper: str = "", vehicle: str = "", actor: Actor, now: datetime
) -> int:
    """Name the helper, the vehicle or both (派人派车). What is left empty stays. Returns for how many people.

    Raises:
        Invalid: neither named, nobody chosen. NotFound, NotAllowed: not theirs.
    """
    named = {name: text.strip()[:60] for name, text in (("helper", helper), ("vehicle", vehicle)) if text.strip()}
    if not named or not uids:
        raise Invalid("help.empty", _("请选人，并填帮扶人或车辆"))
    with unit():
        order = live_order(order_id)
        rows = lock_rows(order, uids)
        if len(rows) < len(set(uids)):
            raise NotFound("evacuee.unknown", _("没有找到这个人，请刷新后再看"))
        for path in sorted({row.division_path for row in rows.values()}):
            actor.demand("evacuation.assign", path)
        own = Evacuee.objects.unscoped(_INNER).filter(pk__in=[row.pk for row in rows.values()])
        own.update(**named, help_by_hand=True)
        note = order.note() | {"division_path": common_area(row.division_path for row in rows.values())}
        data = {"count": len(rows), "uids": sorted(rows)}
        record(kind="evacuation.assigned", actor=actor, now=now, data=data, **note)
    return len(rows)


def assign_shelter(
    *,
    order_id: int,
    household_ids: Sequence[int],
    shelter_id: int | None,
    by_hand: bool = True,
    actor: Actor,
    now: datetime,
) -> int:
    """Say where households are to go; None takes the plan away. Returns how many households it concerns.

    Raises:
        Invalid: no household, a shelter that does not exist. NotFound, NotAllowed: not theirs.
    """
    if not household_ids:
        raise Invalid("shelter.households", _("请选户"))
    with unit():
        order = live_order(order_id)
        plan = dict.fromkeys(household_ids, shelter_id)
        if shelter_id is not None and facts_of(shelter_id) is None:
            raise NotFound("shelter.unknown", _("没有找到这个安置点"))
        count = place_households(order, plan, {}, by_hand=by_hand, actor=actor)
        data = {"households": count, "shelter": shelter_id, "by_hand": by_hand}
        record(kind="evacuation.sheltered", actor=actor, now=now, data=data, **order.note())
    return count


def place_households(
    order: Order, plan: Mapping[int, int | None], reasons: Mapping[int, str], *, by_hand: bool, actor: Actor
) -> int:
    """Write a plan; what somebody chose by hand is only changed by hand."""
    rows = Evacuee.objects.unscoped(_INNER).filter(order=order, household__in=plan)
    paths = sorted(set(rows.values_list("division_path", flat=True)))
    if not paths:
        raise NotFound("household.unknown", _("没有找到这一户"))
    for path in paths:
        actor.demand("evacuation.assign", path)
    if not by_hand:
        rows = rows.filter(planned_by_hand=False)
    changed = set(rows.values_list("household_id", flat=True))
    groups: dict[tuple[int | None, str], list[int]] = {}
    for household in changed:
        groups.setdefault((plan[household], reasons.get(household, "")[:200]), []).append(household)
    for (shelter, reason), households in groups.items():
        # A chosen "nowhere" is the machine's to fill again.
        hand = by_hand and shelter is not None
        rows.filter(household__in=households).update(
            planned_shelter_id=shelter, planned_by_hand=hand, planned_reason=reason
        )
    return len(changed)
