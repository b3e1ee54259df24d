"""The ledger of hazards: one row a hazard, one row for everything that was ever done about it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from qianshao.core.fields import EncryptedTextField
from qianshao.core.ids import uuid7
from qianshao.core.scope import ScopedManager
from qianshao.core.text import shorten
from qianshao.hazards.states.ledger import (
    ACT_LABELS,
    ACT_TONES,
    ENDED,
    EXTENSION_LABELS,
    GRADE_LABELS,
    GRADE_TAGS,
    MAJOR,
    SOURCE_LABELS,
    STATE_LABELS,
    STATE_TONES,
    TREATMENT_LABELS,
    UNGRADED,
    ExtensionState,
    HazardState,
    Source,
)


class LedgerNumber(models.Model):
    """The last number given within a county and a year (``2026-411523``)."""

    prefix = models.CharField(max_length=16, unique=True)
    last = models.PositiveIntegerField(default=0)

    objects = models.Manager()

    def __str__(self) -> str:
        return f"{self.prefix} {self.last}"


class Hazard(models.Model):
    """A hazard (隐患) from found to closed.

    ``found_at`` is the finder's clock, ``received_at`` ours. Positions in WGS-84 degrees, ``accuracy`` in metres.
    ``disaster`` and ``sector``: what its kind leads to and belongs to, copied when the kind was last named.
    ``due_at``: the date agreed with the unit; ``in_time_by``: by when the work counts as done in time
    (``rules.clocks.in_time_by``); ``step_due_at``: until when the present step must be done (the same while the unit
    has the word); ``turn_at`` sorts the ledger (``rules.clocks.turn_at``). ``money`` in yuan. The reporter of a tip
    is never here: only ``tip_no``. ``find_text``: number, place, unit, address and words in small
    letters, what a search looks through (``rules.ledger.search_text``). ``same_as``: an officer says that it is that
    one; both stay.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    no = models.CharField(max_length=24, unique=True)
    source = models.CharField(max_length=12, choices=list(SOURCE_LABELS.items()))
    kind = models.CharField(max_length=24)
    kind_name = models.CharField(max_length=40)
    disaster = models.CharField(max_length=24, blank=True)
    sector = models.CharField(max_length=24, blank=True)
    place_class = models.CharField(max_length=24, blank=True)
    place_class_name = models.CharField(max_length=40, blank=True)
    check_item = models.CharField(max_length=24, blank=True)
    place_uid = models.UUIDField(null=True)
    place_name = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=160, blank=True)
    division_path = models.CharField(max_length=40)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)
    description = models.CharField(max_length=500, blank=True)
    grade = models.PositiveSmallIntegerField(default=UNGRADED, choices=list(GRADE_LABELS.items()))
    risk_uid = models.UUIDField(null=True)
    find_text = models.CharField(max_length=700, blank=True)
    found_at = models.DateTimeField()
    received_at = models.DateTimeField()
    finder_id = models.BigIntegerField(null=True)
    finder_label = models.CharField(max_length=80)
    tip_no = models.CharField(max_length=24, blank=True)
    command_id = models.UUIDField(null=True, unique=True)
    is_drill = models.BooleanField(default=False)

    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=80, blank=True)
    unit_name = models.CharField(max_length=80, blank=True)
    unit_phone = EncryptedTextField(blank=True, default="")
    person_name = models.CharField(max_length=40, blank=True)
    department = models.CharField(max_length=24, blank=True)
    department_name = models.CharField(max_length=40, blank=True)
    treatment = models.CharField(max_length=10, blank=True, choices=list(TREATMENT_LABELS.items()))
    order_no = models.CharField(max_length=40, blank=True)
    assigned_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    in_time_by = models.DateTimeField(null=True)
    interim = models.CharField(max_length=300, blank=True)
    money = models.PositiveBigIntegerField(null=True)

    fixer_id = models.BigIntegerField(null=True)
    fixer_label = models.CharField(max_length=80, blank=True)
    fixed_at = models.DateTimeField(null=True)
    accepter_id = models.BigIntegerField(null=True)
    accepter_label = models.CharField(max_length=80, blank=True)
    accepter_unit = models.CharField(max_length=80, blank=True)
    accept_words = models.CharField(max_length=300, blank=True)
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)

    state = models.CharField(max_length=14, default=HazardState.FOUND, choices=list(STATE_LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    state_at = models.DateTimeField()
    step_due_at = models.DateTimeField(null=True)
    turn_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    urged = models.PositiveSmallIntegerField(default=0)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    recurs_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="recurrences")
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="others")
    supervision_level = models.CharField(max_length=24, blank=True)
    supervision_no = models.CharField(max_length=40, blank=True)
    supervision_by = models.CharField(max_length=80, blank=True)
    supervised_at = models.DateTimeField(null=True)
    transferred_at = models.DateTimeField(null=True)
    case_no = models.CharField(max_length=40, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(lon__isnull=True) & Q(lat__isnull=True)) | (Q(lon__isnull=False) & Q(lat__isnull=False)),
                name="hazard_position_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("assigned", "rectifying", "accept_asked", "rejected")) | ~Q(unit_name=""),
                name="hazard_handed_to_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "closed")) | ~Q(accepter_unit=""),
                name="hazard_accepted_by_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(accepter_id__isnull=True) | Q(fixer_id__isnull=True) | ~Q(accepter_id=F("fixer_id")),
                name="hazard_accepter_is_not_fixer",
            ),
            models.CheckConstraint(condition=~Q(same_as=F("id")), name="hazard_is_not_its_own_double"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("turn_at", "id"), name="hazard_turn"),
            models.Index(fields=("state", "turn_at", "id"), name="hazard_state_turn"),
            models.Index(fields=("division_path", "turn_at"), name="hazard_area_turn"),
            # What a sum, a search or a month asks for stands in the index whole, with the columns its conditions
            # name: only then do both databases answer from it and leave the wide rows alone.
            models.Index(
                fields=(
                    "same_as",
                    "state",
                    "is_drill",
                    "division_path",
                    "grade",
                    "kind",
                    "department",
                    "disaster",
                    "sector",
                    "place_class",
                    "source",
                    "treatment",
                    "found_at",
                    "due_at",
                    "step_due_at",
                    "supervised_at",
                    "turn_at",
                    "finder_id",
                ),
                name="hazard_counted",
            ),
            models.Index(fields=("state", "find_text", "same_as", "division_path", "turn_at"), name="hazard_words"),
            models.Index(
                fields=(
                    "found_at",
                    "is_drill",
                    "state",
                    "same_as",
                    "grade",
                    "kind",
                    "unit_name",
                    "place_name",
                    "division_path",
                ),
                name="hazard_found",
            ),
            models.Index(
                fields=(
                    "closed_at",
                    "is_drill",
                    "state",
                    "same_as",
                    "division_path",
                    "found_at",
                    "in_time_by",
                    "fixed_at",
                    "due_at",
                ),
                name="hazard_closed",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(
                fields=("supervised_at",), name="hazard_supervised", condition=Q(supervised_at__isnull=False)
            ),
            models.Index(
                fields=("transferred_at", "id"),
                name="hazard_transferred",
                condition=Q(transferred_at__isnull=False),
            ),
            models.Index(fields=("reopened_count",), name="hazard_reopened", condition=Q(reopened_count__gt=0)),
            models.Index(fields=("kind", "lat"), name="hazard_near", condition=Q(lat__isnull=False)),
            models.Index(fields=("place_uid",), name="hazard_place", condition=Q(place_uid__isnull=False)),
            models.Index(fields=("risk_uid",), name="hazard_risk", condition=Q(risk_uid__isnull=False)),
            models.Index(fields=("remind_at",), name="hazard_remind", condition=Q(remind_at__isnull=False)),
            models.Index(fields=("finder_id", "-id"), name="hazard_finder", condition=Q(finder_id__isnull=False)),
            models.Index(fields=("recurs_of",), name="hazard_recurrence", condition=Q(recurs_of__isnull=False)),
            models.Index(fields=("tip_no",), name="hazard_tip", condition=~Q(tip_no="")),
        ]

    def __str__(self) -> str:
        return self.no

    @property
    def title(self) -> str:
        """Where and what, in one line."""
        return shorten(" ".join(part for part in (self.place_name, self.description or self.kind_name) if part))

    @property
    def state_label(self) -> Any:
        """The state in words."""
        return STATE_LABELS[HazardState(self.state)]

    @property
    def tone(self) -> str:
        """The chip of the state."""
        return STATE_TONES[HazardState(self.state)]

    @property
    def grade_label(self) -> Any:
        """The grade in words."""
        return GRADE_LABELS.get(self.grade, str(self.grade))

    @property
    def grade_tag(self) -> str:
        """The look of the grade."""
        return GRADE_TAGS.get(self.grade, "")

    @property
    def source_label(self) -> Any:
        """Who found it, in words."""
        return SOURCE_LABELS[Source(self.source)]

    @property
    def treatment_label(self) -> Any:
        """How it is dealt with, in words; empty while nobody has said."""
        return TREATMENT_LABELS.get(self.treatment, "")  # type: ignore[call-overload]  # a code, or empty

    @property
    def is_over(self) -> bool:
        """Whether nobody must do anything more."""
        return self.state in ENDED

    @property
    def is_major(self) -> bool:
        """Whether it is a 重大隐患."""
        return self.grade == MAJOR


