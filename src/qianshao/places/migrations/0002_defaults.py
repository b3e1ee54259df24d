"""The shipped classes and checklist, each with its source; a county edits them afterwards."""

import json
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"


def load(apps, _editor):
    for model, file in (("ShelterClass", "classes.json"), ("FacilityItem", "facilities.json")):
        table = apps.get_model("places", model)
        rows = json.loads((DATA / file).read_text(encoding="utf-8"))
        table.objects.bulk_create(table(**row) for row in rows)


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
