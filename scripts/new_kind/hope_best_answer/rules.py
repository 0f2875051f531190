"""How it is played and scored: no clock, no chance, no framework. A state names ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from hope_xblocks.content import Id, Markdown, Model, without_hidden
from hope_xblocks.kinds import Score
from hope_xblocks.richtext import to_text

from .content import BestAnswer


class State(Model):
    """What is kept of one learner's work; all fields have a default, which is the beginning."""

    attempts: int = 0
    """How often the learner has answered. Staff may set it back to 0."""
    choice: Id | None = None
    """The option that was chosen."""


class Move(Model):
    """What a learner can do; the template's buttons and inputs send it."""

    move: Literal["choose"]
    """Choose an option."""
    choice: Id | None = None
    """The option."""


def apply(content: BestAnswer, state: State, move: Move, reveal: bool = True) -> State:
    """The state after *move*; a move that is not possible now leaves it as it was."""
    if state.attempts or move.choice not in {option.id for option in content.options}:
        return state
    return State(attempts=1, choice=move.choice)


def possible(content: BestAnswer) -> float:
    """The points there are, from content alone."""
    return 1.0


def score(content: BestAnswer, state: State) -> Score | None:
    """The points so far, or None before there are any."""
    if state.choice is None:
        return None
    best = any(option.best and option.id == state.choice for option in content.options)
    return Score(float(best), possible(content))


def completion(content: BestAnswer, state: State) -> float:
    """How much is done, from 0 to 1."""
    return 0.0 if state.choice is None else 1.0


def answers(content: BestAnswer, state: State) -> Mapping[str, str]:
    """What the learner answered, in words, for staff's reports."""
    if state.choice is None:
        return {}
    words = {option.id: to_text(option.text) for option in content.options}
    return {to_text(content.prompt): words.get(state.choice, state.choice)}


def tally(content: BestAnswer, state: State) -> Mapping[str, float]:
    """Counts of a finished attempt, to be added to those of others."""
    return {} if state.choice is None else {f"answer/choice={state.choice}": 1.0}


def expert(content: BestAnswer) -> Sequence[Mapping[str, Any]]:
    """The moves of a perfect play, as a browser sends them."""
    return [{"move": "choose", "choice": option.id} for option in content.options if option.best]


@dataclass(frozen=True)
class Row:
    """An option as it is shown; what it is worth only after the choice."""

    id: Id
    text: Markdown
    chosen: bool
    best: bool = False
    reason: Markdown = ""


@dataclass(frozen=True)
class View:
    """All that the learner may see now: what the template shows."""

    prompt: Markdown
    rows: tuple[Row, ...]
    answered: bool
    result: Score | None


def view(content: BestAnswer, state: State, reveal: bool = True) -> View:
    """All that the learner may see now.

    Where *reveal* is false, correctness may not be shown, and *content* has no hidden values.
    """
    answered = state.attempts > 0
    told = answered and reveal
    # Until they are due, hidden values are taken out, so that none can slip into the page.
    options = (content if told else without_hidden(content)).options
    return View(
        prompt=content.prompt,
        rows=tuple(
            Row(one.id, one.text, one.id == state.choice, one.best, one.reason)
            if told
            else Row(one.id, one.text, one.id == state.choice)
            for one in options
        ),
        answered=answered,
        result=score(content, state) if told else None,
    )
