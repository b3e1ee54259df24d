"""One imported file of people, households, divisions or boundaries."""

from typing import ClassVar

from django.db import models

from qianshao.core.sheets.batches import BatchState, FileBatch

__all__ = ["Batch", "BatchState"]


class Batch(FileBatch):
    """A file of a kind; its rows and undo data hold personal values."""

    kind = models.CharField(max_length=12)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("division_path", "-made_at"), name="batch_area"),
            models.Index(fields=("file_hash",), name="batch_file"),
        ]
