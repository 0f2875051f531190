"""The red-flag quizzes of a course, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from hope_xblocks.content import InvalidContent, Model, Path, read
from hope_xblocks.kinds import Activity
from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz

from .course import Course
from .remembered import remembered

if TYPE_CHECKING:

    class Quiz(RedFlagQuiz, Activity):
        """A quiz as it stands in a course."""
else:
    Quiz = kind.written

M = TypeVar("M", bound=Model)


def quizzes(course: Course) -> Iterator[tuple[Path, Quiz]]:
    """Every quiz that has no fault in itself, even where the rest of the course has some."""
    return sound(course, Quiz)


def sound(course: Course, model: type[M]) -> Iterator[tuple[Path, M]]:
    """Every block of this model that has no fault in itself."""
    for path, block in blocks(course):
        if isinstance(block, model) and (again := _again(block)):
            yield path, again


@remembered
def _again(block: Model) -> Any:
    """The *block*, read once more: a course that is only sketched holds anything."""
    try:
        data = block.model_dump(mode="json", exclude_unset=True, warnings=False)
        return read(type(block), data)
    except (InvalidContent, AttributeError, KeyError, TypeError, ValueError):
        return None


@remembered
def blocks(course: Course) -> Sequence[tuple[Path, Any]]:
    """Every block of a course, which may be only sketched; after a bank, what it holds."""
    return [
        ((*path, *within), block)
        for path, unit in placed_units(course)
        for within, block in _blocks_in(unit)
    ]


def waits_for_date(block: Any) -> bool:
    """Whether the results of an activity are shown after the due date alone."""
    return isinstance(block, Activity) and getattr(block, "feedback", "") == "due"


def has_waiting(sequence: Any) -> bool:
    """Whether an activity in a sequence shows its results after the due date alone."""
    units = (unit for _path, unit in _below(sequence, (), ("units",)))
    return any(waits_for_date(block) for unit in units for _path, block in _blocks_in(unit))


def in_order(course: Course) -> Iterator[tuple[Path, Any]]:
    """Every chapter, sequence, unit and block of a course, which may be only sketched."""
    for of_chapter, chapter in _below(course, (), ("chapters",)):
        yield of_chapter, chapter
        for of_sequence, sequence in _below(chapter, of_chapter, ("sequences",)):
            yield of_sequence, sequence
            for of_unit, unit in _below(sequence, of_sequence, ("units",)):
                yield of_unit, unit
                for path, block in _blocks_in(unit):
                    yield (*of_unit, *path), block


def _blocks_in(unit: Any) -> Sequence[tuple[Path, Any]]:
    # Of a unit that is only sketched, nothing can be remembered.
    return _in_unit(unit) if isinstance(unit, Model) else _found_in(unit)


def _found_in(unit: Any) -> Sequence[tuple[Path, Any]]:
    found: list[tuple[Path, Any]] = []
    for path, block in _below(unit, (), ("content",)):
        found += [(path, block), *_below(block, path, ("content",))]
    return found


_in_unit = remembered(_found_in)


def units_of(course: Course) -> Iterator[Any]:
    """Every unit of a course, which may be only sketched, that has an id."""
    found = (unit for _path, unit in placed_units(course))
    return (unit for unit in found if isinstance(getattr(unit, "id", None), str))


@remembered
def placed_units(course: Course) -> Sequence[tuple[Path, Any]]:
    """Every unit of a course, which may be only sketched, and where it stands."""
    return [*_below(course, (), ("chapters", "sequences", "units"))]


@remembered
def placed_sequences(course: Course) -> Sequence[tuple[Path, Any]]:
    """Every sequence of a course, which may be only sketched, and where it stands."""
    return [*_below(course, (), ("chapters", "sequences"))]


def _below(above: Any, path: Path, keys: tuple[str, ...]) -> Iterator[tuple[Path, Any]]:
    if not keys:
        yield path, above
        return
    # What a model has of its own; to ask it for what it lacks would take long.
    things = getattr(above, "__dict__", {}).get(keys[0], ())
    for index, thing in enumerate(things if isinstance(things, tuple) else ()):
        yield from _below(thing, (*path, keys[0], index), keys[1:])
