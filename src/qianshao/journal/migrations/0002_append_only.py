"""Triggers that refuse to change or remove an entry, on both databases (architecture §7).

PostgreSQL's TRUNCATE fires no row trigger, so it gets one of its own; SQLite has no TRUNCATE.
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER journal_entry_no_{verb} BEFORE {VERB} ON journal_entry
BEGIN SELECT RAISE(ABORT, 'journal entries are append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION journal_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'journal entries are append-only'; END $$ LANGUAGE plpgsql
"""
POSTGRES = """
CREATE TRIGGER journal_entry_no_{verb} BEFORE {VERB} ON journal_entry
FOR EACH ROW EXECUTE FUNCTION journal_append_only()
"""
POSTGRES_TRUNCATE = """
CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry
FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()
"""


def add(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute(POSTGRES_FUNCTION)
    for verb in ("update", "delete"):
        schema_editor.execute((SQLITE if sqlite else POSTGRES).format(verb=verb, VERB=verb.upper()))
    if not sqlite:
        schema_editor.execute(POSTGRES_TRUNCATE)


def remove(apps, schema_editor):
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON journal_entry"
    for verb in ("update", "delete", *(("truncate",) if on else ())):
        schema_editor.execute(f"DROP TRIGGER journal_entry_no_{verb}{on}")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
