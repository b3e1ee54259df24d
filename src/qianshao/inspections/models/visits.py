"""One place, once; what was found there; who signed."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from qianshao.core.ids import uuid7
from qianshao.core.scope import Scope, ScopedQuerySet
from qianshao.inspections.models.draws import Draw
from qianshao.inspections.models.plans import Plan
from qianshao.inspections.states import (
    KIND_LABELS,
    PRESENCE_LABELS,
    RESULT_LABELS,
    STATE_LABELS,
    STATE_TONES,
    VisitState,
)


class VisitQuerySet(ScopedQuerySet):
    """Sealed visits are in no list, whoever asks: forgetting the seal shows nothing."""

    def within(self, scope: Scope) -> Self:
        """The rows of the scope's areas that are not sealed."""
        return super().within(scope).filter(is_sealed=False)

    def known_to(self, scope: Scope, user_id: int | None) -> Self:
        """Also the sealed ones this person made, or was told to go to."""
        seats = Seat.objects.filter(user_id=user_id if user_id is not None else -1).values("visit_id")
        mine = Q(maker_id=user_id) if user_id is not None else Q(pk__in=[])
        told = Q(told_at__isnull=False, pk__in=seats)
        return super().within(scope).filter(Q(is_sealed=False) | mine | told)


class Visit(models.Model):
    """A visit of a place: from due to done or missed.

    ``turn``: the first day of the plan's turn. ``is_sealed``: drawn and not started; see ``VisitQuerySet``. Positions
    in WGS-84 degrees, ``metres`` from the place. ``checklist_version`` and ``items``: the county's check items as
    they were when the visit started. ``code``: the label's code in the register.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="visits")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="visits")
    kind = models.CharField(max_length=12, choices=list(KIND_LABELS.items()))
    place_class = models.CharField(max_length=24)
    place_class_name = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    place_uid = models.UUIDField()
    place_name = models.CharField(max_length=80)
    owner_org = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=10)
    division_path = models.CharField(max_length=40)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    turn = models.DateField()
    order = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    assignee_id = models.BigIntegerField(null=True)
    assignee_label = models.CharField(max_length=80, blank=True)
    is_sealed = models.BooleanField(default=False)
    maker_id = models.BigIntegerField(null=True)
    told_at = models.DateTimeField(null=True)

    state = models.CharField(max_length=10, default=VisitState.DUE, choices=list(STATE_LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    state_at = models.DateTimeField()
    missed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    reason_by = models.CharField(max_length=80, blank=True)
    is_late = models.BooleanField(default=False)

    started_at = models.DateTimeField(null=True)
    starter_id = models.BigIntegerField(null=True)
    starter_label = models.CharField(max_length=80, blank=True)
    presence = models.CharField(max_length=6, blank=True, choices=list(PRESENCE_LABELS.items()))
    presence_words = models.CharField(max_length=200, blank=True)
    metres = models.FloatField(null=True)
    at_lon = models.FloatField(null=True)
    at_lat = models.FloatField(null=True)
    at_accuracy = models.FloatField(null=True)
    checklist_version = models.PositiveIntegerField(null=True)
    items = models.JSONField(default=list, blank=True)

    finished_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=500, blank=True)
    passed = models.PositiveSmallIntegerField(default=0)
    failed = models.PositiveSmallIntegerField(default=0)
    skipped = models.PositiveSmallIntegerField(default=0)
    command_id = models.UUIDField(null=True, unique=True)
    is_demo = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(VisitQuerySet)()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("plan", "place_uid", "turn"), condition=Q(plan__isnull=False), name="inspection_visit_turn"
            ),
            models.UniqueConstraint(
                fields=("draw", "place_uid"), condition=Q(draw__isnull=False), name="inspection_visit_drawn"
            ),
            models.CheckConstraint(
                condition=Q(is_sealed=False) | Q(started_at__isnull=True), name="inspection_started_is_open"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("started", "done")) | Q(started_at__isnull=False),
                name="inspection_started_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("state", "due_at"), name="inspection_due"),
            models.Index(fields=("division_path", "due_at"), name="inspection_area"),
            models.Index(fields=("place_uid", "-due_at"), name="inspection_place"),
            models.Index(fields=("assignee_id", "state"), name="inspection_mine"),
        ]

    def __str__(self) -> str:
        return f"{self.place_name} {self.turn}"

    @property
    def state_label(self) -> Any:
        """In words."""
        return STATE_LABELS[VisitState(self.state)]

    @property
    def tone(self) -> str:
        """The chip."""
        return STATE_TONES[VisitState(self.state)]

    @property
    def kind_label(self) -> Any:
        """In words."""
        return dict(KIND_LABELS)[self.kind]  # type: ignore[index]  # a member of the enum is its text

    @property
    def presence_label(self) -> Any:
        """In words."""
        return dict(PRESENCE_LABELS).get(self.presence, "")  # type: ignore[call-overload]  # as above


class Seat(models.Model):
    """An inspector of a visit: drawn, or named when it was made."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="seats")
    user_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=80)
    unit = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("visit", "user_id"), name="inspection_seat_once")]
        indexes: ClassVar = [models.Index(fields=("user_id",), name="inspection_seat_user")]

    def __str__(self) -> str:
        return self.label


class Answer(models.Model):
    """What one check item came to. Written once, with the record; triggers keep it. If the item asks: ``have``, how
    many there are, ``need``, how many there should be, ``last_on``, when it was last done.
    """

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="answers")
    item = models.CharField(max_length=24)
    item_name = models.CharField(max_length=200)
    result = models.CharField(max_length=4, choices=list(RESULT_LABELS.items()))
    words = models.CharField(max_length=300, blank=True)
    photos = models.JSONField(default=list, blank=True)
    have = models.PositiveIntegerField(null=True)
    need = models.PositiveIntegerField(null=True)
    last_on = models.DateField(null=True)
    hazard_id = models.BigIntegerField(null=True)
    hazard_no = models.CharField(max_length=24, blank=True)
    is_new = models.BooleanField(default=True)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("visit", "item"), name="inspection_answer_once"),
            models.CheckConstraint(
                condition=~Q(result="fail") | Q(hazard_id__isnull=False), name="inspection_failed_is_hazard"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.result}"

    @property
    def result_label(self) -> Any:
        """In words."""
        return dict(RESULT_LABELS)[self.result]  # type: ignore[index]  # a member of the enum is its text


class Signature(models.Model):
    """Who signed the record, or would not and why. Written once; triggers keep it."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="signatures")
    is_inspector = models.BooleanField()
    name = models.CharField(max_length=80, blank=True)
    user_id = models.BigIntegerField(null=True)
    certificate = models.CharField(max_length=40, blank=True)
    is_refused = models.BooleanField(default=False)
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name
