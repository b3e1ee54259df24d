"""Rows of a source as features for other programs: by box, by time, page by page.

Whoever may see the source gets what lies in their scope; everybody else what the site shows to everybody.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qianshao.core import sql
from qianshao.core.scope import Scope
from qianshao.onemap.rules.mercator import Box
from qianshao.onemap.selectors.points import condition
from qianshao.onemap.sources import HOUSEHOLDS, SHELTERS, Source, sources

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: rows after a number, in a box, known in a span of time."""

    limit: int = 100
    after: int = 0
    box: Box | None = None
    since: datetime | None = None
    until: datetime | None = None
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A row: where, and what may be said about it; never a name or number of a person."""

    key: int
    lon: float
    lat: float
    facts: Mapping[str, Any]


_SHELTER = "t.name, t.code, t.level, t.capacity, t.special_capacity, t.state, t.address, t.state_at"
_SHELTER_KEYS = ("name", "code", "level", "capacity", "special_capacity", "state", "address", "at")
_RECORD = "t.name, t.code, k.code, k.name, t.address, t.owner_org, t.grade, t.verified_at, t.next_check_at, t.details"
_RECORD_KEYS = ("name", "code", "kind", "kind_name", "address", "owner", "grade", "at", "next_check_at")
_PUBLIC_KEYS = frozenset({"name", "code", "kind", "kind_name", "address", "level", "capacity", "state", "at"})


def collections(scope: Scope) -> list[Source]:
    """Sources that have something to offer this person; families are nobody's data set."""
    return [one for one in sources().values() if one is not HOUSEHOLDS and (one.is_open or scope.may(one.action))]


def collection(scope: Scope, name: str) -> Source | None:
    """One of them."""
    return next((one for one in collections(scope) if one.name == name), None)


def items(scope: Scope, source: Source, asked: Asked) -> list[Item]:
    """Features in the order of their numbers."""
    words, params = _where(scope, source, asked)
    columns = _SHELTER if source is SHELTERS else _RECORD
    rows = sql.fetch_all(
        f"SELECT t.id, t.lon, t.lat, {columns} FROM {_table(source)} "
        f"WHERE {words} AND t.id > %s ORDER BY t.id LIMIT %s",
        (*params, asked.after, min(asked.limit, MOST)),
    )
    is_open = not scope.may(source.action)
    return [_item(source, row, is_open) for row in rows]


def every(scope: Scope, source: Source) -> Iterator[Item]:
    """All features, read in pieces."""
    after = 0
    while found := items(scope, source, Asked(limit=2000, after=after)):
        yield from found
        after = found[-1].key


def matched(scope: Scope, source: Source, asked: Asked) -> int:
    """How many there are in all, whatever the page."""
    words, params = _where(scope, source, asked)
    return int(sql.fetch_all(f"SELECT COUNT(*) FROM {_table(source)} WHERE {words}", params)[0][0])


def extent(scope: Scope, source: Source) -> Box | None:
    """The box around all of them."""
    words, params = _where(scope, source, Asked())
    row = sql.fetch_all(
        f"SELECT MIN(t.lon), MIN(t.lat), MAX(t.lon), MAX(t.lat) FROM {_table(source)} WHERE {words}", params
    )[0]
    return (float(row[0]), float(row[1]), float(row[2]), float(row[3])) if row[0] is not None else None


def _table(source: Source) -> str:
    joined = "" if source is SHELTERS else " JOIN registry_kind AS k ON k.id = t.kind_id"
    return f"{source.table} AS t{joined}"


def _where(scope: Scope, source: Source, asked: Asked) -> tuple[str, tuple[Any, ...]]:
    words, params = source.where, ()
    if scope.may(source.action):
        given = condition(scope, source)
        words, params = given.sql, given.params
    elif source is not SHELTERS:
        words += f" AND t.is_public = {sql.truth(True)} AND k.is_public = {sql.truth(True)}"
    parts: list[str] = [words, "t.cell IS NOT NULL"]
    values: list[Any] = list(params)
    if asked.key is not None:
        parts.append("t.id = %s")
        values.append(asked.key)
    if asked.box is not None:
        west, south, east, north = asked.box
        parts.append("t.lon BETWEEN %s AND %s AND t.lat BETWEEN %s AND %s")
        values += [west, east, south, north]
    at = "t.state_at" if source is SHELTERS else "t.verified_at"
    for moment, sign in ((asked.since, ">="), (asked.until, "<=")):
        if moment is not None:
            parts.append(f"{at} {sign} %s")
            values.append(sql.db_time(moment))
    return " AND ".join(parts), tuple(values)


def _item(source: Source, row: tuple[Any, ...], is_open: bool) -> Item:
    keys = _SHELTER_KEYS if source is SHELTERS else _RECORD_KEYS
    facts = dict(zip(keys, row[3:], strict=False))
    for key in ("at", "next_check_at"):
        moment = sql.read_time(facts[key]) if facts.get(key) else None
        facts[key] = moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
    if source is SHELTERS:
        facts.pop("next_check_at")
    elif not is_open:
        details = row[-1] if isinstance(row[-1], dict) else json.loads(row[-1] or "{}")
        facts |= {str(key): value for key, value in details.items() if key not in facts}
    if is_open:
        facts = {key: value for key, value in facts.items() if key in _PUBLIC_KEYS}
    return Item(int(row[0]), float(row[1]), float(row[2]), facts)
