"""Tables of patrols."""

from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.scope import ScopedManager
from qianshao.hazards.states.sightings import POINT_KINDS


class PatrolPoint(models.Model):
    """A place somebody must look at: within ``every_hours`` of the last time. ``code`` stands in its QR sign."""

    code = models.CharField(max_length=12, unique=True, null=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=list(POINT_KINDS.items()))
    look_for = models.CharField(max_length=200, blank=True)
    division_path = models.CharField(max_length=40)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    every_hours = models.PositiveIntegerField(default=24)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    last_check_at = models.DateTimeField(null=True)
    last_found = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("division_path", "name"), condition=Q(is_active=True), name="patrol_point_name"
            ),
            models.CheckConstraint(condition=Q(every_hours__gte=1), name="patrol_point_every"),
        ]
        indexes: ClassVar = [models.Index(fields=("division_path",), name="patrol_point_area")]

    def __str__(self) -> str:
        return self.name

    @property
    def every(self) -> timedelta:
        """The longest time between two looks."""
        return timedelta(hours=self.every_hours)

    @property
    def kind_label(self) -> Any:
        """What kind of place, in words."""
        return POINT_KINDS.get(self.kind, self.kind)


class CheckIn(models.Model):
    """Somebody was there and looked. ``metres`` from the point, as the phone saw it. Nothing found is news too."""

    point = models.ForeignKey(PatrolPoint, models.PROTECT, null=True, related_name="checks")
    found = models.BooleanField()
    words = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)
    metres = models.FloatField(null=True)
    photos = models.PositiveSmallIntegerField(default=0)
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=80)
    command_id = models.UUIDField(null=True, unique=True)
    division_path = models.CharField(max_length=40)
    is_drill = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("point", "-made_at"), name="check_in_point"),
            models.Index(fields=("division_path", "-received_at"), name="check_in_area"),
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.made_at}"
