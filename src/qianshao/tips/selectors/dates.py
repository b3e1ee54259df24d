"""Answers that have a date and rewards that wait, for the floor above, which tells people."""

from typing import TYPE_CHECKING, Any

from qianshao.tips.models import Reward, Tip
from qianshao.tips.states import RewardState, TipState

if TYPE_CHECKING:
    from django.db.models import QuerySet


def answers_due() -> "QuerySet[Any]":
    """Tips and hotline cases nobody has answered or taken in, with a date (``due_at``)."""
    rows: QuerySet[Any] = Tip.objects.unscoped("the machine asks for every tip").filter(
        state=TipState.WAITING, due_at__isnull=False
    )
    return rows


def rewards_proposed() -> "QuerySet[Any]":
    """Rewards nobody has decided on, from ``proposed_at``."""
    rows: QuerySet[Any] = Reward.objects.unscoped("the machine asks for every reward").filter(
        state=RewardState.PROPOSED
    )
    return rows.select_related("tip")
