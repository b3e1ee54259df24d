"""Answers that have a date, for the floor above, which tells people."""

from typing import TYPE_CHECKING, Any

from qianshao.tips.models import Tip
from qianshao.tips.states import TipState

if TYPE_CHECKING:
    from django.db.models import QuerySet


def answers_due() -> "QuerySet[Any]":
    """Tips and hotline cases nobody has answered or taken in, with a date (``due_at``)."""
    rows: QuerySet[Any] = Tip.objects.unscoped("the machine asks for every tip").filter(
        state=TipState.WAITING, due_at__isnull=False
    )
    return rows
