"""Households, who lives in them, what they need, and the danger zones they stand in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager, ScopedQuerySet
from qianshao.core.text import mask_phone
from qianshao.divisions.models import Division
from qianshao.people.models.persons import Gender, Person


class Need(models.Model):
    """A kind of special need (独居老人, 伤残 …). ``moves_first``: these people are moved before the others."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=20, unique=True)
    moves_first = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name


class ZoneKind(models.TextChoices):
    """What threatens a danger zone."""

    TORRENT = "torrent", _("山洪")
    GEOLOGY = "geology", _("地质灾害")
    LOWLAND = "lowland", _("低洼易涝")
    HOUSE = "house", _("危房")
    RESERVOIR = "reservoir", _("水库下游")
    RIVER = "river", _("河道滩区")
    FIRE = "fire", _("林边火险")
    OTHER = "other", _("其他")


class DangerZone(models.Model):
    """An area people must leave when its trigger is met. ``polygon``: GeoJSON geometry, WGS-84 lon-lat."""

    kind = models.CharField(max_length=12, choices=ZoneKind.choices)
    name = models.CharField(max_length=80)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    division_path = models.CharField(max_length=40)
    polygon = models.JSONField(null=True)
    trigger_text = models.CharField(max_length=200, blank=True)
    route = models.CharField(max_length=200, blank=True)
    shelter = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("division_path",), name="zone_area")]

    def __str__(self) -> str:
        return self.name


class Household(models.Model):
    """A family under one roof, in a village or grid.

    ``needs``: codes of the members' needs, wrapped in commas (``,alone,disabled,``), a copy kept by the verbs so
    that lists filter without a join. ``cell``: Morton number of lon/lat (geo.cells), the index areas are found by.
    """

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    division_path = models.CharField(max_length=40)
    code = models.CharField(max_length=30, blank=True)
    head_name = models.CharField(max_length=40)
    initials = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=120, blank=True)
    phone = EncryptedTextField(default="", blank=True)
    phone_hash = models.CharField(max_length=32, blank=True)
    members_count = models.PositiveSmallIntegerField(default=1)
    needs = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    coordinate_source = models.CharField(max_length=12, blank=True)
    cell = models.BigIntegerField(null=True)
    guardian = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="guarded")
    danger_zone = models.ForeignKey(DangerZone, null=True, on_delete=models.SET_NULL, related_name="households")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("cell",), name="household_cell"),
            models.Index(fields=("division_path", "id"), name="household_area"),
            models.Index(fields=("phone_hash",), name="household_phone", condition=~Q(phone_hash="")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("division", "code"),
                condition=Q(is_active=True) & ~Q(code=""),
                name="household_code_once",
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True, cell__isnull=True)
                | Q(lon__isnull=False, lat__isnull=False, cell__isnull=False),
                name="household_place_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.head_name

    @property
    def masked_phone(self) -> str:
        """``138****2046``."""
        return mask_phone(self.phone)

    @property
    def need_codes(self) -> list[str]:
        """The codes in ``needs``."""
        return [code for code in self.needs.split(",") if code]


class MemberQuerySet(ScopedQuerySet):
    """Members lie where their household lies."""

    path_column = "household__division_path"


class Member(models.Model):
    """Someone who lives in a household."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(max_length=40)
    relation = models.CharField(max_length=20, blank=True)
    gender = models.CharField(max_length=1, blank=True, choices=Gender.choices)
    birth_year = models.PositiveSmallIntegerField(null=True)
    phone = EncryptedTextField(default="", blank=True)
    phone_hash = models.CharField(max_length=32, blank=True)
    id_number = EncryptedTextField(default="", blank=True)
    id_hash = models.CharField(max_length=32, blank=True)
    needs = models.CharField(max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = models.Manager.from_queryset(MemberQuerySet)()

    class Meta:
        ordering = ("order", "id")
        indexes: ClassVar = [
            models.Index(fields=("id_hash",), name="member_identity", condition=~Q(id_hash="")),
            models.Index(fields=("phone_hash",), name="member_phone", condition=~Q(phone_hash="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_phone(self) -> str:
        """``138****2046``."""
        return mask_phone(self.phone)

    @property
    def need_codes(self) -> list[str]:
        """The codes in ``needs``."""
        return [code for code in self.needs.split(",") if code]
