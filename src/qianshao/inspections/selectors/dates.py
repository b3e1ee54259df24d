"""Visits nobody made, for the floor above, which tells people."""

from typing import Any

from django.db.models import QuerySet

from qianshao.inspections.models import Visit
from qianshao.inspections.states import VisitState


def visits_missed() -> "QuerySet[Any]":
    """Missed visits without a reason (``missed_at``). Sealed ones are in no list."""
    rows: QuerySet[Any] = Visit.objects.unscoped("the machine asks for every visit").filter(
        state=VisitState.MISSED, reason="", missed_at__isnull=False, is_sealed=False
    )
    return rows
