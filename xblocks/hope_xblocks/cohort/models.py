"""What is kept: one row of totals a block, and who has been counted, by pseudonym."""

from __future__ import annotations

from django.db import models


class Totals(models.Model):
    """The additive totals of one block. No row tells of a person, and none of a time."""

    block = models.CharField(max_length=255, primary_key=True)
    """The block's usage key."""
    course = models.CharField(max_length=255, db_index=True)
    """The key of its course."""
    kind = models.CharField(max_length=64)
    title = models.CharField(max_length=255)
    """As learners saw it last."""
    learners = models.PositiveIntegerField(default=0)
    """How many stand in full batches."""
    since = models.PositiveIntegerField(default=0)
    """How many have come since the last full batch."""
    waiting = models.TextField(default="")
    """Sealed: totals that are not released. Of the first in a batch, they are one person's."""
    released = models.TextField(default="{}")
    """Totals that reports are made of, as JSON."""

    class Meta:
        """Django's settings of the model."""

        app_label = "hope_cohort"
        verbose_name_plural = "totals"

    def __str__(self) -> str:
        return f"{self.title} ({self.learners})"


class Counted(models.Model):
    """Somebody who has been counted for a block; the pseudonym tells neither who nor which."""

    token = models.CharField(max_length=32, primary_key=True)

    class Meta:
        """Django's settings of the model."""

        app_label = "hope_cohort"
        verbose_name_plural = "counted"

    def __str__(self) -> str:
        return str(self.token)
