"""Tables of dangers seen."""

from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.scope import ScopedManager
from qianshao.hazards.states.sightings import (
    ACT_LABELS,
    OPEN,
    STATE_LABELS,
    STATE_TONES,
    TRAPPED_LABELS,
    SightingState,
    Trapped,
)


class KindSet(models.Model):
    """The dictionary of dangers: one version of it. Never edited in place; a report copies the name it was given."""

    version = models.PositiveIntegerField(unique=True)
    valid_from = models.DateTimeField()
    kinds = models.JSONField()
    source = models.CharField(max_length=400, blank=True)
    published_by = models.CharField(max_length=80)

    objects = models.Manager()

    def __str__(self) -> str:
        return f"v{self.version}"


class Sighting(models.Model):
    """One report of danger (险情). Photos are evidence of the subject ("sighting", id).

    ``made_at`` is the reporter's clock, ``received_at`` ours. ``lon``, ``lat`` in WGS-84 degrees, ``accuracy`` in
    metres. ``same_as``: an officer says that it is the danger of that report; both stay in the list.
    """

    kind = models.CharField(max_length=20)
    kind_name = models.CharField(max_length=40)
    trapped = models.CharField(max_length=8, blank=True, choices=list(TRAPPED_LABELS.items()))
    trapped_count = models.PositiveIntegerField(null=True)
    place = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=500, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)
    photos = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    reporter_id = models.BigIntegerField(null=True)
    reporter_label = models.CharField(max_length=80)
    source = models.CharField(max_length=12)
    command_id = models.UUIDField(null=True, unique=True)
    division_path = models.CharField(max_length=40)
    is_drill = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=SightingState.NEW, choices=list(STATE_LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="others")
    handled_at = models.DateTimeField(null=True)
    handled_by = models.CharField(max_length=80, blank=True)
    handled_words = models.CharField(max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(trapped_count__isnull=True) | Q(trapped="yes"), name="sighting_count_means_yes"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("handled", "false")) | ~Q(handled_words=""), name="sighting_ended_with_words"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("division_path", "-received_at"), name="sighting_area"),
            models.Index(fields=("received_at",), name="sighting_open", condition=Q(state__in=("new", "verified"))),
        ]

    def __str__(self) -> str:
        return self.kind_name

    @property
    def tone(self) -> str:
        """The chip of the state."""
        return STATE_TONES[SightingState(self.state)]

    @property
    def state_label(self) -> Any:
        """The state in words."""
        return STATE_LABELS[SightingState(self.state)]

    @property
    def trapped_label(self) -> Any:
        """Whether people are trapped, in words."""
        return TRAPPED_LABELS[Trapped(self.trapped)]

    @property
    def is_open(self) -> bool:
        """Whether somebody must still do something."""
        return self.state in OPEN

    @property
    def is_urgent(self) -> bool:
        """Open, and people are trapped."""
        return self.is_open and self.trapped == Trapped.YES

    @property
    def delay(self) -> timedelta:
        """How long it lay on the phone."""
        return max(self.received_at - self.made_at, timedelta(0))


class SightingAct(models.Model):
    """What an officer did about a report. Append-only."""

    sighting = models.ForeignKey(Sighting, models.CASCADE, related_name="acts")
    act = models.CharField(max_length=10)
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=80)

    objects = models.Manager()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return str(ACT_LABELS.get(self.act, self.act))
