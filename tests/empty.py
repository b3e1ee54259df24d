"""How a test with real transactions leaves the database: empty, and as guarded as before.

Django's own flush truncates some 120 tables and then makes its content types and permissions again: on PostgreSQL,
whose disk is real here, a second for each test. Most tests fill ten tables. Only those are emptied.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import transaction

#: Their triggers refuse every DELETE.
APPEND_ONLY = (
    "journal_entry",
    "registry_revision",
    "resources_entry",
    "hazards_hazardact",
    "hazards_whistleact",
    "enforcement_caseact",
    "enforcement_evidenceitem",
    "enforcement_document",
    # Its photos of cases.
    "files_evidence",
    "inspections_answer",
    "inspections_signature",
)
#: Written once by Django when the tables are made, and by nobody else.
DJANGOS_OWN = {"django_content_type", "auth_permission"}


def tables() -> list[str]:
    """Every table a test can write."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted({model._meta.db_table for model in models if not model._meta.proxy} - DJANGOS_OWN)


def filled_tables(connection: Any) -> list[str]:
    """Those that hold at least one row: one question for all of them."""
    ask = "SELECT '{0}' WHERE EXISTS (SELECT 1 FROM {0})"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(ask.format(table) for table in tables()))
        return [row[0] for row in cursor.fetchall()]


def empty_tables(connection: Any) -> None:
    """Delete every row, although the triggers of append-only tables refuse it; afterwards they refuse again."""
    filled = filled_tables(connection)
    with disarmed(connection, [table for table in filled if table in APPEND_ONLY]), connection.cursor() as cursor:
        for table in filled:
            cursor.execute(f"DELETE FROM {table}")


@contextmanager
def disarmed(connection: Any, guarded: Sequence[str]) -> Iterator[None]:
    """The triggers of these tables keep still inside, in one transaction; afterwards they are as before."""
    disarm = _disarm_postgresql if connection.vendor == "postgresql" else _disarm_sqlite
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        arm_again = disarm(cursor, list(guarded))
        yield
        for sql in arm_again:
            cursor.execute(sql)


def _disarm_postgresql(cursor: Any, guarded: list[str]) -> list[str]:
    for table in guarded:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    # A table with foreign keys still to be checked cannot be altered: they are checked before.
    return ["SET CONSTRAINTS ALL IMMEDIATE", *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guarded)]


def _disarm_sqlite(cursor: Any, guarded: list[str]) -> list[str]:
    names = ", ".join(f"'{table}'" for table in guarded) or "NULL"
    cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({names})")
    triggers = cursor.fetchall()
    for name, _sql in triggers:
        cursor.execute(f"DROP TRIGGER {name}")
    return [sql for _name, sql in triggers]
