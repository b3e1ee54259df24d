"""Records know when their first paper runs out; kinds say which fields are read in a list."""

from django.db import migrations, models
from django.db.models import Q

from qianshao.registry.defaults import shipped_kinds
from qianshao.registry.rules import first_end


def fill(apps, _editor):
    kinds = apps.get_model("registry", "Kind").objects
    shipped = {kind["code"]: {field["key"] for field in kind["fields"] if field["brief"]} for kind in shipped_kinds()}
    for kind in kinds.all():
        brief = shipped.get(kind.code, set())
        kind.fields = [{**field, "brief": field.get("brief", field["key"] in brief)} for field in kind.fields]
        kind.save(update_fields=["fields"])
    # The plain manager of the state has no scope to demand.
    for row in apps.get_model("registry", "Record").objects.select_related("kind").iterator():
        if day := first_end(row.kind.fields, row.details):
            row.runs_out = day
            row.save(update_fields=["runs_out"])


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_batches")]
    operations = [
        migrations.AddField("record", "ending_noted", models.DateField(null=True)),
        migrations.AddField("record", "runs_out", models.DateField(null=True)),
        migrations.AddIndex(
            "record",
            models.Index(
                condition=Q(state="active", runs_out__isnull=False), fields=["runs_out"], name="record_ends"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
