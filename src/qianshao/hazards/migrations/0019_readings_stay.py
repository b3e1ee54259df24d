"""A trigger that refuses to change a reading, on both databases. Removing old ones is the county's (retention)."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER hazards_reading_no_update BEFORE UPDATE ON hazards_reading
BEGIN SELECT RAISE(ABORT, 'readings are never changed'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION hazards_reading_stays() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'readings are never changed'; END $$ LANGUAGE plpgsql
"""
POSTGRES = """
CREATE TRIGGER hazards_reading_no_update BEFORE UPDATE ON hazards_reading
FOR EACH ROW EXECUTE FUNCTION hazards_reading_stays()
"""


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)
        return
    schema_editor.execute(POSTGRES_FUNCTION)
    schema_editor.execute(POSTGRES)


def remove(apps, schema_editor):
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON hazards_reading"
    schema_editor.execute(f"DROP TRIGGER hazards_reading_no_update{on}")


class Migration(migrations.Migration):
    dependencies = [("hazards", "0018_sensors")]
    operations = [migrations.RunPython(add, remove)]
