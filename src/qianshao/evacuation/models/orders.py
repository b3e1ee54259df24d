"""Orders, the zones they name as these were then, and the limits they run by."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.scope import ScopedManager
from qianshao.evacuation.rules.visits import Limits, limits_from
from qianshao.evacuation.states import ORDER_LABELS, OrderState
from qianshao.people.models import DangerZone


class LimitsVersion(models.Model):
    """One version of the minutes between visits; never edited. ``confirmed``: read in a rule, else our default."""

    version = models.PositiveIntegerField(unique=True)
    valid_from = models.DateTimeField()
    first_visit = models.PositiveIntegerField()
    after_nobody = models.PositiveIntegerField()
    after_refused = models.PositiveIntegerField()
    after_notified = models.PositiveIntegerField()
    after_pickup = models.PositiveIntegerField()
    pass_up = models.PositiveIntegerField()
    source = models.TextField(default="", blank=True)
    confirmed = models.BooleanField(default=False)
    published_by = models.CharField(max_length=80, default="", blank=True)

    def __str__(self) -> str:
        return f"v{self.version}"

    def as_limits(self) -> Limits:
        """As the rules take them."""
        return limits_from({name: getattr(self, name) for name in Limits.__slots__})


class Order(models.Model):
    """People of some danger zones must leave. ``limits``: the version in force when it was given, copied."""

    title = models.CharField(max_length=160)
    hazard = models.CharField(max_length=20, default="*")
    colour = models.CharField(max_length=10, default="*")
    basis = models.CharField(max_length=300, default="", blank=True)
    cause_kind = models.CharField(max_length=32, default="", blank=True)
    cause_id = models.BigIntegerField(default=0)
    deadline = models.DateTimeField()
    is_drill = models.BooleanField(default=False)
    division_path = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=OrderState.DRAFT, choices=list(ORDER_LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    salt = models.BigIntegerField()  # makes the uids of this order's rows its own
    limits = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)  # as ordered; people added later are counted in the balance
    households = models.PositiveIntegerField(default=0)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80)
    proposed_by_id = models.BigIntegerField(null=True)
    ordered_at = models.DateTimeField(null=True)
    ordered_by = models.CharField(max_length=80, default="", blank=True)
    ordered_by_id = models.BigIntegerField(null=True)
    all_clear_at = models.DateTimeField(null=True)
    all_clear_by = models.CharField(max_length=80, default="", blank=True)
    all_clear_by_id = models.BigIntegerField(null=True)
    all_clear_basis = models.CharField(max_length=300, default="", blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, default="", blank=True)
    closed_by_id = models.BigIntegerField(null=True)
    close_reason = models.CharField(max_length=300, default="", blank=True)
    unaccounted = models.PositiveIntegerField(default=0)  # at closing
    report = models.JSONField(default=dict)  # the final count by village

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("division_path", "-proposed_at"), name="evacuation_area")]
        constraints: ClassVar = [
            # The same alert proposes once, however often its reaction runs.
            models.UniqueConstraint(
                fields=("cause_kind", "cause_id"),
                condition=Q(cause_id__gt=0) & ~Q(state="dropped"),
                name="evacuation_once_per_cause",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "dropped")) | (Q(ordered_at__isnull=False) & ~Q(ordered_by="")),
                name="evacuation_has_orderer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "dropped", "ordered")) | ~Q(all_clear_by=""),
                name="evacuation_all_clear_by",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(unaccounted=0) | ~Q(close_reason=""),
                name="evacuation_close_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def frozen_limits(self) -> Limits:
        """The minutes this order runs by."""
        return limits_from(self.limits)

    @property
    def subject(self) -> tuple[str, int]:
        """What the journal calls it."""
        return ("evacuation", self.pk)

    def note(self) -> dict[str, Any]:
        """What every journal entry of the order shares."""
        return {"subject": self.subject, "division_path": self.division_path, "is_drill": self.is_drill}


class OrderZone(models.Model):
    """A danger zone as the order found it, read with its order. ``zone_path``: the area it lies in."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="zones")
    zone = models.ForeignKey(DangerZone, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    zone_path = models.CharField(max_length=40)
    trigger_text = models.CharField(max_length=200, default="", blank=True)
    route = models.CharField(max_length=200, default="", blank=True)
    shelter = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        ordering = ("zone_path", "name")
        constraints: ClassVar = [models.UniqueConstraint(fields=("order", "zone"), name="evacuation_zone_once")]

    def __str__(self) -> str:
        return self.name
