"""One imported file of shelters."""

from typing import ClassVar

from django.db import models

from qianshao.core.sheets.batches import BatchState, FileBatch

__all__ = ["BatchState", "ShelterBatch"]


class ShelterBatch(FileBatch):
    """A file of shelters; its rows and undo data hold keepers' phones."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=("division_path", "-made_at"), name="shelter_batch_area")]
