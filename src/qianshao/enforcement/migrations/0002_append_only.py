"""Triggers that refuse to change or remove acts, evidence and documents of a case, and to lose a photo that is evidence,
on both databases; as the journal's (architecture §7).
"""

from django.db import migrations

TABLES = ("enforcement_caseact", "enforcement_evidenceitem", "enforcement_document")
SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, 'records of cases are append-only'); END
"""
SQLITE_PHOTO = (
    """
CREATE TRIGGER files_evidence_case_no_delete BEFORE DELETE ON files_evidence WHEN OLD.subject_kind = 'case_act'
BEGIN SELECT RAISE(ABORT, 'evidence of a case stays'); END
""",
    """
CREATE TRIGGER files_evidence_case_no_update BEFORE UPDATE ON files_evidence
WHEN OLD.subject_kind = 'case_act' AND (NEW.state = 'erased' OR NEW.subject_kind <> OLD.subject_kind
OR NEW.subject_id <> OLD.subject_id OR NEW.sha256 <> OLD.sha256)
BEGIN SELECT RAISE(ABORT, 'evidence of a case stays'); END
""",
)
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION enforcement_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'records of cases are append-only'; END $$ LANGUAGE plpgsql
"""
POSTGRES = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
FOR EACH ROW EXECUTE FUNCTION enforcement_append_only()
"""
POSTGRES_TRUNCATE = """
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION enforcement_append_only()
"""
POSTGRES_PHOTO = (
    """
CREATE TRIGGER files_evidence_case_no_delete BEFORE DELETE ON files_evidence
FOR EACH ROW WHEN (OLD.subject_kind = 'case_act') EXECUTE FUNCTION enforcement_append_only()
""",
    """
CREATE TRIGGER files_evidence_case_no_update BEFORE UPDATE ON files_evidence
FOR EACH ROW WHEN (OLD.subject_kind = 'case_act' AND (NEW.state = 'erased' OR NEW.subject_kind <> OLD.subject_kind
OR NEW.subject_id <> OLD.subject_id OR NEW.sha256 <> OLD.sha256)) EXECUTE FUNCTION enforcement_append_only()
""",
)


def add(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute(POSTGRES_FUNCTION)
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute((SQLITE if sqlite else POSTGRES).format(table=table, verb=verb, VERB=verb.upper()))
        if not sqlite:
            schema_editor.execute(POSTGRES_TRUNCATE.format(table=table))
    for sql in SQLITE_PHOTO if sqlite else POSTGRES_PHOTO:
        schema_editor.execute(sql)


def remove(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        on = "" if sqlite else f" ON {table}"
        for verb in ("update", "delete", *(() if sqlite else ("truncate",))):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}{on}")
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER files_evidence_case_no_{verb}{'' if sqlite else ' ON files_evidence'}")


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0001_initial"), ("files", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
