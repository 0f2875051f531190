"""The Django app that LMS and Studio install by its entry points."""

from __future__ import annotations

from typing import ClassVar

from django.apps import AppConfig


class CohortConfig(AppConfig):
    """Tables for totals, and nothing else: no address, no setting that must be there."""

    name = "hope_xblocks.cohort"
    label = "hope_cohort"
    verbose_name = "HOPE cohort figures"
    default_auto_field = "django.db.models.BigAutoField"
    plugin_app: ClassVar[dict[str, object]] = {}

    def ready(self) -> None:
        """Lets a retired learner's own answers go."""
        from . import retirement

        retirement.connect()
