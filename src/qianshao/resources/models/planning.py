"""What a county changed of the planners' figures, and plans that were computed and kept."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from qianshao.core.scope import ScopedManager


class Figure(models.Model):
    """The county's own value of a figure of ``data/figures.toml``; figures without a row have the shipped value."""

    code = models.CharField(max_length=30, unique=True)
    value = models.FloatField()
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.code} {self.value:g}"


class PlanKind(models.TextChoices):
    """The three questions."""

    RESERVE = "reserve", _("储备点布局")
    SERVE = "serve", _("多点调运")
    FIRE = "fire", _("消防处置圈")


class PlanRun(models.Model):
    """One computed plan, as it was answered: a plan is a proposal, nothing moves by it."""

    kind = models.CharField(max_length=10, choices=PlanKind.choices)
    division_path = models.CharField(max_length=40)
    asked = models.JSONField(default=dict)
    answer = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    made_by_id = models.BigIntegerField(null=True)
    is_demo = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("division_path", "kind", "-made_at"), name="plan_run_area")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.made_at:%Y-%m-%d %H:%M}"
