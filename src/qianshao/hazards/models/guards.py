"""Somebody stands by a hazard while something makes it worse: a warning in force, a flood, a crowd."""

from typing import ClassVar

from django.db import models

from qianshao.core.scope import ScopedManager
from qianshao.hazards.models.ledger import Hazard
from qianshao.hazards.states.ledger import GuardState


class Guard(models.Model):
    """A guard of one hazard for one cause (``alert`` and its id): asked for twice, set once.

    ``measure``: what holds while it lasts (临时措施). ``next_look_at``: by when the guard must look again; none is
    asked for after the guard has ended. ``worse_at``: the newest look found it worse.
    """

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="guards")
    division_path = models.CharField(max_length=40)
    cause_kind = models.CharField(max_length=20)
    cause_id = models.CharField(max_length=40)
    cause_label = models.CharField(max_length=120, blank=True)
    measure = models.CharField(max_length=300, blank=True)
    person_id = models.BigIntegerField(null=True)
    person_label = models.CharField(max_length=80, blank=True)
    start_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    every_hours = models.PositiveSmallIntegerField(default=2)
    last_look_at = models.DateTimeField(null=True)
    next_look_at = models.DateTimeField(null=True)
    worse_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default=GuardState.OPEN)
    version = models.PositiveIntegerField(default=0)
    is_drill = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("hazard", "cause_kind", "cause_id"), name="guard_once_for_a_cause"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("cause_kind", "cause_id"), name="guard_cause"),
            models.Index(fields=("next_look_at",), name="guard_due", condition=models.Q(state="open")),
            models.Index(fields=("division_path",), name="guard_open_area", condition=models.Q(state="open")),
            models.Index(
                fields=("hazard",), name="guard_worse", condition=models.Q(state="open", worse_at__isnull=False)
            ),
            models.Index(fields=("person_id",), name="guard_person", condition=models.Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.cause_kind} {self.cause_id}"


class GuardLook(models.Model):
    """The guard was there and looked."""

    guard = models.ForeignKey(Guard, models.PROTECT, related_name="looks")
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    is_worse = models.BooleanField(default=False)
    words = models.CharField(max_length=300, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=80)
    command_id = models.UUIDField(null=True, unique=True)

    objects = models.Manager()

    class Meta:
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return f"{self.guard_id} {self.made_at}"
