"""Sums over the ledger in SQL: a table of any two dimensions, the months, who has the same hazard again and again.

Rows an officer put with another one, drills and what turned out not to be true are left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, Floor, Substr
from django.utils.translation import gettext_lazy as _

from qianshao.core.scope import Scope, subtree
from qianshao.hazards.models import HazardAct
from qianshao.hazards.rules.clocks import OVER
from qianshao.hazards.selectors.filters import AGES, BLANK, Filters, sifted
from qianshao.hazards.selectors.ledger import within
from qianshao.hazards.states.ledger import LIVING, MAJOR, HazardState

#: Depths of a township and of a village in a path of divisions.
TOWN, VILLAGE = 16, 20
#: The dimensions of a table.
DIMENSIONS = {
    "area": _("区划"),
    "kind": _("隐患类别"),
    "disaster": _("灾种"),
    "sector": _("行业领域"),
    "department": _("监管部门"),
    "grade": _("等级"),
    "age": _("发现多久"),
    "place_class": _("场所类别"),
    "treatment": _("治理方式"),
    "source": _("来源"),
}
#: Side of a cell of the heat map, in degrees: some 550 m.
CELL = 0.005
MOST_CELLS = 3000
MOST_REPEATS = 50
#: Acts by which a closed hazard is there again.
REOPENED = ("reopen", "reopen_on_site")
OPEN = Filters(tab="open")
#: How many were closed, how many of them had a date, how many met it.
Closed = tuple[int, int, int]


@dataclass(frozen=True)
class Cross:
    """A table: ``cells[(row, column)]``, the keys of both in order, the most first."""

    cells: Mapping[tuple[str, str], int]
    rows: tuple[str, ...]
    columns: tuple[str, ...]

    def row_sum(self, row: str) -> int:
        """What a row holds."""
        return sum(n for (one, _column), n in self.cells.items() if one == row)

    def column_sum(self, column: str) -> int:
        """What a column holds."""
        return sum(n for (_row, one), n in self.cells.items() if one == column)

    @property
    def total(self) -> int:
        """Everything."""
        return sum(self.cells.values())


def cross(scope: Scope, *, rows: str, columns: str, now: datetime, asked: Filters = OPEN) -> Cross:
    """Count by two dimensions, within the list's own filters, in one statement.

    Raises:
        ValueError: no such dimension.
    """
    if rows not in DIMENSIONS or columns not in DIMENSIONS:
        raise ValueError(f"no dimension {rows} {columns}")
    found = sifted(within(scope), replace(asked, counted=True), now)
    keys = (_key(name, now, asked.under) for name in (rows, columns))
    keyed = found.annotate(**dict(zip(("one", "two"), keys, strict=True))).order_by()
    cells = {(str(a), str(b)): n for a, b, n in keyed.values_list("one", "two").annotate(n=Count("id"))}
    return Cross(cells, _ordered(cells, 0, rows), _ordered(cells, 1, columns))


def rows_of(asked: Filters, name: str, key: str, depth: int) -> Filters:
    """The list that a key of a dimension counts: these filters, narrowed to it. ``depth``: where areas were cut."""
    if name != "area":
        narrowed: dict[str, Any] = {name: key or BLANK, "counted": True}
        return replace(asked, **narrowed)
    if len(key) < len(asked.under):
        return replace(asked, counted=True)
    return replace(asked, counted=True, under=key, exact=len(key) < depth)


def depth_of(under: str) -> int:
    """How deep the areas of a table are cut: at villages inside a township, else at townships."""
    return VILLAGE if len(under) >= TOWN else TOWN


def _counted(scope: Scope, under: str = "") -> "QuerySet[Any]":
    found = within(scope).filter(subtree(under), is_drill=False)
    return found.exclude(state=HazardState.FALSE)


def _key(name: str, now: datetime, under: str) -> Any:
    if name == "area":
        return Substr("division_path", 1, depth_of(under))
    if name == "age":
        whens = [
            When(found_at__gt=now - timedelta(days=most), then=Value(code)) for code, _least, most in AGES if most
        ]
        return Case(*whens, default=Value(AGES[-1][0]), output_field=CharField())
    return F(name)


def _ordered(cells: Mapping[tuple[str, str], int], part: int, name: str) -> tuple[str, ...]:
    sums: dict[str, int] = {}
    for key, n in cells.items():
        sums[key[part]] = sums.get(key[part], 0) + n
    if name == "age":
        return tuple(code for code, _least, _most in AGES if code in sums)
    if name == "grade":
        return tuple(sorted(sums, reverse=True))
    return tuple(sorted(sums, key=lambda key: (-sums[key], key)))


@dataclass(frozen=True)
class Month:
    """What a month brought. ``late``: open at its end, its agreed date passed; ``open_at_end``: all open."""

    found: int
    major: int
    closed: int
    closed_in_time: int
    closed_dated: int
    late: int
    open_at_end: int


def month_sums(
    scope: Scope,
    start: datetime,
    end: datetime,
    under: str = "",
    now: datetime | None = None,
    closed: Mapping[str, Closed] | None = None,
) -> Month:
    """The sums of ``start`` to ``end``, as they can be known from the dates that are kept. ``now``: of a month that
    still runs only what is late by then counts as late, not what will be due before its end.

    Closed in time is what was mended by the date that counts (``rules.clocks.in_time_by``): work sent back and done
    over late was not. What was closed is known from the acts of closing: opening it again changes no month before.
    ``closed``: what ``closed_by`` said, where that is known already.
    """
    rows, until = _counted(scope, under), min(end, now) if now else end
    found = rows.filter(found_at__gte=start, found_at__lt=end)
    ended = (closed_by(scope, start, end, under) if closed is None else closed).values()
    first = found.aggregate(n=Count("id"), major=Count("id", filter=Q(grade=MAJOR)))
    # Those still open and those closed since, each from its own index (not that of findings, hence the expression):
    # most of a ledger was closed long ago.
    there = rows.alias(since=Coalesce("found_at", "found_at")).exclude(pk__in=_opened_later(rows, end))
    third = [
        part.filter(since__lt=end).aggregate(n=Count("id"), late=Count("id", filter=Q(due_at__lt=until)))
        for part in (there.filter(state__in=LIVING), there.filter(closed_at__gte=end))
    ]
    late, is_open = (sum(part[name] for part in third) for name in ("late", "n"))
    n, dated, in_time = (sum(one[part] for one in ended) for part in range(3))
    return Month(first["n"], first["major"], n, in_time, dated, late, is_open)


def _acts(scope: Scope, under: str, acts: Sequence[str], start: datetime, end: datetime) -> "QuerySet[Any]":
    """Acts of a time on hazards that count, from the acts' own index; areas by expression, so that it is taken."""
    rows = HazardAct.objects.filter(act__in=acts, at__gte=start, at__lt=end)
    rows = rows.filter(hazard__same_as__isnull=True, hazard__is_drill=False).exclude(hazard__state=HazardState.FALSE)
    found: QuerySet[Any] = rows.alias(spot=Concat("hazard__division_path", Value(""))).filter(subtree(under, "spot"))
    return found if scope.whole else found.filter(scope.filter("spot"))


