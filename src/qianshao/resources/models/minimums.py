"""How much should be there, the county's figures, and what is to be bought again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.scope import ScopedManager
from qianshao.resources.models.items import Certainty, Item


class Minimum(models.Model):
    """The least stock of an item in a store, or (no store) in an area as a whole."""

    division_path = models.CharField(max_length=40)
    store_id = models.BigIntegerField(null=True)
    store_name = models.CharField(max_length=80, blank=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="minimums")
    quantity = models.PositiveIntegerField()
    source = models.CharField(max_length=120, blank=True)
    certainty = models.CharField(max_length=1, choices=Certainty.choices, default=Certainty.UNVERIFIED)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("division_path", "item"), name="minimum_area")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("store_id", "item"), condition=Q(store_id__isnull=False), name="minimum_store_once"
            ),
            models.UniqueConstraint(
                fields=("division_path", "item"), condition=Q(store_id__isnull=True), name="minimum_area_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} ≥ {self.quantity}"


class Policy(models.Model):
    """A county's figures; every default is the county's to change, none is a standard.

    ``two_persons``: a stock-taking is confirmed by somebody else. ``count_days``: between two stock-takings;
    ``window_days``: use is measured over them; ``horizon_days``: how far a forecast looks; ``refill_days``: until
    what was used is back; ``warn_days``: expiry is warned of so many days before.
    """

    division_path = models.CharField(max_length=40, unique=True)
    two_persons = models.BooleanField(default=True)
    count_days = models.PositiveSmallIntegerField(default=180)
    window_days = models.PositiveSmallIntegerField(default=365)
    horizon_days = models.PositiveSmallIntegerField(default=365)
    refill_days = models.PositiveSmallIntegerField(default=30)
    warn_days = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.division_path


class Refill(models.Model):
    """Goods that fell below the minimum and are to be bought again by a day (clause S1-011, ledger X-04)."""

    division_path = models.CharField(max_length=40)
    store_id = models.BigIntegerField()
    store_name = models.CharField(max_length=80)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="refills")
    minimum = models.PositiveIntegerField()
    stock_then = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    why = models.CharField(max_length=120, blank=True)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("division_path", "due_on"), name="refill_open", condition=Q(closed_at__isnull=True))
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("store_id", "item"), condition=Q(closed_at__isnull=True), name="refill_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.store_name} {self.item_id}"
