"""The grading and the checklist, as data a county edits. Where a figure comes from, and how sure it is, is shown."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Axis(models.TextChoices):
    """The dimensions of GB/T 44013-2024 that are chosen from a list; space is ``Space``."""

    LEVEL = "level", _("级别")
    DURATION = "duration", _("时长")
    FUNCTION = "function", _("功能")
    BASE = "base", _("依托设施")


class Certainty(models.TextChoices):
    """How sure we are of a figure's source."""

    CHECKED = "C", _("已核对原文或公开文本")
    SEEN = "W", _("见于公开资料，未核对原文")
    UNVERIFIED = "U", _("未核对，县里自定")


class ShelterClass(models.Model):
    """A class on one axis. ``figures_certainty`` is about the numbers only: they are the county's default, and a
    standard's only where it says so (hazards_to_assessment §5.2: every figure of GB/T 44013 is unverified).

    ``area_per_head``: square metres; ``radius``: metres; ``stay_days``: the longest stay; ``inspect_days``: between
    two inspections.
    """

    axis = models.CharField(max_length=10, choices=Axis.choices)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=30)
    note = models.CharField(max_length=120, blank=True)
    area_per_head = models.FloatField(null=True)
    radius = models.PositiveIntegerField(null=True)
    stay_days = models.PositiveSmallIntegerField(null=True)
    inspect_days = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=120, blank=True)
    certainty = models.CharField(max_length=1, choices=Certainty.choices, default=Certainty.UNVERIFIED)
    figures_certainty = models.CharField(max_length=1, choices=Certainty.choices, default=Certainty.UNVERIFIED)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("axis", "order", "code")
        constraints: ClassVar = [models.UniqueConstraint(fields=("axis", "code"), name="shelter_class_once")]

    def __str__(self) -> str:
        return self.name


class FacilityItem(models.Model):
    """A line of the checklist. ``must``: a fault here means the shelter cannot be used until it is put right.

    ``durations``: class codes the line is asked of; empty: of all.
    """

    code = models.CharField(max_length=20, unique=True)
    group = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    must = models.BooleanField(default=False)
    durations = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=120, blank=True)
    certainty = models.CharField(max_length=1, choices=Certainty.choices, default=Certainty.UNVERIFIED)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name
