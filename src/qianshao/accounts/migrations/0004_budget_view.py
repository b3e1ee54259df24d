"""``resources.money_view`` is ``budget.view`` now: the county's role sheets and keys that name it go on holding it."""

from django.db import migrations

FORMER, NOW = "resources.money_view", "budget.view"


def _rename(apps, former, now):
    for sheet in apps.get_model("accounts", "RoleSheet").objects.all():
        said = [*sheet.overrides, *(change["action"] for change in sheet.changes)]
        if former in said:
            sheet.overrides = {now if code == former else code: roles for code, roles in sheet.overrides.items()}
            sheet.changes = [{**c, "action": now} if c["action"] == former else c for c in sheet.changes]
            sheet.save(update_fields=["overrides", "changes"])
    for key in apps.get_model("accounts", "ApiToken").objects.all():
        if former in key.actions:
            key.actions = sorted(now if code == former else code for code in key.actions)
            key.save(update_fields=["actions"])


def forward(apps, schema_editor):
    _rename(apps, FORMER, NOW)


def back(apps, schema_editor):
    _rename(apps, NOW, FORMER)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_role_sheets")]
    operations = [migrations.RunPython(forward, back)]
