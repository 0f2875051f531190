"""One after the other: nobody writes what is kept of a learner while somebody else changes it.

The LMS reads what it keeps before it calls a handler, calls it outside any transaction, and writes
what has changed when it has ended. Whatever another request has written meanwhile would be lost.
So, in an LMS, a change is one transaction here: it locks the row, brings the block up to date,
and writes. Anywhere else (Studio's preview, ours, the Workbench) a block just changes and is saved.

Locks are taken in one order: the row of learner and block, the learner's own row in the table of
users, a field of the learner's own. Neither points nor totals are written while they are held.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from . import keeping

_STATE = ("attempts", "points", "state")
"""Our fields that the platform keeps in one row, of a learner and a block."""


class Again(Exception):  # noqa: N818 - not an error: the request is only sent again
    """What a request began with is gone: nothing is written, and it is to be sent again."""


@contextmanager
def turn(block: Any, *own: str) -> Iterator[None]:
    """Lets *block* be changed while nobody else can write what is kept of its learner.

    Before that it is brought up to date, and in the end it is saved.

    Args:
        block: the block; nothing in it has been changed yet.
        own: fields of the learner's own that may be changed; see `hold_own`.

    Raises:
        Again: if the request has to begin anew, which it can: nothing was changed.
    """
    again = None
    with held(block) as row:
        if row and row.made and _has_work(block):  # staff have deleted it meanwhile
            raise Again
        for name in own:
            hold_own(block, name)
        if row and not row.made:
            _bring_up_to_date(block, row.fields)
        try:
            yield
        except Again as raised:
            again = raised
        # In any case, so that nothing is left to be written later, without the lock.
        block.save()
        if row and row.made and not _has_work(block):
            row.unmake()
    if again:
        raise again


class Row:
    """What the platform keeps of a learner and a block, locked."""

    def __init__(self, found: Any, made: bool) -> None:
        self.made = made
        """Whether there was none before."""
        self.fields: dict[str, Any] = json.loads(found.state or "{}")

    def unmake(self) -> None:
        """Lets it be as if there had never been one."""
        from django.db import transaction

        transaction.set_rollback(True)


@contextmanager
def held(block: Any) -> Iterator[Row | None]:
    """Locks the row that the platform has of the learner and *block*; makes it, if there is none.

    Gives the row; None outside an LMS, where nothing is locked.
    """
    models = _models(block)
    if models is None:
        yield None
        return
    from django.db import transaction

    usage = block.scope_ids.usage_id
    with transaction.atomic():
        # Of two who make it, the other waits here, and then finds it.
        found, made = models.StudentModule.objects.select_for_update().get_or_create(
            student_id=block.scope_ids.user_id,
            course_id=usage.context_key,
            module_state_key=usage,
            defaults={"module_type": usage.block_type},
        )
        yield Row(found, made)


def hold_own(block: Any, name: str) -> None:
    """Locks a field of the learner's own, until the turn ends, and brings it up to date.

    The platform has one row a learner and field, whatever the block: all blocks write it whole.
    To be called in a turn, before anything is changed.

    Raises:
        Again: if the row has come or gone since the request began. The platform inserts what it
            has not found then, and would fail.
    """
    models = _models(block)
    if models is None:
        return
    learner, found = block.scope_ids.user_id, block._field_data.has(block, name)
    if not found:
        _wait_for_learner(learner)
    rows = models.XModuleStudentInfoField.objects.select_for_update()
    row = rows.filter(student_id=learner, field_name=name).first()
    if bool(row) != found:
        raise Again
    if row:
        _set(block, name, json.loads(row.value))


def _wait_for_learner(learner: int) -> None:
    """Locks the learner's row in the table of users, which is always there.

    A row that is not there cannot be locked; the first row of a field would be made twice.
    """
    from django.contrib.auth import get_user_model

    list(get_user_model().objects.select_for_update().filter(pk=learner).values_list("pk"))


def _bring_up_to_date(block: Any, fields: dict[str, Any]) -> None:
    for name in _STATE:
        _set(block, name, fields[name] if name in fields else block.fields[name].default)


def _has_work(block: Any) -> bool:
    return any(keeping.field(block, name) != block.fields[name].default for name in _STATE)


def _set(block: Any, name: str, value: Any) -> None:
    if keeping.field(block, name) != value:
        setattr(block, name, value)


def _models(block: Any) -> Any:
    """The tables in which the LMS keeps what *block* is told of its learner; None elsewhere."""
    if not isinstance(block.scope_ids.user_id, int) or block._is_disguised():
        return None  # what staff do in a learner's guise is kept in their session
    try:
        from django.conf import settings
        from lms.djangoapps.courseware import models  # type: ignore[import-not-found]
    except (ImportError, RuntimeError):  # not the platform, or one that is not set up
        return None
    # Studio has these tables, too, and keeps in its sessions what is done in its previews.
    return models if settings.ROOT_URLCONF == "lms.urls" else None
