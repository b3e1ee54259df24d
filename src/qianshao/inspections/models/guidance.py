"""Advice from above and from experts: who asked, who came, what they said (S2-044, S5-057, S2-061, S2-062)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.scope import ScopedManager
from qianshao.inspections.states import (
    GUIDANCE_LABELS,
    GUIDANCE_STATE_LABELS,
    GUIDANCE_TONES,
    GuidanceKind,
    GuidanceState,
)


class Guidance(models.Model):
    """One wish for advice and what came of it, or a service that was written down afterwards.

    ``division_path``: the area that is advised. ``who_uid``: the expert's record in the register, where it is one.
    """

    kind = models.CharField(max_length=10, choices=list(GUIDANCE_LABELS.items()))
    division_path = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    words = models.CharField(max_length=500)
    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, null=True, related_name="guidances")
    state = models.CharField(max_length=10, default=GuidanceState.ASKED, choices=list(GUIDANCE_STATE_LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    state_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    asker_id = models.BigIntegerField(null=True)
    asker_label = models.CharField(max_length=80)
    who = models.CharField(max_length=80, blank=True)
    who_org = models.CharField(max_length=80, blank=True)
    who_uid = models.UUIDField(null=True)
    planned_on = models.DateField(null=True)
    answer_words = models.CharField(max_length=300, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    done_on = models.DateField(null=True)
    advice = models.CharField(max_length=1000, blank=True)
    recorded_by = models.CharField(max_length=80, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=GuidanceState.DONE) | (Q(done_on__isnull=False) & ~Q(who="") & ~Q(advice="")),
                name="inspection_guidance_done_says_what",
            )
        ]
        indexes: ClassVar = [models.Index(fields=("division_path", "-asked_at"), name="inspection_guidance_area")]

    def __str__(self) -> str:
        return self.subject

    @property
    def kind_label(self) -> Any:
        """In words."""
        return GUIDANCE_LABELS[GuidanceKind(self.kind)]

    @property
    def state_label(self) -> Any:
        """The state in words."""
        return GUIDANCE_STATE_LABELS[GuidanceState(self.state)]

    @property
    def tone(self) -> str:
        """The chip of the state."""
        return GUIDANCE_TONES[GuidanceState(self.state)]
