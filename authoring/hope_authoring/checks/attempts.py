"""What is shown after the due date is handed in once."""

from __future__ import annotations

from collections.abc import Iterator

from hope_xblocks.content import Diagnostic

from ..course import Course
from ..quizzes import blocks, waits_for_date


def check_attempts(course: Course) -> Iterator[Diagnostic]:
    """Activities with `feedback: due` that may be handed in more than once."""
    for path, block in blocks(course):
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
