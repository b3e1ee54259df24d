"""An answer is never changed: triggers refuse UPDATE on both databases.

DELETE stays possible, because the law asks that personal data be destroyed when an event is over (突发事件应对法 §85).
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER calling_answer_no_update BEFORE UPDATE ON calling_answer
BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION calling_answer_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'answers are append-only'; END $$ LANGUAGE plpgsql
"""
POSTGRES = """
CREATE TRIGGER calling_answer_no_update BEFORE UPDATE ON calling_answer
FOR EACH ROW EXECUTE FUNCTION calling_answer_append_only()
"""


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)
        return
    schema_editor.execute(POSTGRES_FUNCTION)
    schema_editor.execute(POSTGRES)


def remove(apps, schema_editor):
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON calling_answer"
    schema_editor.execute(f"DROP TRIGGER calling_answer_no_update{on}")


class Migration(migrations.Migration):
    dependencies = [("calling", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