class HazardAct(models.Model):
    """Something done about a hazard. Append-only, by triggers. Its photos are evidence of ("hazard_act", id).

    ``at`` is the doer's clock, ``received_at`` ours.
    """

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="acts")
    act = models.CharField(max_length=20)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=80)
    words = models.CharField(max_length=500, blank=True)
    data = models.JSONField(default=dict)
    command_id = models.UUIDField(null=True, unique=True)

    objects = models.Manager()

    class Meta:
        ordering = ("id",)
        indexes: ClassVar = [models.Index(fields=("act", "at"), name="hazard_act_at")]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> Any:
        """What was done, in words."""
        return ACT_LABELS.get(self.act, self.act)

    @property
    def tone(self) -> str:
        """The mark in the timeline."""
        return ACT_TONES.get(self.act, "done")


class Extension(models.Model):
    """A wish for more time, and the answer."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="extensions")
    division_path = models.CharField(max_length=40)
    asked_by_id = models.BigIntegerField(null=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    before = models.DateTimeField(null=True)
    until = models.DateTimeField()
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default=ExtensionState.OPEN, choices=list(EXTENSION_LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("hazard",), condition=Q(state="open"), name="extension_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.until}"

    @property
    def state_label(self) -> Any:
        """The answer in words."""
        return EXTENSION_LABELS[ExtensionState(self.state)]


class Reminder(models.Model):
    """A reminder or a 督办 that came due: who hears of it. ``told_at``: somebody above has passed it on.

    ``milestone``: the date is that of a step of the hazard's project.
    """

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="reminders")
    milestone = models.ForeignKey("Milestone", models.PROTECT, null=True, related_name="reminders")
    division_path = models.CharField(max_length=40)
    step = models.CharField(max_length=24)
    is_urging = models.BooleanField(default=False)
    number = models.PositiveSmallIntegerField(default=0)
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
            models.UniqueConstraint(
                fields=("hazard", "step", "due_at"), condition=Q(milestone__isnull=True), name="reminder_once"
            ),
            models.UniqueConstraint(
                fields=("milestone", "step", "due_at"),
                condition=Q(milestone__isnull=False),
                name="reminder_of_milestone_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("id",), name="reminder_untold", condition=Q(told_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.step}"
