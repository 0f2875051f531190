"""What is kept of one learner's work on a case study, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from ..content import Id, Model
from ..content.model import without_unprintable
from ..kinds import Sure
from .content import CaseStudy, Stage
from .tasks import AnyTask, Choice, Estimate, Ordering, Plan, Rating, Several, Task, Writing

LONGEST = 20_000
"""Characters in one text of a learner."""

Said = Annotated[str, BeforeValidator(without_unprintable), Field(max_length=LONGEST)]
"""Whatever a learner writes: text, never markup, without what no page can show."""


def _names(sent: object) -> object:
    # A form sends ticked boxes as {name: "on"}, and a chosen radio button as its value.
    if isinstance(sent, (dict, list)):
        return tuple(sent)
    return (sent,) if isinstance(sent, str) else sent


def _number(sent: object) -> object:
    if isinstance(sent, str) and sent.isascii() and sent.isdigit() and len(sent) < 5:
        return int(sent)
    return sent


def _value(sent: object) -> object:
    # What stands in the field of an estimate and is none is no answer yet; the others are kept.
    if not isinstance(sent, str):
        return sent
    number = _number(sent)
    return number if isinstance(number, int) and number <= 100 else None


Names = Annotated[tuple[Id, ...], BeforeValidator(_names), Field(max_length=300)]
Number = Annotated[int, BeforeValidator(_number), Field(ge=0, le=100)]


class Row(Model):
    """A row of a plan, as far as it is filled in."""

    measure: Said = ""
    """What is done."""
    who: Said = ""
    """Who does it."""
    until: Said = ""
    """Until when."""
    why: Said = ""
    """Why."""
    evidence: Annotated[str, Field(max_length=60)] = ""
    """The pinned passage that it rests on."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written into it."""
        return not any(text.strip() for text in (self.measure, self.who, self.until, self.why))


class Answer(Model):
    """The answer to a task; each sort of task uses its own part of it."""

    levels: Annotated[dict[Id, Id], Field(max_length=30)] = {}
    """Rating: the level of each factor."""
    value: Annotated[Number | None, BeforeValidator(_value)] = None
    """Estimate: the number."""
    chosen: Names = ()
    """Choice, several: what was chosen."""
    places: Annotated[dict[Id, Number], Field(max_length=30)] = {}
    """Ordering: the place of each item, 1 being first."""
    text: Said = ""
    """Writing: the text."""
    rows: Annotated[dict[Id, Row], Field(max_length=12)] = {}
    """Plan: its rows, by names of their own."""
    sure: Annotated[dict[Id, Sure], Field(max_length=30)] = {}
    """How sure the learner is: by factor in a rating, else by the task's own name."""
    cited: Names = ()
    """The passages that it rests on."""


NO_ANSWER = Answer()


class State(Model):
    """What is kept of one learner's work."""

    attempts: int = 0
    """1 once all stages are committed."""
    committed: tuple[Id, ...] = ()
    """The stages that are committed, in the order in which they were."""
    answers: dict[Id, Answer] = {}
    """The answers, by task; those of committed stages stay as they are."""
    revised: dict[Id, Answer] = {}
    """Answers that were changed in a later stage which allows it."""
    handed: dict[Id, int] = {}
    """The tasks whose answers are committed: 1, or 2 with the revision. They stay as they are,
    wherever an author puts the task."""
    pins: tuple[Id, ...] = ()
    """The passages that are pinned."""
    checks: dict[Id, dict[Id, int]] = {}
    """What the learner found in the own text or plan afterwards: points by task and item."""
    tried: bool = False
    """Whether the open stage was committed with answers missing: it says so then."""


def open_stage(content: CaseStudy, state: State) -> Stage | None:
    """The stage that waits for the learner; None when all are committed."""
    return next((stage for stage in content.stages if stage.id not in state.committed), None)


def visible(content: CaseStudy, state: State) -> Sequence[Stage]:
    """The stages that the learner may see: the committed ones and the open one."""
    here = open_stage(content, state)
    return [stage for stage in content.stages if stage is here or stage.id in state.committed]


def asked(content: CaseStudy, stage: Stage) -> Mapping[Id, bool]:
    """The tasks of a stage, and whether each is an earlier one that may be revised."""
    revised = {id_: True for id_ in stage.revise if id_ in content.tasks}
    return revised | {task.id: False for task in stage.tasks}


