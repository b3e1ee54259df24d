"""Households to be called: up to a million, so everything is SQL.

Only edge ids of an area and the default guardians of villages travel through Python.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import shapely
from django.db import connection

from qianshao.core import sql
from qianshao.core.scope import end_of
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
    "COALESCE(t.guardian_id, g.guardian) AS guardian_ref FROM {source} WHERE t.is_active"
)
_ANY_UNPLACED = "SELECT 1 FROM people_household AS t WHERE t.cell IS NULL AND t.is_active LIMIT 1"


class _Guardians:
    """Who answers for the households of each area that have no guardian of their own: the area's leader."""

    def __init__(self, paths: Iterable[str], on: date) -> None:
        found = sorted(set(paths))
        roster = roster_for(found, on) if found else Roster(())
        self._leaders = {path: roster.leader_of(path) for path in found}

    def select(self, source: Fragment) -> Select:
        """Households of ``source`` (alias t), each with its guardian."""
        return self._select(
            list(self._leaders), f"{source.sql} LEFT JOIN g ON g.path = t.division_path", source.params
        )

    def of_areas(self, paths: Sequence[str], condition: str, params: tuple[object, ...]) -> Select:
        """Households of these areas themselves (nothing below them): the areas drive, the index follows."""
        join = "CROSS JOIN" if sql.is_sqlite() else "JOIN"
        return self._select(
            paths, f"g {join} people_household AS t ON t.division_path = g.path", (), condition, params
        )

    def _select(
        self,
        paths: Sequence[str],
        source: str,
        before: tuple[object, ...],
        condition: str = "",
        after: tuple[object, ...] = (),
    ) -> Select:
        given = sql.rows_table((("path", "text"), ("guardian", "bigint")))
        null = "NULL" if sql.is_sqlite() else "NULL::bigint"
        pick = _HOUSEHOLD_PICK.format(source=source, false=sql.truth(False), null=null)
        # The casts give the columns a type: without one SQLite scans g for every household instead of indexing it.
        named = f"SELECT CAST(path AS TEXT) AS path, CAST(guardian AS BIGINT) AS guardian FROM {given}"
        rows = sql.rows_param([(path, self._leaders[path]) for path in paths])
        return Select(f"WITH g AS MATERIALIZED ({named}) {pick}{condition}", (rows, *before, *after))


def household_sources(
    paths: Sequence[str], on: date, *, size: int = CHUNK, without_place: bool = False
) -> list[Select]:
    """All households of areas, in sources of at most ``size`` rows, one for each transaction.

    ``without_place``: only those nobody has put on the map yet, whom no polygon can find.
    """
    if not paths or (without_place and not sql.fetch_all(_ANY_UNPLACED)):
        return []
    unplaced = " AND t.cell IS NULL" if without_place else ""
    counts = _counts(outermost(paths), unplaced)
    guardians = _Guardians((path for path, _count in counts), on)
    return [
        guardians.of_areas(group, f"{unplaced} AND t.id > %s AND t.id <= %s", ends)
        for group, ends in _groups(counts, size, unplaced)
    ]


def _counts(outer: Sequence[str], further: str) -> list[tuple[str, int]]:
    """How many households each area below ``outer`` has, in order; read off the index on (division_path, id)."""
    given = sql.rows_table((("lo", "text"), ("hi", "text")))
    join = "CROSS JOIN" if sql.is_sqlite() else "JOIN"
    rows = sql.fetch_all(
        f"SELECT t.division_path, COUNT(*) FROM {given} {join} people_household AS t "
        f"ON t.division_path >= given.lo AND t.division_path < given.hi{further} "
        "GROUP BY t.division_path ORDER BY t.division_path",
        (sql.rows_param([(path, end_of(path)) for path in outer]),),
    )
    return [(str(path), int(count)) for path, count in rows]


_ALL_IDS = (0, 2**62)


def _groups(
    counts: Sequence[tuple[str, int]], size: int, further: str
) -> Iterator[tuple[list[str], tuple[int, int]]]:
    """Areas with at most ``size`` households together and all ids, or one larger area and a window of its ids."""
    group: list[str] = []
    filled = 0
    for path, count in counts:
        if filled + count > size and group:
            yield group, _ALL_IDS
            group, filled = [], 0
        if count > size:
            yield from (([path], ends) for ends in _windows(path, size, further))
            continue
        group.append(path)
        filled += count
    if group:
        yield group, _ALL_IDS


def _windows(path: str, size: int, further: str) -> Iterator[tuple[int, int]]:
    """Half-open windows of ids with at most ``size`` households of one area each; the last one is open."""
    rows = sql.fetch_all(
        "SELECT id FROM (SELECT t.id, ROW_NUMBER() OVER (ORDER BY t.id) AS n FROM people_household AS t "
        f"WHERE t.division_path = %s{further}) AS numbered WHERE n %% %s = 0 ORDER BY n",
        (path, size),
    )
    low = 0
    for (key,) in rows:
        yield low, int(key)
        low = int(key)
    yield low, _ALL_IDS[1]


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
