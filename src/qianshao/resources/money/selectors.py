"""Questions about money: lines, sums of a year, projects, the rates in force."""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.divisions.models import Division
from qianshao.divisions.selectors import names_of
from qianshao.resources.models import BondItem, BondProject, BudgetEntry, BudgetLine, Head, MatchingVersion, Source
from qianshao.resources.money.rules import CountyClass, Matching, Sum, in_force, read_matching, sums

DATA = Path(__file__).resolve().parent.parent / "data/matching.toml"
_COUNTY = 12
_TOWN = 16


def lines(scope: Scope, *, year: int = 0, source: str = "", under: str = "", old: bool = False) -> "QuerySet[Any]":
    """The scope's budget lines."""
    found = BudgetLine.objects.within(scope).filter(subtree(under))
    if year:
        found = found.filter(year=year)
    if source:
        found = found.filter(source=source)
    return found if old else found.filter(is_active=True)


def line_of(scope: Scope, line_id: int) -> BudgetLine:
    """One line.

    Raises:
        NotFound: none of the scope's.
    """
    row: BudgetLine | None = BudgetLine.objects.within(scope).filter(pk=line_id).first()
    if row is None:
        raise NotFound("budget.unknown", _("没有找到这条经费"))
    return row


def entries_of(scope: Scope, line_id: int) -> "QuerySet[Any]":
    """What was executed and paid on a line, the newest first."""
    return BudgetEntry.objects.filter(line=line_of(scope, line_id)).order_by("-id")


def years(scope: Scope) -> list[int]:
    """Years with lines, the newest first."""
    found = BudgetLine.objects.within(scope).filter(is_active=True).order_by("-year")
    return list(dict.fromkeys(found.values_list("year", flat=True)))


def year_sums(scope: Scope, year: int, under: str = "") -> dict[str, dict[str, Sum]]:
    """Sums of a year: ``source``, ``head`` and ``area`` (township, or county where the line is the county's)."""
    rows = [
        (source, head, path, Sum(planned, executed, paid))
        for source, head, path, planned, executed, paid in lines(scope, year=year, under=under).values_list(
            "source", "head", "division_path", "planned", "executed", "paid"
        )
    ]
    by_area = sums((path[:_TOWN], row) for _s, _h, path, row in sorted(rows, key=lambda r: r[2]))
    names = names_of(set(by_area))
    by_source = sums((row[0], row[3]) for row in rows)
    by_head = sums((row[1], row[3]) for row in rows)
    return {
        "source": {str(label): by_source[code] for code, label in Source.choices if code in by_source},
        "head": {str(label): by_head[code] for code, label in Head.choices if code in by_head},
        "area": {names.get(path, path): row for path, row in by_area.items()},
    }


def projects(scope: Scope, under: str = "") -> "QuerySet[Any]":
    """The scope's bond-fund projects."""
    return BondProject.objects.within(scope).filter(subtree(under))


def project_of(scope: Scope, project_id: int) -> BondProject:
    """One project.

    Raises:
        NotFound: none of the scope's.
    """
    row: BondProject | None = BondProject.objects.within(scope).filter(pk=project_id).first()
    if row is None:
        raise NotFound("bond.unknown", _("没有找到这个国债装备项目"))
    return row


def items_of(scope: Scope, project_ids: Sequence[int]) -> "QuerySet[Any]":
    """The equipment of these projects of the scope."""
    mine = projects(scope).filter(pk__in=project_ids).values_list("pk", flat=True)
    return BondItem.objects.filter(project_id__in=list(mine)).select_related("project")


@cache
def shipped() -> Matching:
    """The rates that come with the product."""
    return read_matching(tomllib.loads(DATA.read_text(encoding="utf-8")))


def matchings() -> list[Matching]:
    """Every version, the shipped one first."""
    rows = MatchingVersion.objects.order_by("id")
    return [shipped(), *(_version(row) for row in rows)]


def matching_on(day: date) -> Matching | None:
    """The version in force on a day."""
    return in_force(matchings(), day)


def county_code(path: str) -> str:
    """The six digits of the county an area lies in; empty above a county."""
    if len(path) < _COUNTY:
        return ""
    rows = Division.objects.unscoped("codes of areas are public").filter(path=path[:_COUNTY])
    return str(rows.values_list("code", flat=True).first() or "")[:6]


def _version(row: MatchingVersion) -> Matching:
    classes = tuple(
        CountyClass(c["code"], c["name"], int(c["percent"]), tuple(c.get("counties", ()))) for c in row.classes
    )
    return Matching(row.name, row.valid_from, classes, row.source)
