"""How a red-flag quiz is played and scored. Knows nothing of XBlocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from ..content import Id, Markdown, Model, without_hidden
from ..kinds import Score
from ..richtext import passages, to_text
from .content import Label, RedFlagQuiz, Signal

Marks = Annotated[dict[Id, Label], Field(max_length=100)]
"""What a learner holds each passage for; passages that are not marked are not in it."""


def _in_short(marks: Marks) -> str:
    by_label: dict[Label, list[Id]] = {}
    for id_, label in marks.items():
        by_label.setdefault(label, []).append(id_)
    return "; ".join(f"{label}: {' '.join(ids)}" for label, ids in by_label.items())


def _at_length(kept: object) -> object:
    if not isinstance(kept, str):
        return kept
    groups = (group.partition(":") for group in kept.split(";") if group.strip())
    return {id_: label.strip() for label, _colon, ids in groups for id_ in ids.split()}


KeptMarks = Annotated[Marks, BeforeValidator(_at_length), PlainSerializer(_in_short)]
"""Marks as they are kept: `flag: left; neutral: back hair`. Every save writes all of them."""

CREDIT: Mapping[Label, Mapping[Label, float]] = {
    "flag": {"flag": 1, "neutral": 0.25, "protective": 0},
    "protective": {"flag": 0, "neutral": 0.5, "protective": 1},
    "neutral": {"flag": 0, "neutral": 1, "protective": 0.5},
}
"""Points for (what a passage is, what it was held for); nothing for a passage left unmarked."""


class State(Model):
    """What is kept of one learner's work."""

    attempts: int = 0
    """How often the learner has submitted."""
    marks: KeptMarks = {}
    """The marks as they stand now."""
    submitted: bool = False
    """Whether the marks as they stand have been submitted; then the result is shown."""
    best: KeptMarks = {}
    """The marks of an earlier attempt, if it was better than what is submitted now."""


class Move(Model):
    """What a learner can do."""

    move: Literal["save", "submit", "again"]
    """Keep unfinished marks, submit them, or begin another attempt."""
    marks: Marks = {}
    """All marks, for `save` and `submit`."""


def apply(content: RedFlagQuiz, state: State, move: Move) -> State:
    """The state after *move*; a move that is not possible now leaves it as it was."""
    if move.move == "again":
        if not state.submitted or not may_submit(content, state):
            return state
        best = _better(content, state.marks, state.best)
        return state.model_copy(update={"marks": {}, "submitted": False, "best": best})
    if state.submitted or not may_submit(content, state):
        return state
    ids = {signal.id for signal in content.signals}
    marks = {id_: label for id_, label in move.marks.items() if id_ in ids}
    if move.move == "save":
        return state.model_copy(update={"marks": marks})
    best = _better(content, marks, state.best)
    return State(
        attempts=state.attempts + 1,
        marks=marks,
        submitted=True,
        best={} if best is marks else best,
    )


def _better(content: RedFlagQuiz, marks: Marks, other: Marks) -> Marks:
    return marks if credit(content, marks) >= credit(content, other) else other


def may_submit(content: RedFlagQuiz, state: State) -> bool:
    """Whether an attempt is left."""
    return content.attempts == 0 or state.attempts < content.attempts


def possible(content: RedFlagQuiz) -> float:
    """One point a passage."""
    return float(len(content.signals))


def score(content: RedFlagQuiz, state: State) -> Score | None:
    """The best attempt's points, or None before the first."""
    if not _begun(state):
        return None
    latest = state.marks if state.submitted else {}
    earned = max(credit(content, state.best), credit(content, latest))
    return Score(earned, possible(content))


def credit(content: RedFlagQuiz, marks: Marks) -> float:
    """Points for *marks* by the credit matrix; who marks every passage alike shows no skill."""
    if all_alike(content, marks):
        return 0.0
    return sum(
        CREDIT[signal.label][marks[signal.id]] for signal in content.signals if signal.id in marks
    )


def all_alike(content: RedFlagQuiz, marks: Marks) -> bool:
    """Whether every passage was given the same mark, or none."""
    return len({marks.get(signal.id) for signal in content.signals}) == 1


def completion(content: RedFlagQuiz, state: State) -> float:
    """Done with the first attempt."""
    return 1.0 if _begun(state) else 0.0


def _begun(state: State) -> bool:
    # Not attempts alone: a trainer may have set them back to give the learner another chance.
    return bool(state.attempts or state.submitted or state.best)


