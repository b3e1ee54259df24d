"""The shipped items."""

from django.db import migrations

from qianshao.resources.seed import load_items


def load(apps, _editor):
    load_items(apps.get_model("resources", "Item"))


class Migration(migrations.Migration):
    dependencies = [("resources", "0002_append_only")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
