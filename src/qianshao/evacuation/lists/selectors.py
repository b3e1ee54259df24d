"""Questions about the lists: which came, who stands on the one list and why, what waits for an officer."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.core.sheets.findings import Finding
from qianshao.core.sheets.keeping import unpack_findings, unpack_table
from qianshao.core.sheets.table import Table
from qianshao.evacuation.models.lists import (
    ConflictKind,
    ConflictState,
    Exposure,
    ListConflict,
    ListState,
    RiskKind,
    RiskList,
)

KINDS = RiskKind.choices
CONFLICT_KINDS = ConflictKind.choices
ACTION = "evacuation.lists"


def where(scope: Scope) -> Scope:
    """The part of the scope in which lists may be seen."""
    if scope.whole:
        return scope
    return Scope({path: actions for path, actions in scope.grants.items() if ACTION in actions})


def risk_lists(scope: Scope) -> "QuerySet[Any]":
    """Lists of the scope, newest first, without their lines."""
    return RiskList.objects.within(where(scope)).defer("rows", "findings").order_by("-made_at", "-id")


def risk_list(scope: Scope, key: int) -> RiskList:
    """One list.

    Raises:
        NotFound: none such in the scope.
    """
    found: RiskList | None = RiskList.objects.within(where(scope)).filter(pk=key).first()
    if found is None:
        raise NotFound("list.unknown", "没有找到这份名册")
    return found


def list_findings(found: RiskList) -> list[Finding]:
    """What was wrong with a list's lines."""
    return unpack_findings(found.findings)


def list_table(found: RiskList) -> Table | None:
    """A list's lines, while they wait to be confirmed."""
    return unpack_table(found.rows) if found.rows else None


def same_list(scope: Scope, found: RiskList) -> RiskList | None:
    """The written list of exactly this file, should there be one."""
    others = RiskList.objects.within(where(scope)).filter(file_digest=found.file_digest, state=ListState.WRITTEN)
    earlier: RiskList | None = others.exclude(pk=found.pk).first()
    return earlier


def exposures(scope: Scope, *, under: str = "", kind: str = "", state: str = "", query: str = "") -> "QuerySet[Any]":
    """Rows of the one list, household by household. ``state``: ``conflict``, ``unknown`` or nothing."""
    found = Exposure.objects.within(where(scope)).filter(subtree(under))
    if kind:
        found = found.filter(kinds__contains=f",{kind},")
    if query.strip():
        found = found.filter(Q(name__contains=query.strip()) | Q(address__contains=query.strip()))
    if state == "conflict":
        found = found.filter(conflicts__gt=0)
    elif state == "unknown":
        found = found.filter(household__isnull=True)
    by_home = (F("household").asc(nulls_last=True), F("member").asc(nulls_first=True))
    return found.select_related("household", "zone").order_by("division_path", *by_home, "id")


def exposure_totals(scope: Scope, *, under: str = "") -> dict[str, int]:
    """Rows, people of households, households, unregistered, with something to decide."""
    rows = Exposure.objects.within(where(scope)).filter(subtree(under))
    found = rows.aggregate(
        rows=Count("id"),
        homes=Count("household", distinct=True),
        people=Sum("heads", filter=Q(member__isnull=True)),
        unknown=Count("id", filter=Q(household__isnull=True)),
        conflicts=Count("id", filter=Q(conflicts__gt=0)),
    )
    return {key: int(value or 0) for key, value in found.items()}


def list_conflicts(scope: Scope, *, under: str = "", kind: str = "", settled: bool = False) -> "QuerySet[Any]":
    """What waits for an officer, or what was decided, newest first."""
    state = ConflictState.SETTLED if settled else ConflictState.OPEN
    found = ListConflict.objects.within(where(scope)).filter(subtree(under), state=state)
    if kind:
        found = found.filter(kind=kind)
    return found.order_by("-settled_at" if settled else "division_path", "id")


def list_conflict(scope: Scope, key: int) -> ListConflict:
    """One conflict.

    Raises:
        NotFound: none such in the scope.
    """
    found: ListConflict | None = ListConflict.objects.within(where(scope)).filter(pk=key).first()
    if found is None:
        raise NotFound("list.conflict", "没有找到这条，或不在您的辖区")
    return found


def conflict_totals(scope: Scope) -> dict[str, int]:
    """Open ones by kind."""
    rows = ListConflict.objects.within(where(scope)).filter(state=ConflictState.OPEN)
    return dict(rows.values_list("kind").annotate(n=Count("id")).order_by("kind").values_list("kind", "n"))


def exposed_households(scope: Scope, *, zone_ids: "list[int] | None" = None, kind: str = "") -> list[int]:
    """Ids of registered households on the one list, of some zones or one kind: for an order's ledger."""
    found = Exposure.objects.within(scope).filter(household__isnull=False)
    if zone_ids is not None:
        found = found.filter(zone_id__in=zone_ids)
    if kind:
        found = found.filter(kinds__contains=f",{kind},")
    return sorted(set(found.values_list("household_id", flat=True)))
