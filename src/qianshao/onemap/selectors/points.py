"""Points of a source: as a vector tile, as counts by square, as a number. All from what is held in memory."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qianshao.core import sql
from qianshao.core.scope import Scope, end_of
from qianshao.geo.sql import Fragment
from qianshao.onemap.rules import mercator, mvt
from qianshao.onemap.selectors.held import Points, held
from qianshao.onemap.sources import TONES, Source

#: Below this zoom a tile carries counts by square.
CLUSTER_BELOW = 11
#: Below this zoom points nearer than four pixels are one: they would lie on each other anyway.
CLOSE_BELOW = 14
_CLOSE = mvt.PIXEL * 4
#: Squares to the side of a tile: 64 pixels each.
_SQUARES = 8
Rows = NDArray[np.int64]


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
    points = held(source, now)
    side = float(1 << z)
    rows = _within(points, scope, source, (x / side, y / side, (x + 1) / side, (y + 1) / side))
    if not len(rows):
        return b""
    tones = points.tones(rows, now)
    if z < CLUSTER_BELOW:
        first, counts, lon, lat, worst = _gathered(points, rows, tones, z)
        px, py = mercator.place(*mercator.world(lon, lat), z, x, y)
        return mvt.encode("points", points.ids[rows[first]], px, py, _columns(worst, counts))
    px, py = mercator.place(points.x[rows], points.y[rows], z, x, y)
    keep, counts = mvt.thinned(px, py, tones, _CLOSE if z < CLOSE_BELOW else mvt.PIXEL)
    return mvt.encode("points", points.ids[rows[keep]], px[keep], py[keep], _columns(tones[keep], counts))


def clusters(scope: Scope, source: Source, box: mercator.Box, zoom: int, *, now: datetime) -> list[Spot]:
    """Points of the box gathered by squares of about 64 pixels."""
    points = held(source, now)
    (west, east), (north, south) = mercator.world(np.array([box[0], box[2]]), np.array([box[3], box[1]]))
    rows = _within(points, scope, source, (west, north, east, south))
    if not len(rows):
        return []
    first, counts, lon, lat, worst = _gathered(points, rows, points.tones(rows, now), zoom)
    columns = (counts.tolist(), lon.tolist(), lat.tolist(), points.ids[rows[first]].tolist(), worst.tolist())
    return [Spot(n, at, up, key, TONES[tone]) for n, at, up, key, tone in zip(*columns, strict=True)]


def count(scope: Scope, source: Source, *, now: datetime) -> int:
    """How many rows with a place there are for this person."""
    return int(held(source, now).mask_of(where(scope, source.action)).sum())


def _within(points: Points, scope: Scope, source: Source, box: tuple[float, float, float, float]) -> Rows:
    """Numbers of the rows in a box of the map and in the person's areas; the right and lower edge are the next's."""
    left, top, right, bottom = box
    inside = (points.x >= left) & (points.x < right) & (points.y >= top) & (points.y < bottom)
    return np.flatnonzero(inside & points.mask_of(where(scope, source.action)))


def _gathered(points: Points, rows: Rows, tones: Rows, zoom: int) -> tuple[Any, ...]:
    """For each square: a row in it, how many there are, their middle, the worst tone."""
    scale = float((1 << zoom) * _SQUARES)
    px, py = ((values[rows] * scale).astype(np.int64) for values in (points.x, points.y))
    _, first, place, counts = np.unique(
        mvt.square_of(px, py, 1), return_index=True, return_inverse=True, return_counts=True
    )
    worst = np.zeros(len(first), dtype=np.int64)
    np.maximum.at(worst, place, tones)
    lon, lat = (np.bincount(place, values[rows]) / counts for values in (points.lon, points.lat))
    return first, counts.astype(np.int64), lon, lat, worst


def _columns(tones: Rows, counts: Rows) -> tuple[mvt.Column, ...]:
    return mvt.Column("t", tones, TONES), mvt.counted("n", counts)


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
