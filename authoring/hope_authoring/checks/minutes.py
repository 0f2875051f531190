"""The time that is planned for a unit fits its length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hope_xblocks.case_study.content import CaseStudy
from hope_xblocks.case_study.tasks import Plan, Writing
from hope_xblocks.content import Diagnostic, Model
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz
from hope_xblocks.self_assessment.content import SelfAssessment

from ..course import Course
from ..kinds.matching import Matching
from ..kinds.problem import Asked
from ..quizzes import placed_units
from .texts import texts_of

WORDS = 180
"""Words that are read in a minute, with thought."""
FACTOR = 1.5
"""How far the plan may be from the estimate, one way or the other."""

# What one learner sees only some of, or asks for, or never sees.
_SHARES = {"outcome": 0.35, "endings": 0.35, "feedback": 0.4, "hints": 0.2, "facilitator": 0.0}
_UNKNOWN = ("video", "olx", "discussion", "bank")
"""Kinds that take as long as they take."""


def check_minutes(course: Course) -> Iterator[Diagnostic]:
    """Units whose `minutes` are far from what they likely take."""
    for path, unit in placed_units(course):
        planned = getattr(unit, "minutes", None)
        if not isinstance(unit, Model) or not isinstance(planned, int) or planned < 1:
            continue
        if getattr(unit, "olx", ""):
            continue
        words, tasks, needed = estimated(unit)
        is_open = any(getattr(one, "kind", "") in _UNKNOWN for one in _content(unit))
        # A minute more or less is no fault of a short page.
        too_short = needed > FACTOR * planned and needed - planned > 1
        too_long = planned > FACTOR * needed and planned - needed > 1 and not is_open
        if too_short or too_long:
            yield Diagnostic(
                "planned-minutes",
                f"{planned} minutes are planned, and this unit takes about {needed}: "
                f"{round(words)} words to read, and {tasks:.0f} minutes for its tasks",
                f"write `minutes: {needed}`, or {'shorten' if too_short else 'add to'} the unit",
                (*path, "minutes"),
                severity="warning",
            )


def estimated(unit: Any) -> tuple[float, float, int]:
    """The words that one learner reads, the minutes of the tasks, and all minutes together."""
    words, tasks = _words(unit), _tasks(unit)
    return words, tasks, max(1, round(words / WORDS + tasks))


def _content(unit: Any) -> tuple[Any, ...]:
    content = getattr(unit, "content", ())
    return content if isinstance(content, tuple) else ()


def _words(unit: Any) -> float:
    """The words that one learner reads."""
    total = 0.0
    for one in texts_of(unit):
        share = min((_SHARES.get(str(step), 1.0) for step in one.path), default=1.0)
        total += share * len(one.plain.split()) if share else 0
    return total


def _tasks(unit: Any) -> float:
    """The minutes that the tasks of a unit take beside the reading."""
    return sum(_minutes(block) for block in _content(unit))


def _minutes(block: Any) -> float:
    try:
        if isinstance(block, RedFlagQuiz):
            decisions = sum(bool(step.choices) for step in block.steps)
            passages = block.review.passages if block.review else len(block.signals)
            return 0.3 * passages + 0.7 * decisions
        if isinstance(block, CaseStudy):
            tasks = [task for stage in block.stages for task in stage.tasks]
            return sum(
                task.words / 20
                if isinstance(task, Writing)
                else 1.5 * task.at_least
                if isinstance(task, Plan)
                else 1.0
                for task in tasks
            )
        if isinstance(block, SelfAssessment):
            return 0.15 * len(block.instrument.items)
        if isinstance(block, Matching):
            return 0.3 * len(block.rows)
        return 0.5 if isinstance(block, Asked) else 0.0
    except (AttributeError, TypeError):  # a block that is only sketched holds anything
        return 0.0
