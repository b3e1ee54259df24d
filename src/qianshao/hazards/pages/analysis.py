"""The table of two dimensions, and a month in sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qianshao.core.clock import BEIJING
from qianshao.core.scope import Scope
from qianshao.divisions import choices
from qianshao.hazards import selectors
from qianshao.hazards.pages.ledger import TABLE_OF, address_of, filter_context, filters_of
from qianshao.hazards.rules.risks import add_months
from qianshao.hazards.selectors import Filters, analysis
from qianshao.hazards.selectors.analysis import DIMENSIONS, Cross, Month
from qianshao.hazards.states.ledger import GRADE_LABELS, SOURCE_LABELS, TREATMENT_LABELS

TOP = 10


def asked_of(given: Any) -> tuple[str, str, Filters]:
    """What the table's address asks for: rows, columns, and what the list is narrowed by; what it does not know it
    leaves aside.
    """
    rows, columns, asked = given.get("rows", "area"), given.get("columns", "kind"), filters_of(given)
    return (
        rows if rows in DIMENSIONS else "area",
        columns if columns in DIMENSIONS else "kind",
        replace(asked, tab=asked.tab if asked.tab in ("open", "closed", "") else "open"),
    )


def names_of(name: str, keys: tuple[str, ...], now: datetime) -> dict[str, str]:
    """The keys of a dimension in words."""
    if name == "area":
        return choices.places(list(keys))
    known: Mapping[Any, Any] = {}
    if name in TABLE_OF:
        known = dict(selectors.choices_of(TABLE_OF[name], now))
    elif name == "grade":
        known = {str(code): label for code, label in GRADE_LABELS.items()}
    elif name == "age":
        known = selectors.AGE_LABELS
    elif name == "source":
        known = {str(code): label for code, label in SOURCE_LABELS.items()}
    elif name == "treatment":
        known = {str(code): label for code, label in TREATMENT_LABELS.items()}
    return {key: str(known.get(key, key)) or _("没有写") for key in keys}


def cross_context(scope: Scope, given: Any, now: datetime) -> dict[str, Any]:
    """The table with the names of its rows and columns, sums, and where a cell leads."""
    by_rows, by_columns, asked = asked_of(given)
    found = analysis.cross(scope, rows=by_rows, columns=by_columns, now=now, asked=asked)
    rows, columns = names_of(by_rows, found.rows, now), names_of(by_columns, found.columns, now)
    ways = Ways(by_rows, by_columns, asked)
    return {
        "asked": asked,
        "by": {"rows": by_rows, "columns": by_columns},
        **filter_context(scope, asked, now),
        "dimensions": list(DIMENSIONS.items()),
        "tabs": [("open", _("未销号")), ("closed", _("已销号")), ("", _("全部"))],
        "heads": [(columns[key], found.column_sum(key), ways.to(column=key)) for key in found.columns],
        "lines": [_line(found, key, rows[key], ways) for key in found.rows],
        "total": found.total,
        "all_link": ways.to(),
        "may_export": scope.may("hazards.export"),
        "row_label": DIMENSIONS[by_rows],
        "column_label": DIMENSIONS[by_columns],
    }


@dataclass(frozen=True)
class Ways:
    """Where the numbers of a table lead: to the list of exactly those hazards."""

    rows: str
    columns: str
    asked: Filters

    def to(self, row: str | None = None, column: str | None = None) -> str:
        """The ledger's address of a cell; of a whole row, column or table where a key is left out."""
        found, depth = replace(self.asked, counted=True), analysis.depth_of(self.asked.under)
        for name, key in ((self.rows, row), (self.columns, column)):
            found = found if key is None else analysis.rows_of(found, name, key, depth)
        return address_of(found)


def _line(found: Cross, key: str, name: str, ways: Ways) -> dict[str, Any]:
    cells = [(found.cells.get((key, column), 0), ways.to(key, column)) for column in found.columns]
    return {"key": key, "name": name, "cells": cells, "total": found.row_sum(key), "link": ways.to(key)}


def month_of(given: Any, now: datetime) -> datetime:
    """The first moment in Beijing of the month asked for (``2026-07``); the last whole one else."""
    local = now.astimezone(BEIJING)
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    text = given.get("month", "")[:7]
    if len(text) == 7 and text[4] == "-" and text.replace("-", "").isascii() and text.replace("-", "").isdigit():
        year, month = int(text[:4]), int(text[5:])
        if 2000 <= year <= first.year and 1 <= month <= 12:
            return min(first.replace(year=year, month=month), first)
    return add_months(first, -1)


