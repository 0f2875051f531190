"""A quiz has enough passages that are no flags: most signs are none, in a course as in life."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hope_xblocks.content import Diagnostic

from ..course import Course
from ..quizzes import quizzes

PROTECTIVE, LOOKALIKES = 2, 4
"""What a scenario has at least: protective signs, and passages that only look like flags."""
FEWEST = 6
"""With fewer passages, a quiz is an exercise and no scenario."""


def check_passages(course: Course) -> Iterator[Diagnostic]:
    """Scenarios with too few protective signs, or too few lookalikes."""
    for path, quiz in quizzes(course):
        if quiz.review or len(quiz.signals) < FEWEST:
            continue
        there: Counter[str] = Counter(signal.label for signal in quiz.signals)
        needed = {"neutral": LOOKALIKES}
        if quiz.labels == "three":
            needed = {"protective": PROTECTIVE, **needed}
        few = {label: count for label, count in needed.items() if there[label] < count}
        if few:
            has = " and ".join(f"{there[label]} `{label}`" for label in few)
            wants = " and ".join(f"{count} `{label}`" for label, count in few.items())
            yield Diagnostic(
                "keyed-share",
                f"of {len(quiz.signals)} passages, only {has}: learners come to see flags "
                "everywhere",
                f"mark passages until there are {wants}; most signs are harmless",
                (*path, "signals"),
                severity="warning",
            )
