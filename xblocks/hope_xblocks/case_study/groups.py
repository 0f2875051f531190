"""What groups of a class answered, beside one another and beside the experts: for one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from ..content import Id
from ..figures.agreement import ordered_pairs
from . import points
from .content import CaseStudy
from .play import NO_ANSWER, Answer, fitting
from .points import Agreement
from .tasks import AnyTask, Choice, Estimate, Ordering, Plan, Rating, Several, Writing

NUMBERS = range(1, 7)
"""The groups that there is room for."""


@dataclass(frozen=True)
class Group:
    """What a group answered, and how far it agrees with the experts."""

    number: int
    answer: Answer
    agreement: Agreement | None = None
    """Of a rating."""
    same: tuple[int, int] | None = None
    """Of several things to choose: how many are in or out as with the experts, of how many. Of an
    order: how many pairs stand as the experts put them, of how many."""
    where: Literal["", "below", "within", "above"] = ""
    """Where an estimate lies, beside those that are well founded."""


@dataclass(frozen=True)
class Compared:
    """The answers of groups to a task."""

    task: Id
    """Nothing where there are none: then nothing else is filled in."""
    groups: Sequence[Group] = ()
    """Those that answered, in order."""
    numbers: Sequence[int] = NUMBERS
    """All that there is room for."""
    told: bool = False
    """Whether two groups or more answered the same, so that they can be compared."""
    differing: frozenset[Id] = frozenset()
    """The factors, options or items, or else the task, on which they differ."""
    most: Sequence[Id] = ()
    """Those on which they differ most."""
    estimates: tuple[int, int] | None = None
    """The lowest and the highest estimate."""

    def answer_of(self, task: Id, number: int) -> Answer:
        """What a group answered to a task; nothing if it did not."""
        found = (one.answer for one in self.groups if one.number == number and task == self.task)
        return next(found, NO_ANSWER)


def projector(content: CaseStudy, sent: Mapping[str, str]) -> Compared:
    """What the form on the projector's page sent: the answers of groups to one task.

    Args:
        content: the case study.
        sent: `task`; and by a group's number (`2`), or by that and the name of a factor, option or
            item (`2.tie`), what the group says. What is unknown is passed over.
    """
    task = content.tasks.get(sent.get("task", ""))
    if task is None or isinstance(task, (Writing, Plan)):
        return Compared("")
    answers = {number: _answer(task, sent, number) for number in NUMBERS}
    groups = [_group(task, number, answer) for number, answer in answers.items() if _said(answer)]
    spread = _spread(task, [group.answer for group in groups])
    most = max(spread.values(), default=0.0)
    values = [one.answer.value for one in groups if one.answer.value is not None]
    return Compared(
        task.id,
        groups,
        told=bool(spread),
        differing=frozenset(id_ for id_, wide in spread.items() if wide),
        most=[id_ for id_, wide in spread.items() if wide and wide == most],
        estimates=(min(values), max(values)) if values else None,
    )


# What was sent


def _answer(task: AnyTask, sent: Mapping[str, str], number: int) -> Answer:
    whole = sent.get(str(number), "")
    parts: dict[str, Any] = {}
    if isinstance(task, Rating):
        parts["levels"] = {one.id: sent.get(f"{number}.{one.id}", "") for one in task.factors}
    elif isinstance(task, Estimate):
        parts["value"] = _number(whole)
    elif isinstance(task, Choice):
        parts["chosen"] = (whole,)
    elif isinstance(task, Several):
        parts["chosen"] = tuple(one.id for one in task.options if sent.get(f"{number}.{one.id}"))
    elif isinstance(task, Ordering):
        places = {one.id: _number(sent.get(f"{number}.{one.id}", "")) for one in task.items}
        parts["places"] = {id_: place for id_, place in places.items() if place}
    return fitting(task, NO_ANSWER.model_copy(update=parts))


def _number(text: str) -> int | None:
    """A whole number from 0 to 100; None for any other text."""
    text = text.strip()
    found = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None
    return found if found is not None and found <= 100 else None


def _said(answer: Answer) -> bool:
    return bool(answer.levels or answer.chosen or answer.places or answer.value is not None)


# Beside the experts


def _group(task: AnyTask, number: int, answer: Answer) -> Group:
    if isinstance(task, Rating):
        return Group(number, answer, agreement=points.agreement(task, answer.levels))
    if isinstance(task, Several):
        in_or_out = [(one.id in answer.chosen) == (one.credit > 0) for one in task.options]
        return Group(number, answer, same=(sum(in_or_out), len(in_or_out)))
    if isinstance(task, Ordering):
        key = {item.id: item.place for item in task.items if item.place is not None}
        same, _opposite, pairs = ordered_pairs(answer.places, key)
        return Group(number, answer, same=(same, pairs) if pairs else None)
    if isinstance(task, Estimate):
        return Group(number, answer, where=_where(task, answer.value))
    return Group(number, answer)


def _where(task: Estimate, value: int | None) -> Literal["", "below", "within", "above"]:
    range_ = points.defensible(task)
    if value is None or range_ is None:
        return ""
    if value < range_[0]:
        return "below"
    return "above" if value > range_[1] else "within"


# Beside one another


def _spread(task: AnyTask, answers: Sequence[Answer]) -> dict[Id, float]:
    """How far answers differ on average, by what they are about; nothing where one alone is."""
    if isinstance(task, Rating):
        weights = points.weights_of(task)
        said: dict[Id, list[Any]] = {
            one.id: [task.names.index(a.levels[one.id]) for a in answers if one.id in a.levels]
            for one in task.factors
        }
    elif isinstance(task, Several):
        said = {one.id: [one.id in a.chosen for a in answers] for one in task.options}
    elif isinstance(task, Ordering):
        said = {
            one.id: [a.places[one.id] for a in answers if one.id in a.places] for one in task.items
        }
    else:
        said = {task.id: [a.chosen or a.value for a in answers]}

    def apart(one: Any, other: Any) -> float:
        if isinstance(task, Rating):
            return float(weights[one][other])
        return float(abs(one - other) if isinstance(task, Ordering) else one != other)

    found = {}
    for id_, all_ in said.items():
        if pairs := [apart(one, other) for one, other in combinations(all_, 2)]:
            found[id_] = round(sum(pairs) / len(pairs), 9)
    return found
