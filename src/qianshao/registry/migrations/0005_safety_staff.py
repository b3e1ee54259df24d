"""Enterprises say how many people they have and how many of them look after safety (安全生产法 24)."""

from django.db import migrations

from qianshao.registry.defaults import shipped_kinds

_KEYS = ("staff_count", "safety_full", "safety_part", "safety_unit")


def fill(apps, _editor):
    kinds = apps.get_model("registry", "Kind").objects
    for shipped in shipped_kinds():
        fields = [field for field in shipped["fields"] if field["key"] in _KEYS]
        row = kinds.filter(code=shipped["code"]).first() if fields else None
        if row is not None:
            known = {field["key"] for field in row.fields}
            row.fields = [*row.fields, *(field for field in fields if field["key"] not in known)]
            row.save(update_fields=["fields"])


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_papers")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
