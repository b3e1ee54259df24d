"""Which files came in."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.core.sheets.findings import Finding
from qianshao.core.sheets.table import Table
from qianshao.places.models import BatchState, ShelterBatch
from qianshao.places.selectors.areas import where


def batches(scope: Scope) -> "QuerySet[Any]":
    """Files of the scope, newest first, without their rows."""
    found = ShelterBatch.objects.within(where(scope, "places.import"))
    return found.defer("rows", "findings", "undo").order_by("-made_at", "-id")


def batch(scope: Scope, key: int) -> ShelterBatch:
    """One file.

    Raises:
        NotFound: none such in the scope.
    """
    found: ShelterBatch | None = ShelterBatch.objects.within(where(scope, "places.import")).filter(pk=key).first()
    if found is None:
        raise NotFound("batch.unknown", "没有找到这次导入")
    return found


def findings_of(found: ShelterBatch) -> list[Finding]:
    """What was wrong with a file's lines."""
    return found.found


def table_of(found: ShelterBatch) -> Table | None:
    """A file's lines, while they are kept."""
    return found.table


def same_file(scope: Scope, found: ShelterBatch) -> datetime | None:
    """When exactly this file was written before, if it was and still stands."""
    others = ShelterBatch.objects.within(scope).filter(file_hash=found.file_hash, state=BatchState.WRITTEN)
    earlier: datetime | None = others.exclude(pk=found.pk).values_list("written_at", flat=True).first()
    return earlier
