"""What lies in a usable area: its households as disjoint sources, and the villages it touches.

Every household of the area is in exactly one source, so counts add up: first the divisions named whole, then the
geometry outside of them, then the households of touched villages that nobody has put on the map.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import shapely

from qianshao.alerts.selectors.area import Covered
from qianshao.core import sql
from qianshao.core.scope import end_of
from qianshao.core.sql import Select
from qianshao.divisions.levels import Level
from qianshao.divisions.models import Division
from qianshao.geo.geojson import load
from qianshao.geo.refine import keys_in
from qianshao.people.selectors import household_sources, household_sources_in


@dataclass(frozen=True)
class Within:
    """Villages by path; household sources; how many households have no place."""

    villages: tuple[str, ...]
    sources: tuple[Select, ...]
    count: int
    unplaced: int


def within(covered: Covered, day: date) -> Within:
    """Look once: the same sources say which villages are touched and who is called."""
    whole = household_sources(covered.paths, day) if covered.paths else []
    drawn = _drawn(covered, day)
    tally = _tally(drawn)
    villages = _villages_touched(covered, tally)
    apart = [path for path in villages if not any(path.startswith(named) for named in covered.paths)]
    without_place = household_sources(apart, day, without_place=True) if apart else []
    unplaced = count_of(without_place)
    sources = (*whole, *drawn, *(without_place if unplaced else ()))
    return Within(tuple(villages), sources, count_of(whole) + sum(tally.values()) + unplaced, unplaced)


def count_of(sources: Iterable[Select]) -> int:
    """Rows of disjoint sources together."""
    return sum(int(sql.fetch_all(f"SELECT COUNT(*) FROM ({one.sql}) AS s", one.params)[0][0]) for one in sources)


def _drawn(covered: Covered, day: date) -> list[Select]:
    if covered.geometry is None:
        return []
    return [_own(covered, one) for one in household_sources_in(covered.geometry, day)]


def _own(covered: Covered, source: Select) -> Select:
    """Only rows of one's own area (a neighbour in the same database is not ours to call), outside named divisions."""
    text = f"SELECT * FROM ({source.sql}) AS own WHERE own.division_path >= %s AND own.division_path < %s"
    params: list[object] = [*source.params, covered.home.path, end_of(covered.home.path)]
    for path in covered.paths:
        text += " AND NOT (own.division_path >= %s AND own.division_path < %s)"
        params += [path, end_of(path)]
    return Select(text, tuple(params))


def _tally(sources: Sequence[Select]) -> dict[str, int]:
    """Households by area path."""
    found: dict[str, int] = {}
    for one in sources:
        text = f"SELECT division_path, COUNT(*) FROM ({one.sql}) AS s GROUP BY division_path"
        for path, count in sql.fetch_all(text, one.params):
            found[path] = found.get(path, 0) + int(count)
    return found


def _villages_touched(covered: Covered, tally: dict[str, int]) -> list[str]:
    """Villages with their seat, an outline or a household in the geometry.

    A village that nobody has placed yet counts when its town is touched; when no village is known at all, the
    touched towns themselves do: doubt warns more people, never fewer.
    """
    area = covered.geometry
    if area is None:
        return []
    rows = list(
        Division.objects.unscoped("areas touched by an alert within its home")
        .filter(path__gte=covered.home.path, path__lt=end_of(covered.home.path), valid_to__isnull=True)
        .filter(level__in=(Level.TOWNSHIP, Level.VILLAGE))
        .values_list("path", "level", "lon", "lat", "boundary")
    )
    villages = [row for row in rows if row[1] == Level.VILLAGE]
    towns = [row[0] for row in rows if row[1] == Level.TOWNSHIP and _outline_touches(row[4], area)]
    found = {row[0] for row in villages if _outline_touches(row[4], area)}
    found |= set(keys_in(area, [(p, x, y) for p, _level, x, y, _b in villages if x is not None and y is not None]))
    # A household may stand in a grid below its village.
    names = {row[0] for row in villages}
    found |= {path[:end] for path in tally for end in range(4, len(path) + 1, 4) if path[:end] in names}
    unknown = [row[0] for row in villages if row[2] is None and not row[4]]
    found |= {path for path in unknown if any(path.startswith(town) for town in towns)}
    return sorted(found or towns)


def _outline_touches(boundary: dict[str, object] | None, area: shapely.Geometry) -> bool:
    return bool(boundary) and bool(shapely.intersects(load(boundary or {}), area))
