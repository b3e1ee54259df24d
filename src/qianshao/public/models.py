"""The numbers of offices that answer at night."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.scope import ScopedManager


class DutyLine(models.Model):
    """An office's telephone, shown to everybody. ``phone`` is never a mobile number (``rules.line_fault``)."""

    division_path = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=20)
    hours = models.CharField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("division_path", "name"), condition=Q(is_active=True), name="duty_line_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.phone}"