def _opened_later(rows: "QuerySet[Any]", moment: datetime) -> list[int]:
    """Hazards closed at a moment and opened again since: of the two acts the first after it is an opening."""
    acts = HazardAct.objects.filter(hazard=OuterRef("pk"), act__in=("close", *REOPENED), at__gte=moment)
    first = Subquery(acts.order_by("at", "id").values("act")[:1])
    found = rows.filter(reopened_count__gt=0).annotate(first=first).filter(first__in=REOPENED)
    return list(found.order_by().values_list("pk", flat=True))


def found_by(scope: Scope, by: str, start: datetime, end: datetime, under: str = "") -> dict[str, int]:
    """How many were found in a time, by a dimension (``area`` or a column)."""
    key = _key(by, end, under)
    rows = _counted(scope, under).filter(found_at__gte=start, found_at__lt=end).annotate(one=key).order_by()
    return {str(one): n for one, n in rows.values_list("one").annotate(n=Count("id"))}


def closed_by(scope: Scope, start: datetime, end: datetime, under: str = "") -> dict[str, Closed]:
    """What was closed in a time, by area. Closed twice it is one hazard."""
    rows = _acts(scope, under, ("close",), start, end)
    keyed = rows.annotate(one=Substr("hazard__division_path", 1, depth_of(under))).order_by().values_list("one")
    sums = keyed.annotate(
        n=Count("hazard", distinct=True),
        dated=Count("hazard", filter=Q(data__has_key="in_time"), distinct=True),
        in_time=Count("hazard", filter=Q(data__in_time=True), distinct=True),
    )
    return {str(one): (n, dated, in_time) for one, n, dated, in_time in sums}


