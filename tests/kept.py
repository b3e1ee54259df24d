"""What many tests begin with is built by the services once, and put back row by row afterwards.

The cast costs its services 60 questions and 36 journal entries; a thousand tests begin with it. Rows go back under
the numbers they had, into tables that must be as they were before it was built; where they are not, where real
transactions are at work, or where building changed a row that was there before, it is built anew.
"""

import copy
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection

from tests.empty import filled_tables

T = TypeVar("T")
Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


@dataclass
class Kept:
    """What was built: the tables that held something before, the rows of those that did not, and the result."""

    before: Rows
    made: Rows
    result: Any


_KEPT: dict[Hashable, Kept | None] = {}


def once(key: Hashable, build: Callable[[], T]) -> T:
    """The result of ``build`` and the rows it makes; ``key`` names everything they depend on."""
    if not connection.in_atomic_block:
        return build()
    before = filled_tables(connection)
    kept = _KEPT.get(key)
    if kept is not None and set(before) == set(kept.before):
        return _put_back(kept)
    if key in _KEPT:
        return build()
    rows = _read(before)
    result = build()
    made = _read([table for table in filled_tables(connection) if table not in rows])
    _KEPT[key] = Kept(rows, made, copy.deepcopy(result)) if made and _read(before) == rows else None
    return result


def _put_back(kept: Kept) -> Any:
    with connection.cursor() as cursor:
        for table, (columns, rows) in kept.made.items():
            names = ", ".join(f'"{name}"' for name in columns)
            one = f"({', '.join(['%s'] * len(columns))})"
            values = [value for row in rows for value in row]
            cursor.execute(f"INSERT INTO {table} ({names}) VALUES {', '.join([one] * len(rows))}", values)
    return copy.deepcopy(kept.result)


def _read(tables: list[str]) -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            rows = sorted((tuple(map(_plain, row)) for row in cursor.fetchall()), key=repr)
            found[table] = ([column[0] for column in cursor.description], rows)
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
