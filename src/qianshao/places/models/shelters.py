"""A shelter."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager
from qianshao.core.text import mask_name, mask_phone
from qianshao.divisions.models import Division
from qianshao.places.states import STATE_WORDS, THREAT_WORDS, ShelterState


class Space(models.TextChoices):
    """Roofed or not (GB/T 44013)."""

    INDOOR = "SN", _("室内")
    OUTDOOR = "SW", _("室外")
    BOTH = "SNW", _("室内和室外")


class Shelter(models.Model):
    """Where people go. ``capacity`` and ``special_capacity`` are people; the second is a part of the first.

    ``unsafe_for``: codes of ``Threat`` wrapped in commas (``,torrent,geology,``). ``keeper_id``: a person of the
    people room; name and phone are a snapshot. ``cell``: Morton number of lon/lat (geo.cells).
    ``inspection_due``: the day the next inspection is due; ``overdue_noted``: that day, once the journal says that it
    passed. ``must_fix``: required lines of the checklist that failed last time.
    """

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    division_path = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    code = models.CharField(max_length=30, blank=True)
    level = models.CharField(max_length=12, default="village")
    duration = models.CharField(max_length=12, default="JJ")
    function = models.CharField(max_length=12, default="DY")
    base = models.CharField(max_length=12, blank=True)
    space = models.CharField(max_length=4, choices=Space.choices, default=Space.INDOOR)
    area = models.FloatField(null=True)
    capacity = models.PositiveIntegerField()
    special_capacity = models.PositiveIntegerField(default=0)
    address = models.CharField(max_length=120, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    coordinate_source = models.CharField(max_length=12, blank=True)
    cell = models.BigIntegerField(null=True)
    keeper_id = models.BigIntegerField(null=True)
    keeper_name = EncryptedTextField(default="", blank=True)
    keeper_phone = EncryptedTextField(default="", blank=True)
    backup_id = models.BigIntegerField(null=True)
    backup_name = EncryptedTextField(default="", blank=True)
    backup_phone = EncryptedTextField(default="", blank=True)
    unsafe_for = models.CharField(max_length=140, blank=True)
    minutes_to_open = models.PositiveSmallIntegerField(null=True)
    has_sign = models.BooleanField(default=False)
    stock_note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=list(STATE_WORDS.items()), default=ShelterState.STANDBY)
    state_at = models.DateTimeField(null=True)
    state_by = models.CharField(max_length=80, blank=True)
    state_why = models.CharField(max_length=120, blank=True)
    inspected_on = models.DateField(null=True)
    inspection_due = models.DateField(null=True)
    overdue_noted = models.DateField(null=True)
    must_fix = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("division_path", "id"), name="shelter_area"),
            models.Index(fields=("cell",), name="shelter_cell"),
            models.Index(fields=("inspection_due",), name="shelter_due", condition=Q(is_active=True)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("division", "name"), condition=Q(is_active=True), name="shelter_name_once"
            ),
            models.UniqueConstraint(
                fields=("code",), condition=Q(is_active=True) & ~Q(code=""), name="shelter_code_once"
            ),
            models.CheckConstraint(
                condition=Q(special_capacity__lte=models.F("capacity")), name="shelter_special_is_a_part"
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True, cell__isnull=True)
                | Q(lon__isnull=False, lat__isnull=False, cell__isnull=False),
                name="shelter_place_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def threats(self) -> tuple[str, ...]:
        """The codes in ``unsafe_for``."""
        return tuple(code for code in self.unsafe_for.split(",") if code)

    @property
    def threat_words(self) -> list[str]:
        """What it is unsafe for, in words."""
        return [str(THREAT_WORDS[code]) for code in self.threats if code in THREAT_WORDS]

    @property
    def masked_keeper(self) -> str:
        """``孙*莉 138****2046``."""
        return f"{mask_name(self.keeper_name)} {mask_phone(self.keeper_phone)}".strip()

    @property
    def masked_backup(self) -> str:
        """Like ``masked_keeper``."""
        return f"{mask_name(self.backup_name)} {mask_phone(self.backup_phone)}".strip()
