"""What is kept of a learner's work of private kinds: one sealed text, with a shelf an instrument.

A shelf is one organisation's: what somebody answered for one academy, no other is told of. What
was kept before organisations were told apart stands on a shelf without one, and any may read it,
until it is changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from . import keeping
from .sealing import seal, unseal

KEPT_DAYS = 365
"""How long answers are shown after the learner last changed them, or took them over."""

Kept = Mapping[str, Any]
"""{"work": the kind's own, "day": of the last change, "version", "keys", "aside"}."""
Shelves = dict[str, dict[str, Kept]]
"""By organisation and instrument (`ORGANISATION/INSTRUMENT`), and by occasion."""


def opened(sealed: Any) -> Shelves:
    """All that is kept, outdated or not; nothing where it cannot be opened."""
    if not sealed or not isinstance(sealed, str):
        return {}
    try:
        all_ = json.loads(unseal(sealed))
    except ValueError:  # the installation's secret was changed
        return {}
    return {
        name: {occasion: keeping.mapping(one) for occasion, one in keeping.mapping(found).items()}
        for name, found in keeping.mapping(all_).items()
    }


def closed(shelves: Shelves) -> str:
    """*shelves* as they are kept; nothing where they are empty."""
    filled = {name: found for name, found in shelves.items() if found}
    return seal(json.dumps(filled)) if filled else ""


def shown(shelves: Shelves, organisation: str, instrument: str, today: int) -> dict[str, Kept]:
    """What may be shown of an instrument, by occasion.

    What is outdated is only passed over, not deleted: the clock of one server may be wrong.
    """
    names = reversed(list(_names(organisation, instrument)))
    return {
        occasion: one
        for name in names
        for occasion, one in shelves.get(name, {}).items()
        if not _is_outdated(one, today)
    }


def with_one(
    shelves: Shelves, organisation: str, instrument: str, occasion: str, kept: Kept | None
) -> Shelves:
    """*shelves* with what is *kept* now of one occasion, or with nothing of it."""
    own, *others = _names(organisation, instrument)
    changed = {name: dict(found) for name, found in shelves.items()}
    for name in (own, *others):
        changed.get(name, {}).pop(occasion, None)
    if kept:
        changed.setdefault(own, {})[occasion] = kept
    return changed


def without_outdated(shelves: Shelves, today: int) -> Shelves:
    """*shelves* without what nobody has changed for a year."""
    return {
        name: {occasion: one for occasion, one in found.items() if not _is_outdated(one, today)}
        for name, found in shelves.items()
    }


def _names(organisation: str, instrument: str) -> Iterator[str]:
    """Where an instrument may stand: with its organisation first."""
    if organisation:
        yield f"{organisation}/{instrument}"
    yield instrument


def _is_outdated(one: Kept, today: int) -> bool:
    """Whether it is older than a year; what cannot tell its day is as if it were kept today."""
    day = one.get("day")
    return type(day) is int and day < today - KEPT_DAYS
