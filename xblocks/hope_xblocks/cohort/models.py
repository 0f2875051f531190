"""What is kept: totals of each block, and by pseudonym who has been counted."""

from __future__ import annotations

from django.db import models


class Totals(models.Model):
    """The additive totals of one block. No row tells of a person, and none of a time."""

    key = models.CharField(max_length=64, primary_key=True)
    """The hash of the block's usage key: databases compare names without regard to capitals."""
    block = models.CharField(max_length=255)
    """The block's usage key."""
    course = models.CharField(max_length=255, db_index=True)
    """The key of its course."""
    kind = models.CharField(max_length=64)
    title = models.CharField(max_length=255)
    """As learners saw it last."""
    content = models.CharField(max_length=32, default="")
    """What the answers meant that are in it, as a fingerprint; other content begins at 0."""
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


class Turn(models.Model):
    """A row to wait for before anything is added to one of the blocks that share it.

    Such rows are always there. A block's own row may vanish while others wait for it, when whoever
    made it fails; those others would then stop one another.
    """

    number = models.PositiveSmallIntegerField(primary_key=True)

    class Meta:
        """Django's settings of the model."""

        app_label = "hope_cohort"

    def __str__(self) -> str:
        return str(self.number)


TURNS = 64
"""So many rows there are."""


class Counted(models.Model):
    """Somebody who has been counted for a block; the pseudonym tells neither who nor which."""

    token = models.CharField(max_length=32, primary_key=True)

    class Meta:
        """Django's settings of the model."""

        app_label = "hope_cohort"
        verbose_name_plural = "counted"

    def __str__(self) -> str:
        return str(self.token)
