"""Inspections of a shelter, and what it lacks while people are in it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.scope import ScopedManager
from qianshao.places.models.shelters import Shelter


class InspectionResult(models.TextChoices):
    """What the inspection came to."""

    GOOD = "good", _("可以用")
    FAULTS = "faults", _("有缺项，可以用")
    UNFIT = "unfit", _("必备项有问题，暂不能用")


class Inspection(models.Model):
    """One look at a shelter. ``results``: ``[{code, name, must, ok, note}]``, the checklist as it was then.

    ``evidence``: ids of photos, which may arrive later. ``next_due``: what its class asked for then.
    """

    shelter = models.ForeignKey(Shelter, on_delete=models.CASCADE, related_name="inspections")
    division_path = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_id = models.BigIntegerField(null=True)
    result = models.CharField(max_length=8, choices=InspectionResult.choices)
    results = models.JSONField(default=list)
    faults = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(max_length=500, blank=True)
    evidence = models.JSONField(default=list)
    next_due = models.DateField(null=True)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("shelter", "-at"), name="inspection_of")]

    def __str__(self) -> str:
        return f"{self.shelter_id} {self.result}"


class NeedKind(models.TextChoices):
    """What may be lacking (五有: food, clothes, a safe dwelling, clean water, timely medicine)."""

    WATER = "water", _("饮用水")
    FOOD = "food", _("食品")
    MEDICINE = "medicine", _("药品")
    BEDDING = "bedding", _("被褥衣物")
    MEDIC = "medic", _("医护人员")
    POWER = "power", _("电和照明")
    TOILET = "toilet", _("厕所卫生")
    BABY = "baby", _("婴幼儿用品")
    TRANSPORT = "transport", _("车辆")
    OTHER = "other", _("其他")


class ShelterNeed(models.Model):
    """Something a shelter lacks, open until somebody answers what is done about it."""

    shelter = models.ForeignKey(Shelter, on_delete=models.CASCADE, related_name="wants")
    division_path = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=NeedKind.choices)
    words = models.CharField(max_length=200, blank=True)
    is_urgent = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=("division_path", "asked_at"), name="need_open", condition=Q(answered_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.shelter_id} {self.kind}"
