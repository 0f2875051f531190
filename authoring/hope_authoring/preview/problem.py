"""A question of a `problem`: read from its OLX, played by the rules of the LMS.

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
    credit: Annotated[float, Hidden()] = 0.0
    """The share of the points that it earns although it is not right."""


class Entry(Model):
    """A field to write into, or to choose for from a list."""

    name: str
    """What a learner's answer is kept by."""
    label: str
    """What is asked, as HTML."""
    offered: tuple[str, ...] = ()
    """The answers in the list; none where one writes."""
    right: Annotated[tuple[str, ...], Hidden()] = ()
    """Every answer that is right; of a number, the number."""
    tolerance: Annotated[float | None, Hidden()] = None
    """How far off a number may be; None where it is no number."""
    hints: Annotated[dict[str, str], Hidden()] = {}
    """What the learner reads who has answered so, as HTML."""

    def is_right(self, text: str) -> bool:
        """Whether it is answered rightly by *text*."""
        if self.tolerance is not None:
            number = _float(text)
            return number is not None and abs(number - float(self.right[0])) <= self.tolerance
        if self.offered:
            return text in self.right
        return text.strip().lower() in [one.strip().lower() for one in self.right]

    def hint(self, text: str) -> str:
        """What who has answered *text* reads."""
        if self.offered:
            return self.hints.get(text, "")
        return self.hints.get("", "") if self.is_right(text) else ""


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


class Problem(Model):
    """A question with answers to choose from, or with fields."""

    text: str = ""
    """What stands before the question, as HTML."""
    label: str = ""
    """The question itself, as HTML."""
    several: bool = False
    """Whether the learner may choose more than one."""
    choices: tuple[Choice, ...] = ()
    """The answers."""
    entries: tuple[Entry, ...] = ()
    """Or the fields."""
    partial: Annotated[str, Hidden()] = ""
    """How nearly right answers earn something: `points`, `edc`, `halves`, or not at all."""
    hints: tuple[str, ...] = ()
    """Hints to ask for, as HTML."""
    solution: Annotated[str, Hidden()] = ""
    """Why the right answer is right, as HTML."""
    max_attempts: int = 0
    """How often the learner may answer; 0 means as often as wanted."""


def from_olx(node: etree._Element) -> Problem | None:
    """The question in a `problem` element; None where it is of a sort that is not known here."""
    responses = [child for child in node.iter() if str(child.tag).endswith("response")]
    groups = list(node.iter("choicegroup", "checkboxgroup"))
    if responses and all(child.tag in _WITH_FIELDS for child in responses):
        return _with_fields(node, responses)
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
                credit=_credit(choice),
            )
            for index, choice in enumerate(group.iter("choice"))
        ),
        partial=response.get("partial_credit", "").lower(),
        **_around(node),
    )


def _around(node: etree._Element) -> dict[str, Any]:
    """What every question has."""
    return {
        "hints": tuple(_inner(hint) for hint in node.iterfind("demandhint/hint")),
        "solution": "".join(_inner(solution) for solution in node.iter("solution")),
        "max_attempts": int(node.get("max_attempts") or 0),
    }


def _credit(choice: etree._Element) -> float:
    if choice.get("correct", "").lower() != "partial":
        return 0.0
    return _float(choice.get("point_value", "")) or 0.5


_FIELDS = ("textline", "formulaequationinput", "optioninput")

_WITH_FIELDS = ("stringresponse", "numericalresponse", "optionresponse")

_NOT_TEXT = (
    *("multiplechoiceresponse", "choiceresponse", "choicegroup", "checkboxgroup"),
    *_WITH_FIELDS,
    *_FIELDS,
    *("responseparam", "correcthint", "additional_answer"),
    *("solution", "demandhint"),
)


def _with_fields(node: etree._Element, responses: Sequence[etree._Element]) -> Problem | None:
    entries = [_entry(number, response) for number, response in enumerate(responses)]
    found = tuple(entry for entry in entries if entry is not None)
    if len(found) < len(entries):
        return None
    one = responses[0] if len(responses) == 1 else ()
    text = [child for child in (*node, *one) if child.tag not in (*_NOT_TEXT, "label")]
    return Problem(text="".join(map(_outer, text)), entries=found, **_around(node))


def _entry(number: int, response: etree._Element) -> Entry | None:
    """The one field of a response; None where it cannot be played here."""
    fields = list(response.iter(*_FIELDS))
    if len(fields) != 1:
        return None
    name, label = f"field-{number}", "".join(map(_inner, response.iterfind("label")))
    if response.tag == "optionresponse":
        options = fields[0].findall("option")
        texts = [(option.text or "").strip() for option in options]
        right = [one for one, option in zip(texts, options, strict=True) if _is_right(option)]
        hints = {
            one: "".join(map(_inner, option.iterfind("optionhint")))
            for one, option in zip(texts, options, strict=True)
        }
        return Entry(name=name, label=label, offered=tuple(texts), right=tuple(right), hints=hints)
    answers = [response.get("answer", ""), *_more(response)]
    hints = {"": "".join(map(_inner, response.iterfind("correcthint")))}
    if response.tag == "stringresponse":
        if response.get("type", "") != "ci":
            return None
        return Entry(name=name, label=label, right=tuple(answers), hints=hints)
    given = [one.get("default", "") for one in response.iterfind("responseparam")]
    tolerance = _float(given[0]) if given else abs(_float(answers[0]) or 0) * 1e-5
    if _float(answers[0]) is None or tolerance is None:
        return None
    return Entry(name=name, label=label, right=(answers[0],), tolerance=tolerance, hints=hints)


