"""Households to be called: up to a million, so everything is SQL.

Only edge ids of an area and the default guardians of villages travel through Python.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import shapely
from django.db import connection

from qianshao.core import sql
from qianshao.core.scope import AFTER
from qianshao.core.sql import Select
from qianshao.geo.cover import cover
from qianshao.geo.sql import Fragment, chunks, edge_keys, in_ranges
from qianshao.people.rules import Roster
from qianshao.people.selectors.chain import outermost, roster_for

CHUNK = 20_000

_HOUSEHOLD_PICK = (
    "SELECT 'household' AS recipient_kind, t.id AS recipient_id, t.head_name AS name, "
    "CASE WHEN t.needs = '' THEN '住户' ELSE '重点户' END AS post_label, "  # zh: stored with the case
    "{false} AS is_key, t.division_path, t.phone AS address_enc, {null} AS standin_ref, {null} AS superior_ref, "
    "COALESCE(t.guardian_id, g.guardian) AS guardian_ref FROM {source} "
    "LEFT JOIN g ON g.path = t.division_path WHERE t.is_active"
)


_ANY_UNPLACED = "SELECT 1 FROM people_household AS t WHERE t.cell IS NULL AND t.is_active LIMIT 1"


class _Guardians:
    """Who answers for the households of each area that have no guardian of their own: the area's leader."""

    def __init__(self, paths: Iterable[str], on: date) -> None:
        found = sorted(set(paths))
        roster = roster_for(found, on) if found else Roster(())
        self.rows = [(path, leader) for path in found if (leader := roster.leader_of(path))]

    def select(self, source: Fragment, condition: str = "", params: tuple[object, ...] = ()) -> Select:
        given = sql.rows_table((("path", "text"), ("guardian", "bigint")))
        null = "NULL" if sql.is_sqlite() else "NULL::bigint"
        pick = _HOUSEHOLD_PICK.format(source=source.sql, false=sql.truth(False), null=null)
        # The casts give the columns a type: without one SQLite scans g for every household instead of indexing it.
        named = f"SELECT CAST(path AS TEXT) AS path, CAST(guardian AS BIGINT) AS guardian FROM {given}"
        text = f"WITH g AS MATERIALIZED ({named}) {pick}{condition}"
        return Select(text, (sql.rows_param(self.rows), *source.params, *params))


def _household_paths(paths: Sequence[str]) -> list[str]:
    """The areas below ``paths`` that have households."""
    if not paths:
        return []
    condition, params = _ranges(paths)
    rows = sql.fetch_all(f"SELECT DISTINCT t.division_path FROM people_household AS t WHERE {condition}", params)
    return [str(row[0]) for row in rows]


def _ranges(paths: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    text = " OR ".join("(t.division_path >= %s AND t.division_path < %s)" for _ in paths)
    return f"({text})", tuple(end for path in paths for end in (path, path + AFTER))


def household_sources(
    paths: Sequence[str], on: date, *, size: int = CHUNK, without_place: bool = False
) -> list[Select]:
    """All households of areas, in sources of at most ``size`` rows, one for each transaction.

    ``without_place``: only those nobody has put on the map yet, whom no polygon can find.
    """
    if without_place and not sql.fetch_all(_ANY_UNPLACED):
        return []
    outer = outermost(paths)
    guardians = _Guardians(_household_paths(outer), on)
    table = Fragment("people_household AS t", ())
    found = []
    unplaced = " AND t.cell IS NULL" if without_place else ""
    for low, high in _cuts(outer, size, unplaced):
        above = " AND (t.division_path, t.id) > (%s, %s)"
        upto = " AND (t.division_path, t.id) <= (%s, %s)"
        condition, params = _ranges(outer)
        found.append(guardians.select(table, f" AND {condition}{unplaced}{above}{upto}", (*params, *low, *high)))
    return found


def _cuts(paths: Sequence[str], size: int, further: str = "") -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """Half-open windows over (division_path, id) with at most ``size`` households each."""
    if not paths:
        return
    condition, params = _ranges(paths)
    rows = sql.fetch_all(
        "SELECT division_path, id, n, total FROM (SELECT t.division_path, t.id, "
        "ROW_NUMBER() OVER (ORDER BY t.division_path, t.id) AS n, COUNT(*) OVER () AS total "
        f"FROM people_household AS t WHERE t.is_active AND {condition}{further}) AS numbered "
        "WHERE n %% %s = 0 OR n = total ORDER BY n",
        (*params, size),
    )
    low: tuple[str, int] = ("", 0)
    for path, key, _n, _total in rows:
        yield low, (path, key)
        low = (path, key)


def household_sources_in(area: shapely.Geometry, on: date, *, size: int = CHUNK) -> list[Select]:
    """All households whose place lies in an area (its boundary counts), in sources of about ``size`` rows."""
    covered = cover(area)
    edge = edge_keys(connection, area, covered, "people_household")
    groups = list(chunks(connection, covered.inside, "people_household", size))
    guardians = _Guardians(_paths_in_ranges([*covered.inside, *covered.edge]), on)
    sources = [guardians.select(in_ranges(group, "people_household", connection.vendor)) for group in groups]
    return sources + [guardians.select(_by_ids(edge[n : n + size])) for n in range(0, len(edge), size)]


def households_by_id(ids: Sequence[int], on: date) -> Select:
    """These households, if they are still active."""
    paths = sql.fetch_all(
        f"SELECT DISTINCT t.division_path FROM {sql.ids_table()} JOIN people_household AS t ON t.id = wanted.id",
        (sql.ids_param(ids),),
    )
    return _Guardians([str(row[0]) for row in paths], on).select(_by_ids(ids))


def _by_ids(ids: Sequence[int]) -> Fragment:
    return Fragment(f"{sql.ids_table()} JOIN people_household AS t ON t.id = wanted.id", (sql.ids_param(ids),))


def _paths_in_ranges(ranges: Sequence[tuple[int, int]]) -> list[str]:
    if not ranges:
        return []
    source = in_ranges(ranges, "people_household", connection.vendor)
    rows = sql.fetch_all(f"SELECT DISTINCT t.division_path FROM {source.sql}", source.params)
    return [str(row[0]) for row in rows]


def totals(sources: Iterable[Select]) -> int:
    """How many recipients the sources have together."""
    return sum(int(sql.fetch_all(f"SELECT COUNT(*) FROM ({s.sql}) AS s", s.params)[0][0]) for s in sources)


def guardians_in(sources: Iterable[Select]) -> set[int]:
    """The guardians that household sources refer to, for ``contacts_of``."""
    found: set[int] = set()
    for source in sources:
        rows = sql.fetch_all(f"SELECT DISTINCT guardian_ref FROM ({source.sql}) AS s", source.params)
        found |= {int(row[0]) for row in rows if row[0] is not None}
    return found
