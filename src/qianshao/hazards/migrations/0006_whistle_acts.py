"""Triggers that refuse to change or remove an act about a whistle, on both databases; as the journal's (architecture §7)."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER hazards_whistle_no_{verb} BEFORE {VERB} ON hazards_whistleact
BEGIN SELECT RAISE(ABORT, 'acts about whistles are append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION hazards_whistle_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'acts about whistles are append-only'; END $$ LANGUAGE plpgsql
"""
POSTGRES = """
CREATE TRIGGER hazards_whistle_no_{verb} BEFORE {VERB} ON hazards_whistleact
FOR EACH ROW EXECUTE FUNCTION hazards_whistle_append_only()
"""
POSTGRES_TRUNCATE = """
CREATE TRIGGER hazards_whistle_no_truncate BEFORE TRUNCATE ON hazards_whistleact
FOR EACH STATEMENT EXECUTE FUNCTION hazards_whistle_append_only()
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
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON hazards_whistleact"
    for verb in ("update", "delete", *(("truncate",) if on else ())):
        schema_editor.execute(f"DROP TRIGGER hazards_whistle_no_{verb}{on}")


class Migration(migrations.Migration):
    dependencies = [("hazards", "0005_whistles")]
    operations = [migrations.RunPython(add, remove)]