def to_do(content: CaseStudy, state: State, stage: Stage) -> Mapping[Id, bool]:
    """As `asked`, without what was committed before an author put it into this stage."""
    return {
        id_: again
        for id_, again in asked(content, stage).items()
        if state.handed.get(id_, 0) <= again
    }


def answer_of(state: State, task: Id) -> Answer:
    """The answer as it stands: the revised one, if there is one."""
    return state.revised.get(task) or state.answers.get(task) or NO_ANSWER


def handed_in(state: State, task: Id) -> Answer | None:
    """The answer that counts: the last that was committed; None if none was."""
    if state.handed.get(task) == 2 and task in state.revised:
        return state.revised[task]
    return state.answers.get(task) if task in state.handed else None


def at_hand(content: CaseStudy, state: State) -> Sequence[Id]:
    """The passages in the papers that the learner may see, in order."""
    return [
        id_
        for stage in visible(content, state)
        for paper in stage.documents
        for id_ in paper.passages
    ]


def fitting(task: AnyTask, answer: Answer) -> Answer:
    """What of an *answer* belongs to the task as it is now: no more than it asks for."""
    parts: dict[str, Any] = {"cited": answer.cited if task.cite else ()}
    if isinstance(task, Rating):
        factors = {factor.id for factor in task.factors}
        parts["levels"] = {
            id_: level
            for id_, level in answer.levels.items()
            if id_ in factors and level in task.names
        }
        parts["sure"] = {id_: sure for id_, sure in answer.sure.items() if id_ in factors}
    else:
        parts["sure"] = {id_: sure for id_, sure in answer.sure.items() if id_ == task.id}
    if not task.confidence:
        parts["sure"] = {}
    if isinstance(task, Estimate):
        parts["value"] = answer.value
    elif isinstance(task, (Choice, Several)):
        chosen = tuple(option.id for option in task.options if option.id in answer.chosen)
        parts["chosen"] = chosen[:1] if isinstance(task, Choice) else chosen
    elif isinstance(task, Ordering):
        places = {item.id: answer.places.get(item.id, 0) for item in task.items}
        parts["places"] = {id_: at for id_, at in places.items() if 1 <= at <= len(places)}
    elif isinstance(task, Writing):
        parts["text"] = answer.text
    elif isinstance(task, Plan):
        rows = [(id_, row) for id_, row in answer.rows.items() if not row.is_empty]
        parts["rows"] = dict(rows[: task.rows])
    return Answer.model_construct(**(NO_ANSWER.__dict__ | parts))


def is_answered(task: AnyTask, answer: Answer) -> bool:
    """Whether nothing is missing in an answer that is *fitting*."""
    if isinstance(task, Rating):
        done = len(answer.levels) == len(task.factors)
        return done and (not task.confidence or len(answer.sure) == len(task.factors))
    if task.confidence and not answer.sure:
        return False
    if isinstance(task, Estimate):
        return answer.value is not None
    if isinstance(task, Choice):
        return bool(answer.chosen)
    if isinstance(task, Several):
        return 0 < len(answer.chosen) <= (task.choose or len(answer.chosen))
    if isinstance(task, Ordering):
        return len(answer.places) == len(task.items)
    if isinstance(task, Writing):
        return bool(answer.text.strip())
    return len(answer.rows) >= task.at_least


def missing(content: CaseStudy, state: State) -> Sequence[Task]:
    """The tasks of the open stage that must be answered, and are not."""
    stage = open_stage(content, state)
    if stage is None:
        return []
    tasks = [content.tasks[id_] for id_ in to_do(content, state, stage)]
    return [
        task
        for task in tasks
        if not task.optional and not is_answered(task, fitting(task, answer_of(state, task.id)))
    ]


def compared(content: CaseStudy, state: State) -> frozenset[Id]:
    """The tasks whose answers may be held beside the experts'.

    Their stage is committed, and so is the stage in which they may still be revised.
    """
    if content.feedback == "end" and open_stage(content, state):
        return frozenset()
    return frozenset(
        task.id
        for stage in content.stages
        if stage.id in state.committed
        for task in stage.tasks
        if content.revised_in.get(task.id, stage.id) in state.committed
    )
