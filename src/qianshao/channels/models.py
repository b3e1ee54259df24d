"""Tables: channels, texts, the outbox, receipts, and the durable simulator."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qianshao.channels.states import BULK_LANE, KIND_NAMES, WORLD_NAMES, MessageState, World
from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager


class Channel(models.Model):
    """One configured way out of the house."""

    code = models.SlugField(max_length=40, unique=True)
    adapter = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=10, choices=list(KIND_NAMES.items()))
    world = models.CharField(max_length=10, choices=list(WORLD_NAMES.items()), default=World.LIVE)
    settings = models.JSONField(default=dict, blank=True)
    secrets = EncryptedTextField(default="", blank=True)  # a JSON object, sealed as a whole
    enabled = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(default=10)  # the smaller goes first
    rate = models.FloatField(default=0)  # messages per second, 0 = no limit
    lines = models.PositiveSmallIntegerField(default=1)  # requests at the same time
    daily_cap = models.PositiveIntegerField(default=0)  # messages per Beijing day, 0 = no limit
    hours_from = models.TimeField(null=True, blank=True)  # Beijing time; both empty = day and night
    hours_to = models.TimeField(null=True, blank=True)
    # what the sender keeps up to date
    free_at = models.DateTimeField(null=True, blank=True)  # rate limit: when the next message may go (GCRA)
    sent_on = models.DateField(null=True, blank=True)
    sent_today = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)  # batches in a row that failed
    open_until = models.DateTimeField(null=True, blank=True)  # breaker: not used before
    last_ok_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, default="", blank=True)
    last_error_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("priority", "code")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="channel_world_is_its_adapters",
                condition=Q(adapter="simulated", world=World.SIMULATED)
                | (~Q(adapter="simulated") & Q(world=World.LIVE)),
            )
        ]

    def __str__(self) -> str:
        return self.code


class Text(models.Model):
    """Wording that many messages share; ``{name}``, ``{link}`` and ``{code}`` are filled when a message is sent,
    as are links named ``{link:w:12}`` (``core.ids``)."""

    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=120, default="", blank=True)
    body = models.TextField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title or self.body[:20]


class Message(models.Model):
    """One row of the outbox. Written and moved by set-based SQL (services.enqueue, ticks.claim)."""

    key = models.CharField(max_length=64, unique=True)  # c<case>-s<step>-t<try>: the idempotency key
    kind = models.CharField(max_length=10)
    channel = models.ForeignKey(
        Channel, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    step = models.SmallIntegerField(default=0)
    try_no = models.SmallIntegerField(default=1)
    to_label = models.CharField(max_length=80, default="")
    address_enc = EncryptedTextField(default="")  # copied sealed from the person, opened only to send
    text = models.ForeignKey(
        Text, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    lane = models.SmallIntegerField(default=BULK_LANE)
    is_drill = models.BooleanField(default=False)
    division_path = models.CharField(max_length=60, default="")
    due_at = models.DateTimeField()
    not_after = models.DateTimeField()
    created_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=MessageState.QUEUED, db_default=MessageState.QUEUED)
    lease_until = models.DateTimeField(null=True)
    lease_owner = models.CharField(max_length=40, default="", db_default="")
    tries = models.SmallIntegerField(default=0, db_default=0)
    hop = models.SmallIntegerField(default=0, db_default=0)  # channels of the kind that failed it so far
    sent_at = models.DateTimeField(null=True)
    provider_ref = models.CharField(max_length=80, default="", db_default="")
    result = models.CharField(max_length=12, default="", db_default="")  # the strongest receipt so far
    heard_seconds = models.SmallIntegerField(null=True)
    error = models.CharField(max_length=200, default="", db_default="")

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index("kind", "is_drill", "lane", "due_at", name="message_due", condition=Q(state="queued")),
            models.Index("not_after", name="message_expiry", condition=Q(state="queued")),
            models.Index("lease_until", name="message_lease", condition=Q(state="sending")),
            models.Index("subject_id", "subject_kind", name="message_subject"),
        ]

    def __str__(self) -> str:
        return self.key


class Receipt(models.Model):
    """A fact about a message, told by a provider. Append-only; read by id as a cursor."""

    channel = models.ForeignKey(Channel, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    provider_id = models.CharField(max_length=80)
    seq = models.IntegerField()
    message_key = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=12)
    pressed = models.CharField(max_length=12, default="", db_default="")  # keypad answer, or "link"
    heard_seconds = models.SmallIntegerField(null=True)
    at = models.DateTimeField()  # the provider's time
    received_at = models.DateTimeField()  # ours
    out_of_order = models.BooleanField(default=False, db_default=False)  # a later sequence was here before
    digest = models.CharField(max_length=32, default="", db_default="")  # of its content: a changed replay is refused
    raw = models.TextField(default="", db_default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("channel", "provider_id", "seq"), name="receipt_once")
        ]

    def __str__(self) -> str:
        return f"{self.message_key} {self.kind}"


class Nonce(models.Model):
    """A callback's number used once; kept a little longer than the time window it is valid in."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="+", db_index=False)
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("channel", "nonce"), name="nonce_once")]

    def __str__(self) -> str:
        return self.nonce


class SimulatedPerson(models.Model):
    """How one simulated person behaves; who is not here behaves as the hash of the number says."""

    address_hash = models.CharField(max_length=32, unique=True)
    behaviour = models.CharField(max_length=20)
    delay_s = models.IntegerField(null=True)  # instead of the behaviour's own delay

    def __str__(self) -> str:
        return f"{self.address_hash} {self.behaviour}"


class SimulatedEvent(models.Model):
    """What the simulated network will report, and when: rows, so that a restart forgets nothing."""

    channel = models.ForeignKey(Channel, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    message_key = models.CharField(max_length=64)
    seq = models.SmallIntegerField()
    kind = models.CharField(max_length=12)
    pressed = models.CharField(max_length=12, default="", db_default="")
    heard_seconds = models.SmallIntegerField(null=True)
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("message_key", "seq"), name="simulated_event_once")]

    def __str__(self) -> str:
        return f"{self.message_key} {self.kind}"
