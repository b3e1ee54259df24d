"""Who may enforce, and what a township may punish."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from qianshao.core.scope import ScopedManager


class Officer(models.Model):
    """An enforcement officer; ``division_path``: the area in which they may act."""

    name = models.CharField(max_length=40)
    certificate = models.CharField(max_length=40, unique=True)
    issuer = models.CharField(max_length=80, blank=True)
    organisation = models.CharField(max_length=80)
    division_path = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_until = models.DateField()
    version = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=80)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from__lte=F("valid_until")), name="enf_officer_valid_for_some_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.certificate}"


class Delegation(models.Model):
    """Matters the province has delegated to a township, by which document, from when until when.

    Never edited: another list of matters is another row; ``valid_until`` is set when it ends.
    """

    division_path = models.CharField(max_length=40)
    town_name = models.CharField(max_length=80)
    document = models.CharField(max_length=120)
    document_no = models.CharField(max_length=60, blank=True)
    matters = models.JSONField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=80)
    ended_by = models.CharField(max_length=80, blank=True)
    end_words = models.CharField(max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_from__lte=F("valid_until")),
                name="enf_delegation_valid_for_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town_name} {self.document}"
