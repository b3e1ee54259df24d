"""Many counts in one question: what the rail shows on every page costs one trip to the database, not one a badge."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def count_together(parts: Mapping[str, "QuerySet[Any]"]) -> dict[str, int]:
    """How many rows each set has, asked in a single SELECT.

    Args:
        parts: sets of rows by name; one that can hold nothing is not asked for.
    """
    found = dict.fromkeys(parts, 0)
    asked: dict[str, str] = {}
    params: list[Any] = []
    for name, rows in parts.items():
        try:
            sql, given = rows.order_by().query.sql_with_params()
        except EmptyResultSet:
            continue
        asked[name] = f"(SELECT COUNT(*) FROM ({sql}) AS part)"  # the ORM's own SQL; values stay parameters
        params.extend(given)
    if not asked:
        return found
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked.values())}", params)
        return found | dict(zip(asked, cursor.fetchone(), strict=True))
