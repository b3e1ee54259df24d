"""What is late or waits beside the steps of hazards: guards who have not looked, what they found worse, requests for
more time. Rows are for the floor above, which tells people.
"""

from typing import Any

from django.db.models import Q, QuerySet

from qianshao.core.scope import Scope, subtree
from qianshao.hazards.models import Extension, Guard
from qianshao.hazards.states.ledger import ExtensionState, GuardState


def found_worse(scope: Scope) -> "QuerySet[Any]":
    """Open guards whose newest look found it worse, where this person hands hazards over."""
    here = Q(pk__in=[])
    for path in scope.grants:
        if scope.may("hazards.assign", path or "0") or scope.may("hazards.accept", path or "0"):
            here |= subtree(path) if path else Q(pk__isnull=False)
    rows: QuerySet[Any] = Guard.objects.within(scope).filter(
        here, state=GuardState.OPEN, worse_at__isnull=False, is_drill=False
    )
    return rows.order_by()


def asking_for_time(besides: int | None = None) -> "QuerySet[Any]":
    """Numbers of hazards with an open request for more time; nobody grants their own (``besides``)."""
    rows: QuerySet[Any] = Extension.objects.unscoped("only numbers, and the list they narrow has its scope").filter(
        state=ExtensionState.OPEN
    )
    rows = rows.exclude(asked_by_id=besides) if besides is not None else rows
    return rows.order_by().values("hazard_id")


def guards_on_watch() -> "QuerySet[Any]":
    """Open guards with a time by which they must look (``next_look_at``)."""
    rows: QuerySet[Any] = Guard.objects.unscoped("the machine asks for every guard").filter(
        state=GuardState.OPEN, next_look_at__isnull=False
    )
    return rows.select_related("hazard")


def extensions_waiting() -> "QuerySet[Any]":
    """Requests for more time nobody has answered, from ``asked_at``."""
    rows: QuerySet[Any] = Extension.objects.unscoped("the machine asks for every request").filter(
        state=ExtensionState.OPEN
    )
    return rows.select_related("hazard")
