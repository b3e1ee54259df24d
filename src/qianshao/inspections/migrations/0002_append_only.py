"""Triggers that refuse to change or remove what a record says, on both databases; as those of hazards."""

from django.db import migrations

TABLES = ("answer", "signature")
SQLITE = """
CREATE TRIGGER inspections_{table}_no_{verb} BEFORE {VERB} ON inspections_{table}
BEGIN SELECT RAISE(ABORT, 'records of inspections are append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION inspections_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'records of inspections are append-only'; END $$ LANGUAGE plpgsql
"""
POSTGRES = """
CREATE TRIGGER inspections_{table}_no_{verb} BEFORE {VERB} ON inspections_{table}
FOR EACH ROW EXECUTE FUNCTION inspections_append_only()
"""
POSTGRES_TRUNCATE = """
CREATE TRIGGER inspections_{table}_no_truncate BEFORE TRUNCATE ON inspections_{table}
FOR EACH STATEMENT EXECUTE FUNCTION inspections_append_only()
"""


def add(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute(POSTGRES_FUNCTION)
    for table in TABLES:
        for verb in ("update", "delete"):
            sql = (SQLITE if sqlite else POSTGRES).format(table=table, verb=verb, VERB=verb.upper())
            schema_editor.execute(sql)
        if not sqlite:
            schema_editor.execute(POSTGRES_TRUNCATE.format(table=table))


def remove(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        for verb in ("update", "delete", *(() if sqlite else ("truncate",))):
            on = "" if sqlite else f" ON inspections_{table}"
            schema_editor.execute(f"DROP TRIGGER inspections_{table}_no_{verb}{on}")


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
