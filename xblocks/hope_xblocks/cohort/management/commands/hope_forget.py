"""Deletes answers to self-assessments that nobody has touched for a year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand

from ....platform.own import KEPT_DAYS


class Command(BaseCommand):
    """To be run now and then; learners who come back see nothing of these answers before either."""

    help = (
        f"Deletes answers to self-assessments of learners who were not here for {KEPT_DAYS} days."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Deletes them, and says how many learners' they were."""
        from lms.djangoapps.courseware.models import (  # type: ignore[import-not-found]
            XModuleStudentInfoField,
        )

        oldest = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
        rows = XModuleStudentInfoField.objects.filter(field_name="hope_sealed", modified__lt=oldest)
        deleted, _by_model = rows.delete()
        self.stdout.write(f"Deleted the answers of {deleted} learners.")
