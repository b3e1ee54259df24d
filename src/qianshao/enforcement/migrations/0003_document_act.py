"""A document knows the step it writes down. A column that may be empty: SQLite adds it in place, so the triggers stay."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enforcement", "0002_append_only")]
    operations = [
        migrations.AddField(
            "document",
            "act",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="enforcement.caseact",
            ),
        ),
    ]
