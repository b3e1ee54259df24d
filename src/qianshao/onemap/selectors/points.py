"""Points of a source: as a vector tile, as counts by cell, as rows for a list. One statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from django.db import connection

from qianshao.core import sql
from qianshao.core.scope import Scope, end_of
from qianshao.geo.cover import cover
from qianshao.geo.sql import Fragment, in_ranges
from qianshao.onemap.rules import mercator, mvt
from qianshao.onemap.sources import TONES, Source

#: Below this zoom a tile carries counts by cell.
CLUSTER_BELOW = 11
_EDGE_BOXES = 16
_BITS = 26


@dataclass(frozen=True, slots=True)
class Spot:
    """``n`` points close together and the middle of them; ``key`` is the record's number when it is one."""

    n: int
    lon: float
    lat: float
    key: int
    tone: str


def where(scope: Scope, action: str) -> Scope:
    """The scope's areas in which the action is granted."""
    if scope.whole:
        return scope
    return Scope({path: actions for path, actions in scope.grants.items() if action in actions})


def tile(scope: Scope, source: Source, z: int, x: int, y: int, *, now: datetime) -> bytes:
    """A vector tile: layer ``points`` with ``t`` (tone) and ``n`` (how many)."""
    box = mercator.box_of(z, x, y, mvt.MARGIN / mercator.EXTENT)
    if z < CLUSTER_BELOW:
        return _cluster_tile(clusters(scope, source, box, z, now=now), z, x, y)
    rows = _rows(scope, source, box, "t.id, t.lon, t.lat, {tone}", now)
    if not rows:
        return b""
    table = np.array(rows, dtype=np.float64)
    ids, tones = table[:, 0].astype(np.int64), table[:, 3].astype(np.int64)
    px, py = mercator.place(table[:, 1], table[:, 2], z, x, y)
    keep, counts = mvt.thinned(px, py, tones)
    columns = (mvt.Column("t", tones[keep], TONES), mvt.counted("n", counts))
    return mvt.encode("points", ids[keep], px[keep], py[keep], columns)


def clusters(scope: Scope, source: Source, box: mercator.Box, zoom: int, *, now: datetime) -> list[Spot]:
    """Points of the box gathered by cells of about 64 pixels."""
    shift = 2 * (_BITS - min(zoom + 3, _BITS))
    columns = f"t.cell >> {shift}, COUNT(*), AVG(t.lon), AVG(t.lat), MIN(t.id), MAX({{tone}})"
    rows = _rows(scope, source, box, columns, now, " GROUP BY 1 ORDER BY 1")
    return [Spot(int(n), float(lon), float(lat), int(key), TONES[tone]) for _, n, lon, lat, key, tone in rows]


def count(scope: Scope, source: Source) -> int:
    """How many rows with a place there are for this person."""
    condition, params = _condition(scope, source, "")
    found = sql.fetch_all(
        f"SELECT COUNT(*) FROM {source.table} AS t WHERE t.cell IS NOT NULL AND {condition}", params
    )
    return int(found[0][0])


def _cluster_tile(spots: Sequence[Spot], z: int, x: int, y: int) -> bytes:
    if not spots:
        return b""
    lon, lat = (np.array([getattr(s, name) for s in spots], dtype=np.float64) for name in ("lon", "lat"))
    px, py = mercator.place(lon, lat, z, x, y)
    tones = np.array([TONES.index(s.tone) for s in spots], dtype=np.int64)
    columns = (mvt.Column("t", tones, TONES), mvt.counted("n", np.array([s.n for s in spots], dtype=np.int64)))
    return mvt.encode("points", np.array([s.key for s in spots], dtype=np.int64), px, py, columns)


def _rows(
    scope: Scope, source: Source, box: mercator.Box, columns: str, now: datetime, tail: str = ""
) -> list[tuple[Any, ...]]:
    covered = cover(shapely.box(*box), _EDGE_BOXES)
    given = in_ranges(sorted((*covered.inside, *covered.edge)), source.table, connection.vendor)
    # SQLite: a unary plus keeps its planner on the index over cells (geo/sql.py).
    condition, params = _condition(scope, source, "+" if sql.is_sqlite() else "")
    tone = source.tone.format(now="%s")
    moment = (sql.db_time(now),) if "{now}" in source.tone else ()
    west, south, east, north = box
    inside = f"{condition} AND t.lon BETWEEN %s AND %s AND t.lat BETWEEN %s AND %s"
    statement = f"SELECT {columns.format(tone=tone)} FROM {given.sql} WHERE {inside}{tail}"
    return list(sql.fetch_all(statement, (*moment, *given.params, *params, west, east, south, north)))


def _condition(scope: Scope, source: Source, plus: str) -> tuple[str, tuple[Any, ...]]:
    """Which rows of the table are the source's and the person's."""
    paths = where(scope, source.action).paths
    if "" in paths:
        return source.where, ()
    if not paths:
        return "1 = 0", ()
    column = f"{plus}t.division_path"
    ranges = " OR ".join(f"({column} >= %s AND {column} < %s)" for _ in paths)
    return f"{source.where} AND ({ranges})", tuple(bound for path in paths for bound in (path, end_of(path)))


def condition(scope: Scope, source: Source) -> Fragment:
    """The same as a piece of SQL over the alias ``t``, for :func:`qianshao.geo.sql.keys_within`."""
    words, params = _condition(scope, source, "+" if sql.is_sqlite() else "")
    return Fragment(words, params)
