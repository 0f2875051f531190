"""Totals know the content that they are of."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models


def begin_anew(apps: Any, _schema: Any) -> None:
    """Takes back what was added up before: of what contents, nobody knows."""
    totals = apps.get_model("hope_cohort", "Totals")
    totals.objects.update(learners=0, since=0, waiting="", released="{}")


class Migration(migrations.Migration):
    """A fingerprint of the content, and nothing from before there was one."""

    dependencies: ClassVar[list[Any]] = [("hope_cohort", "0001_initial")]

    operations: ClassVar[list[Any]] = [
        migrations.AddField(
            model_name="totals",
            name="content",
            field=models.CharField(default="", max_length=32),
        ),
        migrations.RunPython(begin_anew, migrations.RunPython.noop),
    ]
