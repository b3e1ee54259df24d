"""A record of the register."""

import json
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.fields import EncryptedTextField
from qianshao.core.ids import uuid7
from qianshao.core.scope import ScopedManager
from qianshao.core.text import mask_name, mask_phone
from qianshao.registry.models.kinds import Kind
from qianshao.registry.states import RECORD_WORDS, RecordState


class Grade(models.TextChoices):
    """The four colours of risk, and none."""

    NONE = "", _("未定级")
    RED = "red", _("红（重大）")
    ORANGE = "orange", _("橙（较大）")
    YELLOW = "yellow", _("黄（一般）")
    BLUE = "blue", _("蓝（低）")


class Record(models.Model):
    """One thing a commander may need.

    ``details``: values of the kind's fields; those of personal fields stand sealed in ``sealed``. ``find_text``:
    name, address, code, owner, pinyin and initials in small letters: what a search looks through. ``cell``: Morton
    number of lon/lat (geo.cells). ``next_check_at``: when somebody must look again; past it the record fades.
    ``overdue_noted``: that moment, once the journal says that it passed. ``runs_out``: the first last good day among
    the kind's ``…_until`` fields (insurance, inspection, contract); ``ending_noted``: that day, once said.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.CharField(max_length=10, unique=True)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    initials = models.CharField(max_length=80, blank=True)
    pinyin = models.CharField(max_length=300, blank=True)
    find_text = models.CharField(max_length=700, blank=True)
    division_path = models.CharField(max_length=40)
    address = models.CharField(max_length=120, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    cell = models.BigIntegerField(null=True)
    coordinate_source = models.CharField(max_length=12, blank=True)
    owner_org = models.CharField(max_length=80, blank=True)
    keeper_name = EncryptedTextField(default="", blank=True)
    keeper_phone = EncryptedTextField(default="", blank=True)
    keeper_hash = models.CharField(max_length=32, blank=True)
    grade = models.CharField(max_length=6, choices=Grade.choices, default=Grade.NONE, blank=True)
    state = models.CharField(max_length=8, choices=list(RECORD_WORDS.items()), default=RecordState.ACTIVE)
    is_public = models.BooleanField(default=False)
    details = models.JSONField(default=dict, blank=True)
    sealed = EncryptedTextField(default="", blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=80, blank=True)
    found = models.CharField(max_length=8, blank=True)
    found_words = models.CharField(max_length=200, blank=True)
    next_check_at = models.DateTimeField(null=True)
    overdue_noted = models.DateTimeField(null=True)
    runs_out = models.DateField(null=True)
    ending_noted = models.DateField(null=True)
    source = models.CharField(max_length=60, blank=True)
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("kind", "state", "division_path", "name", "id"), name="record_kind_list"),
            models.Index(fields=("state", "division_path", "name", "id"), name="record_area_list"),
            models.Index(fields=("state", "find_text", "division_path", "kind"), name="record_find"),
            models.Index(fields=("cell",), name="record_cell", condition=Q(cell__isnull=False)),
            models.Index(fields=("state", "lon", "lat", "kind", "division_path"), name="record_box"),
            models.Index(fields=("keeper_hash",), name="record_keeper", condition=~Q(keeper_hash="")),
            models.Index(
                fields=("next_check_at",),
                name="record_due",
                condition=Q(state=RecordState.ACTIVE, next_check_at__isnull=False),
            ),
            models.Index(
                fields=("runs_out",),
                name="record_ends",
                condition=Q(state=RecordState.ACTIVE, runs_out__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("kind", "division_path", "name"), condition=~Q(state=RecordState.RETIRED), name="record_once"
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True, cell__isnull=True)
                | Q(lon__isnull=False, lat__isnull=False, cell__isnull=False),
                name="record_place_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_faded(self, now: datetime) -> bool:
        """Whether it should have been looked at again by now."""
        return self.state == RecordState.ACTIVE and self.next_check_at is not None and self.next_check_at < now

    @property
    def personal(self) -> dict[str, Any]:
        """The values of personal fields, in clear."""
        return json.loads(self.sealed) if self.sealed else {}

    @property
    def masked_keeper(self) -> str:
        """``孙*莉 138****2046``."""
        return f"{mask_name(self.keeper_name)} {mask_phone(self.keeper_phone)}".strip()
