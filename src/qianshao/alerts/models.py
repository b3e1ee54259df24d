"""Tables of alerts. The raw message is kept as received; everything acted on stands in columns."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qianshao.alerts.states import SOURCE_LABELS, STATE_LABELS, STATE_TONES, TYPE_LABELS, AlertState, AreaKind
from qianshao.core.scope import ScopedManager


class Alert(models.Model):
    """One alert: received as CAP or composed here.

    ``identifier``, ``sender`` and ``sent`` are unique together. ``division_path`` is the area whose officers
    handle it. ``audiences`` empty: the colour's default reach. ``called_at``: the call-out is complete, or the
    all-clear is out; NULL on a released one means the ticker still has to finish it. ``rules``: threshold, guide and
    reach as they were at the release; a later version of the table changes nothing about it.
    """

    identifier = models.CharField(max_length=255)
    sender = models.CharField(max_length=255)
    sent = models.DateTimeField()
    source = models.CharField(max_length=10, choices=list(SOURCE_LABELS.items()))
    status = models.CharField(max_length=10)
    msg_type = models.CharField(max_length=10)
    scope = models.CharField(max_length=12, default="Public")
    is_drill = models.BooleanField(default=False)
    hazard = models.CharField(max_length=20, blank=True)
    colour = models.CharField(max_length=10, blank=True)
    event = models.CharField(max_length=120, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    headline = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    instruction = models.TextField(blank=True)
    effective = models.DateTimeField(null=True)
    onset = models.DateTimeField(null=True)
    expires = models.DateTimeField(null=True)
    raw = models.BinaryField(null=True)
    raw_sha256 = models.CharField(max_length=64, blank=True)
    verdict = models.JSONField(default=dict)
    signature_state = models.CharField(max_length=10, default="absent")
    division_path = models.CharField(max_length=40)
    audiences = models.JSONField(default=list, blank=True)
    rules = models.JSONField(default=dict, blank=True)  # what the county's table said when it was released
    state = models.CharField(max_length=10, default=AlertState.DRAFT, choices=list(STATE_LABELS.items()))
    version = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=80)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.CharField(max_length=80, blank=True)
    submitted_by_id = models.BigIntegerField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=80, blank=True)
    released_by_id = models.BigIntegerField(null=True)
    release_reason = models.CharField(max_length=200, blank=True)
    released_count = models.IntegerField(null=True)
    called_at = models.DateTimeField(null=True)
    callout_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("identifier", "sender", "sent"), name="alert_identity"),
            models.CheckConstraint(
                condition=Q(released_by_id__isnull=True) | ~Q(released_by_id=F("submitted_by_id")),
                name="alert_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "submitted", "withdrawn"))
                | Q(released_by_id__isnull=False, submitted_by_id__isnull=False),
                name="alert_released_by_two",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("division_path", "-received_at"), name="alert_area"),
            models.Index(fields=("expires",), name="alert_expiring", condition=Q(state="released")),
            models.Index(fields=("released_at",), name="alert_uncalled", condition=Q(called_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.headline or f"{self.event} {self.identifier}"

    @property
    def tone(self) -> str:
        """The chip state of the alert's state."""
        return "ok" if self._is_sent_cancel else STATE_TONES[AlertState(self.state)]

    @property
    def state_label(self) -> Any:
        """The state in words; a Cancel is not "in force", it was sent."""
        return _("已发出") if self._is_sent_cancel else STATE_LABELS[AlertState(self.state)]

    @property
    def _is_sent_cancel(self) -> bool:
        return self.msg_type == "Cancel" and self.state == AlertState.RELEASED

    @property
    def type_label(self) -> Any:
        """发布, 更新 or 解除."""
        return TYPE_LABELS.get(self.msg_type, self.msg_type)

    @property
    def marks(self) -> list[dict[str, Any]]:
        """What was tolerated when it was read."""
        return list(self.verdict.get("marks", ()))


class AlertArea(models.Model):
    """One piece of an alert's area: a polygon or drawing (``geometry``, GeoJSON lon-lat), a circle, or a code."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="areas")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in AreaKind])
    description = models.CharField(max_length=300, blank=True)
    geometry = models.JSONField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    radius_km = models.FloatField(null=True)
    code_name = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=60, blank=True)

    objects = models.Manager()

    class Meta:
        ordering = ("order",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("alert", "order"), name="alert_area_order"),
            models.CheckConstraint(
                condition=Q(kind__in=("polygon", "drawn"), geometry__isnull=False)
                | Q(kind="circle", lon__isnull=False, lat__isnull=False, radius_km__isnull=False)
                | (Q(kind="code") & ~Q(code="")),
                name="alert_area_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.description or self.code or str(_("区域"))


class AlertReference(models.Model):
    """An earlier message that an Update or Cancel names; ``target`` is set when it is known here."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="references")
    sender = models.CharField(max_length=255)
    identifier = models.CharField(max_length=255)
    sent = models.DateTimeField()
    target = models.ForeignKey(Alert, models.PROTECT, null=True, related_name="referred_by")

    objects = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("alert", "sender", "identifier", "sent"), name="alert_reference_once")
        ]

    def __str__(self) -> str:
        return f"{self.sender},{self.identifier}"


class RuleSheet(models.Model):
    """One version of one row of the county's table; never edited in place.

    ``kind`` hazard: a type with its thresholds and guide, by its code. ``kind`` reach: whom a colour calls.
    ``confirmed``: whether the values come from a rule that was read; ``source`` names it.
    """

    kind = models.CharField(max_length=10, choices=[("hazard", "hazard"), ("reach", "reach")])
    code = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    content = models.JSONField()
    source = models.CharField(max_length=400)
    confirmed = models.BooleanField(default=False)
    reason = models.CharField(max_length=200)
    published_by = models.CharField(max_length=80)
    published_by_id = models.BigIntegerField(null=True)

    objects = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("kind", "code", "version"), name="rule_sheet_version")
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"
