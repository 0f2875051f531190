"""What is shown after the due date is handed in once, and has a date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hope_xblocks.content import Diagnostic, Path

from ..course import Course
from ..quizzes import blocks, waits_for_date


def check_attempts(course: Course) -> Iterator[Diagnostic]:
    """Activities with `feedback: due` that may be handed in more than once, or have no date."""
    for path, block in blocks(course):
        if waits_for_date(block) and not _has_date(course, path):
            yield Diagnostic(
                "no-due-date",
                "results shall be shown after the due date, and there is none: they are shown at "
                "once",
                "write `due: 2027-03-01` below the `id` of the sequence, or another `feedback`; or "
                "set the date in Studio",
                (*path, "feedback"),
                at_key=True,
                severity="warning",
            )
        attempts = getattr(block, "attempts", 1)
        if attempts != 1 and waits_for_date(block) and not getattr(block, "review", None):
            yield Diagnostic(
                "repeated-before-due",
                "results are shown after the due date, and the points of several attempts would "
                "tell the key before it",
                "write `attempts: 1`, or another `feedback`",
                (*path, "feedback"),
                at_key=True,
            )


def _has_date(course: Course, path: Path) -> bool:
    """Whether a block, or what it stands in, has a due date; the platform hands it down."""
    part: Any = course
    for step in path:
        part = part[step] if isinstance(step, int) else getattr(part, step, ())
        if getattr(part, "due", None) or "due" in (getattr(part, "settings", None) or ()):
            return True
    return False
