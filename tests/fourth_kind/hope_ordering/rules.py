"""How an ordering is played and scored. Knows nothing of XBlocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field

from hope_xblocks.content import Id, Markdown, Model, without_hidden
from hope_xblocks.kinds import Score
from hope_xblocks.richtext import to_text

from .content import Ordering, Step

Number = Annotated[str, Field(pattern=r"^([1-9]|1[0-2])?$")]
"""What a page sends as a step's number; empty where none is chosen."""


class State(Model):
    """What is kept of one learner's work."""

    attempts: int = 0
    """How often the learner has handed something in: the order, and then the answer."""
    numbers: Annotated[dict[Id, int], Field(max_length=50)] = {}
    """The number that each step was given."""
    arranged: bool = False
    """Whether the order has been handed in; then the right one is shown."""
    choice: Id | None = None
    """The step that was chosen as the answer."""


class Move(Model):
    """What a learner can do."""

    move: Literal["save", "arrange", "choose"]
    """Keep unfinished numbers, hand in the order, or answer the question."""
    numbers: Annotated[dict[Id, Number], Field(max_length=50)] = {}
    """All numbers, for `save` and `arrange`."""
    choice: Id | None = None
    """A step, for `choose`."""


Stage = Literal["arrange", "choose", "done"]


def stage(state: State) -> Stage:
    """What the learner is to do now. Where staff have set back the attempts, it begins anew."""
    if not state.arranged or state.attempts == 0:
        return "arrange"
    return "choose" if state.choice is None else "done"


def apply(content: Ordering, state: State, move: Move, reveal: bool = True) -> State:
    """The state after *move*; a move that is not possible now leaves it as it was."""
    ids = {step.id for step in content.steps}
    if move.move == "choose":
        if stage(state) != "choose" or move.choice not in ids:
            return state
        return state.model_copy(update={"choice": move.choice, "attempts": state.attempts + 1})
    if stage(state) != "arrange":
        return state
    numbers = {id_: int(number) for id_, number in move.numbers.items() if id_ in ids and number}
    if move.move == "save" or not is_whole(content, numbers):
        return state.model_copy(update={"numbers": numbers})
    return State(attempts=state.attempts + 1, numbers=numbers, arranged=True)


def is_whole(content: Ordering, numbers: Mapping[Id, int]) -> bool:
    """Whether every step has a number of its own."""
    given = [numbers.get(step.id) for step in content.steps]
    return None not in given and len(set(given)) == len(given)


def possible(content: Ordering) -> float:
    """One point for each step that comes before its follower, and one for the answer."""
    return float(len(content.steps))


def score(content: Ordering, state: State) -> Score | None:
    """The points so far, or None before the order has been handed in."""
    if not state.arranged:
        return None
    earned = sum(comes_before(state, *pair) for pair in pairwise(content.order))
    return Score(float(earned + (state.choice == content.key)), possible(content))


def comes_before(state: State, one: Id, other: Id) -> bool:
    """Whether the learner put *one* before *other*."""
    numbers = state.numbers
    return one in numbers and other in numbers and numbers[one] < numbers[other]


def completion(content: Ordering, state: State) -> float:
    """Half for the order, half for the answer."""
    return 0.5 * state.arranged + 0.5 * (state.choice is not None)


def answers(content: Ordering, state: State) -> Mapping[str, str]:
    """Each step's number, and the step that was chosen."""
    words = {step.id: step.text for step in content.steps}
    told = {words.get(id_, id_): str(number) for id_, number in state.numbers.items()}
    if state.choice is not None:
        told[to_text(content.question)] = words.get(state.choice, state.choice)
    return told


def tally(content: Ordering, state: State) -> Mapping[str, float]:
    """Counts of a finished attempt, to be added to those of others."""
    return {} if state.choice is None else {f"answer/choice={state.choice}": 1.0}


def expert(content: Ordering) -> Sequence[Mapping[str, Any]]:
    """The right order, then the right answer."""
    numbers = {id_: str(number) for number, id_ in enumerate(content.order, start=1)}
    return [
        {"move": "arrange", "numbers": numbers},
        {"move": "choose", "choice": content.key},
    ]


# What the learner may see


@dataclass(frozen=True)
class Row:
    """A step as it is shown; whether its place is right, and why, only with the right order."""

    id: Id
    text: str
    number: int | None
    right: bool | None = None
    why: Markdown = ""


@dataclass(frozen=True)
class View:
    """All that the learner may see now."""

    stage: Stage
    introduction: Markdown
    rows: tuple[Row, ...]
    """As they were given; in the right order once it is shown."""
    open: int
    """Steps without a number."""
    doubled: bool
    """Whether two steps have the same number."""
    ordered: bool
    """Whether the rows stand in the right order."""
    question: Markdown = ""
    choice: str = ""
    """The words of the chosen step."""
    answer: str = ""
    """The words of the right one, when the question has been answered."""
    reason: Markdown = ""
    score: Score | None = None


def view(content: Ordering, state: State, reveal: bool = True) -> View:
    """All that the learner may see now: the order after the first stage, the key after the second.

    While correctness may not be shown, the second stage follows the first without it.
    """
    now = stage(state)
    ordered = reveal and now != "arrange"
    told = reveal and now == "done"
    shown = content if ordered else without_hidden(content)
    words = {step.id: step.text for step in shown.steps}
    given = [state.numbers[step.id] for step in shown.steps if step.id in state.numbers]
    return View(
        stage=now,
        introduction=shown.introduction,
        rows=_ordered(content, state) if ordered else tuple(_row(s, state) for s in shown.steps),
        open=len(shown.steps) - len(given),
        doubled=len(set(given)) < len(given),
        ordered=ordered,
        question="" if now == "arrange" else shown.question,
        choice=words.get(state.choice, "") if state.choice and now == "done" else "",
        answer=words.get(content.key, "") if told else "",
        reason=content.reason if told else "",
        score=score(content, state) if ordered else None,
    )


def _row(step: Step, state: State) -> Row:
    return Row(step.id, step.text, state.numbers.get(step.id))


def _ordered(content: Ordering, state: State) -> tuple[Row, ...]:
    steps = {step.id: step for step in content.steps}
    followers = dict(pairwise(content.order))
    return tuple(
        Row(
            id_,
            steps[id_].text,
            state.numbers.get(id_),
            comes_before(state, id_, followers[id_]) if id_ in followers else None,
            steps[id_].why,
        )
        for id_ in content.order
    )
