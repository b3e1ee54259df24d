"""Draws and the list of inspectors."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from qianshao.core.scope import Scope, ScopedManager, ScopedQuerySet
from qianshao.inspections.states import DRAW_LABELS, DRAWN, KIND_LABELS, DrawState


class DrawQuerySet(ScopedQuerySet):
    """A draw with sealed visits is its maker's alone."""

    def within(self, scope: Scope) -> Self:
        """The rows of the scope's areas that are not sealed."""
        return super().within(scope).filter(is_sealed=False)

    def known_to(self, scope: Scope, user_id: int | None) -> Self:
        """Also the sealed ones this person made."""
        mine = Q(maker_id=user_id) if user_id is not None else Q(pk__in=[])
        return super().within(scope).filter(Q(is_sealed=False) | mine)


class Draw(models.Model):
    """Places and inspectors by chance, or places named by the maker. ``pool``: everybody and everything that could
    have been drawn; ``result``: what was; with ``seed`` anybody can draw again and compare.
    """

    no = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=12, choices=[(one.value, KIND_LABELS[one]) for one in DRAWN])
    title = models.CharField(max_length=60)
    division_path = models.CharField(max_length=40)
    place_class = models.CharField(max_length=24)
    place_class_name = models.CharField(max_length=40)
    wanted = models.PositiveSmallIntegerField()
    each = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    pool = models.JSONField()
    result = models.JSONField()
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    maker_id = models.BigIntegerField(null=True)
    maker_label = models.CharField(max_length=80)
    told_at = models.DateTimeField(null=True)
    is_sealed = models.BooleanField(default=True)
    state = models.CharField(max_length=6, default=DrawState.MADE, choices=list(DRAW_LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    void_words = models.CharField(max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(DrawQuerySet)()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("division_path", "-made_at"), name="inspection_draw_area")]

    def __str__(self) -> str:
        return self.no

    @property
    def kind_label(self) -> Any:
        """In words."""
        return dict(KIND_LABELS)[self.kind]  # type: ignore[index]  # a member of the enum is its text

    @property
    def state_label(self) -> Any:
        """In words."""
        return DRAW_LABELS[DrawState(self.state)]


class Inspector(models.Model):
    """Somebody on the list inspectors are drawn from. Who has no certificate, or one that is over, signs no record of
    an inspection.
    """

    user_id = models.BigIntegerField()
    label = models.CharField(max_length=80)
    unit = models.CharField(max_length=80, blank=True)
    certificate = models.CharField(max_length=40, blank=True)
    valid_until = models.DateField(null=True)
    division_path = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("user_id",), name="inspection_inspector_once")]

    def __str__(self) -> str:
        return self.label


class Interest(models.Model):
    """Why an inspector must not go to a place or a unit, as declared by whom. Withdrawn, it stays on file."""

    inspector = models.ForeignKey(Inspector, models.CASCADE, related_name="interests")
    place_uid = models.UUIDField(null=True)
    place_name = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    maker_id = models.BigIntegerField(null=True)
    maker_label = models.CharField(max_length=80, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawer_id = models.BigIntegerField(null=True)
    withdrawer_label = models.CharField(max_length=80, blank=True)
    withdrawn_words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(place_uid__isnull=False) | ~Q(unit=""), name="inspection_interest_of"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_words=""), name="inspection_interest_why"
            ),
        ]

    def __str__(self) -> str:
        return self.unit or self.place_name or str(self.place_uid)
