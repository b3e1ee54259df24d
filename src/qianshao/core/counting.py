"""Many counts in one question: what the rail shows on every page costs one trip to the database, not one a badge.

Writing the question costs the ORM more than the database needs to answer it; so a ``Question`` can be kept and asked
again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True)
class Question:
    """Counts by name as one SELECT. ``none``: names that can hold nothing and are not asked for."""

    names: tuple[str, ...]
    none: tuple[str, ...]
    sql: str
    params: tuple[Any, ...]

    def ask(self) -> dict[str, int]:
        """How many rows each set has now."""
        found = dict.fromkeys(self.none, 0)
        if not self.names:
            return found
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            return found | dict(zip(self.names, cursor.fetchone(), strict=True))


def question(parts: Mapping[str, "QuerySet[Any]"]) -> Question:
    """The counts of some sets of rows, written but not asked.

    Args:
        parts: sets of rows by name.
    """
    asked: dict[str, str] = {}
    params: list[Any] = []
    for name, rows in parts.items():
        try:
            sql, given = rows.order_by().query.sql_with_params()
        except EmptyResultSet:
            continue
        asked[name] = f"(SELECT COUNT(*) FROM ({sql}) AS part)"  # the ORM's own SQL; values stay parameters
        params.extend(given)
    none = tuple(name for name in parts if name not in asked)
    return Question(tuple(asked), none, f"SELECT {', '.join(asked.values())}", tuple(params))


def count_together(parts: Mapping[str, "QuerySet[Any]"]) -> dict[str, int]:
    """How many rows each set has, asked in a single SELECT."""
    return question(parts).ask()
