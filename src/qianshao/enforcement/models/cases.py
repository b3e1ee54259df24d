"""A case, what was done about it, its clocks and its chain of evidence."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.fields import EncryptedTextField
from qianshao.core.ids import uuid7
from qianshao.core.scope import ScopedManager
from qianshao.enforcement.states import (
    ACT_LABELS,
    BODY_LABELS,
    COMPEL_LABELS,
    ENDED,
    HEARING_LABELS,
    HEARING_TOLD,
    PARTY_FIELDS,
    PARTY_LABELS,
    PENALTY_LABELS,
    REVIEW_LABELS,
    SAID_LABELS,
    SERVED_LABELS,
    STATE_LABELS,
    STATE_TONES,
    CaseState,
)

_WAS = _("原来是：{was}")
_LONGER = _("延长 {days} 天")


class Counter(models.Model):
    """The last number given within a county, a year and a kind of paper (``case`` for cases)."""

    county = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=24)
    last = models.PositiveIntegerField(default=0)

    objects = models.Manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("county", "year", "kind"), name="enf_counter_once")]

    def __str__(self) -> str:
        return f"{self.county} {self.year} {self.kind} {self.last}"


class Case(models.Model):
    """An enforcement case.

    ``division_path``: where it happened; ``body``/``body_path``: whose case it is, the county's or the township's.
    ``is_to_county``: a township's case handed to its county; ``came_from``: the case this one took up from there.
    ``turn_at`` sorts the list: the nearest date first, what is over last. ``fine`` and ``paid`` in yuan.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    no = models.CharField(max_length=32, unique=True)
    division_path = models.CharField(max_length=40)
    body = models.CharField(max_length=8, choices=list(BODY_LABELS.items()))
    body_path = models.CharField(max_length=16)
    body_name = models.CharField(max_length=80)
    mode = models.CharField(max_length=24)
    mode_name = models.CharField(max_length=40)
    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, null=True, related_name="cases")
    matter = models.CharField(max_length=120)
    place_name = models.CharField(max_length=120, blank=True)
    party_kind = models.CharField(max_length=8, choices=list(PARTY_LABELS.items()))
    party_name = models.CharField(max_length=80)
    party_head = models.CharField(max_length=40, blank=True)
    party_code = EncryptedTextField(blank=True, default="")
    party_phone = EncryptedTextField(blank=True, default="")
    party_address = models.CharField(max_length=160, blank=True)
    is_drill = models.BooleanField(default=False)

    state = models.CharField(max_length=14, default=CaseState.OPENED, choices=list(STATE_LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    state_at = models.DateTimeField()
    turn_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    is_mended = models.BooleanField(null=True)

    asker_id = models.BigIntegerField(null=True)
    asker = models.CharField(max_length=80, blank=True)
    filed_at = models.DateTimeField(null=True)
    proposer_id = models.BigIntegerField(null=True)
    proposer = models.CharField(max_length=80, blank=True)
    penalty = models.CharField(max_length=12, blank=True, choices=list(PENALTY_LABELS.items()))
    basis = models.CharField(max_length=300, blank=True)
    fine = models.PositiveBigIntegerField(null=True)
    paid = models.PositiveBigIntegerField(default=0)
    penalty_words = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    delegation = models.ForeignKey("enforcement.Delegation", models.PROTECT, null=True)
    served_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    handed_to = models.CharField(max_length=80, blank=True)
    is_to_county = models.BooleanField(default=False)
    came_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="taken_up")
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True)
                | Q(proposer_id__isnull=True)
                | ~Q(decided_by_id=models.F("proposer_id")),
                name="enf_case_decider_is_not_proposer",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("decided", "served", "executing"), body="town") | Q(delegation__isnull=False),
                name="enf_case_town_punishes_by_delegation",
            ),
            models.UniqueConstraint(
                fields=("hazard",),
                condition=Q(hazard__isnull=False) & ~Q(state__in=ENDED),
                name="enf_case_one_for_a_hazard",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("turn_at", "id"), name="enf_case_turn"),
            models.Index(fields=("state", "turn_at"), name="enf_case_state_turn"),
            models.Index(fields=("division_path", "turn_at"), name="enf_case_area_turn"),
        ]

    def __str__(self) -> str:
        return self.no

    @property
    def is_order_open(self) -> bool:
        """Whether an order to mend by a date still waits for somebody to look, whatever else goes on."""
        return self.due_at is not None and self.is_mended is None and not self.is_over

    @property
    def state_label(self) -> Any:
        """The state in words."""
        return STATE_LABELS[CaseState(self.state)]

    @property
    def tone(self) -> str:
        """The chip of the state."""
        return STATE_TONES[CaseState(self.state)]

    @property
    def is_over(self) -> bool:
        """Whether nobody must do anything more."""
        return self.state in ENDED


