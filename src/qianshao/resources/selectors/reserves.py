"""What is promised, by whom, until when."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.resources.models import Reserve
from qianshao.resources.selectors.areas import where


def reserves(
    scope: Scope, *, mode: str = "", item_id: int | None = None, under: str = "", ended: bool = False
) -> "QuerySet[Any]":
    """Reserves of the scope, by area and holder; ``ended``: also those given up."""
    found = Reserve.objects.within(where(scope)).filter(subtree(under)).select_related("item")
    if mode:
        found = found.filter(mode=mode)
    if item_id is not None:
        found = found.filter(item=item_id)
    return (found if ended else found.filter(is_active=True)).order_by("division_path", "holder", "item__order", "pk")


def standing(scope: Scope, item_id: int, today: date) -> list[Any]:
    """The reserves of an item that hold today."""
    alive = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=today)
    return list(reserves(scope, item_id=item_id).filter(alive, begun))


def reserve_of(scope: Scope, reserve_id: int) -> Reserve:
    """One of them.

    Raises:
        NotFound: none such in the scope.
    """
    rows = Reserve.objects.within(where(scope)).select_related("item")
    found: Reserve | None = rows.filter(pk=reserve_id).first()
    if found is None:
        raise NotFound("reserve.unknown", _("没有找到这项储备，或不在您的辖区"))
    return found
