"""One imported file of records."""

from typing import ClassVar

from django.db import models

from qianshao.core.sheets.batches import FileBatch
from qianshao.registry.models.kinds import Kind


class RecordBatch(FileBatch):
    """A file of records of one kind."""

    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=("division_path", "-made_at"), name="record_batch_area")]