class CaseAct(models.Model):
    """Something done about a case. Append-only, by triggers. ``officers``: who signed, as the register had them."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="acts")
    act = models.CharField(max_length=20)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=80)
    officers = models.JSONField(default=list)
    words = models.CharField(max_length=1000, blank=True)
    data = models.JSONField(default=dict)

    objects = models.Manager()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> Any:
        """What was done, in words."""
        return ACT_LABELS.get(self.act, self.act)

    @property
    def how(self) -> Any:
        """How the decision was served, in words; empty for other acts."""
        return SERVED_LABELS.get(self.data.get("how", ""), "")

    @property
    def facts(self) -> list[Any]:
        """What was chosen or named in the steps before a decision, in words."""
        said = SAID_LABELS.get(self.data.get("said", "")) or HEARING_LABELS.get(self.data.get("hearing", ""))
        review = REVIEW_LABELS.get(self.data.get("review", ""))
        names = ("mode_name", "chair", "present", "witness", "carry_out", "agency", "where", "measure_basis")
        named = (self.data.get(name) for name in names if self.act != "publish")
        compelled = COMPEL_LABELS.get(self.data.get("measure", ""))
        told = HEARING_TOLD if self.data.get("hearing_right") else ""
        days = self.data.get("more_days")
        longer = days and _LONGER.format(days=days)
        party = "、".join(str(PARTY_FIELDS[name]) for name in self.data.get("party", ()))
        was = "、".join(filter(None, self.data.get("before", {}).values()))
        return [
            one for one in (said, review, told, compelled, longer, party, was and _WAS.format(was=was), *named) if one
        ]

    @property
    def when(self) -> datetime | None:
        """When somebody is to come, to be asked or to a hearing."""
        return datetime.fromisoformat(self.data["when"]) if self.data.get("when") else None


class CaseClock(models.Model):
    """Until when something must be done, by which rule; ``stopped_at``: it was, or need not be any more.

    ``act``: what started it, so that each hold has its own. ``out_days``: days with experts that it does not count.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    act = models.ForeignKey("enforcement.CaseAct", models.PROTECT, null=True, related_name="clocks")
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField()
    number = models.PositiveIntegerField()
    unit = models.CharField(max_length=10)
    source = models.CharField(max_length=200, blank=True)
    sure = models.CharField(max_length=2)
    stopped_at = models.DateTimeField(null=True)
    out_days = models.PositiveIntegerField(default=0)

    objects = models.Manager()

    class Meta:
        ordering = ("until", "id")
        indexes: ClassVar = [
            models.Index(fields=("until",), name="enf_clock_running", condition=Q(stopped_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.until}"


class EvidenceItem(models.Model):
    """A photo in the case's chain: ``chain`` binds it to the one before it. Append-only, by triggers.

    ``uid`` is the photo's in the files room, ``sha256`` of the file as it was sent. ``kind``: scene, copy, record.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    act = models.ForeignKey(CaseAct, models.PROTECT, related_name="evidence")
    number = models.PositiveIntegerField()
    uid = models.UUIDField(unique=True)
    sha256 = models.CharField(max_length=64)
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by_label = models.CharField(max_length=80)
    chain = models.CharField(max_length=64)

    objects = models.Manager()

    class Meta:
        ordering = ("number",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("case", "number"), name="enf_evidence_number_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"
