"""The shipped posts and needs, each with its source; a county edits them afterwards."""

import json
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"


def load(apps, _editor):
    for model, file in (("Post", "posts.json"), ("Need", "needs.json")):
        table = apps.get_model("people", model)
        rows = json.loads((DATA / file).read_text(encoding="utf-8"))
        table.objects.bulk_create(table(**row) for row in rows)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
