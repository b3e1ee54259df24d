"""Many rows in one statement, on both databases: a JSON parameter unfolded by the database itself.

One INSERT per ``CHUNK`` rows instead of one per 999 parameters: the number of queries does not follow the number
of rows, and 10,000 households with members take seconds.
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection, models

from qianshao.core import sql

CHUNK = 5_000
M = TypeVar("M", bound=models.Model)


def chunked(rows: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """Pieces of a sequence."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _reserve(table: str, count: int) -> list[int]:
    """Ids nobody else will get: from the sequence, or behind the highest one while we hold SQLite's write lock."""
    if sql.is_sqlite():
        rows = sql.fetch_all(
            f"SELECT MAX(COALESCE((SELECT MAX(id) FROM {table}), 0), "
            "COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0))",
            (table,),
        )
        first = int(rows[0][0]) + 1
        return list(range(first, first + count))
    rows = sql.fetch_all(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", (table, count)
    )
    return [int(row[0]) for row in rows]


def _source(fields: Sequence[Any], objects: Sequence[models.Model]) -> tuple[str, str]:
    kinds = [(f"c{n}", field.rel_db_type(connection) or "text") for n, field in enumerate(fields)]
    rows = [[field.get_db_prep_save(getattr(obj, field.attname), connection) for field in fields] for obj in objects]
    return sql.rows_table(kinds), sql.rows_param(rows)


def insert(objects: Sequence[M]) -> None:
    """Insert objects of one model and give them their ids; inside the caller's transaction.

    Raises:
        django.db.IntegrityError: a constraint of the table.
    """
    if not objects:
        return
    meta = type(objects[0])._meta
    for obj, key in zip(objects, _reserve(meta.db_table, len(objects)), strict=True):
        obj.pk = key
    fields = list(meta.concrete_fields)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    picks = ", ".join(f"c{n}" for n in range(len(fields)))
    for piece in chunked(objects):
        table, rows = _source(fields, piece)
        sql.execute(f'INSERT INTO "{meta.db_table}" ({columns}) SELECT {picks} FROM {table}', (rows,))
    for obj in objects:
        obj._state.adding = False


def update(objects: Sequence[M], names: Sequence[str]) -> None:
    """Write these fields of many objects; inside the caller's transaction."""
    if not objects:
        return
    meta = type(objects[0])._meta
    fields: list[Any] = [meta.pk, *(meta.get_field(name) for name in names)]
    sets = ", ".join(f'"{field.column}" = given.c{n}' for n, field in enumerate(fields) if n)
    for piece in chunked(objects):
        table, rows = _source(fields, piece)
        sql.execute(
            f'UPDATE "{meta.db_table}" SET {sets} FROM {table} WHERE "{meta.db_table}".id = given.c0', (rows,)
        )
