"""The shipped minutes between visits; a county publishes its own version afterwards."""

import json
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"


def load(apps, _editor):
    table = apps.get_model("evacuation", "LimitsVersion")
    rows = json.loads((DATA / "limits.json").read_text(encoding="utf-8"))
    table.objects.bulk_create(table(**row) for row in rows)


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
