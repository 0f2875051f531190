"""The red-flag quizzes of a course, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hope_xblocks.content import InvalidContent, Path, read
from hope_xblocks.kinds import Activity
from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz

from .course import Course

if TYPE_CHECKING:

    class Quiz(RedFlagQuiz, Activity):
        """A quiz as it stands in a course."""
else:
    Quiz = kind.written


def quizzes(course: Course) -> Iterator[tuple[Path, Quiz]]:
    """Every quiz that has no fault in itself, even where the rest of the course has some."""
    for path, block in blocks(course):
        if not isinstance(block, Quiz):
            continue
        try:
            # A course that is only sketched holds anything.
            data = block.model_dump(mode="json", exclude_unset=True, warnings=False)
            yield path, read(Quiz, data)
        except (InvalidContent, AttributeError, KeyError, TypeError, ValueError):
            continue


def blocks(course: Course) -> Iterator[tuple[Path, Any]]:
    """Every block of a course, which may be only sketched, in order."""
    return _below(course, (), ("chapters", "sequences", "units", "content"))


def _below(above: Any, path: Path, keys: tuple[str, ...]) -> Iterator[tuple[Path, Any]]:
    if not keys:
        yield path, above
        return
    things = getattr(above, keys[0], ())
    for index, thing in enumerate(things if isinstance(things, tuple) else ()):
        yield from _below(thing, (*path, keys[0], index), keys[1:])
