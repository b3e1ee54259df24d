"""Triggers that refuse to change or remove an entry of stock, on both databases; as the journal's (architecture §7)."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER resources_entry_no_{verb} BEFORE {VERB} ON resources_entry
BEGIN SELECT RAISE(ABORT, 'stock entries are append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION resources_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'stock entries are append-only'; END $$ LANGUAGE plpgsql
"""
POSTGRES = """
CREATE TRIGGER resources_entry_no_{verb} BEFORE {VERB} ON resources_entry
FOR EACH ROW EXECUTE FUNCTION resources_append_only()
"""
POSTGRES_TRUNCATE = """
CREATE TRIGGER resources_entry_no_truncate BEFORE TRUNCATE ON resources_entry
FOR EACH STATEMENT EXECUTE FUNCTION resources_append_only()
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
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON resources_entry"
    for verb in ("update", "delete", *(("truncate",) if on else ())):
        schema_editor.execute(f"DROP TRIGGER resources_entry_no_{verb}{on}")


class Migration(migrations.Migration):
    dependencies = [("resources", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
