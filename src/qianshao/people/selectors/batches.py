"""Which files came in."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.core.sheets.findings import Finding
from qianshao.core.sheets.table import Table
from qianshao.people.models import Batch, BatchState


def batches(scope: Scope) -> "QuerySet[Any]":
    """Files of the scope, newest first, without their rows."""
    return Batch.objects.within(scope).defer("rows", "findings", "undo").order_by("-made_at", "-id")


def batch(scope: Scope, key: int) -> Batch:
    """One file.

    Raises:
        NotFound: none such in the scope.
    """
    found: Batch | None = Batch.objects.within(scope).filter(pk=key).first()
    if found is None:
        raise NotFound("batch.unknown", "没有找到这次导入")
    return found


def findings_of(found: Batch) -> list[Finding]:
    """What was wrong with a file's lines."""
    return found.found


def table_of(found: Batch) -> Table | None:
    """A file's lines, while they are kept; a boundary file has none."""
    return found.table if found.kind != "boundaries" else None


def same_file(scope: Scope, found: Batch) -> datetime | None:
    """When exactly this file was written before, if it was and still stands."""
    others = Batch.objects.within(scope).filter(file_hash=found.file_hash, kind=found.kind, state=BatchState.WRITTEN)
    earlier: datetime | None = others.exclude(pk=found.pk).values_list("written_at", flat=True).first()
    return earlier
