"""Which closed orders still hold personal data."""

from typing import Any

from django.db.models import QuerySet

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.evacuation.models import Disposal, Evacuee, Order
from qianshao.evacuation.models.disposal import FORGOTTEN
from qianshao.evacuation.states import OrderState

ACTIONS = ("evacuation.dispose", "evacuation.dispose_approve")
_OVER = (OrderState.CLOSED, OrderState.DISPOSED)


def where(scope: Scope) -> Scope:
    """The part of the scope in which one may dispose or approve."""
    if scope.whole:
        return scope
    return Scope({path: actions for path, actions in scope.grants.items() if actions & set(ACTIONS)})


def closed_orders(scope: Scope) -> "QuerySet[Any]":
    """Closed orders, newest first, each with its ``disposal`` where there is one."""
    rows = Order.objects.within(where(scope)).filter(state__in=_OVER)
    return rows.select_related("disposal").order_by("-closed_at", "-pk")


def closed_order(scope: Scope, order_id: int) -> Order:
    """One of them.

    Raises:
        NotFound: none such in the scope.
    """
    found: Order | None = closed_orders(scope).filter(pk=order_id).first()
    if found is None:
        raise NotFound("order.unknown", "没有找到这次转移，或还没有办结")
    return found


def disposal_of(order: Order) -> Disposal | None:
    """How far its disposal is."""
    found: Disposal | None = getattr(order, "disposal", None)
    return found


def people_held(order: Order) -> int:
    """How many rows of its ledger still name somebody; a visitor may be known by nothing but a name."""
    rows = Evacuee.objects.unscoped("of an order that was found in scope").filter(order=order)
    return rows.exclude(name=FORGOTTEN, address="", phone="", head_name="", household=None).count()