def month_context(scope: Scope, given: Any, now: datetime) -> dict[str, Any]:
    """A month: sums beside those of the month before, sentences, areas, kinds, who has the same again."""
    start = month_of(given, now)
    end, before = add_months(start, 1), add_months(start, -1)
    under = given.get("under", "")[:40]
    closed = analysis.closed_by(scope, start, end, under)
    this = analysis.month_sums(scope, start, end, under, now, closed)
    last = analysis.month_sums(scope, before, start, under, now)
    least, months = (int(selectors.limit_of(code, now)) for code in ("repeat_least", "repeat_months"))
    again = analysis.repeats(scope, add_months(end, -months), end, max(least, 2), under)
    where = choices.places([one.path for one in again])
    called = kind_names([one.kind for one in again], now)
    kinds = _compared(scope, "kind", (before, start, end), under, now)
    areas = _areas(scope, (before, start, end), under, {key: sums[0] for key, sums in closed.items()})
    return {
        "month": start,
        "under": under,
        "towns": choices.towns(scope, under),
        "is_running": end > now,
        "figures": _figures(this, last),
        "sentences": sentences(this, last, kinds, areas, len(again)),
        "kinds": kinds[:TOP],
        "areas": areas,
        "repeats": [(one, where.get(one.path, ""), called.get(one.kind, one.kind)) for one in again],
        "least": least,
        "months": months,
        "earlier": add_months(start, -1),
        "later": end if end <= now else None,
    }


def kind_names(kinds: Iterable[str], now: datetime) -> dict[str, str]:
    """The names of kinds, those included that the county's table has no more."""
    known = dict(selectors.choices_of("kinds", now))
    return {kind: known.get(kind) or str(selectors.hazard_kind(kind, now)["name"]) for kind in set(kinds)}


def _figures(this: Month, last: Month) -> list[tuple[Any, int, int, int]]:
    names = (
        (_("新发现"), "found"),
        (_("其中重大"), "major"),
        (_("销号"), "closed"),
        (_("月末未销号"), "open_at_end"),
        (_("月末逾期"), "late"),
    )
    return [
        (label, getattr(this, name), getattr(last, name), getattr(this, name) - getattr(last, name))
        for label, name in names
    ]


def _compared(
    scope: Scope, by: str, times: tuple[datetime, datetime, datetime], under: str, now: datetime
) -> list[tuple[str, int, int]]:
    this = analysis.found_by(scope, by, times[1], times[2], under)
    last = analysis.found_by(scope, by, times[0], times[1], under)
    names = names_of(by, tuple({*this, *last}), now)
    rows = [(names[key], this.get(key, 0), last.get(key, 0)) for key in names]
    return sorted(rows, key=lambda row: (-row[1], -row[2], row[0]))


def _areas(
    scope: Scope, times: tuple[datetime, datetime, datetime], under: str, closed: Mapping[str, int]
) -> list[tuple[str, int, int, int]]:
    found = analysis.found_by(scope, "area", times[1], times[2], under)
    last = analysis.found_by(scope, "area", times[0], times[1], under)
    names = choices.places(sorted({*found, *last, *closed}))
    rows = [(name, found.get(key, 0), last.get(key, 0), closed.get(key, 0)) for key, name in names.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def sentences(this: Month, last: Month, kinds: Any, areas: Any, again: int) -> list[str]:
    """What a reader should take away, in words; only what the numbers say."""
    said = [
        _("新发现隐患 {n} 条，{change}；其中重大 {major} 条。").format(
            n=this.found, change=_change(this.found, last.found), major=this.major
        ),
        _("销号 {n} 条，{change}。").format(n=this.closed, change=_change(this.closed, last.closed)),
    ]
    if this.closed_dated:
        share = round(this.closed_in_time * 100 / this.closed_dated)
        said.append(
            _("销号的隐患里，定了期限的 {all} 条，按期整改 {n} 条，占 {share}%。").format(
                all=this.closed_dated, n=this.closed_in_time, share=share
            )
        )
    if this.found > this.closed:
        said.append(_("新发现的比销号的多 {n} 条，存量在增加。").format(n=this.found - this.closed))
    elif this.closed > this.found:
        said.append(_("销号的比新发现的多 {n} 条，存量在减少。").format(n=this.closed - this.found))
    said.append(_("月末未销号 {n} 条，其中逾期 {late} 条。").format(n=this.open_at_end, late=this.late))
    if kinds and kinds[0][1]:
        said.append(_("发现最多的是{kind}，{n} 条。").format(kind=kinds[0][0], n=kinds[0][1]))
    if areas and areas[0][1]:
        said.append(_("发现最多的地方是{place}，{n} 条。").format(place=areas[0][0], n=areas[0][1]))
    quiet = [row[0] for row in areas if not row[1] and row[2]]
    if quiet:
        said.append(_("上月有发现、本月一条没有的：{places}，请核实是否漏查。").format(places="、".join(quiet[:TOP])))
    if again:
        said.append(_("反复出现同类隐患的单位或地点 {n} 个，见下表。").format(n=again))
    return said


def _change(this: int, last: int) -> str:
    if this == last:
        return _("和上月一样")
    n = abs(this - last)
    words = _("比上月多 {n} 条") if this > last else _("比上月少 {n} 条")
    share = _("（{percent}%）").format(percent=round(n * 100 / last)) if last >= TOP else ""
    return words.format(n=n) + share
