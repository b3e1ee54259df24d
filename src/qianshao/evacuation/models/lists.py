"""One list: what the departments sent, line by line, and who of whom it speaks (名册合一)."""

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager
from qianshao.people.models import DangerZone, Household, Member


class ListState(models.TextChoices):
    """Checked, then written or dropped; a written one may be taken back, or a newer one takes its place."""

    CHECKED = "checked", _("待确认")
    WRITTEN = "written", _("已并入")
    REPLACED = "replaced", _("已有新名册")
    UNDONE = "undone", _("已撤回")
    DROPPED = "dropped", _("已放弃")


class RiskKind(models.TextChoices):
    """Why somebody stands on a department's list. All but ``NEEDS`` speak of whole households."""

    TORRENT = "torrent", _("山洪危险区")
    GEOLOGY = "geology", _("地质灾害点")
    HOUSE = "house", _("危房")
    LOWLAND = "lowland", _("低洼易涝")
    RESERVOIR = "reservoir", _("水库下游")
    RIVER = "river", _("河道滩区")
    NEEDS = "needs", _("特殊群体")
    OTHER = "other", _("其他")


class ConflictKind(models.TextChoices):
    """What does not fit together between the lists and the roster."""

    UNKNOWN = "unknown", _("名册里没有这个人")
    TWO_HOMES = "two_homes", _("一人两户")
    PLACE = "place", _("住址不一致")
    HEADS = "heads", _("人数不一致")
    NAME = "name", _("号码相同、姓名不同")


class ConflictState(models.TextChoices):
    """Waits for an officer, or was settled by one."""

    OPEN = "open", _("待处理")
    SETTLED = "settled", _("已处理")


class RiskList(models.Model):
    """A department's list. ``rows`` and ``findings`` hold personal values, so both are sealed; undo removes them."""

    department = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=RiskKind.choices)
    received = models.DateField()
    file_name = models.CharField(max_length=120)
    file_digest = models.CharField(max_length=64)
    division_path = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=ListState.choices, default=ListState.CHECKED)
    version = models.PositiveIntegerField(default=0)
    replaces = models.BooleanField(default=False)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="replaced")
    rows = EncryptedTextField(default="", blank=True)
    findings = EncryptedTextField(default="", blank=True)
    counts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    made_by_id = models.BigIntegerField(null=True)
    written_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("division_path", "-made_at"), name="risklist_area"),
            models.Index(fields=("file_digest",), name="risklist_file"),
        ]

    def __str__(self) -> str:
        return self.name


class RiskEntry(models.Model):
    """One line of a list, and whom of the roster it means (``matched_by``: id, phone, address, hand, or nothing)."""

    list = models.ForeignKey(RiskList, on_delete=models.CASCADE, related_name="entries")
    line = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    id_number = EncryptedTextField(default="", blank=True)
    id_hash = models.CharField(max_length=32, blank=True)
    phone = EncryptedTextField(default="", blank=True)
    phone_hash = models.CharField(max_length=32, blank=True)
    division_path = models.CharField(max_length=40)
    address = models.CharField(max_length=120, blank=True)
    zone = models.ForeignKey(DangerZone, null=True, on_delete=models.SET_NULL, related_name="+")
    zone_name = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=120, blank=True)
    heads = models.PositiveSmallIntegerField(null=True)
    household = models.ForeignKey(Household, null=True, on_delete=models.SET_NULL, related_name="+")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    matched_by = models.CharField(max_length=8, blank=True)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("division_path",), name="riskentry_area"),
            models.Index(fields=("id_hash",), name="riskentry_identity", condition=~Q(id_hash="")),
            models.Index(fields=("phone_hash",), name="riskentry_phone", condition=~Q(phone_hash="")),
        ]

    def __str__(self) -> str:
        return f"{self.list_id}:{self.line}"


class Exposure(models.Model):
    """One row of the one list: a household, a member of it, or somebody nobody registered yet.

    ``subject`` names which: ``h:<household>``, ``m:<member>`` or ``x:<code>``. ``kinds``: codes wrapped in commas.
    ``reasons``: JSON (as text, for bulk writing) ``[{list, entry, department, kind, words}]``, one for each line it
    rests on.
    """

    subject = models.CharField(max_length=80, unique=True)
    household = models.ForeignKey(Household, null=True, on_delete=models.CASCADE, related_name="exposures")
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="exposures")
    zone = models.ForeignKey(DangerZone, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=40)
    division_path = models.CharField(max_length=40)
    address = models.CharField(max_length=120, blank=True)
    heads = models.PositiveSmallIntegerField(default=1)
    kinds = models.CharField(max_length=120)
    reasons = models.TextField(default="[]")
    conflicts = models.PositiveSmallIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("division_path", "household"), name="exposure_area")]

    def __str__(self) -> str:
        return self.subject

    @property
    def kind_codes(self) -> list[str]:
        """The codes in ``kinds``."""
        return [code for code in self.kinds.split(",") if code]

    @property
    def kind_labels(self) -> list[str]:
        """The kinds in words."""
        words = dict(RiskKind.choices)
        return [str(words.get(code, code)) for code in self.kind_codes]

    @property
    def why(self) -> list[dict[str, Any]]:
        """``reasons`` unfolded."""
        found: list[dict[str, Any]] = json.loads(self.reasons)
        return found


class ListConflict(models.Model):
    """What does not fit, once for each ``fingerprint``; a settled one is the officer's ruling and is followed.

    ``options``: JSON ``[{key, words, source}]``, sealed, since words carry names and addresses.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12, choices=ConflictKind.choices)
    subject = models.CharField(max_length=80)
    division_path = models.CharField(max_length=40)
    household = models.ForeignKey(Household, null=True, on_delete=models.SET_NULL, related_name="+")
    entries = models.TextField(default="[]")
    title = EncryptedTextField(default="", blank=True)
    options = EncryptedTextField(default="[]", blank=True)
    state = models.CharField(max_length=8, choices=ConflictState.choices, default=ConflictState.OPEN)
    version = models.PositiveIntegerField(default=0)
    choice = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)
    settled_by_id = models.BigIntegerField(null=True)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("state", "division_path"), name="listconflict_inbox"),
            models.Index(fields=("subject",), name="listconflict_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def choices_given(self) -> list[dict[str, str]]:
        """``options`` unfolded."""
        found: list[dict[str, str]] = json.loads(self.options)
        return found
