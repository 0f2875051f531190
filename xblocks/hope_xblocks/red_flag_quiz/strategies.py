"""What ways of playing earn that need no thought: none of them should pay."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean

from ..content import Id
from .content import RedFlagQuiz
from .parts import FIRST, Label
from .paths import Facts, Junction, Leap, junctions, stand_first
from .play import Play, State
from .rules import score

RUNS = 200
"""How often each is played, where chance has a part in it."""

Mark = Callable[[random.Random, Sequence[Label]], Label | None]
Choose = Callable[[random.Random, Sequence[Leap]], Leap]


_ANY_MARK: Mark = random.Random.choice
_ANY_CHOICE: Choose = random.Random.choice

MARKS: Mapping[str, Mark] = {
    "everything is a flag": lambda chance, labels: "flag",
    "everything is neutral": lambda chance, labels: "neutral",
    "everything is protective": lambda chance, labels: "protective",
    "nothing is marked": lambda chance, labels: None,
    "everything at random": _ANY_MARK,
}
"""Ways of marking; what is decided is left to chance."""
CHOICES: Mapping[str, Choose] = {
    "always the first choice": lambda chance, leaps: leaps[0],
    "always the last choice": lambda chance, leaps: leaps[-1],
    "always the longest choice": lambda chance, leaps: max(leaps, key=lambda leap: _length(leap)),
    "always the shortest choice": lambda chance, leaps: min(leaps, key=lambda leap: _length(leap)),
}
"""Ways of deciding; the marks are left to chance."""


def shares(quiz: RedFlagQuiz, runs: int = RUNS) -> Mapping[str, float]:
    """The share of an expert's points, from 0 to 1, that each strategy earns on average.

    The same quiz always gives the same shares.

    Args:
        quiz: one without faults.
        runs: how often to play each.
    """
    at_step = junctions(quiz)
    plays = {name: (mark, _ANY_CHOICE) for name, mark in MARKS.items()}
    labels: Sequence[Label] = ("flag", "neutral", "protective")
    if quiz.labels == "two":
        labels = ("flag", "neutral")
        del plays["everything is protective"]
    if any(step.choices for step in quiz.steps):
        plays |= {name: (_ANY_MARK, choose) for name, choose in CHOICES.items()}
    expert = follow(
        quiz, at_step, lambda id_: quiz.signal[id_].label, lambda ways: max(ways, key=_credit)
    )
    most = _earned(quiz, expert)
    return {
        name: _mean(quiz, at_step, mark, choose, labels, runs) / most if most else 0.0
        for name, (mark, choose) in plays.items()
    }


def _mean(
    quiz: RedFlagQuiz,
    at_step: Mapping[Id, Junction],
    mark: Mark,
    choose: Choose,
    labels: Sequence[Label],
    runs: int,
) -> float:
    chance = random.Random(0)  # noqa: S311 - no secret
    plays = (
        follow(quiz, at_step, lambda _: mark(chance, labels), lambda ways: choose(chance, ways))
        for _ in range(runs)
    )
    return fmean(_earned(quiz, play) for play in plays)


def follow(
    quiz: RedFlagQuiz,
    at_step: Mapping[Id, Junction],
    mark: Callable[[Id], Label | None],
    choose: Callable[[Sequence[Leap]], Leap],
) -> Play:
    """One whole play in a single pass: the moves one by one would find the way anew each time.

    Args:
        quiz: the quiz.
        at_step: its junctions.
        mark: a passage's id → a label, or None.
        choose: the ways out of a step with choices → one of them.
    """
    marks: dict[Id, Label] = {}
    read: list[Id] = []
    chosen: dict[Id, Id] = {}
    stand = stand_first(quiz)
    facts: Facts = frozenset()
    at: Id = FIRST
    while at in at_step:
        step, passages, leaps, _asked = at_step[at]
        if step.text.strip():
            read.append(at)
            new = {id_: label for id_ in passages if (label := mark(id_))}
            marks |= new
            facts |= at_step[at].facts(new)
        leap = choose(leaps) if step.choices else leaps[0]
        if leap.choice:
            chosen[at] = leap.choice.id
        goal, stand, facts = leap.take(stand, facts)
        at = goal.to
    return Play(marks=marks, read=tuple(read), chosen=chosen)


def _earned(quiz: RedFlagQuiz, play: Play) -> float:
    found = score(quiz, State(play=play, submitted=True, attempts=1))
    return found.earned if found else 0.0


def _length(leap: Leap) -> int:
    return len(leap.choice.text) if leap.choice else 0


def _credit(leap: Leap) -> int:
    return leap.choice.credit if leap.choice else 0
