"""A question with choices: read from the OLX of a `problem`, played by the rules of the LMS.

It is written like a kind of ours, so that its block, its script and its style are those of every
kind. Like the LMS, it counts the latest answer, and shows the solution once the answer is right or
no attempt is left; unlike the LMS, it then takes no further answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from lxml import etree
from lxml import html as lxml_html

from hope_xblocks.content import Hidden, Model, without_hidden
from hope_xblocks.kinds import Score


class Choice(Model):
    """One answer to choose."""

    name: str
    """What a learner's choice is kept by."""
    text: str
    """The answer, as HTML."""
    correct: Annotated[bool, Hidden()] = False
    """Whether it is right."""
    hint: Annotated[str, Hidden()] = ""
    """What the learner reads who has chosen it, as HTML."""


class Problem(Model):
    """A question with answers to choose from."""

    text: str = ""
    """What stands before the question, as HTML."""
    label: str = ""
    """The question itself, as HTML."""
    several: bool = False
    """Whether the learner may choose more than one."""
    choices: tuple[Choice, ...]
    """The answers."""
    solution: Annotated[str, Hidden()] = ""
    """Why the right answer is right, as HTML."""
    max_attempts: int = 0
    """How often the learner may answer; 0 means as often as wanted."""


def from_olx(node: etree._Element) -> Problem | None:
    """The question in a `problem` element; None where it is not one question with choices."""
    responses = [child for child in node.iter() if str(child.tag).endswith("response")]
    groups = list(node.iter("choicegroup", "checkboxgroup"))
    if len(responses) != 1 or len(groups) != 1:
        return None
    response, group = responses[0], groups[0]
    if response.tag not in ("multiplechoiceresponse", "choiceresponse"):
        return None
    text = [child for child in (*node, *response) if child.tag not in _NOT_TEXT]
    return Problem(
        text="".join(_outer(child) for child in text if child.tag != "label"),
        label="".join(_inner(child) for child in text if child.tag == "label"),
        several=response.tag == "choiceresponse",
        choices=tuple(
            Choice(
                name=choice.get("name") or f"choice_{index}",
                text=_inner(choice, without="choicehint"),
                correct=choice.get("correct", "").lower() == "true",
                hint="".join(_hints(choice)),
            )
            for index, choice in enumerate(group.iter("choice"))
        ),
        solution="".join(_inner(solution) for solution in node.iter("solution")),
        max_attempts=int(node.get("max_attempts") or 0),
    )


_NOT_TEXT = (
    *("multiplechoiceresponse", "choiceresponse", "choicegroup", "checkboxgroup"),
    *("solution", "demandhint"),
)


def _hints(choice: etree._Element) -> Iterator[str]:
    for hint in choice.iter("choicehint"):
        if hint.get("selected", "true").lower() == "true":
            yield _inner(hint)


def _inner(node: etree._Element, without: str = "") -> str:
    """The HTML inside of *node*."""
    copy = deepcopy(node)
    if without:
        etree.strip_elements(copy, without, with_tail=False)
    copy.tag = "div"
    copy.attrib.clear()
    copy.tail = None
    return _outer(copy).removeprefix("<div>").removesuffix("</div>").strip()


def _outer(node: etree._Element) -> str:
    return str(lxml_html.tostring(node, encoding="unicode", with_tail=False))


# How it is played


class State(Model):
    """What is kept of one learner's work."""

    attempts: int = 0
    """How often the learner has answered."""
    chosen: tuple[str, ...] = ()
    """The choices as they stand now."""
    answered: tuple[str, ...] = ()
    """The choices of the latest answer."""


class Move(Model):
    """What a learner can do."""

    move: Literal["save", "submit"]
    """Keep unfinished choices, or answer."""
    choice: str = ""
    """The choice, where there is one."""
    choices: dict[str, str] = {}
    """The names of all choices, where there may be several."""


def apply(content: Problem, state: State, move: Move) -> State:
    """The state after *move*; a move that is not possible now leaves it as it was."""
    if is_finished(content, state):
        return state
    named = move.choices if content.several else {move.choice}
    chosen = tuple(choice.name for choice in content.choices if choice.name in named)
    if move.move == "save":
        return state.model_copy(update={"chosen": chosen})
    if not chosen:
        return state
    return State(attempts=state.attempts + 1, chosen=chosen, answered=chosen)


def is_right(content: Problem, state: State) -> bool:
    """Whether the latest answer is right: all or nothing."""
    right = {choice.name for choice in content.choices if choice.correct}
    return bool(state.answered) and set(state.answered) == right


def is_finished(content: Problem, state: State) -> bool:
    """Whether there is nothing more to answer."""
    return is_right(content, state) or 0 < content.max_attempts <= state.attempts


def possible(content: Problem) -> float:
    """One point."""
    return 1.0


def score(content: Problem, state: State) -> Score | None:
    """The points of the latest answer, or None before the first."""
    return Score(float(is_right(content, state)), 1.0) if state.answered else None


def completion(content: Problem, state: State) -> float:
    """Done with the first answer."""
    return 1.0 if state.answered else 0.0


def answers(content: Problem, state: State) -> Mapping[str, str]:
    """The latest answer."""
    return {content.label: ", ".join(state.answered)}


def tally(content: Problem, state: State) -> Mapping[str, float]:
    """Nothing: the platform makes its own figures of its problems."""
    return {}


def expert(content: Problem) -> Sequence[Mapping[str, Any]]:
    """All right choices."""
    right = [choice.name for choice in content.choices if choice.correct]
    if content.several:
        return [{"move": "submit", "choices": dict.fromkeys(right, "on")}]
    return [{"move": "submit", "choice": right[0]}]


@dataclass(frozen=True)
class Shown:
    """A choice as it is shown; what is right, only at the end."""

    name: str
    text: str
    chosen: bool
    correct: bool | None = None
    hint: str = ""


@dataclass(frozen=True)
class View:
    """All that the learner may see now."""

    problem: Problem
    choices: tuple[Shown, ...]
    right: bool | None
    """Of the latest answer; None before the first."""
    finished: bool
    attempts_left: int | None
    """None where there is no limit."""
    solution: str


def view(content: Problem, state: State, reveal: bool = True) -> View:
    """All that the learner may see now; hints with an answer, the solution at the end.

    The preview has no dates and no settings that hide what is right: *reveal* is always true.
    """
    finished = is_finished(content, state)
    return View(
        problem=without_hidden(content),
        choices=tuple(
            Shown(
                choice.name,
                choice.text,
                choice.name in (state.answered if finished else state.chosen),
                choice.correct if finished else None,
                choice.hint if choice.name in state.answered else "",
            )
            for choice in content.choices
        ),
        right=is_right(content, state) if state.answered else None,
        finished=finished,
        attempts_left=(
            max(content.max_attempts - state.attempts, 0) if content.max_attempts else None
        ),
        solution=content.solution if finished else "",
    )
