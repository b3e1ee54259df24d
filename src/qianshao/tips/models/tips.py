"""What came in; who it was, apart; what makes two alike."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager
from qianshao.core.text import shorten
from qianshao.hazards.models import Hazard
from qianshao.tips.states import CHANNEL_LABELS, STATE_LABELS, STATE_TONES, WHY, Channel, TipState


class Tip(models.Model):
    """A report by anybody. Nothing here says who: that is ``Reporter``'s.

    ``code``: six digits, unique within ``day`` (Beijing); ``no``: what the ledger and the journal name. ``photos``:
    ids of evidence. ``points``: the lower, the higher it stands; ``why``: what spoke against it; ``under``: the tip
    this one is like. ``due_at``: until when somebody answers, ``answered_at``: when somebody did. ``outside_no``: the
    number the hotline gave. ``command_id``: made by the phone, so that what it sends twice is one tip; ``made_at``:
    its clock when it was written, where it had to wait for a signal.
    """

    no = models.CharField(max_length=24, unique=True)
    code = models.CharField(max_length=6)
    day = models.DateField()
    channel = models.CharField(max_length=10, choices=list(CHANNEL_LABELS.items()))
    kind = models.CharField(max_length=24)
    kind_name = models.CharField(max_length=40)
    words = models.CharField(max_length=500, blank=True)
    sign = models.CharField(max_length=16, blank=True)
    place_uid = models.UUIDField(null=True)
    place_name = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=160, blank=True)
    division_path = models.CharField(max_length=40)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    photos = models.JSONField(default=list)
    photo_count = models.PositiveSmallIntegerField(default=0)
    unit_name = models.CharField(max_length=80, blank=True)
    outside_no = models.CharField(max_length=40, blank=True)
    is_demo = models.BooleanField(default=False)
    command_id = models.UUIDField(null=True, unique=True)
    made_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)

    points = models.SmallIntegerField(default=0)
    why = models.JSONField(default=list)
    under = models.ForeignKey("self", models.PROTECT, null=True, related_name="beneath")

    hazard = models.ForeignKey(Hazard, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    handled_by = models.CharField(max_length=80, blank=True)
    handled_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default=TipState.WAITING, choices=list(STATE_LABELS.items()))
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("day", "code"), name="tip_code_of_a_day"),
            models.CheckConstraint(
                condition=~Q(state__in=("taken", "joined")) | Q(hazard__isnull=False), name="tip_taken_into_a_hazard"
            ),
            models.CheckConstraint(condition=~Q(state="answered") | ~Q(answer=""), name="tip_answered_in_words"),
            models.CheckConstraint(condition=~Q(under=models.F("id")), name="tip_not_under_itself"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("state", "points", "received_at", "id"), name="tip_inbox"),
            models.Index(fields=("division_path", "state"), name="tip_area"),
            models.Index(fields=("received_at", "id"), name="tip_received"),
        ]

    def __str__(self) -> str:
        return self.no

    @property
    def state_label(self) -> Any:
        """The state in words."""
        return STATE_LABELS[TipState(self.state)]

    @property
    def tone(self) -> str:
        """The chip of the state."""
        return STATE_TONES[TipState(self.state)]

    @property
    def channel_label(self) -> Any:
        """How it came, in words."""
        return CHANNEL_LABELS[Channel(self.channel)]

    @property
    def why_words(self) -> list[Any]:
        """What spoke against it, in words."""
        return [WHY.get(code, code) for code in self.why]

    @property
    def title(self) -> str:
        """Where and what, in one line."""
        return shorten(" ".join(part for part in (self.place_name, self.words or self.kind_name) if part))


class Reporter(models.Model):
    """Who sent a tip, if they said so. Read by ``services.reveal_reporter`` alone; joined by nothing."""

    tip = models.OneToOneField(Tip, models.PROTECT, related_name="+")
    name = EncryptedTextField(blank=True, default="")
    phone = EncryptedTextField(blank=True, default="")
    phone_hash = models.CharField(max_length=32, blank=True)

    objects = models.Manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("phone_hash",), name="reporter_phone", condition=~Q(phone_hash="")),
        ]

    def __str__(self) -> str:
        return f"reporter {self.pk}"


class Trait(models.Model):
    """Something a tip has in common with others: its words, nearly its words, a photo, the network (a keyed hash
    under the day's name). A sweep forgets them when they are no longer lately.
    """

    tip = models.ForeignKey(Tip, models.CASCADE, related_name="traits")
    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=32)
    at = models.DateTimeField()

    objects = models.Manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("kind", "value", "at"), name="trait_found"),
            models.Index(fields=("at",), name="trait_old"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.tip_id}"


class Miss(models.Model):
    """Wrong codes typed from a network within an hour."""

    address = models.CharField(max_length=32)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    objects = models.Manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("address", "hour"), name="miss_once_an_hour")]

    def __str__(self) -> str:
        return f"{self.hour} {self.count}"


class Reveal(models.Model):
    """How often a person looked at a reporter on a day."""

    user_id = models.BigIntegerField()
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    objects = models.Manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("user_id", "day"), name="reveal_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.count}"
