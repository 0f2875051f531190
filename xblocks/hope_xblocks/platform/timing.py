"""What may be done and seen now: due dates, extensions, and when correctness may be shown.

The platform gives a block its `due` as it stands for this learner (extensions and relative dates
included), and blocks nobody: each block has to look for itself.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any


def is_closed(block: Any) -> bool:
    """Whether the learner's due date has passed, with the days of grace."""
    # The platform's own answer: it knows self-paced courses, which have no deadlines.
    if hasattr(block, "has_deadline_passed"):
        return bool(block.has_deadline_passed())
    due = due_of(block)
    if due is None or getattr(block, "self_paced", False):
        return False
    return _now() > due + (getattr(block, "graceperiod", None) or timedelta())


def due_of(block: Any) -> datetime | None:
    """When work on *block* is due; one without a time zone is in UTC.

    Only what is a field of the block is the platform's word. The Workbench of the XBlock SDK gives
    every block that has none an attribute of this name, with the present moment:
    workbench/runtime.py, `_patch_xblock`.
    """
    due = getattr(block, "due", None) if "due" in block.fields else None
    return due.replace(tzinfo=UTC) if isinstance(due, datetime) and due.tzinfo is None else due


def may_reveal(block: Any, staff: bool, wait: bool = False) -> bool:
    """Whether answers and points may be shown, by the setting `show_correctness`.

    With *wait*, the author wants them shown after the due date in any case; without one, at once.

    As xblock.scorable.ShowCorrectness, which older releases do not have.
    """
    return not _is_never(block) and (staff or not awaits_date(block, wait))


def awaits_date(block: Any, wait: bool = False) -> bool:
    """Whether answers and points will be shown after the due date, which has not passed."""
    due = due_of(block)
    waits = wait or getattr(block, "show_correctness", None) == "past_due"
    return waits and not _is_never(block) and due is not None and _now() <= due


def withholds(block: Any, wait: bool = False) -> bool:
    """Whether points of a repetition must wait: from their sums, one could find the key.

    Where correctness is never shown, until nothing more can be handed in.
    """
    return not is_closed(block) if _is_never(block) else awaits_date(block, wait)


def _is_never(block: Any) -> bool:
    setting = getattr(block, "show_correctness", None)
    return setting in ("never", "never_but_include_grade")


def _now() -> datetime:
    return datetime.now(UTC)
