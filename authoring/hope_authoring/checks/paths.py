"""Every step and ending of a quiz can be reached, and every way comes to an ending."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hope_xblocks.content import Diagnostic, Path
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz
from hope_xblocks.red_flag_quiz.paths import Paths, explore

from ..course import Course
from ..quizzes import quizzes


def check_paths(course: Course) -> Iterator[Diagnostic]:
    """What can never happen in a quiz, and where its story breaks off."""
    for path, quiz in quizzes(course):
        if not quiz.review:
            for fault in findings(quiz, explore(quiz)):
                yield fault.under(path)


def findings(quiz: RedFlagQuiz, paths: Paths) -> Iterator[Diagnostic]:
    """What *paths* tell to the author of *quiz*."""
    for path in paths.dead_ends:
        yield Diagnostic(
            "dead-end",
            f"after {_part(quiz, path)} the story can stop without an ending",
            "name one with `next: …`, or take `when` out of the last of the `endings`",
            path,
        )
    if not paths.proven:
        missed = ", ".join(f"`{id_}`" for id_ in (*paths.missed_steps, *paths.missed_endings))
        yield Diagnostic(
            "not-proven",
            f"there are too many ways through this quiz to look at all of them: "
            f"{paths.situations} situations were looked at, and "
            f"{f'{missed} not reached' if missed else 'everything was reached'}",
            "let conditions ask for fewer meters and marks",
            ("steps",),
            severity="warning",
        )
        return
    for at, step in enumerate(quiz.steps):
        if step.id in paths.missed_steps:
            yield Diagnostic(
                "unreachable-step",
                f"no way leads to the step `{step.id}`",
                "name it in a `next` or a route above, check the conditions, or take it out",
                ("steps", at, "id"),
            )
    for at, ending in enumerate(quiz.endings):
        if ending.id in paths.missed_endings:
            yield Diagnostic(
                "unreachable-ending",
                f"no way leads to the ending `{ending.id}`",
                "check its condition and those of the endings above it, or name it in a `next`",
                ("endings", at, "id"),
            )
    for path in paths.never_taken:
        yield Diagnostic(
            "route-never-taken",
            f"this route to `{_at(quiz, path).to}` is never taken",
            "nothing that can happen meets its condition, or a route above it is always taken",
            path,
            severity="warning",
        )


def _part(quiz: RedFlagQuiz, path: Path) -> str:
    if path == ("scenario",):
        return "the scenario"
    return f"the {'choice' if 'choices' in path else 'step'} `{_at(quiz, path).id}`"


def _at(quiz: RedFlagQuiz, path: Path) -> Any:
    found: Any = quiz
    for step in path:
        found = found[step] if isinstance(step, int) else getattr(found, step)
    return found
