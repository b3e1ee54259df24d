"""Orders that concern a person."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.divisions.rules import ancestors
from qianshao.evacuation.models import LimitsVersion, Movement, Order
from qianshao.evacuation.states import LIVE


def orders(scope: Scope, *, states: Sequence[str] = ()) -> "QuerySet[Any]":
    """Orders of the scope's areas and those given above them (a county's order is a village's work), newest first."""
    rows = Order.objects.unscoped("an order above the person's area concerns them; its people are cut by area")
    if not scope.whole:
        above = {step for path in scope.paths for step in ancestors(path)}
        rows = rows.filter(scope.filter() | Q(division_path__in=sorted(above)))
    if states:
        rows = rows.filter(state__in=states)
    return rows.prefetch_related("zones").order_by("-proposed_at", "-pk")


def running(scope: Scope) -> list[Order]:
    """Orders that take reports, the nearest deadline first."""
    return list(orders(scope, states=LIVE).order_by("deadline", "pk"))


def order_of(scope: Scope, order_id: int) -> Order:
    """One of them.

    Raises:
        NotFound: none such concerns the person.
    """
    found: Order | None = orders(scope).filter(pk=order_id).first()
    if found is None:
        raise NotFound("order.unknown", _("没有找到这次转移，或不在您的辖区"))
    return found


def movements_of(order_id: int, uid: str) -> list[Movement]:
    """All reports about one person the caller has found in scope, in the order they arrived."""
    return list(Movement.objects.filter(order_id=order_id, uid=uid).order_by("id"))


def limits_versions() -> list[LimitsVersion]:
    """All published versions of the minutes, newest first."""
    return list(LimitsVersion.objects.order_by("-version"))
