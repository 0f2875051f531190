"""Deletes answers to self-assessments that nobody has touched for a year."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand

from ....platform.shelves import KEPT_DAYS, closed, opened, without_outdated


class Command(BaseCommand):
    """To be run now and then; learners who come back see nothing of these answers before either.

    Nothing else deletes them but the learner: a page only passes them over.
    """

    help = f"Deletes answers to self-assessments that were not changed for {KEPT_DAYS} days."

    def handle(self, *args: Any, **options: Any) -> None:
        """Deletes them, and says how many learners' they were."""
        from lms.djangoapps.courseware.models import (  # type: ignore[import-not-found]
            XModuleStudentInfoField,
        )

        now = datetime.now(UTC)
        rows = XModuleStudentInfoField.objects.filter(field_name="hope_sealed")
        untouched = rows.filter(modified__lt=now - timedelta(days=KEPT_DAYS))
        deleted, _by_model = untouched.delete()
        today = int(now.timestamp()) // 86400
        # Nothing is locked: a row that its learner has changed meanwhile is passed over.
        for key in list(rows.values_list("pk", flat=True)):
            value = rows.filter(pk=key).values_list("value", flat=True).first()
            if value is None or (left := _left(value, today)) is None:
                continue
            row = rows.filter(pk=key, value=value)
            # Not `save`, which would say that the learner was here today.
            deleted += row.update(value=json.dumps(left)) if left else int(bool(row.delete()[0]))
        self.stdout.write(f"Deleted outdated answers of {deleted} learners.")


def _left(value: str, today: int) -> str | None:
    """What is left of a sealed text, as the platform keeps it; None where nothing is outdated."""
    try:
        kept = opened(json.loads(value))
    except ValueError:
        return None
    left = without_outdated(kept, today)
    return None if left == kept else closed(left)
