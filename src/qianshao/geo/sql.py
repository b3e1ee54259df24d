"""Find the rows of any table with ``cell``, ``lon``, ``lat`` columns that lie in an area, on both databases.

The join is written ``ranges CROSS JOIN table``: on SQLite that fixes the loop order, so the index on
``cell`` is used once per range; left free, its planner took a lon index and was 30 × slower (measured,
pinned by tests/geo/test_plans.py). Further conditions on indexed columns must carry a unary plus there
(``+t.lon > …``) or they tempt the planner again. Table and column names are our own, never a person's.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from shapely.geometry.base import BaseGeometry

from qianshao.geo.cover import Cover, Range, cover
from qianshao.geo.refine import keys_in

CHUNK = 20_000


class Connection(Protocol):
    """What we need of a Django database connection."""

    vendor: str

    def cursor(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of SQL with its parameters (``%s`` style), to be put into a larger statement."""

    sql: str
    params: tuple[Any, ...]


def in_ranges(ranges: Iterable[Range], table: str, vendor: str, alias: str = "t") -> Fragment:
    """Return the FROM part that yields each row of ``table`` whose cell is in a range exactly once.

    Use: ``SELECT t.id FROM {fragment.sql} WHERE …`` with ``fragment.params`` first.
    """
    listed = list(ranges)
    if vendor == "postgresql":
        lows, highs = [low for low, _ in listed], [high for _, high in listed]
        sql = (
            f"unnest(%s::bigint[], %s::bigint[]) AS r(lo, hi) "
            f"JOIN {table} AS {alias} ON {alias}.cell BETWEEN r.lo AND r.hi"
        )
        return Fragment(sql, (lows, highs))
    sql = (
        f"json_each(%s) AS r CROSS JOIN {table} AS {alias} ON {alias}.cell "
        f"BETWEEN json_extract(r.value, '$[0]') AND json_extract(r.value, '$[1]')"
    )
    return Fragment(sql, (json.dumps(listed),))


def edge_keys(
    connection: Connection, area: BaseGeometry, covered: Cover, table: str, where: Fragment | None = None
) -> list[int]:
    """Return the ids of the rows in edge ranges that are really in the area (exact test)."""
    if not covered.edge:
        return []
    source = in_ranges(covered.edge, table, connection.vendor)
    condition = f" WHERE {where.sql}" if where else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.id, t.lon, t.lat FROM {source.sql}{condition}",
            source.params + (where.params if where else ()),
        )
        return keys_in(area, cursor.fetchall())


def keys_within(connection: Connection, area: BaseGeometry, table: str, where: Fragment | None = None) -> list[int]:
    """Return the ids of all rows of ``table`` in the area, boundary included, in no order.

    ``where`` may narrow the rows (alias ``t``). For a fan-out of many thousands use :func:`chunks` with
    :func:`in_ranges` in an INSERT … SELECT instead: then only edge ids travel.
    """
    covered = cover(area)
    found = edge_keys(connection, area, covered, table, where)
    if covered.inside:
        source = in_ranges(covered.inside, table, connection.vendor)
        condition = f" WHERE {where.sql}" if where else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT t.id FROM {source.sql}{condition}", source.params + (where.params if where else ())
            )
            found += [row[0] for row in cursor.fetchall()]
    return found


def chunks(connection: Connection, ranges: Iterable[Range], table: str, size: int = CHUNK) -> Iterator[list[Range]]:
    """Yield groups of ranges with about ``size`` rows of ``table`` each, for one transaction per group.

    A range with more rows is cut at cell values; rows of one single cell are never separated. Every
    range is in exactly one group, so no row is lost or taken twice.
    """
    group: list[Range] = []
    filled = 0
    for low, high, rows in _counted(connection, list(ranges), table):
        if rows > size:
            yield from ([piece] for piece in _cut(connection, (low, high), table, size))
            continue
        if filled and filled + rows > size:
            yield group
            group, filled = [], 0
        group.append((low, high))
        filled += rows
    if group:
        yield group


def _counted(connection: Connection, ranges: list[Range], table: str) -> list[tuple[int, int, int]]:
    if not ranges:
        return []
    if connection.vendor == "postgresql":
        bounds, tail = "r.lo, r.hi", "r.lo, r.hi"
    else:
        bounds = "json_extract(r.value, '$[0]'), json_extract(r.value, '$[1]')"
        tail = "r.key"
    source = in_ranges(ranges, table, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {bounds}, count(*) FROM {source.sql} GROUP BY {tail} ORDER BY 1", source.params)
        return [(int(low), int(high), int(rows)) for low, high, rows in cursor.fetchall()]


def _cut(connection: Connection, whole: Range, table: str, size: int) -> Iterator[Range]:
    low, high = whole
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT t.cell FROM {table} AS t WHERE t.cell BETWEEN %s AND %s ORDER BY t.cell LIMIT 1 OFFSET %s",
                (low, high, size),
            )
            row = cursor.fetchone()
        if row is None:
            yield low, high
            return
        # A cell with more rows than a chunk (one tower block) goes whole.
        last = max(int(row[0]) - 1, low)
        yield low, last
        if last == high:
            return
        low = last + 1
