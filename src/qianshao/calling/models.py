"""Tables of 叫应. Hot ones are written by set-based SQL; columns that decide are columns, the rest is JSON."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qianshao.calling.rules import Plan, plan_from
from qianshao.calling.states import (
    CALLOUT_LABELS,
    CASE_LABELS,
    DOOR_LABELS,
    HOUSEHOLD,
    PERSON,
    TOP_LEVEL,
    AnswerChannel,
    CallOutState,
    CaseState,
    DoorState,
)
from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager


class Ladder(models.Model):
    """How people are called: one version of one ladder per hazard × colour × audience. Never edited in place.

    ``hazard`` and ``colour`` may be ``*``. ``confirmed``: whether the minutes come from a rule that was read (C)
    or are a default of ours (U); ``source`` names it.
    """

    hazard = models.CharField(max_length=20, default="*")
    colour = models.CharField(max_length=10, default="*")
    audience = models.CharField(max_length=20)
    recipient_kind = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    valid_from = models.DateTimeField()
    steps = models.JSONField()
    settings = models.JSONField(default=dict)
    source = models.TextField(default="")
    confirmed = models.BooleanField(default=False)
    published_by = models.CharField(max_length=80, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("hazard", "colour", "audience", "version"), name="ladder_version")
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    def as_plan_data(self) -> dict[str, object]:
        """What a call-out copies at its start."""
        return {
            **self.settings,
            "audience": self.audience,
            "name": self.name,
            "version": self.version,
            "recipient_kind": self.recipient_kind,
            "steps": self.steps,
        }


class CallOut(models.Model):
    """One list of people called for one cause."""

    cause_kind = models.CharField(max_length=32)
    cause_id = models.BigIntegerField()
    title = models.CharField(max_length=160)
    brief = models.CharField(max_length=500, default="")
    is_drill = models.BooleanField(default=False)
    hazard = models.CharField(max_length=20, default="*")
    colour = models.CharField(max_length=10, default="*")
    division_path = models.CharField(max_length=40)
    ladders = models.JSONField()
    texts = models.JSONField(default=dict)  # "who.kind" → id of a channels text
    state = models.CharField(max_length=10, default=CallOutState.RUNNING, choices=list(CALLOUT_LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="superseded_by")
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=80)
    started_by_id = models.BigIntegerField(null=True)
    filled_at = models.DateTimeField(null=True)  # null: not every recipient is in yet
    not_after = models.DateTimeField()
    total = models.IntegerField(default=0)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=80, default="")
    lift_reason = models.CharField(max_length=200, default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, default="")
    report = models.JSONField(default=dict)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("division_path", "-started_at"), name="callout_area")]
        constraints: ClassVar = [
            # Releasing an alert twice, or again after a crash, is the same call-out.
            models.UniqueConstraint(fields=("cause_kind", "cause_id"), name="callout_one_per_cause")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The frozen ladders, by ``Case.ladder_index``."""
        return tuple(plan_from(data) for data in self.ladders)


class Contact(models.Model):
    """The phone book as it was when the call-out started: stand-ins, superiors, guardians and their superiors."""

    callout = models.ForeignKey(CallOut, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    ref = models.BigIntegerField()
    name = models.CharField(max_length=60)
    post_label = models.CharField(max_length=80, default="")
    post_codes = models.CharField(max_length=120, default="")
    address_enc = EncryptedTextField(default="")
    division_path = models.CharField(max_length=40)
    standin_ref = models.BigIntegerField(null=True)
    superior_ref = models.BigIntegerField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("callout", "ref"), name="contact_once")]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """One recipient of one call-out. ``step`` and ``try_no`` say which call was made last (try 0: none yet)."""

    callout = models.ForeignKey(CallOut, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="cases")
    recipient_kind = models.CharField(max_length=10, choices=[(PERSON, PERSON), (HOUSEHOLD, HOUSEHOLD)])
    recipient_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    post_label = models.CharField(max_length=80)
    is_key = models.BooleanField()
    division_path = models.CharField(max_length=40)
    address_enc = EncryptedTextField()
    ladder_index = models.SmallIntegerField()
    round = models.SmallIntegerField()  # a new number or a second call starts a new round of the ladder
    step = models.SmallIntegerField()
    try_no = models.SmallIntegerField()
    attempts = models.SmallIntegerField()
    due_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=list(CASE_LABELS.items()))
    version = models.IntegerField()
    last_result = models.CharField(max_length=12)
    cleared_at = models.DateTimeField(null=True)  # the warned area shrank and they are outside: they were told so
    covered_at = models.DateTimeField(null=True)  # the stand-in answered: the post is covered, the case is not over
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80)
    end_channel = models.CharField(max_length=10)
    end_reason = models.CharField(max_length=200)
    standin_ref = models.BigIntegerField(null=True)
    superior_ref = models.BigIntegerField(null=True)
    guardian_ref = models.BigIntegerField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("callout", "recipient_kind", "recipient_id"), name="case_once"),
            models.CheckConstraint(
                name="case_end_is_complete", condition=Q(ended_at__isnull=True) ^ ~Q(state__in=("open", "moved"))
            ),
            models.CheckConstraint(
                name="case_end_fits_kind",
                condition=Q(state__in=("open", "moved", "excused"))
                | Q(recipient_kind=PERSON, state__in=("answered", "reached"))
                | Q(recipient_kind=HOUSEHOLD, state="confirmed"),
            ),
            models.CheckConstraint(
                name="case_excuse_has_officer",
                condition=~Q(state=CaseState.EXCUSED) | (~Q(ended_by="") & ~Q(end_reason="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("due_at",), name="case_due", condition=Q(state="open")),
            models.Index(fields=("callout", "division_path", "state"), name="case_board"),
        ]

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """What came back. Append-only; the first counts, later ones are kept."""

    case = models.ForeignKey(Case, models.DO_NOTHING, db_constraint=False, related_name="answers")
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by_label = models.CharField(max_length=80)
    by_id = models.BigIntegerField(null=True)
    who = models.CharField(max_length=10)  # self, standin, superior, guardian
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in AnswerChannel])
    words = models.JSONField(default=dict)
    is_first = models.BooleanField()
    key = models.CharField(max_length=64, null=True, unique=True)  # a repeated delivery is the same answer

    objects = models.Manager()

    def __str__(self) -> str:
        return f"{self.by_label} {self.channel}"


class DoorTask(models.Model):
    """Somebody's walk to a door. An overdue one is passed up and stays visible; it never ends by itself."""

    case = models.ForeignKey(Case, models.DO_NOTHING, db_constraint=False, related_name="doors")
    callout = models.ForeignKey(CallOut, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    division_path = models.CharField(max_length=40)
    level = models.SmallIntegerField()  # index into states.DOOR_LEVELS
    assignee_ref = models.BigIntegerField(null=True)
    assignee_name = models.CharField(max_length=60)
    wait_s = models.IntegerField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=list(DOOR_LABELS.items()))
    version = models.IntegerField()
    visits = models.SmallIntegerField()
    outcome = models.CharField(max_length=12)
    proof = models.CharField(max_length=300)
    photo_ref = models.CharField(max_length=80)
    reported_at = models.DateTimeField(null=True)
    reported_by = models.CharField(max_length=80)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("case",), name="door_one_open", condition=Q(state="open"))
        ]
        indexes: ClassVar = [
            models.Index(fields=("due_at",), name="door_due", condition=Q(state="open", level__lt=TOP_LEVEL)),
            models.Index(fields=("callout", "division_path"), name="door_area", condition=Q(state="open")),
            models.Index(fields=("assignee_ref",), name="door_assignee", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {DoorState(self.state)}"
