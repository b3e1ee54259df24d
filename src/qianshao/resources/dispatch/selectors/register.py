"""The register's living records as dispatch needs them: those of a group in a scope."""

from typing import Any

from django.db.models import QuerySet

from qianshao.core.scope import Scope
from qianshao.registry.models import Record
from qianshao.registry.states import RecordState


def living(scope: Scope, group: str) -> "QuerySet[Any]":
    """Active records of a group, in the areas of the scope."""
    rows = Record.objects.within(scope).filter(state=RecordState.ACTIVE, kind__group=group)
    return rows.order_by("name", "pk")