@dataclass(frozen=True)
class Repeat:
    """Somebody with the same kind of hazard again and again: the unit, or the place where no unit is named."""

    name: str
    is_unit: bool
    path: str
    kind: str
    n: int
    last: datetime


def repeats(
    scope: Scope, start: datetime, end: datetime, least: int, under: str = "", limit: int = MOST_REPEATS
) -> list[Repeat]:
    """Units, and places no unit is named for, with ``least`` hazards of one kind or more, the most first; one opened
    again was there once more.
    """
    rows = _counted(scope, under).filter(found_at__gte=start, found_at__lt=end)
    back = _acts(scope, under, REOPENED, start, end)
    named = Q(hazard__unit_name="")
    found = [
        *_again(rows.exclude(unit_name=""), back.exclude(named), "unit_name", least, limit),
        *_again(
            rows.filter(unit_name="").exclude(place_name=""), back.filter(named).exclude(hazard__place_name=""),
            "place_name", least, limit,
        ),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.n, one.name, one.kind))[:limit]


_Key = tuple[str, str, str]
_Sum = tuple[int, datetime]


def _again(rows: "QuerySet[Any]", back: "QuerySet[Any]", name: str, least: int, limit: int) -> list[Repeat]:
    """Many findings by the narrow index of findings; reopenings are few, so theirs are added here."""
    more = _sums(back, f"hazard__{name}", "hazard__", "at")
    wanted = Q(n__gte=least) | Q(**{f"{name}__in": sorted({key[0] for key in more})})
    found = _sums(rows, name, wanted=wanted, limit=None if more else limit)
    for key, (n, last) in more.items():
        before = found.get(key, (0, last))
        found[key] = (before[0] + n, max(before[1], last))
    many = [(key, n, last) for key, (n, last) in found.items() if n >= least]
    return [Repeat(who, name == "unit_name", town, kind, n, last) for (who, kind, town), n, last in many]


def _sums(
    rows: "QuerySet[Any]",
    name: str,
    to: str = "",
    at: str = "found_at",
    *,
    wanted: Q | None = None,
    limit: int | None = None,
) -> dict[_Key, _Sum]:
    """How many and the last, by name, kind and township, the most first. ``to``: the way to the hazard."""
    grouped = rows.annotate(town=Substr(f"{to}division_path", 1, TOWN)).order_by().values(name, f"{to}kind", "town")
    counted = grouped.annotate(n=Count("id"), last=Max(at)).filter(wanted or Q()).order_by("-n", name)[:limit]
    return {(row[name], row[f"{to}kind"], row["town"]): (row["n"], row["last"]) for row in counted}


def heat(scope: Scope, under: str = "", limit: int = MOST_CELLS) -> list[tuple[float, float, int, int]]:
    """Open hazards by cells of some 550 m, grouped by SQL: (west, south, how many, major), the fullest first."""
    rows = _counted(scope, under).filter(turn_at__lt=OVER, lon__isnull=False)
    keyed = rows.annotate(x=Floor(F("lon") / CELL), y=Floor(F("lat") / CELL)).order_by()
    sums = keyed.values_list("x", "y").annotate(n=Count("id"), major=Count("id", filter=Q(grade=MAJOR)))
    return [(x * CELL, y * CELL, n, major) for x, y, n, major in sums.order_by("-n")[:limit]]
