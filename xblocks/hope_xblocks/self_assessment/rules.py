"""How a self-assessment is answered, and what it comes to. Knows nothing of XBlocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from ..content import Model
from ..kinds import Given, Score
from .content import SelfAssessment
from .play import (
    Answers,
    State,
    here,
    is_offered,
    mean,
    missing,
    occasions,
    page_of,
    pages,
    pairs,
    valid,
    values,
    variable,
)
from .report import cohort
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
    "score",
    "tally",
    "view",
]


class Move(Model):
    """What a learner can do."""

    move: Literal[
        "start",
        "start-unkept",
        "save",
        "next",
        "back",
        "finish",
        "finish-anyway",
        "take-over",
        "again",
        "forget",
    ]
    """Begin, with answers kept or not; keep unfinished answers; turn the page; finish, even with
    answers missing; take over a result from another course; answer once more; delete the
    answers."""
    answers: Answers = {}
    """The answers on the page."""


def apply(content: SelfAssessment, state: State, move: Move, reveal: bool = True) -> State:
    """The state after *move*; a move that is not possible now leaves it as it was."""
    before = here(state)
    after = _applied(content, before, move)
    return state if after == before else after


def _applied(content: SelfAssessment, state: State, move: Move) -> State:
    empty = State(given=state.given, attempts=state.attempts)
    if move.move == "take-over":
        return state.model_copy(update={"given": _done(state)}) if is_offered(state) else state
    if move.move == "forget":
        return empty.model_copy(update={"forgotten": True}) if state.begun else state
    if move.move == "again":
        return empty if state.finished else state
    if move.move in ("start", "start-unkept"):
        begun = "kept" if move.move == "start" else "unkept"
        return state if state.begun else empty.model_copy(update={"begun": begun})
    if not state.begun or state.finished:
        return state
    return _answered(content, state, move)


def _answered(content: SelfAssessment, state: State, move: Move) -> State:
    kept = state.begun == "kept"
    if not kept and move.move not in ("finish", "finish-anyway"):
        return state  # nothing of it is to be kept
    before = state.answers if kept else state.passing
    given = {**before, **valid(content.instrument, move.answers)}
    after = state.model_copy(update={"answers" if kept else "passing": given})
    if move.move == "save":
        return after
    if move.move in ("next", "back"):
        return _turned(content, after, 1 if move.move == "next" else -1)
    if lacking := missing(content, given):
        if move.move == "finish":
            return after.model_copy(update={"tried": True, "at": _page_with(content, lacking[0])})
        if len(lacking) == len(content.instrument.items):
            return state  # nothing to show
    done = {
        "finished": True,
        "tried": False,
        "at": "",
        "day": state.given.today,
        "attempts": state.attempts + 1,
        "given": _done(state),
    }
    return after.model_copy(update=done)


def _done(state: State) -> Given:
    """What is handed in, now that this block is done."""
    return state.given.model_copy(update={"elsewhere": False})


def _turned(content: SelfAssessment, state: State, by: int) -> State:
    number = page_of(content, state) + by
    if not 0 <= number < len(pages(content, state)):
        return state
    return state.model_copy(update={"at": content.instrument.dimensions[number].id})


def _page_with(content: SelfAssessment, item: str) -> str:
    return next(
        dimension.id
        for dimension in content.instrument.dimensions
        if any(one.id == item for one in dimension.items)
    )


def score(content: SelfAssessment, state: State) -> Score | None:
    """None: how somebody sees their own work is never graded."""
    return None


def possible(content: SelfAssessment) -> float:
    """No points."""
    return 0.0


def completion(content: SelfAssessment, state: State) -> float:
    """Done once the result was shown, whether answers are kept or not, or was taken over."""
    return 1.0 if state.finished and not state.given.elsewhere else 0.0


def answers(content: SelfAssessment, state: State) -> Mapping[str, str]:
    """Nothing: answers are the learner's own."""
    return {}


def expert(content: SelfAssessment) -> Sequence[Mapping[str, Any]]:
    """One whole play: every statement answered with the highest value, page by page."""
    highest = str(content.instrument.scale[-1].value)
    sent: list[Mapping[str, Any]] = [{"move": "start"}]
    state = State(begun="kept")
    all_ = pages(content, state)
    for number, (_dimension, items) in enumerate(all_, 1):
        move = "finish" if number == len(all_) else "next"
        sent.append({"move": move, "answers": {item.id: highest for item in items}})
    return sent


UNTALLIED = frozenset(("occasion", "bands", "overrides", "order", "pages"))
"""Fields of the content that no `tally` hangs on: to change them does not begin totals anew."""


def tally(content: SelfAssessment, state: State) -> Mapping[str, float]:
    """Counts of finished answers that are kept, to be added to others'.

    For each dimension a table of its name: `DIM/ITEM=VALUE` for each item, by its `variable`, as it
    counts (an empty one where there is no answer), `DIM/mean=VALUE` in hundredths; of whoever
    answered all of its items, `DIM/total=VALUE` and the sums that Cronbach's alpha is made of:
    `DIM/ITEM.sum@total`, `DIM/ITEM.squares@total`, `DIM/total.sum@total`,
    `DIM/total.squares@total`.

    For each earlier or later occasion that is finished, too, a table `EARLIER-LATER.DIM`:
    `change=VALUE`, `before=VALUE` and `after=VALUE` in hundredths, and as sums `first`, `second`,
    `first.squares`, `second.squares` and `products` of the two means.
    """
    if not state.finished or state.begun != "kept":
        return {}
    instrument = content.instrument
    own = valid(instrument, state.answers)
    counts: dict[str, float] = {}
    for dimension in instrument.dimensions:
        name = dimension.id
        found = values(instrument, dimension, own)
        for item in dimension.items:
            counts[f"{name}/{variable(item.id)}={found.get(item.id, '')}"] = 1
        level = mean(instrument, dimension, own)
        counts[f"{name}/mean={'' if level is None else round(100 * level)}"] = 1
        if len(found) == len(dimension.items):
            total = sum(found.values())
            counts[f"{name}/total={total}"] = 1
            of_items = [(variable(id_), value) for id_, value in found.items()]
            for one, value in (*of_items, ("total", total)):
                counts |= {
                    f"{name}/{one}.sum@total": value,
                    f"{name}/{one}.squares@total": value**2,
                }
    return counts | _changes(content, state)


def _changes(content: SelfAssessment, state: State) -> dict[str, float]:
    instrument = content.instrument
    found = occasions(content, state)
    counts: dict[str, float] = {}
    for earlier, later in pairs(list(found)):
        if content.occasion not in (earlier, later):
            continue
        for dimension in instrument.dimensions:
            first = mean(instrument, dimension, found[earlier])
            second = mean(instrument, dimension, found[later])
            if first is None or second is None:
                continue
            table = f"{earlier}-{later}.{dimension.id}"
            counts |= {
                f"{table}/change={round(100 * (second - first))}": 1,
                f"{table}/before={round(100 * first)}": 1,
                f"{table}/after={round(100 * second)}": 1,
                f"{table}/first": float(first),
                f"{table}/second": float(second),
                f"{table}/first.squares": float(first * first),
                f"{table}/second.squares": float(second * second),
                f"{table}/products": float(first * second),
            }
    return counts
