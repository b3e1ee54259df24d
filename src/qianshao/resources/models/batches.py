"""One imported file of stock."""

from typing import ClassVar

from django.db import models

from qianshao.core.sheets.batches import FileBatch


class StockBatch(FileBatch):
    """A file of goods that lie in stores (not a ``Batch`` of goods)."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=("division_path", "-made_at"), name="stock_file_area")]
