"""The tables as they were first."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Totals by block, and who has been counted."""

    initial = True

    dependencies: ClassVar[list[Any]] = []

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Counted",
            fields=[
                ("token", models.CharField(max_length=32, primary_key=True, serialize=False)),
            ],
            options={"verbose_name_plural": "counted"},
        ),
        migrations.CreateModel(
            name="Totals",
            fields=[
                ("block", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("course", models.CharField(db_index=True, max_length=255)),
                ("kind", models.CharField(max_length=64)),
                ("title", models.CharField(max_length=255)),
                ("learners", models.PositiveIntegerField(default=0)),
                ("since", models.PositiveIntegerField(default=0)),
                ("waiting", models.TextField(default="")),
                ("released", models.TextField(default="{}")),
            ],
            options={"verbose_name_plural": "totals"},
        ),
    ]
