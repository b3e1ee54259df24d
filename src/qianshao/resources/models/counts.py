"""Stock-taking: what the books said, what was found, and why it differs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.scope import ScopedManager
from qianshao.resources.models.stock import Batch
from qianshao.resources.states import TAKE_LABELS, TakeState


class StockTake(models.Model):
    """One count of one store. ``counted_by`` found the figures, ``booked_by`` confirmed them (another person, where
    the county says so: ``two_persons`` as it was when the count began).
    """

    store_id = models.BigIntegerField()
    store_name = models.CharField(max_length=80)
    division_path = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=list(TAKE_LABELS.items()), default=TakeState.OPEN)
    two_persons = models.BooleanField(default=True)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=80)
    counted_at = models.DateTimeField(null=True)
    counted_by = models.CharField(max_length=80, blank=True)
    counted_by_id = models.BigIntegerField(null=True)
    booked_at = models.DateTimeField(null=True)
    booked_by = models.CharField(max_length=80, blank=True)
    differing = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("division_path", "-started_at"), name="take_area")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("store_id",), condition=Q(state__in=("open", "counted")), name="take_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.store_name} {self.state}"


class CountLine(models.Model):
    """A batch as counted. ``expected``: the books when the figure was written down."""

    take = models.ForeignKey(StockTake, on_delete=models.CASCADE, related_name="lines")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    expected = models.BigIntegerField()
    counted = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("take", "batch"), name="count_line_once"),
            models.CheckConstraint(condition=Q(counted__isnull=True) | Q(counted__gte=0), name="count_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.counted}"

    @property
    def difference(self) -> int:
        """Found more (+) or less (−) than the books said; 0 while not counted."""
        return 0 if self.counted is None else self.counted - self.expected