def _more(response: etree._Element) -> Iterator[str]:
    for one in response.iterfind("additional_answer"):
        yield one.get("answer", "")


def _is_right(option: etree._Element) -> bool:
    return option.get("correct", "").lower() == "true"


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
    written: dict[str, str] = {}
    """What stands in the fields now."""
    handed_in: dict[str, str] = {}
    """What stood in them at the latest answer."""
    hints: int = 0
    """How many hints the learner has asked for."""


class Move(Model):
    """What a learner can do."""

    move: Literal["save", "submit", "hint"]
    """Keep unfinished choices, answer, or ask for a hint."""
    choice: str = ""
    """The choice, where there is one."""
    choices: dict[str, str] = {}
    """The names of all choices, where there may be several."""
    fields: dict[str, str] = {}
    """What stands in the fields."""


def apply(content: Problem, state: State, move: Move, reveal: bool = True) -> State:
    """The state after *move*; a move that is not possible now leaves it as it was."""
    if is_finished(content, state):
        return state
    if move.move == "hint":
        return state.model_copy(update={"hints": min(state.hints + 1, len(content.hints))})
    if content.entries:
        known = {entry.name for entry in content.entries}
        written = {name: text for name, text in move.fields.items() if name in known}
        if move.move == "save" or not written:
            return state.model_copy(update={"written": written})
        return state.model_copy(
            update={"attempts": state.attempts + 1, "written": written, "handed_in": written}
        )
    named = move.choices if content.several else {move.choice}
    chosen = tuple(choice.name for choice in content.choices if choice.name in named)
    if move.move == "save":
        return state.model_copy(update={"chosen": chosen})
    if not chosen:
        return state
    return state.model_copy(
        update={"attempts": state.attempts + 1, "chosen": chosen, "answered": chosen}
    )


def is_answered(state: State) -> bool:
    """Whether there is an answer."""
    return bool(state.answered or state.handed_in)


def is_right(content: Problem, state: State) -> bool:
    """Whether the latest answer is right altogether."""
    return is_answered(state) and earned(content, state) == possible(content)


def earned(content: Problem, state: State) -> float:
    """The points of the latest answer."""
    if content.entries:
        texts = state.handed_in
        return float(sum(one.is_right(texts.get(one.name, "")) for one in content.entries))
    right = {choice.name for choice in content.choices if choice.correct}
    wrong = len(right ^ set(state.answered))
    if not wrong or not state.answered:
        return float(not wrong)
    if content.partial == "points":
        return sum(one.credit for one in content.choices if one.name in state.answered)
    if content.partial == "edc":
        return round(1 - wrong / len(content.choices), 2)
    if content.partial == "halves":
        few = len(content.choices) <= 2 * wrong
        return 0.0 if wrong > 2 or few else 0.5**wrong
    return 0.0


def is_finished(content: Problem, state: State) -> bool:
    """Whether there is nothing more to answer."""
    return is_right(content, state) or 0 < content.max_attempts <= state.attempts


def possible(content: Problem) -> float:
    """One point, or one for each field."""
    return float(len(content.entries) or 1)


def score(content: Problem, state: State) -> Score | None:
    """The points of the latest answer, or None before the first."""
    return Score(earned(content, state), possible(content)) if is_answered(state) else None


def completion(content: Problem, state: State) -> float:
    """Done with the first answer."""
    return 1.0 if is_answered(state) else 0.0


def answers(content: Problem, state: State) -> Mapping[str, str]:
    """The latest answer."""
    if content.entries:
        return {one.label: state.handed_in.get(one.name, "") for one in content.entries}
    return {content.label: ", ".join(state.answered)}


def tally(content: Problem, state: State) -> Mapping[str, float]:
    """Nothing: the platform makes its own figures of its problems."""
    return {}


def expert(content: Problem) -> Sequence[Mapping[str, Any]]:
    """All right answers."""
    if content.entries:
        return [{"move": "submit", "fields": {one.name: one.right[0] for one in content.entries}}]
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
class ShownEntry:
    """A field as it is shown; what is right, only at the end."""

    name: str
    label: str
    offered: tuple[str, ...]
    text: str
    correct: bool | None = None
    """Of the latest answer; None before the first."""
    right: str = ""
    hint: str = ""


@dataclass(frozen=True)
class View:
    """All that the learner may see now."""

    problem: Problem
    choices: tuple[Shown, ...]
    entries: tuple[ShownEntry, ...]
    hints: tuple[str, ...]
    """Those that the learner has asked for."""
    more_hints: bool
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
        hints=content.hints[: state.hints],
        more_hints=state.hints < len(content.hints) and not finished,
        entries=tuple(_shown(one, state, finished) for one in content.entries),
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
        right=is_right(content, state) if is_answered(state) else None,
        finished=finished,
        attempts_left=(
            max(content.max_attempts - state.attempts, 0) if content.max_attempts else None
        ),
        solution=content.solution if finished else "",
    )


def _shown(entry: Entry, state: State, finished: bool) -> ShownEntry:
    answered = is_answered(state)
    text = state.handed_in.get(entry.name, "")
    return ShownEntry(
        entry.name,
        entry.label,
        entry.offered,
        text if finished else state.written.get(entry.name, ""),
        entry.is_right(text) if answered else None,
        " / ".join(entry.right) if finished else "",
        entry.hint(text) if answered else "",
    )
