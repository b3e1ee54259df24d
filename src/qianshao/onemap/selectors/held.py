"""The points of a source in memory, once for everybody: a tile is then arithmetic, not a walk through a table.

Reading 100,000 rows takes some tenths of a second, so they are read again only when the source's stamp says that
something changed, and at the latest after ``hold_s`` seconds (a stamp may miss a row committed out of turn). About
40 bytes a point. Whose points a person sees is decided at every question, from the areas (``mask_of``).
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qianshao.core import sql
from qianshao.core.scope import Scope, end_of
from qianshao.onemap.rules.mercator import world
from qianshao.onemap.sources import TONES, Source

_NEVER = np.iinfo(np.int64).max
_WAIT = TONES.index("wait")


@dataclass(frozen=True, slots=True)
class Points:
    """A row each: number, degrees, place on the web's map (0 to 1), tone, when it fades, which of ``paths``."""

    ids: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    tone: NDArray[np.int64]
    due: NDArray[np.int64]
    area: NDArray[np.int64]
    paths: tuple[str, ...]

    def tones(self, rows: NDArray[np.int64], now: datetime) -> NDArray[np.int64]:
        """The tones of some rows: what should have been looked at by now is amber."""
        return np.where(self.due[rows] < now.timestamp(), _WAIT, self.tone[rows])

    def mask_of(self, scope: Scope) -> NDArray[np.bool_]:
        """Which rows lie in the scope's areas."""
        if "" in scope.paths:
            return np.ones(len(self.ids), dtype=np.bool_)
        spans = [(path, end_of(path)) for path in scope.paths]
        seen = np.array([any(a <= path < b for a, b in spans) for path in self.paths], dtype=np.bool_)
        return seen[self.area] if len(seen) else np.zeros(0, dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class _Kept:
    points: Points
    stamp: Any
    at: datetime


_lock = threading.Lock()
_kept: dict[Source, _Kept] = {}


def held(source: Source, now: datetime) -> Points:
    """The source's points as they are."""
    if not source.hold_s:
        return _read(source)
    with _lock:
        stamp = sql.fetch_all(source.stamp)[0] if source.stamp else None
        found = _kept.get(source)
        if found is None or found.stamp != stamp or not 0 <= (now - found.at).total_seconds() < source.hold_s:
            found = _kept[source] = _Kept(_read(source), stamp, now)
            _drop_others(source)
        return found.points


def forget() -> None:
    """Drop everything: another database is behind the same process."""
    with _lock:
        _kept.clear()


def _drop_others(source: Source) -> None:
    """A source of the same name with other kinds is gone for good."""
    for old in [one for one in _kept if one.name == source.name and one is not source]:
        del _kept[old]


def _read(source: Source) -> Points:
    epoch = "CAST(strftime('%%s', {0}) AS INTEGER)" if sql.is_sqlite() else "CAST(EXTRACT(EPOCH FROM {0}) AS BIGINT)"
    due = f"COALESCE({epoch.format(source.due)}, {_NEVER})" if source.due else str(_NEVER)
    rows = sql.fetch_all(
        f"SELECT t.id, t.lon, t.lat, {source.tone}, {due}, t.division_path FROM {source.table} AS t "
        f"WHERE t.cell IS NOT NULL AND {source.where}",
        (),
    )
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    numbers: Mapping[str, int] = {path: n for n, path in enumerate(dict.fromkeys(columns[5]))}
    lon, lat = (np.array(columns[n], dtype=np.float64) for n in (1, 2))
    x, y = world(lon, lat)
    ids, tone, due_at = (np.array(columns[n], dtype=np.int64) for n in (0, 3, 4))
    area = np.array([numbers[path] for path in columns[5]], dtype=np.int64)
    return Points(ids, lon, lat, x, y, tone, due_at, area, tuple(numbers))
