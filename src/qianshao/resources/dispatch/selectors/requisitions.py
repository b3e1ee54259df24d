"""Requisitions of a person's areas: the ledger of use, return and compensation (L-RQ)."""

from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.resources.dispatch.states import RequisitionState
from qianshao.resources.models import Requisition


def requisitions(scope: Scope, *, state: str = "") -> "QuerySet[Any]":
    """The scope's, newest first."""
    rows = Requisition.objects.within(scope)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-ordered_at", "-pk")


def requisition_of(scope: Scope, requisition_id: int) -> Requisition:
    """One of them.

    Raises:
        NotFound: there is none in the scope.
    """
    found: Requisition | None = Requisition.objects.within(scope).filter(pk=requisition_id).first()
    if found is None:
        raise NotFound("requisition.unknown", _("没有找到这次征用，或不在您的辖区"))
    return found


def owed(scope: Scope) -> dict[str, int]:
    """Cents assessed and not paid, cents paid, and how many things are still in use."""
    rows = Requisition.objects.within(scope)
    due = rows.filter(state=RequisitionState.ASSESSED).aggregate(total=Sum("assessed_cents"))["total"]
    paid = rows.aggregate(total=Sum("paid_cents"))["total"]
    return {"due": due or 0, "paid": paid or 0, "in_use": rows.filter(state=RequisitionState.TAKEN).count()}
