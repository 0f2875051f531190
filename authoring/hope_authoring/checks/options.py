"""The right answers of a course are not found by their length or by where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hope_xblocks.case_study.content import CaseStudy
from hope_xblocks.case_study.tasks import Choice
from hope_xblocks.content import Diagnostic, Path, Related

from ..course import Course
from ..kinds.question import Question
from ..quizzes import quizzes, sound

FEWEST = 8
"""With fewer questions, it may be chance."""
MOST = 0.6
"""The share of questions whose right answers may be alike."""
LONGER = 1.2
"""How much longer than all others the right answer must be to be noticed."""


class Asked(NamedTuple):
    """A question of which one answer is the right one."""

    path: Path
    lengths: tuple[int, ...]
    right: int
    is_shuffled: bool


def check_options(course: Course) -> Iterator[Diagnostic]:
    """Right answers that are mostly the longest, or mostly stand at one place."""
    asked = list(_asked(course))
    longest = [one for one in asked if _is_longest(one)]
    if _too_many(longest, asked):
        yield _fault(
            "option-length",
            f"in {len(longest)} of {len(asked)} questions the right answer is by far the longest: "
            "learners find it without reading",
            "make wrong answers as long, or the right one shorter, in some of them",
            longest,
        )
    still = [one for one in asked if not one.is_shuffled]
    for name, places in (
        ("number {}", [one.right + 1 for one in still]),
        ("the last", [0 if one.right == len(one.lengths) - 1 else 1 for one in still]),
    ):
        place, count = Counter(places).most_common(1)[0] if places else (0, 0)
        if name == "the last" and place:
            continue
        alike = [one for one, at in zip(still, places, strict=True) if at == place]
        if _too_many(alike, still):
            yield _fault(
                "option-position",
                f"in {count} of {len(still)} questions the right answer is "
                f"{name.format(place)}: learners will notice",
                "put it elsewhere in some of them; a `question` can be shuffled: `shuffle: true`",
                alike,
            )
            return


def _too_many(alike: Sequence[Asked], asked: Sequence[Asked]) -> bool:
    return len(asked) >= FEWEST and len(alike) > MOST * len(asked)


def _is_longest(one: Asked) -> bool:
    others = [length for at, length in enumerate(one.lengths) if at != one.right]
    return one.lengths[one.right] > LONGER * max(others)


def _fault(code: str, message: str, hint: str, alike: Sequence[Asked]) -> Diagnostic:
    return Diagnostic(  # at the first of them; the others beside it
        code,
        message,
        hint,
        alike[0].path,
        severity="warning",
        related=tuple(Related("here, too", one.path) for one in alike[1:6]),
    )


def _asked(course: Course) -> Iterator[Asked]:
    for path, block in sound(course, Question):
        if block.choose == "one":
            credit = [float(option.correct) for option in block.options]
            texts = [option.text for option in block.options]
            yield from _of((*path, "options"), texts, credit, block.shuffle)
    for path, quiz in quizzes(course):
        for at, step in enumerate(quiz.steps):
            texts = [choice.text for choice in step.choices]
            credit = [choice.credit for choice in step.choices]
            yield from _of((*path, "steps", at, "choices"), texts, credit)
    for path, case in sound(course, CaseStudy):
        for at, stage in enumerate(case.stages):
            for number, task in enumerate(stage.tasks):
                if isinstance(task, Choice):
                    texts = [option.text for option in task.options]
                    credit = [option.credit for option in task.options]
                    yield from _of((*path, "stages", at, "tasks", number, "options"), texts, credit)


def _of(
    path: Path, texts: Sequence[str], credit: Sequence[float], is_shuffled: bool = False
) -> Iterator[Asked]:
    if len(texts) > 1 and credit.count(max(credit)) == 1:
        lengths = tuple(len(text.strip()) for text in texts)
        yield Asked(path, lengths, credit.index(max(credit)), is_shuffled)
