"""Questions about risk points: the register's records, what was assessed, and what open hazards do to the colour."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope
from qianshao.hazards.models import Hazard, RiskControl, RiskSheet
from qianshao.hazards.rules.risks import Shown, shown_colour
from qianshao.hazards.selectors.standards import standard_rows
from qianshao.hazards.states.ledger import LIVING
from qianshao.hazards.states.risks import COLOURS
from qianshao.registry.selectors import record_of, records

GROUP = "risk"
MOST = 5000
FEW = 20


@dataclass(frozen=True)
class RiskRow:
    """A risk point as it is shown: the register's record, its sheet (None: not assessed), its colour and why."""

    record: Any
    sheet: RiskSheet | None
    shown: Shown
    is_review_late: bool
    late_checks: int

    @property
    def colour(self) -> str:
        """The colour shown."""
        return self.shown.colour


@dataclass(frozen=True)
class RiskFilters:
    """What a list is narrowed by; ``what``: late (assessed again or checked), raised, or none."""

    under: str = ""
    kind: str = ""
    colour: str = ""
    keeper: str = ""
    what: str = ""
    search: str = ""


def risk_rows(scope: Scope, asked: RiskFilters, now: datetime) -> list[RiskRow]:
    """The scope's risk points, the reddest first; four questions for any number of them, at most ``MOST``."""
    found = records(scope, kind=asked.kind, group="" if asked.kind else GROUP, query=asked.search, under=asked.under)
    points = [row for row in found.defer("find_text", "sealed", "details")[:MOST] if row.kind.group == GROUP]
    rows = _rows(scope, points, now)
    kept = [row for row in rows if _fits(row, asked)]
    return sorted(kept, key=lambda row: (-_order(row.colour), row.record.division_path, row.record.name))


def _order(colour: str) -> int:
    return COLOURS.index(colour) if colour in COLOURS else -1


def _fits(row: RiskRow, asked: RiskFilters) -> bool:
    if asked.colour and row.colour != ("" if asked.colour == "none" else asked.colour):
        return False
    if asked.keeper and (row.sheet is None or row.sheet.keeper != asked.keeper):
        return False
    late = row.is_review_late or row.late_checks > 0
    return {"late": late, "raised": row.shown.is_raised}.get(asked.what, True)


def _rows(scope: Scope, points: list[Any], now: datetime) -> list[RiskRow]:
    uids = [row.uid for row in points]
    sheets = {sheet.record_uid: sheet for sheet in RiskSheet.objects.within(scope).filter(record_uid__in=uids)}
    few = uids if len(points) <= FEW else None  # of one point not the whole ledger is summed
    counts, weaken = open_hazards(scope, few), standard_rows("risk_weaken", now)
    late = _late_checks(scope, now, None if few is None else [sheet.pk for sheet in sheets.values()])
    made = []
    for point in points:
        sheet = sheets.get(point.uid)
        base = sheet.colour if sheet else point.grade
        shown = shown_colour(base, weaken, counts.get(point.uid, {}))
        overdue = sheet is not None and sheet.due_at is not None and sheet.due_at < now
        made.append(RiskRow(point, sheet, shown, overdue, late.get(sheet.pk, 0) if sheet else 0))
    return made


def open_hazards(scope: Scope, uids: Iterable[UUID] | None = None) -> Mapping[UUID, dict[int, int]]:
    """How many open hazards of each grade stand at each risk point; drills and doubles are not counted."""
    rows = Hazard.objects.within(scope).filter(
        risk_uid__isnull=False, state__in=LIVING, same_as__isnull=True, is_drill=False
    )
    rows = rows.filter(risk_uid__in=list(uids)) if uids is not None else rows
    found: dict[UUID, dict[int, int]] = defaultdict(dict)
    for uid, grade, n in rows.order_by().values_list("risk_uid", "grade").annotate(n=Count("id")):
        found[uid][grade] = n
    return found


def _late_checks(scope: Scope, now: datetime, sheets: list[int] | None = None) -> dict[int, int]:
    rows = RiskControl.objects.within(scope).filter(is_active=True, next_at__lt=now).order_by()
    rows = rows.filter(sheet__in=sheets) if sheets is not None else rows
    return dict(rows.values_list("sheet").annotate(n=Count("id")))


def risk_row(scope: Scope, record_id: int, now: datetime) -> RiskRow:
    """One risk point.

    Raises:
        NotFound: there is none in the scope.
    """
    point = record_of(scope, record_id)
    if point.kind.group != GROUP:
        raise NotFound("risk.unknown", _("没有这个风险点，或不在您的辖区。"))
    return _rows(scope, [point], now)[0]


def shown_of(scope: Scope, point: Any, now: datetime) -> Shown:
    """The colour of a register's record as it is shown."""
    return _rows(scope, [point], now)[0].shown


def controls_of(sheet: RiskSheet) -> list[RiskControl]:
    """The measures in force of a sheet the reader was given."""
    rows = RiskControl.objects.unscoped("of a sheet the reader was given").filter(sheet=sheet, is_active=True)
    return list(rows.prefetch_related("checks"))


def control_of(scope: Scope, control_id: int) -> RiskControl:
    """One measure in force.

    Raises:
        NotFound: there is none in the scope.
    """
    rows = RiskControl.objects.within(scope).filter(is_active=True).select_related("sheet")
    found: RiskControl | None = rows.filter(pk=control_id).first()
    if found is None:
        raise NotFound("risk.control", _("没有这条管控措施，或不在您的辖区。"))
    return found


def hazards_at(scope: Scope, uid: UUID) -> "QuerySet[Any]":
    """Hazards of a risk point, open ones first."""
    rows: QuerySet[Any] = Hazard.objects.within(scope).filter(risk_uid=uid, same_as__isnull=True)
    return rows.order_by("turn_at", "id")


def sheet_by_uid(scope: Scope, uid: UUID) -> RiskSheet | None:
    """The sheet of a risk point, or None."""
    found: RiskSheet | None = RiskSheet.objects.within(scope).filter(record_uid=uid).first()
    return found


def unassessed(scope: Scope) -> list[Any]:
    """Points whose L, E and C stand in the register while nobody has assessed them here."""
    found = [row for row in records(scope, group=GROUP)[:MOST] if all(row.details.get(f"lec_{p}") for p in "lec")]
    uids = [row.uid for row in found]
    known = set(RiskSheet.objects.within(scope).filter(record_uid__in=uids).values_list("record_uid", flat=True))
    return [row for row in found if row.uid not in known]
