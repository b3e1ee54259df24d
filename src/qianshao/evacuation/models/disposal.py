"""The end of an order's personal data: due, asked for, destroyed or put off (突发事件应对法 2024, art. 83-85)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from qianshao.core.scope import ScopedManager
from qianshao.evacuation.models.orders import Order

#: What stands where a name stood: pages of closed orders show something.
FORGOTTEN = "—"


class DisposalState(models.TextChoices):
    """Where it stands."""

    DUE = "due", _("该清除了")
    PROPOSED = "proposed", _("待批准")
    POSTPONED = "postponed", _("延期清除")
    DONE = "done", _("已清除")


class DisposalWish(models.TextChoices):
    """What the first of the two persons asks for."""

    DESTROY = "destroy", _("清除个人信息")
    POSTPONE = "postpone", _("延期清除")


class Disposal(models.Model):
    """One for each closed order. ``salt``: the order's, so that a restored older copy is known again.

    ``counts``: what was destroyed. ``scrubbed_at``: when the database file and its log were written anew.
    """

    order = models.OneToOneField(Order, models.CASCADE, related_name="disposal")
    division_path = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=DisposalState.choices, default=DisposalState.DUE)
    version = models.PositiveIntegerField(default=0)
    wish = models.CharField(max_length=10, choices=DisposalWish.choices, blank=True)
    until = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True)
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.CharField(max_length=80, blank=True)
    proposed_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_by_id = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    scrubbed_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="done")
                | models.Q(decided_by_id__isnull=False, proposed_by_id__isnull=False)
                & ~models.Q(decided_by_id=models.F("proposed_by_id")),
                name="disposal_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.state}"
