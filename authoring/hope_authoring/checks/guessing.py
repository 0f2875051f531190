"""Playing a quiz without a thought does not pay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from hope_xblocks.content import Diagnostic
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz
from hope_xblocks.red_flag_quiz.strategies import CHOICES, RUNS, shares

from ..course import Course
from ..quizzes import quizzes

MOST = 0.5
"""The share of an expert's points that may be earned without a thought."""
FEWEST = 3
"""With fewer decisions, it is mere chance that the best choices are all first, or all longest."""

_HINTS = {
    "always the longest choice": "make wrong choices as long as the right one",
    "always the shortest choice": "make wrong choices as short as the right one",
    "always the first choice": "let the best choice stand elsewhere, too",
    "always the last choice": "let the best choice stand elsewhere, too",
}
_HINT = "give wrong choices less credit, or make `decisions_share` smaller"


def check_guessing(course: Course) -> Iterator[Diagnostic]:
    """Every thoughtless strategy that earns more than half of an expert's points."""
    for path, quiz in quizzes(course):
        if quiz.review:
            continue
        for name, share in paying(quiz).items():
            yield Diagnostic(
                "guessing-pays",
                f"“{name}” earns {share:.0%} of an expert’s points here".replace("%", " %"),
                _HINTS.get(name, _HINT),
                path,
                severity="warning",
            )


def paying(quiz: RedFlagQuiz) -> Mapping[str, float]:
    """The strategies that pay, and the share of an expert's points that they earn."""
    decisions = sum(bool(step.choices) for step in quiz.steps)
    return {
        name: share
        for name, share in _shares(type(quiz), quiz.model_dump_json()).items()
        if share > MOST and (decisions >= FEWEST or name not in CHOICES)
    }


@lru_cache(maxsize=256)  # the preview compiles a course again and again
def _shares(model: type[RedFlagQuiz], text: str) -> Mapping[str, float]:
    quiz = model.model_validate_json(text)
    few = shares(quiz, RUNS // 20)
    return shares(quiz) if max(few.values()) > MOST - 0.1 else few
