"""Totals in the database: counted once, exactly, beside the learner's own state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from typing import NamedTuple
from zlib import crc32

from django.db import IntegrityError, connection, transaction

from ..platform.sealing import earlier_pseudonyms, pseudonym, seal, unseal
from .models import TURNS, Counted, Totals, Turn
from .release import ONE_IN, Batches, counted


class Released(NamedTuple):
    """What a report may be made of."""

    block: str
    kind: str
    title: str
    learners: int
    """How many stand in full batches."""
    sums: Mapping[str, float]


def count(
    block: str,
    course: str,
    kind: str,
    title: str,
    learner: str,
    tally: Mapping[str, float],
    least: int,
    content: str,
) -> bool:
    """Adds a learner's first finished attempt to a block's totals, once.

    Called when the learner's state is kept, and its transaction has ended; where a whole request is
    one transaction, as the last thing in it. So all take their locks in one order, the rows of a
    learner before those of a block, and none waits for another in a circle.

    Args:
        block: the block's usage key.
        course: the key of its course.
        kind: the kind's name.
        title: the block's title, for reports.
        learner: who it is; kept as a pseudonym alone.
        tally: what the kind's rules make of the attempt.
        least: the size of a batch.
        content: the fingerprint of what the tally's names mean. Totals are of one content: with
            another one they begin anew, and what waited for its batch is dropped.

    Returns:
        Whether the learner was added now, and not before.

    Raises:
        django.db.Error: if it could not be written.
    """
    with transaction.atomic():
        # One after the other: the first who comes makes the block's row, and may fail after that.
        list(Turn.objects.select_for_update().filter(pk=crc32(block.encode()) % TURNS))
        # Makes the row, or locks the one that is there, at one stroke. To look first and insert
        # then would let two who both found none wait for each other.
        Totals.objects.bulk_create(
            [
                Totals(
                    key=key_of(block),
                    block=block,
                    course=course[:255],
                    kind=kind,
                    title=title[:255],
                )
            ],
            update_conflicts=True,
            update_fields=["title"],
            unique_fields=["key"] if _names_its_conflicts() else None,
        )
        row = Totals.objects.select_for_update().get(pk=key_of(block))
        token = pseudonym(block, learner)
        try:
            with transaction.atomic():
                Counted(token=token).save(force_insert=True)
        except IntegrityError:
            return False
        # Under another name before the secret was changed; now under the present one, too, which
        # lasts when administrators let the old secret go.
        before_that = earlier_pseudonyms(block, learner)
        if before_that and Counted.objects.filter(token__in=before_that).delete()[0]:
            return False
        chance = partial(waits_by_chance, token)
        after = counted(_batches(row), tally, least, chance, content)
        row.learners, row.since, row.content = after.learners, after.since, after.content
        row.waiting = seal(json.dumps(after.waiting)) if after.waiting else ""
        row.released = json.dumps(after.released)
        row.save(update_fields=["learners", "since", "content", "waiting", "released"])
    return True


def waits_by_chance(token: str, table: str) -> bool:
    """Chance that nobody can foretell, and that is the same when a request is repeated.

    It hangs on whoever fills the batch, who is counted once. Were it to hang on a number, whoever
    has the content begin anew could see the same chance twice, and so tell it from other reasons.
    """
    return int(pseudonym("waits", token, table)[:8], 16) % ONE_IN == 0


def key_of(block: str) -> str:
    """What the totals of a block are found by."""
    return sha256(block.encode()).hexdigest()


def _names_its_conflicts() -> bool:
    return bool(connection.features.supports_update_conflicts_with_target)


def _batches(row: Totals) -> Batches:
    try:
        waiting = json.loads(unseal(row.waiting)) if row.waiting else {}
    except ValueError:  # the installation's secret was changed: these few are lost
        waiting, row.since = {}, 0
    return Batches(row.learners, row.since, waiting, json.loads(row.released), row.content)


def is_ready() -> bool:
    """Whether all that is needed is there.

    Raises:
        django.db.Error: if a table or a column is missing.
    """
    for model in (Totals, Counted, Turn):
        model.objects.first()
    return True


def released(block: str, content: str) -> Released | None:
    """What may be shown of a block and its present *content*; None before a first batch is full."""
    row = Totals.objects.filter(pk=key_of(block), content=content, learners__gt=0).first()
    return _released(row) if row else None


def released_in(course: str) -> list[Released]:
    """What may be shown of all blocks of a course, by their titles."""
    rows = Totals.objects.filter(course=course, learners__gt=0).order_by("title", "block")
    return [_released(row) for row in rows]


def _released(row: Totals) -> Released:
    return Released(row.block, row.kind, row.title, row.learners, json.loads(row.released))
