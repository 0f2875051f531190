"""How a case study is played: read, judge, commit, compare, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from ..content import Id, Model
from ..richtext import to_text
from . import points
from .content import CaseStudy
from .groups import projector
from .play import (
    Answer,
    Names,
    Number,
    State,
    asked,
    at_hand,
    compared,
    fitting,
    handed_in,
    is_answered,
    missing,
    open_stage,
    to_do,
)
from .points import possible, score
from .report import cohort
from .tasks import (
    UNKNOWN,
    AnyTask,
    Choice,
    Estimate,
    Ordering,
    Plan,
    Rating,
    Several,
    Writing,
)
from .view import view

__all__ = [
    "Move",
    "State",
    "answers",
    "apply",
    "cohort",
    "completion",
    "expert",
    "possible",
    "projector",
    "score",
    "tally",
    "view",
    "written",
]


class Move(Model):
    """What a learner can do: keep answers, commit a stage, go through the own text afterwards."""

    move: Literal["save", "commit", "check"]
    """What."""
    stage: Id = "-"
    """The stage that the page shows as open; of a `check`, the one in which the texts stand."""
    answers: Annotated[dict[Id, Answer], Field(max_length=40)] = {}
    """All answers of that stage; what is not among them is not answered."""
    pins: Names = ()
    """All passages that are pinned."""
    checks: Annotated[
        dict[Id, Annotated[dict[Id, Number], Field(max_length=30)]], Field(max_length=40)
    ] = {}
    """What was found in the own texts and plans, of all that can be gone through there."""


def apply(content: CaseStudy, state: State, move: Move, reveal: bool = True) -> State:
    """The state after *move*; one that is not possible now leaves it as it was."""
    if move.move == "check":
        return _checked(content, state, move) if reveal else state
    stage = open_stage(content, state)
    if stage is None or stage.id != move.stage:
        return state
    own, revised = dict(state.answers), dict(state.revised)
    here, there = to_do(content, state, stage), at_hand(content, state)
    for id_, again in here.items():
        given = fitting(content.tasks[id_], move.answers.get(id_, Answer()))
        cited = tuple(one for one in there if one in given.cited)
        (revised if again else own)[id_] = given.model_copy(update={"cited": cited})
    pins = tuple(id_ for id_ in there if id_ in move.pins)
    gone = tuple(id_ for id_ in state.pins if id_ not in there)
    after = state.model_copy(update={"answers": own, "revised": revised, "pins": (*gone, *pins)})
    if move.move == "save":
        return after
    if missing(content, after):
        return after.model_copy(update={"tried": True})
    handed = state.handed | {id_: 1 + again for id_, again in here.items()}
    committed = (*state.committed, stage.id)
    after = after.model_copy(update={"committed": committed, "handed": handed, "tried": False})
    if open_stage(content, after) is None:
        after = after.model_copy(update={"attempts": state.attempts + 1})
    return after


def _checked(content: CaseStudy, state: State, move: Move) -> State:
    checks = dict(state.checks)
    for id_ in compared(content, state):
        if move.stage not in ("-", content.compared_in[id_]):
            continue  # the page sends what stands in one stage
        most = points.to_check(content.tasks[id_])
        given = move.checks.get(id_, {})
        if most:
            checks[id_] = {at: min(given[at], top) for at, top in most.items() if at in given}
    return state.model_copy(update={"checks": {id_: one for id_, one in checks.items() if one}})


def completion(content: CaseStudy, state: State) -> float:
    """The share of stages that are committed; all of them, once all there were have been."""
    if open_stage(content, state) is None or state.attempts:
        return 1.0
    done = sum(stage.id in state.committed for stage in content.stages)
    return done / len(content.stages)


def answers(content: CaseStudy, state: State) -> Mapping[str, str]:
    """The committed answers in words, with what they were before a revision."""
    told: dict[str, str] = {}
    for stage in content.stages:
        for id_, again in asked(content, stage).items():
            task = content.tasks[id_]
            given = (state.revised if again else state.answers).get(id_)
            if not given or state.handed.get(id_, 0) <= again:
                continue
            question = to_text(task.question)
            name = f"{question} (revised)" if again else question
            if name in told:
                name = f"{name} ({id_})"
            told[name] = in_words(content, task, given)
    return told


def in_words(content: CaseStudy, task: AnyTask, answer: Answer) -> str:
    """An answer as one text."""
    answer = fitting(task, answer)
    words = _words(task, answer)
    if answer.sure:
        words.append("sure: " + ", ".join(answer.sure.values()))
    papers = content.passages
    if cited := [papers[id_].words for id_ in answer.cited if id_ in papers]:
        words.append("evidence: " + " | ".join(cited))
    return "; ".join(words)


def _words(task: AnyTask, answer: Answer) -> list[str]:
    if isinstance(task, Rating):
        names = {level.id: level.text for level in task.levels} | {
            UNKNOWN: "not enough information"
        }
        return [
            f"{to_text(factor.text)}: {names[answer.levels[factor.id]]}"
            for factor in task.factors
            if factor.id in answer.levels
        ]
    if isinstance(task, Estimate):
        return [] if answer.value is None else [str(answer.value)]
    if isinstance(task, (Choice, Several)):
        return [to_text(option.text) for option in task.options if option.id in answer.chosen]
    if isinstance(task, Ordering):
        items = sorted((at, id_) for id_, at in answer.places.items())
        texts = {item.id: to_text(item.text) for item in task.items}
        return [f"{at}. {texts[id_]}" for at, id_ in items]
    if isinstance(task, Writing):
        return [answer.text] if answer.text.strip() else []
    return [
        " / ".join(text.strip() for text in (row.measure, row.who, row.until, row.why))
        for row in answer.rows.values()
    ]


def written(content: CaseStudy, state: State) -> Sequence[tuple[Writing | Plan, Answer]]:
    """What a trainer may assess: the committed texts and plans."""
    return [
        (task, fitting(task, given))
        for id_, task in content.tasks.items()
        if isinstance(task, (Writing, Plan)) and (given := handed_in(state, id_))
    ]


def expert(content: CaseStudy) -> Sequence[Mapping[str, Any]]:
    """Every stage committed with the answers that most experts gave; texts are only begun."""
    moves: list[Mapping[str, Any]] = []
    pins: dict[str, str] = {}
    for stage in content.stages:
        tasks = [content.tasks[id_] for id_ in asked(content, stage)]
        pins |= {id_: "on" for task in tasks for id_ in task.evidence}
        answers_ = {task.id: _best(task) for task in tasks}
        moves.append({"move": "commit", "stage": stage.id, "answers": answers_, "pins": {**pins}})
    return moves


def _best(task: AnyTask) -> dict[str, Any]:
    best: dict[str, Any] = {}
    if isinstance(task, Rating):
        best["levels"] = points.closest(task)
        if task.confidence:
            best["sure"] = {factor.id: "90" for factor in task.factors}
    elif task.confidence:
        best["sure"] = {task.id: "90"}
    if isinstance(task, Estimate):
        low, high = points.defensible(task) or (50, 50)
        best["value"] = str((low + high) // 2)
    elif isinstance(task, Choice):
        best["chosen"] = max(task.options, key=lambda option: option.credit).id
    elif isinstance(task, Several):
        gains = sorted(task.options, key=lambda option: -option.credit)
        best["chosen"] = {o.id: "on" for o in gains[: task.choose] if o.credit > 0}
    elif isinstance(task, Ordering):
        places = sorted({item.place or 1 for item in task.items})
        best["places"] = {item.id: str(places.index(item.place or 1) + 1) for item in task.items}
    elif isinstance(task, Writing):
        best["text"] = "…"
    elif isinstance(task, Plan):
        row = dict.fromkeys(("measure", "who", "until", "why"), "…")
        best["rows"] = {f"row-{at}": row for at in range(1, task.at_least + 1)}
    if task.cite:
        best["cited"] = dict.fromkeys(task.evidence, "on")
    return best


UNTALLIED = frozenset(("points", "feedback", "documents", "evidence"))
"""Fields of the content that no `tally` hangs on: to change them does not begin totals anew."""


def tally(content: CaseStudy, state: State) -> Mapping[str, float]:
    """Counts of a finished case study that can be added to those of others.

    First answers, before any revision: `TASK.FACTOR/level=LEVEL`, `TASK/chosen=OPTION` or, where
    several can be chosen, `TASK/chosen.OPTION=` `yes` or `no` (in one table, for one must be
    chosen); `TASK.ITEM/place=PLACE` for orders and `TASK/value=VALUE` for estimates. For choices
    and estimates with a key `TASK/fifth=` how far they agree with the experts, from 0 to 4;
    `changed:TASK/changed=` whether an answer was revised. What was left out, or answered in part,
    counts nowhere.
    """
    if not state.attempts:
        return {}
    return dict.fromkeys(_counts(content, state), 1.0)


def _counts(content: CaseStudy, state: State) -> Iterator[str]:
    revised = {id_ for stage in content.stages for id_ in stage.revise}
    for id_, task in content.tasks.items():
        answer = fitting(task, state.answers.get(id_, Answer()))
        if id_ not in state.handed or not is_answered(task, answer):
            continue
        yield from _answers_in(task, answer)
        # Of tasks with several parts it would be the sum, from which a part could be told.
        if isinstance(task, (Choice, Estimate)) and task.is_keyed():
            yield f"{id_}/fifth={min(4, int(5 * points.credit(task, answer)))}"
        if id_ in revised:
            last = handed_in(state, id_) or answer
            changed = fitting(task, last) != answer
            yield f"changed:{id_}/changed=" + ("yes" if changed else "no")


def _answers_in(task: AnyTask, answer: Answer) -> Iterator[str]:
    if isinstance(task, Several):
        for option in task.options:
            yield f"{task.id}/chosen.{option.id}=" + ("yes" if option.id in answer.chosen else "no")
    elif answer.chosen:
        yield f"{task.id}/chosen={next(iter(answer.chosen))}"
    yield from (f"{task.id}.{id_}/level={level}" for id_, level in answer.levels.items())
    yield from (f"{task.id}.{id_}/place={at}" for id_, at in answer.places.items())
    if answer.value is not None:
        yield f"{task.id}/value={answer.value}"
