"""The way to the cohort figures, which may be absent: then a block works without them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from ..content.keys import keys_fingerprint
from ..content.text import load_cached
from ..kinds import Kind

log = logging.getLogger(__name__)

APP = "hope_xblocks.cohort"

LEAST, LEAST_PRIVATE = 5, 10
"""How many learners a batch has: of any kind, and of private ones."""

SETTING = "HOPE_COHORT_LEAST"
"""Django's setting with larger numbers, by kind: `{"self_assessment": 20}`."""


def least_of(kind: Kind) -> int:
    """How many learners a batch of this kind must have.

    Administrators can raise the number, never lower it.
    """
    return max(LEAST_PRIVATE if kind.private else LEAST, int(_setting().get(kind.name, 0)))


def add(block: Any, tally: Mapping[str, float]) -> None:
    """Adds a learner's first finished attempt to the totals of *block*.

    Nobody but learners of the course is counted. If it fails, the learner's own work is none the
    worse.

    Raises:
        django.db.Error: if the database has given up the whole transaction, and the learner's work
            with it. Then the browser must not be told that it is kept; it sends the move again.
    """
    store, learner = _store(), block._user("user_id")
    if store is None or learner is None:
        return
    from django.db import transaction

    try:
        with transaction.atomic():
            if not block._may_be_counted():
                return
            store.count(
                str(block.scope_ids.usage_id),
                block._course(),
                block.kind.name,
                block._title(),
                str(learner),
                tally,
                least_of(block.kind),
                block._keys(),
            )
    except Exception:  # whatever it is, the learner's work comes first
        if transaction.get_connection().needs_rollback:
            raise
        log.warning(
            "The cohort figures of %s were not written.", block.scope_ids.usage_id, exc_info=True
        )


def released(block: Any) -> Any:
    """What may be shown of *block*, as `cohort.store.Released`; None without any."""
    return _read(lambda store: store.released(str(block.scope_ids.usage_id), block._keys()))


def released_in_course(block: Any) -> Any:
    """What may be shown of all blocks of the course that *block* is in."""
    return _read(lambda store: store.released_in(block._course())) or []


@lru_cache(maxsize=256)
def keys_of(kind: Kind, text: str) -> str:
    """The fingerprint of what answers to a content mean, by which its totals are told apart.

    Raises:
        InvalidContent: if the text is none of the kind's.
    """
    return keys_fingerprint(load_cached(kind.content, text), getattr(kind.rules, "UNTALLIED", _ALL))


_ALL: frozenset[str] = frozenset()


def installed() -> bool:
    """Whether there is anything that keeps cohort figures here."""
    return _store() is not None


def has_tables() -> bool:
    """Whether the tables are there, as the latest migration makes them."""
    return bool(_read(lambda store: store.is_ready()))


def _read(ask: Callable[[Any], Any]) -> Any:
    store = _store()
    if store is None:
        return None
    from django.db import Error, transaction

    try:
        with transaction.atomic():
            return ask(store)
    except Error:  # the tables are not there
        if transaction.get_connection().needs_rollback:
            raise
        log.warning("The cohort figures could not be read.", exc_info=True)
        return None


def _store() -> Any:
    try:
        from django.apps import apps
    except ImportError:
        return None
    if not apps.ready or not apps.is_installed(APP):
        return None
    from ..cohort import store

    return store


def _setting() -> Mapping[str, Any]:
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
    except ImportError:
        return {}
    try:
        return getattr(settings, SETTING, None) or {}
    except ImproperlyConfigured:
        return {}
