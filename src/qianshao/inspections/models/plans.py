"""What is to be visited how often by whom."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.permissions import ROLES
from qianshao.core.scope import ScopedManager
from qianshao.inspections.states import KIND_LABELS, PLANNED


class Plan(models.Model):
    """The places of a class in an area are visited every so many days.

    ``every_days`` null: as the county's table says for the class. ``route``: identifiers of the register in the order
    they are walked; empty: every place of the class. ``assignee_id``: one person; else who holds ``role`` nearest to
    the place. ``next_at``: when the sweep looks at it again.
    """

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=[(one.value, KIND_LABELS[one]) for one in PLANNED])
    place_class = models.CharField(max_length=24)
    place_class_name = models.CharField(max_length=40)
    division_path = models.CharField(max_length=40)
    every_days = models.PositiveSmallIntegerField(null=True)
    starts_on = models.DateField()
    route = models.JSONField(default=list, blank=True)
    role = models.CharField(max_length=20, blank=True, choices=list(ROLES.items()))
    assignee_id = models.BigIntegerField(null=True)
    assignee_label = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    next_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("division_path", "name"), condition=Q(is_active=True), name="inspection_plan_name"
            ),
            models.CheckConstraint(
                condition=Q(every_days__isnull=True) | Q(every_days__gte=1), name="inspection_plan_every"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("next_at",), name="inspection_plan_next", condition=Q(is_active=True))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> Any:
        """In words."""
        return dict(KIND_LABELS)[self.kind]  # type: ignore[index]  # a member of the enum is its text

    @property
    def who(self) -> Any:
        """Whose task it is, in words."""
        return self.assignee_label or ROLES.get(self.role, "")
