"""A learner's answers beside the experts'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ..content import Id, Markdown
from ..figures.agreement import ordered_pairs
from ..kinds import Sure
from . import points
from .content import CaseStudy, Document, Found
from .play import Answer, State, answer_of, fitting
from .points import Agreement
from .tasks import (
    AnyTask,
    Choice,
    Estimate,
    Measure,
    Note,
    Ordering,
    Plan,
    Rating,
    Several,
    Writing,
)


class Share(NamedTuple):
    """How many experts chose something."""

    id: Id
    experts: int


@dataclass(frozen=True)
class Weighed:
    """A factor with the learner's rating and the experts'."""

    id: Id
    text: Markdown
    own: Id
    before: Id
    """The rating before a revision, where it was another."""
    sure: Sure | None
    experts: Sequence[Share]
    """All levels of the task, in order, with how many experts chose each."""
    panel: int
    common: Sequence[Id]
    """What most experts chose; empty without experts."""
    lean: Literal["", "over", "under"]
    """Whether the learner gives it more weight than most experts, or less."""
    reason: Markdown


@dataclass(frozen=True)
class Judged:
    """An option, and what it is worth."""

    id: Id
    text: Markdown
    chosen: bool
    before: bool
    """Whether it was chosen before a revision."""
    credit: float
    best: bool
    """Whether an expert would take it."""
    critical: bool
    experts: int
    reason: Markdown


@dataclass(frozen=True)
class Placed:
    """An item with the learner's place and the experts'."""

    text: Markdown
    own: int | None
    place: int | None
    reason: Markdown


@dataclass(frozen=True)
class Checked:
    """Something to look for in one's own text, and what was found."""

    id: Id
    text: str
    points: int
    given: int | None


@dataclass(frozen=True)
class Comparison:
    """An answer beside the experts'; each sort of task fills its own part."""

    rationale: Markdown
    notes: Sequence[Note]
    agreement: Agreement | None = None
    factors: Sequence[Weighed] = ()
    options: Sequence[Judged] = ()
    estimates: Sequence[int] = ()
    defensible: tuple[int, int] | None = None
    items: Sequence[Placed] = ()
    pairs: tuple[int, int] | None = None
    """Of an order: how many pairs stand as the experts put them, and how many there are."""
    text: Markdown = ""
    rows: Sequence[Measure] = ()
    checks: Sequence[Checked] = ()
    missed: Sequence[Found] = ()
    """Evidence that the experts rest on, and the learner does not."""
    shared: Sequence[Found] = ()
    """Evidence that both rest on."""


class Weight(NamedTuple):
    """How often evidence was taken from a document."""

    document: Document
    own: int
    experts: int


def compare(
    content: CaseStudy, state: State, task: AnyTask, answer: Answer, first: Answer | None
) -> Comparison:
    """An *answer* beside the experts'; *first* is what it was before a revision."""
    known = [content.passages[id_] for id_ in task.evidence if id_ in content.passages]
    before = fitting(task, first) if first else None
    found: dict[str, object] = {
        "rationale": task.rationale,
        "notes": task.notes,
        "missed": [one for one in known if one.id not in answer.cited] if task.cite else [],
        "shared": [one for one in known if one.id in answer.cited] if task.cite else [],
    }
    if isinstance(task, Rating):
        found["agreement"] = points.agreement(task, answer.levels)
        found["factors"] = _weighed(task, answer, before)
    elif isinstance(task, Estimate):
        found["estimates"] = sorted(task.experts)
        found["defensible"] = points.defensible(task)
    elif isinstance(task, (Choice, Several)):
        best = max(option.credit for option in task.options)
        found["options"] = [
            Judged(
                option.id,
                option.text,
                option.id in answer.chosen,
                bool(before and option.id in before.chosen),
                option.credit,
                option.credit == best if isinstance(task, Choice) else option.credit > 0,
                option.critical,
                option.experts,
                option.reason,
            )
            for option in task.options
        ]
    elif isinstance(task, Ordering):
        items = [
            Placed(item.text, answer.places.get(item.id), item.place, item.reason)
            for item in task.items
        ]
        found["items"] = sorted(items, key=lambda item: (item.place or 0, item.own or 0))
        key = {item.id: item.place for item in task.items if item.place is not None}
        same, _opposite, pairs = ordered_pairs(answer.places, key)
        found["pairs"] = (same, pairs)
    elif isinstance(task, Writing):
        found["text"] = task.expert
    elif isinstance(task, Plan):
        found["rows"] = task.expert
    given = state.checks.get(task.id, {})
    texts = {
        one.id: one.text for one in (*getattr(task, "checklist", ()), *getattr(task, "rubric", ()))
    }
    found["checks"] = [
        Checked(id_, texts[id_], most, given.get(id_))
        for id_, most in points.to_check(task).items()
    ]
    return Comparison(**found)  # type: ignore[arg-type]


def _weighed(task: Rating, answer: Answer, before: Answer | None) -> Sequence[Weighed]:
    panel = points.panel_of(task)
    weighed = []
    for factor in task.factors:
        own = answer.levels.get(factor.id, "")
        counts = panel.get(factor.id, ())
        common = points.common(task, counts) if counts else ()
        earlier = before.levels.get(factor.id, "") if before else ""
        weighed.append(
            Weighed(
                factor.id,
                factor.text,
                own,
                earlier if earlier != own else "",
                answer.sure.get(factor.id),
                [Share(id_, int(n)) for id_, n in zip(task.names, counts, strict=False)],
                int(sum(counts)),
                common,
                _lean(task, own, common),
                factor.reason,
            )
        )
    return weighed


def _lean(task: Rating, own: Id, common: Sequence[Id]) -> Literal["", "over", "under"]:
    """Whether a rating lies above all that most experts chose, or below."""
    scale = [level.id for level in task.levels]
    theirs = [scale.index(id_) for id_ in common if id_ in scale]
    if not task.ordered or own not in scale or not theirs:
        return ""
    at = scale.index(own)
    if at > max(theirs):
        return "over"
    return "under" if at < min(theirs) else ""


def leaned(content: CaseStudy, state: State, due: frozenset[Id]) -> Sequence[Weight]:
    """How often evidence was taken from each document, for the tasks that are *due*."""
    own: Counter[Id] = Counter()
    experts: Counter[Id] = Counter()
    for id_ in due:
        task = content.tasks[id_]
        if not task.cite:
            continue
        cited = fitting(task, answer_of(state, id_)).cited
        for counts, ids in ((own, cited), (experts, task.evidence)):
            counts.update(
                content.passages[one].document.id for one in ids if one in content.passages
            )
    return [
        Weight(paper, own[paper.id], experts[paper.id])
        for paper in content.documents.values()
        if own or experts
    ]
