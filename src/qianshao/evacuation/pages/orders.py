"""Orders: in the list, as a heading, as a draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qianshao.core.scope import Scope
from qianshao.divisions.choices import places
from qianshao.evacuation.forms import OrderForm
from qianshao.evacuation.rules.balance import Balance
from qianshao.evacuation.selectors import balances_of, order_of, orders
from qianshao.evacuation.selectors.concerned import Concerned, concerned
from qianshao.evacuation.selectors.desk import open_conflicts
from qianshao.evacuation.states import ORDER_LABELS, OrderState
from qianshao.people.selectors import zones_with_counts

TONES = {OrderState.DRAFT: "wait", OrderState.ORDERED: "run", OrderState.ALL_CLEAR: "ok"}
OVER = (OrderState.ALL_CLEAR, OrderState.CLOSED, OrderState.DISPOSED)
FIRST_HOURS = 3  # a proposed deadline, always open to change
MOST_ORDERS = 200


@dataclass(frozen=True, slots=True)
class OrderHead:
    """One order without its people. ``counts`` is None where nobody is counted yet."""

    id: int
    title: str
    colour: str
    area: str
    basis: str
    state: str
    state_words: str
    tone: str
    is_drill: bool
    is_running: bool
    deadline: datetime
    by: str
    at: datetime
    zones: tuple[str, ...] = ()
    counts: Balance | None = None
    may_order: bool = False
    conflicts: int = 0

    @property
    def inside(self) -> int:
        """Who is not known to be safe."""
        return inside(self.counts) if self.counts else 0


def inside(counts: Balance) -> int:
    """Who is not known to be safe: everybody who should leave and neither arrived nor went home."""
    return counts.should_leave - counts.arrived - counts.returned


def order_url(order_id: int) -> str:
    """The order's page."""
    return reverse("evacuation:order", args=[order_id])


def head_of(order: Any, scope: Scope, *, area: str, counts: Balance | None = None, conflicts: int = 0) -> OrderHead:
    """An order as headings and lists show it."""
    return OrderHead(
        id=order.pk,
        title=order.title,
        colour=order.colour,
        area=area,
        basis=order.basis,
        state=order.state,
        state_words=str(ORDER_LABELS[order.state]),
        tone=TONES.get(order.state, ""),
        is_drill=order.is_drill,
        is_running=order.state == OrderState.ORDERED,
        deadline=order.deadline,
        by=order.ordered_by or order.proposed_by,
        at=order.ordered_at or order.proposed_at,
        zones=tuple(zone.name for zone in order.zones.all()),
        counts=counts,
        may_order=order.state == OrderState.DRAFT and scope.may("evacuation.order", order.division_path),
        conflicts=conflicts,
    )


def heads(found: Iterable[Any], scope: Scope) -> list[OrderHead]:
    """Orders with their places and counts; three queries more for any number of orders."""
    rows = list(found)
    where = places([row.division_path for row in rows])
    counts = balances_of(scope, [row.pk for row in rows])
    disputes: dict[int, int] = {}
    for order_id in open_conflicts(scope).filter(order__in=rows).values_list("order_id", flat=True):
        disputes[order_id] = disputes.get(order_id, 0) + 1
    return [
        head_of(
            row, scope, area=where[row.division_path], counts=counts.get(row.pk), conflicts=disputes.get(row.pk, 0)
        )
        for row in rows
    ]


def list_context(scope: Scope, state: str, *, now: datetime) -> dict[str, Any]:
    """The list: drafts on top, then what runs, or what is over."""
    seen = orders(scope)
    wanted = OVER if state == "over" else (OrderState.ORDERED,)
    live = seen.filter(state=OrderState.ORDERED).count()
    drafts = heads(seen.filter(state=OrderState.DRAFT)[:MOST_ORDERS], scope) if state != "over" else []
    counts = {head.id: draft_count(scope, head.id) for head in drafts}
    return {
        "drafts": [(head, counts[head.id]) for head in drafts],
        "orders": heads(seen.filter(state__in=wanted)[:MOST_ORDERS], scope),
        "tabs": [
            {"key": "", "label": _("正在转移"), "current": state != "over", "count": live},
            {"key": "over", "label": _("已解除和办结"), "current": state == "over", "count": 0},
        ],
        "may_order": scope.may("evacuation.propose"),
        "now": now,
    }


def draft_count(scope: Scope, order_id: int) -> Concerned:
    """Who would be on the ledger of a draft, as registered now; zone by zone."""
    return concerned(order_of(scope, order_id))


def outside_words(homes: int, people: int) -> str:
    """Who lives in the zones but beyond the order's area: empty for nobody."""
    if not homes and not people:
        return ""
    words = _("危险区里另有 {homes} 户 {people} 人住在下令辖区以外，不在这份清单上：请马上报上级，由上级对他们下令。")
    return words.format(homes=f"{homes:,}", people=f"{people:,}")


def zone_rows(scope: Scope, form: OrderForm) -> list[dict[str, Any]]:
    """Zones to choose from, with who lives in them."""
    picked = {str(value) for value in form["zones"].value() or ()}
    zones = list(zones_with_counts(scope))
    where = places([zone.division_path for zone in zones])
    return [
        {
            "id": zone.pk,
            "name": zone.name,
            "kind": zone.get_kind_display(),
            "place": where[zone.division_path],
            "homes": zone.homes,
            "people": zone.people,
            "first": zone.first,
            "trigger": zone.trigger_text,
            "shelter": zone.shelter,
            "picked": str(zone.pk) in picked,
        }
        for zone in zones
    ]


def order_form(scope: Scope, given: Any, *, picked: list[str], now: datetime) -> OrderForm:
    """The form of a draft; zones only where the address names them."""
    choices = [(str(zone.pk), zone.name) for zone in zones_with_counts(scope)]
    first = {"deadline": now + timedelta(hours=FIRST_HOURS), "zones": picked}
    return OrderForm(given, zones=choices, initial=first)


def draft_facts(given: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says, as the verb takes it."""
    return {
        "zones": [int(key) for key in given["zones"]],
        "title": given["title"],
        "colour": given["colour"] or "*",
        "deadline": given["deadline"],
        "basis": given["basis"],
        "is_drill": given["is_drill"],
    }
