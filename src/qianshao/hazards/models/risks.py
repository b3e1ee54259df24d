"""What is known about a risk point beyond the register: how it was assessed, who holds it, what keeps it down.

The point itself is a record of the register (group ``risk``), named by its ``uid``; the register knows nothing of it.
"""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from qianshao.core.scope import ScopedManager
from qianshao.hazards.states.risks import KEEPER_LABELS, METHOD_LABELS, SORT_LABELS, ControlSort, Keeper, Method


class RiskSheet(models.Model):
    """The present assessment of a risk point. ``score``: D of LEC; null for the matrix. ``tables``: which versions of
    the county's tables it was made with. ``due_at``: when it must be assessed again.
    """

    record_uid = models.UUIDField(unique=True)
    division_path = models.CharField(max_length=40)
    method = models.CharField(max_length=8, choices=list(METHOD_LABELS.items()))
    given = models.JSONField(default=dict)
    score = models.FloatField(null=True)
    colour = models.CharField(max_length=8)
    band = models.CharField(max_length=40, blank=True)
    tables = models.JSONField(default=dict)
    harm = models.CharField(max_length=300, blank=True)
    keeper = models.CharField(max_length=12, choices=list(KEEPER_LABELS.items()))
    keeper_unit = models.CharField(max_length=80, blank=True)
    keeper_person = models.CharField(max_length=40, blank=True)
    assessed_at = models.DateTimeField()
    assessed_by = models.CharField(max_length=80)
    due_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("division_path", "colour"), name="risk_area_colour"),
            models.Index(fields=("due_at",), name="risk_due"),
        ]

    def __str__(self) -> str:
        uid: UUID = self.record_uid
        return str(uid)

    @property
    def method_label(self) -> Any:
        """The method in words."""
        return METHOD_LABELS[Method(self.method)]

    @property
    def keeper_label(self) -> Any:
        """Who holds it, in words."""
        return KEEPER_LABELS[Keeper(self.keeper)]


class RiskAssessment(models.Model):
    """One assessment; they are never changed, the newest counts."""

    sheet = models.ForeignKey(RiskSheet, models.PROTECT, related_name="assessments")
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=80)
    method = models.CharField(max_length=8)
    given = models.JSONField(default=dict)
    score = models.FloatField(null=True)
    colour = models.CharField(max_length=8)
    tables = models.JSONField(default=dict)
    words = models.CharField(max_length=300, blank=True)

    objects = models.Manager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.colour}"


class RiskControl(models.Model):
    """A measure that keeps the risk down, its person, and how often somebody must look whether it still does."""

    sheet = models.ForeignKey(RiskSheet, models.PROTECT, related_name="controls")
    division_path = models.CharField(max_length=40)
    sort = models.CharField(max_length=12, choices=list(SORT_LABELS.items()))
    words = models.CharField(max_length=300)
    person = models.CharField(max_length=40)
    every_days = models.PositiveSmallIntegerField(null=True)
    last_at = models.DateTimeField(null=True)
    last_by = models.CharField(max_length=80, blank=True)
    last_ok = models.BooleanField(default=True)
    next_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        ordering = ("sort", "id")
        indexes: ClassVar = [
            models.Index(fields=("next_at",), name="risk_check_due", condition=models.Q(is_active=True)),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.words}"

    @property
    def sort_label(self) -> Any:
        """The kind of measure in words."""
        return SORT_LABELS[ControlSort(self.sort)]


class RiskCheck(models.Model):
    """Somebody looked whether a measure still holds."""

    control = models.ForeignKey(RiskControl, models.PROTECT, related_name="checks")
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=80)
    is_ok = models.BooleanField()
    words = models.CharField(max_length=300, blank=True)
    hazard_no = models.CharField(max_length=24, blank=True)

    objects = models.Manager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.control_id} {self.at}"
