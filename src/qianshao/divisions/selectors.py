"""Questions about areas."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from qianshao.core.errors import NotFound
from qianshao.core.scope import Scope, subtree
from qianshao.core.sql import fetch_all
from qianshao.divisions.levels import Level
from qianshao.divisions.models import Division
from qianshao.divisions.rules import ancestors


def divisions(scope: Scope, *, level: Level | None = None, under: str = "") -> "QuerySet[Any]":
    """The scope's areas in tree order, of one level, below a path."""
    found = Division.objects.within(scope).filter(subtree(under, "path"))
    if level is not None:
        found = found.filter(level=level)
    return found.order_by("path")


def division_by_code(scope: Scope, code: str) -> Division:
    """The living area with a 12-digit code.

    Raises:
        NotFound: there is none in the scope.
    """
    found: Division | None = Division.objects.within(scope).filter(code=code, valid_to__isnull=True).first()
    if found is None:
        raise NotFound("division.unknown", "没有找到区划代码 {code}", code=code)
    return found


def paths_of_codes(scope: Scope, codes: Iterable[str]) -> dict[str, str]:
    """Paths of the living areas of the scope by their 12-digit codes; those it has not are missing. One query."""
    rows = Division.objects.within(scope).filter(code__in=sorted(set(codes)), valid_to__isnull=True)
    return dict(rows.values_list("code", "path"))


def division_by_path(scope: Scope, path: str) -> Division:
    """The area with a path.

    Raises:
        NotFound: there is none in the scope.
    """
    found: Division | None = Division.objects.within(scope).filter(path=path).first()
    if found is None:
        raise NotFound("division.unknown", "没有找到这个区划")
    return found


def names_of(paths: "set[str]") -> dict[str, str]:
    """Names by path, for labels; one query for any number of paths."""
    rows = Division.objects.unscoped("names of areas are public").filter(path__in=sorted(paths))
    return dict(rows.values_list("path", "name"))


def seats_of(paths: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the seats of these areas; those without one are missing."""
    rows = Division.objects.unscoped("seats of areas are public").filter(path__in=sorted(set(paths)))
    rows = rows.filter(lon__isnull=False, lat__isnull=False)
    return {path: (lon, lat) for path, lon, lat in rows.values_list("path", "lon", "lat")}


def full_name(path: str, *, below: int = 3) -> str:
    """``新集镇红旗社区``: the names from the level under ``below`` down to the area."""
    paths = [p for p in ancestors(path) if len(p) // 4 > below]
    names = names_of(set(paths))
    return "".join(names.get(p, "") for p in paths)


def around(path: str) -> Division | None:
    """The smallest area with a boundary on file that holds ``path``; boundaries are public."""
    rows = Division.objects.unscoped("boundaries of areas are public").filter(path__in=ancestors(path))
    found: Division | None = rows.filter(boundary__isnull=False).order_by("-path").first()
    return found


def bounded(codes: Iterable[str]) -> dict[str, bool]:
    """Which of these codes are on file, and whether they have a boundary already."""
    rows = Division.objects.unscoped("codes of areas are public").filter(valid_to__isnull=True)
    found = rows.filter(code__in=sorted(set(codes))).annotate(has=Q(boundary__isnull=False))
    return dict(found.values_list("code", "has"))


def county_code(path: str) -> str:
    """The six digits of the county ``path`` lies in (or of the nearest area above it on file); zeros when none is."""
    rows = Division.objects.unscoped("codes of areas are public").filter(path__in=ancestors(path)[: Level.COUNTY])
    found: str | None = rows.order_by("-path").values_list("code", flat=True).first()
    return (found or "0" * 6)[:6]


def codes_of(paths: Iterable[str]) -> dict[str, str]:
    """12-digit codes by path, for exports; one query."""
    rows = Division.objects.unscoped("codes of areas are public").filter(path__in=sorted(set(paths)))
    return dict(rows.values_list("path", "code"))


def site_county() -> Division | None:
    """The county this site serves: the only one with parts, or the first."""
    return Division.objects.unscoped("which county is this site").filter(level=Level.COUNTY).order_by("path").first()


def county_named() -> tuple[str, str]:
    """Path and name of the county this site serves, for what thousands ask in a minute; empty: there is none yet."""
    rows = fetch_all(
        "SELECT path, name FROM divisions_division WHERE level = %s ORDER BY path LIMIT 1", [Level.COUNTY]
    )
    return (rows[0][0], rows[0][1]) if rows else ("", "")
