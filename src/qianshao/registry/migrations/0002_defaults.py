"""The shipped kinds, and triggers that keep revisions as they were written, on both databases."""

from django.db import migrations

from qianshao.registry.defaults import load_kinds

SQLITE = """
CREATE TRIGGER registry_revision_no_{verb} BEFORE {VERB} ON registry_revision
BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION registry_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'revisions are append-only'; END $$ LANGUAGE plpgsql
"""
POSTGRES = """
CREATE TRIGGER registry_revision_no_{verb} BEFORE {VERB} ON registry_revision
FOR EACH ROW EXECUTE FUNCTION registry_append_only()
"""


def load(apps, _editor):
    load_kinds(apps.get_model("registry", "Kind"))


def guard(_apps, editor):
    sqlite = editor.connection.vendor == "sqlite"
    if not sqlite:
        editor.execute(POSTGRES_FUNCTION)
    for verb in ("update", "delete"):
        editor.execute((SQLITE if sqlite else POSTGRES).format(verb=verb, VERB=verb.upper()))


def unguard(_apps, editor):
    on = "" if editor.connection.vendor == "sqlite" else " ON registry_revision"
    for verb in ("update", "delete"):
        editor.execute(f"DROP TRIGGER registry_revision_no_{verb}{on}")


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
