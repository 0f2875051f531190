"""What the learner may see of a case study now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ..content import Id, Markdown, without_hidden
from . import points
from .comparison import Comparison, Weight, compare, leaned
from .content import CaseStudy, Document, Found, Stage
from .play import (
    NO_ANSWER,
    Answer,
    Row,
    State,
    answer_of,
    asked,
    at_hand,
    compared,
    fitting,
    is_answered,
    missing,
    open_stage,
    to_do,
    visible,
)
from .tasks import (
    AnyTask,
    Plan,
    Task,
)


class Dated(NamedTuple):
    """A line of the timeline."""

    day: date
    text: str
    document: Document


@dataclass(frozen=True)
class Asked:
    """A task as it stands before the learner."""

    task: Task
    """Without what is hidden."""
    answer: Answer
    before: Answer | None
    """The answer that was given before a revision."""
    revising: bool
    """Whether it is an earlier task that may be changed now."""
    answered: bool
    words: int
    """How many words the text has."""
    rows: Mapping[Id, Row]
    """The rows of a plan, the empty ones included."""
    cited: Sequence[Found]
    comparison: Comparison | None
    """None as long as it is not to be seen, or where it stands elsewhere."""
    compared_in: int | None
    """The number of the stage in which the answer may be revised, and is compared."""


@dataclass(frozen=True)
class Part:
    """A stage as it is shown."""

    id: Id
    number: int
    title: str
    introduction: Markdown
    open: bool
    latest: bool
    """Whether it was committed last."""
    held: bool
    """Whether the experts' answers wait for the end, or for the due date."""
    documents: Sequence[Document]
    tasks: Sequence[Asked]


@dataclass(frozen=True)
class View:
    """All that the learner may see now."""

    introduction: Markdown
    parts: Sequence[Part]
    """The stages that have come in, in order."""
    number: int
    """Of the open stage; one more than there are when all are committed."""
    stages: int
    pins: frozenset[Id]
    passages: Sequence[Found]
    """All that can be pinned in the papers that have come in."""
    timeline: Sequence[Dated]
    open_tasks: Sequence[Task]
    """The tasks of the open stage that are still to be answered."""
    to_answer: int
    """How many tasks the open stage has that must be answered."""
    tried: bool
    finished: bool
    held: bool
    """Whether the experts' answers wait for the due date."""
    leaned: Sequence[Weight]
    """Which documents the answers lean on, the learner's and the experts'; at the end."""
    changed: Sequence[Asked]
    """Answers that were revised and differ from the first."""
    earned: float | None
    possible: float
    experts: Markdown
    debrief: Markdown
    gone: int
    """Answers to tasks that are no longer there."""
    shown: str
    """Which stages are shown, and how: a page that has them need not get them again."""


def view(content: CaseStudy, state: State, reveal: bool = True) -> View:
    """All that the learner may see now; of later stages nothing, of experts only what is due."""
    here = open_stage(content, state)
    due = compared(content, state) if reveal else frozenset()
    stages = visible(content, state)
    parts = [_part(content, state, stage, stage is here, due) for stage in stages]
    committed = [task for part in parts if not part.open for task in part.tasks]
    finished = here is None
    gives = points.score(content, state) if reveal else None
    tasks = [content.tasks[id_] for id_ in to_do(content, state, here)] if here else []
    left = missing(content, state)
    return View(
        introduction=content.introduction,
        parts=parts,
        number=content.stages.index(here) + 1 if here else len(content.stages) + 1,
        stages=len(content.stages),
        pins=frozenset(state.pins),
        passages=[content.passages[id_] for id_ in at_hand(content, state)],
        timeline=_timeline(stages),
        open_tasks=[without_hidden(task) for task in left],
        to_answer=sum(not task.optional for task in tasks),
        tried=state.tried and bool(left),
        finished=finished,
        held=finished and not due and bool(content.tasks),
        leaned=leaned(content, state, due) if finished and reveal else (),
        changed=[one for one in committed if one.before and one.before != one.answer],
        earned=gives.earned if gives and content.points != "none" else None,
        possible=gives.possible if gives else 0,
        experts=getattr(content, "experts", "") if due else "",
        debrief=getattr(content, "debrief", "") if finished else "",
        gone=len(state.answers.keys() - content.tasks.keys()),
        shown=".".join(f"{part.number}{_how(part)}" for part in parts),
    )


def _how(part: Part) -> str:
    if part.open:
        return "o"
    return "".join("c" if task.comparison else "h" for task in part.tasks)


def _part(content: CaseStudy, state: State, stage: Stage, open_: bool, due: frozenset[Id]) -> Part:
    return Part(
        stage.id,
        content.stages.index(stage) + 1,
        stage.title,
        stage.introduction,
        open_,
        bool(state.committed) and state.committed[-1] == stage.id,
        not open_ and not due and any(t.id not in content.revised_in for t in stage.tasks),
        stage.documents,
        [
            _asked(content, state, content.tasks[id_], again, open_, due)
            for id_, again in (
                to_do(content, state, stage) if open_ else asked(content, stage)
            ).items()
        ],
    )


def _asked(
    content: CaseStudy, state: State, task: AnyTask, again: bool, open_: bool, due: frozenset[Id]
) -> Asked:
    first = state.answers.get(task.id)
    later = "" if again else content.revised_in.get(task.id, "")
    numbers = {stage.id: number for number, stage in enumerate(content.stages, 1)}
    given = (answer_of(state, task.id) if again else first) or NO_ANSWER
    answer = fitting(task, given)
    return Asked(
        without_hidden(task),
        answer,
        fitting(task, first) if again and first else None,
        again,
        is_answered(task, answer),
        len(answer.text.split()),
        _rows(task, answer) if isinstance(task, Plan) and open_ else answer.rows,
        [content.passages[id_] for id_ in answer.cited if id_ in content.passages],
        compare(content, state, task, answer, first if again else None)
        if task.id in due and not open_ and not later
        else None,
        numbers[later] if later and not open_ else None,
    )


def _rows(task: Plan, answer: Answer) -> Mapping[Id, Row]:
    """The rows that are filled in, and empty ones up to the number there is room for."""
    free = (f"row-{at}" for at in range(1, 2 * task.rows + 1))
    empty = [id_ for id_ in free if id_ not in answer.rows][: task.rows - len(answer.rows)]
    return dict(sorted((dict(answer.rows) | dict.fromkeys(empty, Row())).items(), key=_row_number))


def _row_number(row: tuple[Id, Row]) -> tuple[int, str]:
    return len(row[0]), row[0]


def _timeline(stages: Sequence[Stage]) -> Sequence[Dated]:
    lines = []
    for stage in stages:
        for paper in stage.documents:
            if paper.date:
                lines.append(Dated(paper.date, "", paper))
            lines += [Dated(one.date, one.text, paper) for one in paper.events]
    return sorted(lines, key=lambda line: line.day)
