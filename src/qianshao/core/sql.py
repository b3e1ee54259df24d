"""SQL fragments that run on SQLite 3.40 and PostgreSQL 15 alike.

Hot paths are set-based SQL, not the ORM (measurements Q2: INSERT…SELECT 350,000 rows/s, bulk_create 8,500).
The few spots where the dialects differ stand here and nowhere else.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Select:
    """A SELECT whose columns follow a contract, with its parameters; a source for INSERT … SELECT."""

    sql: str
    params: tuple[Any, ...] = ()


def is_sqlite() -> bool:
    """Whether the site runs on the embedded database."""
    return connection.vendor == "sqlite"


def db_time(moment: datetime) -> Any:
    """A moment as the database's own column type compares it: text on SQLite, timestamptz on PostgreSQL.

    The text is exactly what Django's ORM writes (no fraction at a whole second). With another spelling a row due
    at 12:12:00 would not be due at 12:12:00, since text is compared letter by letter.
    """
    moment = moment.astimezone(UTC)
    return str(moment.replace(tzinfo=None)) if is_sqlite() else moment


def read_time(value: Any) -> datetime | None:
    """A moment from a raw row."""
    if value is None or isinstance(value, datetime):
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def ids_param(ids: Iterable[int]) -> Any:
    """A list of ids as one parameter: JSON for SQLite (which caps parameters at 999), an array for PostgreSQL."""
    return json.dumps(list(ids)) if is_sqlite() else list(ids)


def ids_table(alias: str = "wanted") -> str:
    """A FROM item with one column ``id`` that takes one ``ids_param``."""
    if is_sqlite():
        return f"(SELECT value AS id FROM json_each(%s)) AS {alias}"
    return f"unnest(%s::bigint[]) AS {alias}(id)"


def rows_param(rows: Sequence[Sequence[Any]]) -> str:
    """Rows as one JSON parameter, for ``rows_table``."""
    return json.dumps(rows, default=str)


def rows_table(columns: Sequence[tuple[str, str]], alias: str = "given") -> str:
    """A FROM item that unfolds one ``rows_param``; ``columns`` are (name, sql type: bigint, int, text, timestamp)."""
    if is_sqlite():
        picks = ", ".join(f"value ->> {n} AS {name}" for n, (name, _type) in enumerate(columns))
        return f"(SELECT {picks} FROM json_each(%s)) AS {alias}"
    kinds = {"timestamp": "timestamptz"}
    typed = [(name, kinds.get(kind, kind)) for name, kind in columns]
    picks = ", ".join(f"(value ->> {n})::{kind} AS {name}" for n, (name, kind) in enumerate(typed))
    return f"(SELECT {picks} FROM jsonb_array_elements(%s::jsonb)) AS {alias}"


def skip_locked() -> str:
    """The suffix that lets several engines claim side by side; SQLite has one writer and needs none."""
    return "" if is_sqlite() else " FOR UPDATE SKIP LOCKED"


def truth(value: bool) -> str:
    """A boolean literal."""
    return ("1" if value else "0") if is_sqlite() else ("TRUE" if value else "FALSE")


@contextmanager
def cursor() -> Iterator[Any]:
    """A raw cursor on the site's database."""
    with connection.cursor() as found:
        yield found


def fetch_all(statement: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run and fetch."""
    with cursor() as found:
        found.execute(statement, params)
        return list(found.fetchall())


def execute(statement: str, params: Sequence[Any] = ()) -> int:
    """Run and return how many rows it touched."""
    with cursor() as found:
        found.execute(statement, params)
        return int(found.rowcount)


@contextmanager
def patience(milliseconds: int) -> Iterator[None]:
    """Inside the block a statement waits at most so long for a database that somebody holds, then it fails.

    For readers who have something older to show. Not inside a transaction that goes on after a failure.
    """
    if is_sqlite():
        (before,) = fetch_all("PRAGMA busy_timeout")[0]
        set_to, back = f"PRAGMA busy_timeout={milliseconds}", f"PRAGMA busy_timeout={before}"
    else:
        set_to, back = f"SET statement_timeout={milliseconds}", "SET statement_timeout=0"
    execute(set_to)
    try:
        yield
    finally:
        if connection.is_usable():
            execute(back)
        else:
            connection.close()
