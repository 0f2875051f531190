"""The tables as they were first."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models


def make_turns(apps: Any, _schema: Any) -> None:
    """The rows that transactions wait for."""
    turn = apps.get_model("hope_cohort", "Turn")
    turn.objects.bulk_create(turn(number=number) for number in range(64))


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
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("block", models.CharField(max_length=255)),
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
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("number", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.RunPython(make_turns, migrations.RunPython.noop),
    ]
