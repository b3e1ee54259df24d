"""The kinds as they stand."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.registry.models import Group, Kind, Record
from qianshao.registry.states import RecordState

#: (code, name) of the groups, in their order.
GROUPS = tuple((str(group.value), group.label) for group in Group)


def kinds(group: str = "", *, active: bool = True) -> "QuerySet[Any]":
    """The kinds, of one group or all, in their order."""
    found = Kind.objects.filter(group=group) if group else Kind.objects.all()
    return found.filter(is_active=True) if active else found


def kind_of(code: str) -> Kind:
    """One kind, also one no longer in use.

    Raises:
        NotFound: none such.
    """
    found = Kind.objects.filter(code=code).first()
    if found is None:
        raise NotFound("kind.unknown", "没有找到这个种类")
    return found


def group_words() -> dict[str, str]:
    """Names of groups by code."""
    return {str(value): str(label) for value, label in Group.choices}


def counts_by_kind(scope: Scope, *, under: str = "") -> Mapping[str, int]:
    """How many living records of each kind there are, by its code; kinds without any are left out."""
    found = Record.objects.within(scope).filter(subtree(under), state=RecordState.ACTIVE)
    rows = found.order_by().values("kind").annotate(n=Count("pk")).values_list("kind", "n")
    codes = dict(Kind.objects.values_list("pk", "code"))
    return {codes[key]: count for key, count in rows}
