"""A township blows the whistle (吹哨报到): one case, the departments it calls, and everything that was done."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from qianshao.core.ids import uuid7
from qianshao.core.scope import ScopedManager
from qianshao.hazards.models.ledger import Hazard
from qianshao.hazards.models.sightings import Sighting
from qianshao.hazards.states.whistles import (
    CALL_ENDED,
    CALL_LABELS,
    CALL_TONES,
    DONE_AT,
    DUE_AT,
    PROOF_LABELS,
    RATINGS,
    STEP_LABELS,
    STEPS,
    WHISTLE_ACTS,
    WHISTLE_LABELS,
    WHISTLE_TONES,
    CallState,
    Proof,
    WhistleState,
)


class Whistle(models.Model):
    """A matter that is beyond the township. ``site_code``: said to whoever stands there, so that they can report in.

    The minutes are copied when the whistle is blown: a new table of the county changes none that runs.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    no = models.CharField(max_length=24, unique=True)
    case = models.CharField(max_length=24)
    case_name = models.CharField(max_length=40)
    matter = models.CharField(max_length=500)
    place = models.CharField(max_length=120, blank=True)
    division_path = models.CharField(max_length=40)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    hazard = models.ForeignKey(Hazard, models.PROTECT, null=True, related_name="whistles")
    sighting = models.ForeignKey(Sighting, models.PROTECT, null=True, related_name="whistles")
    site_code = models.CharField(max_length=8)
    limits = models.JSONField(default=dict)
    blown_at = models.DateTimeField()
    blown_by_id = models.BigIntegerField(null=True)
    blown_by = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default=WhistleState.OPEN, choices=list(WHISTLE_LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    is_drill = models.BooleanField(default=False)
    command_id = models.UUIDField(null=True, unique=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(lon__isnull=True) & Q(lat__isnull=True)) | (Q(lon__isnull=False) & Q(lat__isnull=False)),
                name="whistle_position_is_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("state", "-blown_at"), name="whistle_state"),
            models.Index(fields=("division_path", "-blown_at"), name="whistle_area"),
        ]

    def __str__(self) -> str:
        return self.no

    @property
    def state_label(self) -> Any:
        """The state in words."""
        return WHISTLE_LABELS[WhistleState(self.state)]

    @property
    def tone(self) -> str:
        """The chip of the state."""
        return WHISTLE_TONES[WhistleState(self.state)]


class WhistleCall(models.Model):
    """A department called by a whistle. ``…_due_at``: until when; null is not set. ``released_at``: since when it
    need not come. ``declined_at``: it says that the matter is none of theirs, and the township has not decided yet;
    the dates run on. ``miss_at``: when the next missed date is to be said, and ``missed`` how many times it was.
    """

    whistle = models.ForeignKey(Whistle, models.PROTECT, related_name="calls")
    division_path = models.CharField(max_length=40)
    department = models.CharField(max_length=24)
    department_name = models.CharField(max_length=40)
    called_at = models.DateTimeField()
    answer_due_at = models.DateTimeField(null=True)
    arrive_due_at = models.DateTimeField(null=True)
    finish_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    contact = models.CharField(max_length=60, blank=True)
    measure = models.CharField(max_length=300, blank=True)
    promised_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    declined_words = models.CharField(max_length=300, blank=True)
    set_out_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    arrived_who = models.CharField(max_length=120, blank=True)
    proof = models.CharField(max_length=8, blank=True, choices=list(PROOF_LABELS.items()))
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    metres = models.FloatField(null=True)
    finished_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=500, blank=True)
    rating = models.PositiveSmallIntegerField(null=True)
    rated_at = models.DateTimeField(null=True)
    rated_by = models.CharField(max_length=80, blank=True)
    rating_words = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default=CallState.CALLED, choices=list(CALL_LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    released_at = models.DateTimeField(null=True)
    miss_at = models.DateTimeField(null=True)
    missed = models.PositiveSmallIntegerField(default=0)
    is_drill = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("whistle", "department"), name="whistle_calls_once"),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=True)
                | Q(finished_at__isnull=True)
                | Q(finished_at__gte=F("arrived_at")),
                name="whistle_came_before_done",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("miss_at",), name="whistle_miss", condition=Q(miss_at__isnull=False)),
            models.Index(fields=("called_at", "department"), name="whistle_called"),
            models.Index(fields=("state", "division_path"), name="whistle_call_state"),
        ]

    def __str__(self) -> str:
        return f"{self.whistle_id} {self.department}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is asked of the department."""
        return self.state in CALL_ENDED

    @property
    def state_label(self) -> Any:
        """The state in words."""
        return CALL_LABELS[CallState(self.state)]

    @property
    def tone(self) -> str:
        """The chip of the state."""
        return CALL_TONES[CallState(self.state)]

    @property
    def proof_label(self) -> Any:
        """How it is known that they came, in words."""
        return PROOF_LABELS[Proof(self.proof)] if self.proof else ""

    @property
    def rating_label(self) -> Any:
        """What the township thinks of it, in words."""
        return RATINGS.get(self.rating or 0, "")

    def late_steps(self, now: datetime) -> list[str]:
        """Which dates were missed: done too late, or not done although the date has passed."""
        return [step for step in STEPS if self.is_late(step, now)]

    def is_late(self, step: str, now: datetime) -> bool:
        """Whether a date was missed. Nobody is late for what was not yet due when they need not come any more."""
        due, done = getattr(self, DUE_AT[step]), getattr(self, DONE_AT[step])
        if due is None:
            return False
        if done is not None:
            return bool(done > due)
        if self.released_at is not None:
            return bool(due <= self.released_at)
        return not self.is_over and bool(now > due)

    def lines(self, now: datetime) -> list[dict[str, Any]]:
        """The three steps as a page shows them: until when, when done, whether late."""
        return [
            {
                "label": STEP_LABELS[step],
                "due": getattr(self, DUE_AT[step]),
                "done": getattr(self, DONE_AT[step]),
                "late": self.is_late(step, now),
            }
            for step in STEPS
        ]


class WhistleAct(models.Model):
    """One line of the case's timeline. Append-only, by triggers. ``department``: whom it is about. Its photos are
    evidence of ("whistle_act", id).
    """

    whistle = models.ForeignKey(Whistle, models.PROTECT, related_name="acts")
    act = models.CharField(max_length=12)
    department_name = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=80)
    words = models.CharField(max_length=500, blank=True)
    data = models.JSONField(default=dict)

    objects = models.Manager()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> Any:
        """What was done, in words."""
        return WHISTLE_ACTS.get(self.act, self.act)


class WhistleReminder(models.Model):
    """A date was missed: who hears of it. ``told_at``: somebody above has passed it on."""

    call = models.ForeignKey(WhistleCall, models.PROTECT, related_name="reminders")
    division_path = models.CharField(max_length=40)
    step = models.CharField(max_length=8)
    number = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    roles = models.JSONField(default=list)
    copies = models.JSONField(default=list)
    told_at = models.DateTimeField(null=True)
    is_drill = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("call", "step", "number"), name="whistle_reminder_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("id",), name="whistle_untold", condition=Q(told_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.step} {self.number}"
