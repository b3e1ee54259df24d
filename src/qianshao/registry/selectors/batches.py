"""Which files of records came in."""

from typing import Any

from django.db.models import QuerySet

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.registry.models import RecordBatch

_ACTION = "registry.edit"


def _mine(scope: Scope) -> Any:
    held = scope
    if not scope.whole:
        held = Scope({path: actions for path, actions in scope.grants.items() if _ACTION in actions})
    return RecordBatch.objects.within(held).select_related("kind")


def batches(scope: Scope, kind: Any) -> "QuerySet[Any]":
    """Files of a kind, newest first, without their rows."""
    found: QuerySet[Any] = _mine(scope).filter(kind=kind).defer("rows", "findings", "undo")
    return found.order_by("-made_at", "-id")


def batch(scope: Scope, key: int) -> RecordBatch:
    """One file.

    Raises:
        NotFound: none such in the scope.
    """
    found: RecordBatch | None = _mine(scope).filter(pk=key).first()
    if found is None:
        raise NotFound("batch.unknown", "没有找到这次导入")
    return found
