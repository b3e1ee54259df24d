"""The ledger of rewards."""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.tips.models import Reward
from qianshao.tips.states import RewardState

if TYPE_CHECKING:
    from django.db.models import QuerySet


APPROVE = "tips.approve"


def rewards(scope: Scope, *, state: str = "", year: int = 0) -> "QuerySet[Any]":
    """The newest first."""
    rows = Reward.objects.within(scope).select_related("tip", "tip__hazard").order_by("-id")
    if state in set(RewardState):
        rows = rows.filter(state=state)
    return rows.filter(proposed_at__year=year) if 2000 <= year < 2200 else rows


def reward_sums(scope: Scope, *, year: int = 0) -> dict[str, dict[str, int]]:
    """How many and how much by state."""
    found = rewards(scope, year=year).order_by().values("state").annotate(n=Count("id"), yuan=Sum("amount"))
    sums = {row["state"]: {"n": row["n"], "yuan": row["yuan"] or 0} for row in found}
    return {state.value: sums.get(state.value, {"n": 0, "yuan": 0}) for state in RewardState}


def reward_of(scope: Scope, reward_id: int) -> Reward:
    """One reward.

    Raises:
        NotFound: none in the scope.
    """
    found: Reward | None = rewards(scope).filter(pk=reward_id).first()
    if found is None:
        raise NotFound("reward.unknown", _("没有找到这笔奖励，或不在您的辖区。"))
    return found


def rewards_to_decide(scope: Scope) -> "QuerySet[Any]":
    """Proposals that wait for this person's decision, by number alone: for the rail."""
    mine = Scope({path: acts for path, acts in scope.grants.items() if APPROVE in acts}, scope.reason, scope.whole)
    return Reward.objects.within(mine).filter(state=RewardState.PROPOSED).values_list("pk")
