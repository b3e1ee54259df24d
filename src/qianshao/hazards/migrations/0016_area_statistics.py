"""PostgreSQL learns how rows fall to areas where the ledger asks by expression (``selectors.ledger.within``).

Without these it takes any such condition for one row in two hundred: it sorts on disk what it could count, reads a
whole tab to show 40 rows of it, and joins by the wrong side. SQLite needs and knows none.
"""

from django.db import migrations

#: As the questions are written: province, city, county; the town of sums; ``registry.selectors.by_expression``.
EXPRESSIONS = {
    **{f"hazard_cut_{n}": f"SUBSTRING(division_path, 1, {n})" for n in (4, 8, 12, 16)},
    "hazard_spot": "COALESCE(division_path, '') || COALESCE('', '')",
}


def add(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name, expression in EXPRESSIONS.items():
        schema_editor.execute(f"CREATE STATISTICS {name} ON ({expression}) FROM hazards_hazard")
    schema_editor.execute("ANALYZE hazards_hazard")


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in EXPRESSIONS:
            schema_editor.execute(f"DROP STATISTICS {name}")


class Migration(migrations.Migration):
    dependencies = [("hazards", "0015_links")]
    operations = [migrations.RunPython(add, remove)]
