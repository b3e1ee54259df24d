"""One imported file of shelters: what was read, what was wrong with it, what it changed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from qianshao.core.fields import EncryptedTextField
from qianshao.core.scope import ScopedManager


class BatchState(models.TextChoices):
    """Checked, then written or dropped; a written one may be taken back."""

    CHECKED = "checked", _("待确认")
    WRITTEN = "written", _("已导入")
    UNDONE = "undone", _("已撤回")
    DROPPED = "dropped", _("已放弃")


class ShelterBatch(models.Model):
    """A file on its way in. Rows and undo data hold keepers' phones, so both are sealed."""

    file_name = models.CharField(max_length=120)
    file_hash = models.CharField(max_length=64)
    crs = models.CharField(max_length=12, blank=True)
    division_path = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.CHECKED)
    version = models.PositiveIntegerField(default=0)
    rows = EncryptedTextField(default="", blank=True)
    findings = EncryptedTextField(default="", blank=True)
    undo = EncryptedTextField(default="", blank=True)
    counts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    made_by_id = models.BigIntegerField(null=True)
    written_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("division_path", "-made_at"), name="shelter_batch_area")]

    def __str__(self) -> str:
        return self.file_name
