"""Lets a test with real transactions empty the tables afterwards, although the journal refuses to be emptied.

Django empties SQLite tables by DELETE, which the append-only triggers stop; they are taken off for that moment and
put back as they were. PostgreSQL truncates, which row triggers do not see.
"""

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

_FIND = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


def allow_flush() -> None:
    """Once per test process; calling it again does nothing."""
    original = TransactionTestCase._fixture_teardown
    if getattr(original, "allows_flush", False):
        return

    def teardown(self: Any) -> None:
        if connection.vendor != "sqlite":
            original(self)
            return
        with connection.cursor() as cursor:
            triggers = cursor.execute(_FIND).fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
        try:
            original(self)
        finally:
            with connection.cursor() as cursor:
                for _name, sql in triggers:
                    cursor.execute(sql)

    teardown.allows_flush = True  # type: ignore[attr-defined]  # our own mark
    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]  # that is the point
