"""Rewards: one for a tip, paid once."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from qianshao.core.scope import ScopedManager
from qianshao.tips.models.tips import Tip
from qianshao.tips.states import REWARD_LABELS, REWARD_TONES, RewardState


class Reward(models.Model):
    """A reward in whole yuan. ``rule``: the code of the row of the county's table, ``rule_version`` which version.

    ``code_hash``: keyed hash of the code whoever fetches it names; the code itself was shown once and is nowhere.
    """

    tip = models.ForeignKey(Tip, models.PROTECT, related_name="rewards")
    division_path = models.CharField(max_length=40)
    rule = models.CharField(max_length=24)
    rule_name = models.CharField(max_length=60)
    rule_version = models.PositiveIntegerField()
    fine = models.PositiveBigIntegerField(default=0)
    deaths = models.PositiveIntegerField(default=0)
    amount = models.PositiveBigIntegerField()
    limited = models.CharField(max_length=12, blank=True)
    words = models.CharField(max_length=300, blank=True)
    proposed_by_id = models.BigIntegerField(null=True)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=300, blank=True)
    code_hash = models.CharField(max_length=32, blank=True)
    code_at = models.DateTimeField(null=True)
    paid_by_id = models.BigIntegerField(null=True)
    paid_by = models.CharField(max_length=80, blank=True)
    paid_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=RewardState.PROPOSED, choices=list(REWARD_LABELS.items()))
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("tip",), condition=~Q(state="refused"), name="reward_one_for_a_tip"),
            models.UniqueConstraint(fields=("code_hash",), condition=~Q(code_hash=""), name="reward_code_is_one"),
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True)
                | Q(proposed_by_id__isnull=True)
                | ~Q(decided_by_id=F("proposed_by_id")),
                name="reward_by_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | (Q(paid_at__isnull=False) & Q(decided_at__isnull=False)),
                name="reward_paid_after_approval",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("state", "division_path", "id"), name="reward_list")]

    def __str__(self) -> str:
        return f"{self.tip_id} {self.amount}"

    @property
    def state_label(self) -> Any:
        """The state in words."""
        return REWARD_LABELS[RewardState(self.state)]

    @property
    def tone(self) -> str:
        """The chip of the state."""
        return REWARD_TONES[RewardState(self.state)]
