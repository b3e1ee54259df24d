"""Disaster and sector of each hazard, from the county's newest table of kinds or the shipped one; and by when its work
counts as done in time.
"""

from datetime import datetime, time
from typing import Any

from django.db import migrations, models
from django.db.models import Case, F, Value, When

from qianshao.core.clock import BEIJING
from qianshao.hazards.selectors.standards import shipped_rows

AGREED, GRACE = ("assign", "reassign", "grant_extension"), ("reject", "unaccept")


def tie(apps: Any, _editor: Any) -> None:
    """One statement for each column."""
    published = apps.get_model("hazards", "StandardSet").objects.filter(name="kinds").order_by("-version").first()
    newest = {row["code"]: row for row in (published.rows if published else ())}
    rows = {row["code"]: {**row, **newest.get(row["code"], {})} for row in shipped_rows("kinds")} | {
        code: row for code, row in newest.items() if "disaster" in row
    }
    for name in ("disaster", "sector"):
        whens = [When(kind=code, then=Value(str(row.get(name, ""))[:24])) for code, row in rows.items()]
        apps.get_model("hazards", "Hazard").objects.update(**{name: Case(*whens, default=Value(""))})


def promise(apps: Any, _editor: Any) -> None:
    """The date agreed; where work was sent back, the last date that was agreed before that."""
    hazard, act = apps.get_model("hazards", "Hazard"), apps.get_model("hazards", "HazardAct")
    hazard.objects.filter(due_at__isnull=False).update(in_time_by=F("due_at"))
    sent_back = act.objects.filter(act__in=GRACE).values_list("hazard_id").distinct()
    for key in [key for (key,) in sent_back]:
        told = list(act.objects.filter(hazard_id=key).order_by("id").values_list("act", "data"))
        if any(name == "reopen" for name, _data in told):
            continue
        first = next(n for n, (name, _data) in enumerate(told) if name in GRACE)
        days = [data.get("due_at") or data.get("until") for name, data in told[:first] if name in AGREED]
        if days and days[-1]:
            hazard.objects.filter(pk=key).update(in_time_by=datetime.combine(datetime.fromisoformat(days[-1]), time(23, 59), BEIJING))


class Migration(migrations.Migration):

    dependencies = [
        ('hazards', '0010_guard_worse'),
    ]

    operations = [
        migrations.AddField(
            model_name='hazard',
            name='disaster',
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name='hazard',
            name='sector',
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name='hazard',
            name='in_time_by',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(tie, migrations.RunPython.noop),
        migrations.RunPython(promise, migrations.RunPython.noop),
    ]