def answers(content: RedFlagQuiz, state: State) -> Mapping[str, str]:
    """The marks of the last attempt: passage to label."""
    words = {passage.id: to_text(passage.html) for passage in passages(content.scenario)}
    return {words.get(id_, id_): label for id_, label in state.marks.items()}


def expert(content: RedFlagQuiz) -> Sequence[Mapping[str, Any]]:
    """Every passage marked as it is keyed."""
    return [{"move": "submit", "marks": {signal.id: signal.label for signal in content.signals}}]


# What the learner may see


Outcome = Literal["", "right", "near", "missed", "false-alarm", "unmarked"]
"""What came of one mark; `near` is protective taken for neither, or the other way round."""


@dataclass(frozen=True)
class Rate:
    """How many of how many."""

    count: int
    total: int


@dataclass(frozen=True)
class Passage:
    """A passage as it is shown: before the result, only the learner's mark."""

    id: Id
    mark: Label | None
    label: Label | None = None
    reason: Markdown = ""
    points: float = 0
    outcome: Outcome = ""


@dataclass(frozen=True)
class Result:
    """What came of the marks that were submitted."""

    hits: Rate
    false_alarms: Rate
    protective: Rate
    earned: float
    best: float
    possible: float
    pattern: Literal["", "everything", "nothing", "alike"]
    """A way of marking that shows no skill: all as flags, none as flag, or all alike."""
    debrief: Markdown


@dataclass(frozen=True)
class View:
    """All that the learner may see now."""

    introduction: Markdown
    scenario: Markdown
    passages: Mapping[Id, Passage]
    open: Rate
    """Passages that are not marked yet."""
    attempts_used: int
    attempts_left: int | None
    """None where there is no limit."""
    submitted: bool
    """Whether the marks are in; without a result, it may not be shown yet."""
    gone: int
    """Marks for passages that are no longer part of the scenario."""
    result: Result | None


def view(content: RedFlagQuiz, state: State, reveal: bool = True) -> View:
    """All that the learner may see now; labels, reasons and debrief only with the result."""
    left = max(content.attempts - state.attempts, 0) if content.attempts else None
    submitted = state.submitted or left == 0
    show = submitted and reveal
    marks = state.marks if state.submitted or not submitted else state.best
    shown = content if show else without_hidden(content)
    seen = {
        signal.id: _judged(signal, marks.get(signal.id))
        if show
        else Passage(signal.id, marks.get(signal.id))
        for signal in shown.signals
    }
    marked = sum(passage.mark is not None for passage in seen.values())
    ids = {signal.id for signal in content.signals}
    return View(
        introduction=shown.introduction,
        scenario=shown.scenario,
        passages=seen,
        open=Rate(len(seen) - marked, len(seen)),
        attempts_used=state.attempts,
        attempts_left=left,
        submitted=submitted,
        gone=len(marks.keys() - ids),
        result=_result(content, state, marks) if show else None,
    )


def _judged(signal: Signal, mark: Label | None) -> Passage:
    points = CREDIT[signal.label][mark] if mark else 0.0
    return Passage(
        signal.id, mark, signal.label, signal.reason, points, _outcome(signal.label, mark)
    )


def _outcome(label: Label, mark: Label | None) -> Outcome:
    if mark == label:
        return "right"
    if label == "flag":
        return "missed"
    if mark is None:
        return "unmarked"
    return "false-alarm" if mark == "flag" else "near"


def _result(content: RedFlagQuiz, state: State, marks: Marks) -> Result:
    flags = [signal for signal in content.signals if signal.label == "flag"]
    others = [signal for signal in content.signals if signal.label != "flag"]
    protective = [signal for signal in content.signals if signal.label == "protective"]
    flagged = [signal for signal in content.signals if marks.get(signal.id) == "flag"]
    pattern: Literal["", "everything", "nothing", "alike"] = ""
    if len(flagged) == len(content.signals):
        pattern = "everything"
    elif not flagged:
        pattern = "nothing"
    elif all_alike(content, marks):
        pattern = "alike"
    best = score(content, state)
    return Result(
        hits=Rate(sum(marks.get(signal.id) == "flag" for signal in flags), len(flags)),
        false_alarms=Rate(sum(marks.get(signal.id) == "flag" for signal in others), len(others)),
        protective=Rate(
            sum(marks.get(signal.id) == "protective" for signal in protective), len(protective)
        ),
        earned=credit(content, marks),
        best=best.earned if best else 0.0,
        possible=possible(content),
        pattern=pattern,
        debrief=content.debrief,
    )
