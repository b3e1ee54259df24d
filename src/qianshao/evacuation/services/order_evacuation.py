"""An order is proposed, given or dropped. Giving it copies zones, people, needs and guardians as they are now."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from qianshao.core.actor import Actor
from qianshao.core.errors import Invalid, NotFound
from qianshao.core.scope import inside
from qianshao.core.states import move
from qianshao.core.units import unit
from qianshao.evacuation.models import Order, OrderZone
from qianshao.evacuation.selectors.concerned import area_around
from qianshao.evacuation.services.fill_ledger import fill_ledger
from qianshao.evacuation.services.find import limits_in_force, order_to
from qianshao.evacuation.states import ORDER_MOVES, OrderState
from qianshao.journal.services import record
from qianshao.people.models import DangerZone


@dataclass(frozen=True)
class Draft:
    """What an order says. ``zones``: ids of danger zones; ``division_path`` empty: the smallest area around them."""

    zones: Sequence[int]
    title: str
    deadline: datetime
    hazard: str = "*"
    colour: str = "*"
    basis: str = ""
    cause_kind: str = ""
    cause_id: int = 0
    is_drill: bool = False
    division_path: str = ""


def propose_order(
    *,
    zones: Sequence[int],
    title: str,
    deadline: datetime,
    hazard: str = "*",
    colour: str = "*",
    basis: str = "",
    cause_kind: str = "",
    cause_id: int = 0,
    is_drill: bool = False,
    division_path: str = "",
    actor: Actor,
    now: datetime,
) -> Order:
    """Draft an order for somebody to give. The same cause proposes once: a second call returns the first draft.

    Args:
        zones: ids of danger zones. division_path: the area the order is for; empty: the smallest around the zones
            and every house in them, as far as the actor may order.

    Raises:
        Invalid: no zone, no title, a zone outside the area. NotFound, NotAllowed: not theirs.
    """
    draft = Draft(zones, title, deadline, hazard, colour, basis, cause_kind, cause_id, is_drill, division_path)
    found, path = _settle(draft, "evacuation.propose", actor)
    with unit():
        known = _of_cause(cause_kind, cause_id)
        return known or _propose(draft, found, path, actor, now)


def order_evacuation(
    *,
    zones: Sequence[int],
    title: str,
    deadline: datetime,
    basis: str,
    hazard: str = "*",
    colour: str = "*",
    cause_kind: str = "",
    cause_id: int = 0,
    is_drill: bool = False,
    division_path: str = "",
    actor: Actor,
    now: datetime,
) -> Order:
    """Propose and give in one step; a draft of the same cause is the one that is given.

    Raises:
        Invalid, NotFound, NotAllowed: as ``propose_order`` and ``issue_order``. Stale: that cause has its order.
    """
    draft = Draft(zones, title, deadline, hazard, colour, basis, cause_kind, cause_id, is_drill, division_path)
    found, path = _settle(draft, "evacuation.order", actor)
    with unit():
        order = _of_cause(cause_kind, cause_id) or _propose(draft, found, path, actor, now)
        _issue(order, deadline, basis, title, actor, now)
    return order


def _settle(draft: Draft, action: str, actor: Actor) -> tuple[list[DangerZone], str]:
    """The zones and the area, checked."""
    found = _zones(draft.zones, actor)
    if not found:
        raise Invalid("order.zones", _("请选危险区"))
    if not draft.title.strip():
        raise Invalid("order.title", _("请写转移命令的标题"))
    path = draft.division_path or area_around(found, actor.scope, action)
    actor.demand(action, path)
    if any(not inside(zone.division_path, path) for zone in found):
        raise Invalid("order.area", _("有危险区不在下令的辖区内"))
    return found, path


def _propose(draft: Draft, found: Sequence[DangerZone], path: str, actor: Actor, now: datetime) -> Order:
    order = Order.objects.create(
        title=draft.title.strip()[:160],
        hazard=draft.hazard,
        colour=draft.colour,
        basis=draft.basis.strip()[:300],
        cause_kind=draft.cause_kind,
        cause_id=draft.cause_id,
        deadline=draft.deadline,
        is_drill=draft.is_drill,
        division_path=path,
        salt=secrets.randbits(48),
        proposed_at=now,
        proposed_by=actor.label[:80],
        proposed_by_id=actor.user_id,
    )
    _copy_zones(order, found)
    data = {"title": order.title, "zones": len(found)}
    record(kind="evacuation.proposed", actor=actor, now=now, data=data, **order.note())
    return order


def _zones(ids: Iterable[int], actor: Actor) -> list[DangerZone]:
    wanted = sorted(set(ids))
    found = list(DangerZone.objects.within(actor.scope).filter(pk__in=wanted, is_active=True))
    if len(found) != len(wanted):
        raise NotFound("zone.unknown", _("没有找到这个危险区，或不在您的辖区"))
    return found


def _of_cause(kind: str, key: int) -> Order | None:
    if not key:
        return None
    same = Order.objects.unscoped("the same cause, whoever asks").filter(cause_kind=kind, cause_id=key)
    found: Order | None = same.exclude(state=OrderState.DROPPED).first()
    return found


def _copy_zones(order: Order, zones: Iterable[DangerZone]) -> None:
    OrderZone.objects.bulk_create(
        OrderZone(
            order=order,
            zone=zone,
            kind=zone.kind,
            name=zone.name,
            zone_path=zone.division_path,
            trigger_text=zone.trigger_text,
            route=zone.route,
            shelter=zone.shelter,
        )
        for zone in zones
    )


def issue_order(
    *,
    order_id: int,
    deadline: datetime | None = None,
    basis: str = "",
    title: str = "",
    actor: Actor,
    now: datetime,
) -> Order:
    """Give a drafted order: the ledger and the doors are made in the same commit.

    Raises:
        Invalid: nobody lives in the zones, no basis. Stale: already given or dropped.
    """
    order = order_to("evacuation.order", order_id, actor)
    with unit():
        _issue(order, deadline, basis, title, actor, now)
    return order


def _issue(order: Order, deadline: datetime | None, basis: str, title: str, actor: Actor, now: datetime) -> None:
    basis = basis.strip() or order.basis
    if not basis:
        raise Invalid("order.basis", _("请写下令的依据，如哪条预警、谁的指示"))
    move(
        order,
        ORDER_MOVES["issue"],
        ordered_at=now,
        ordered_by=actor.label[:80],
        ordered_by_id=actor.user_id,
        basis=basis[:300],
        title=title.strip()[:160] or order.title,
        deadline=deadline or order.deadline,
        limits=limits_in_force(now).as_data(),
    )
    counts = fill_ledger(order, now)
    if not counts.people:
        raise Invalid("order.empty", _("选中的危险区里没有登记住户，请先核对名册"))
    _count(
        order,
        counts.people,
        counts.households,
        {"outside": counts.outside.homes, "outside_people": counts.outside.people},
    )
    data = {
        "title": order.title,
        "count": counts.people,
        "households": counts.households,
        "zones": order.zones.count(),
        "outside": counts.outside.homes,
    }
    record(kind="evacuation.ordered", actor=actor, now=now, data=data, **order.note())


def _count(order: Order, people: int, households: int, report: dict[str, Any]) -> None:
    order.total, order.households, order.report = people, households, report
    rows = Order.objects.unscoped("own row").filter(pk=order.pk)
    rows.update(total=people, households=households, report=report)


def drop_order(*, order_id: int, reason: str, actor: Actor, now: datetime) -> Order:
    """A proposal is not taken up; it stays on record.

    Raises:
        Invalid: no reason. Stale: it was given meanwhile.
    """
    order = order_to("evacuation.order", order_id, actor)
    if not reason.strip():
        raise Invalid("order.reason", _("请写理由"))
    with unit():
        move(order, ORDER_MOVES["drop"], close_reason=reason.strip()[:300])
        data = {"title": order.title, "reason": reason.strip()[:120]}
        record(kind="evacuation.dropped", actor=actor, now=now, data=data, **order.note())
    return order
