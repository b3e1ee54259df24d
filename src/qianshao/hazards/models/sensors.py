"""Monitoring stations and what they measure."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.scope import ScopedManager
from qianshao.hazards.models.ledger import Hazard
from qianshao.hazards.states.sensing import MARK_LABELS, Mark


class Station(models.Model):
    """A device that measures one quantity at one place; a mast with two gauges is two rows of one code.

    ``last_at``, ``last_value``: the newest reading that was judged, by the device's clock; ``last_mark``: of the one
    that came last. ``watches``: what is known of each threshold (``rules.sensing``); ``is_over``: whether it is over
    one. ``hazard``: the one it found last.
    """

    code = models.CharField(max_length=40)
    quantity = models.CharField(max_length=24)
    name = models.CharField(max_length=80)
    place_name = models.CharField(max_length=120, blank=True)
    division_path = models.CharField(max_length=40)
    lon = models.FloatField()
    lat = models.FloatField()
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    last_value = models.FloatField(null=True)
    last_received_at = models.DateTimeField(null=True)
    last_mark = models.PositiveSmallIntegerField(default=Mark.TAKEN)
    watches = models.JSONField(default=dict)
    is_over = models.BooleanField(default=False)
    hazard = models.ForeignKey(Hazard, models.PROTECT, null=True, related_name="stations")

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("code", "quantity"), name="station_once"),
            models.CheckConstraint(
                condition=Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90), name="station_on_earth"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("division_path", "name"), name="station_area")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_skewed(self) -> bool:
        """Whether its clock is wrong: the newest reading was not of now."""
        return self.last_mark in (Mark.AHEAD, Mark.OLD)


class Reading(models.Model):
    """One value. Never changed (triggers); removed when the county's days have passed. ``ref``: the sender's id."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="readings")
    ref = models.CharField(max_length=64)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    value = models.FloatField()
    mark = models.PositiveSmallIntegerField(default=Mark.TAKEN)

    objects = models.Manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("station", "ref"), name="reading_once")]
        indexes: ClassVar = [
            models.Index(fields=("station", "-at"), name="reading_of_station"),
            models.Index(fields=("received_at",), name="reading_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.at:%Y-%m-%d %H:%M} {self.value:g}"

    @property
    def mark_label(self) -> Any:
        """What it is worth, in words."""
        return MARK_LABELS[Mark(self.mark)]
