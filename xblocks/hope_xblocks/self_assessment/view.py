"""What the learner may see of a self-assessment now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ..content import Id, Markdown
from ..figures import reliable_change
from ..figures.measures import Measures, measures
from .content import Band, Degree, Dimension, Item, Occasion, SelfAssessment, Step
from .play import (
    Answer,
    State,
    band_of,
    believes,
    here,
    is_offered,
    mean,
    missing,
    occasions,
    page_of,
    pages,
    pairs,
    rounded,
    valid,
)

RELIABLE = 1.96
"""A change of so many standard errors comes by chance in 5 of 100 cases."""


@dataclass(frozen=True)
class Statement:
    """An item as it is shown."""

    id: Id
    text: str
    answer: Answer | None
    missing: bool


@dataclass(frozen=True)
class Page:
    """Items that stand together."""

    number: int
    count: int
    title: str
    """The dimension, where the learner may see it."""
    statements: Sequence[Statement]
    scale: Sequence[Degree]
    no_basis: str | None


@dataclass(frozen=True)
class Change:
    """From one occasion to another."""

    earlier: Occasion
    later: Occasion
    before: float
    after: float
    direction: Literal["up", "down", "same"]
    reliable: bool | None
    """Whether it is more than chance; None where the instrument does not know."""


@dataclass(frozen=True)
class Outcome:
    """What came of one dimension."""

    id: Id
    title: str
    means: Mapping[Occasion, float | None]
    """With one decimal; None where too few of its items were answered."""
    band: Band | None
    """That of this occasion."""
    changes: Sequence[Change]
    steps: Sequence[Step]
    myth: Markdown


@dataclass(frozen=True)
class Result:
    """All dimensions; there is no total."""

    occasions: Sequence[Occasion]
    overrides: Sequence[Markdown]
    outcomes: Sequence[Outcome]
    starts: Sequence[float]
    """Where the bands after the first start."""
    lowest: int
    highest: int
    measures: Measures | None
    """What the learner's own quizzes of the course say."""
    debrief: Markdown


@dataclass(frozen=True)
class View:
    """The page: the notice, some items, or the result."""

    occasion: Occasion
    introduction: Markdown
    notice: Markdown
    open: bool
    """Whether items are shown."""
    kept: bool
    finished: bool
    offered: bool
    """Whether there is a result from another course to take over."""
    forgotten: bool
    shown_once: bool
    """Whether there was a result that is not kept."""
    retaken: bool
    page: Page | None
    missing: Sequence[Statement]
    """Items without an answer, once the learner has tried to finish."""
    first_missing: Id | None
    day: int
    withheld: bool
    """Whether there is a result which may not be shown now."""
    result: Result | None


def view(content: SelfAssessment, state: State, reveal: bool = True) -> View:
    """What the learner may see now."""
    state, offered = here(state), is_offered(state)
    finished = state.finished
    known = bool(state.passing or state.answers)
    is_open = bool(state.begun) and not finished
    page, lacking = _page(content, state) if is_open else (None, [])
    return View(
        occasion=content.occasion,
        introduction=content.introduction,
        notice=content.notice,
        open=is_open,
        kept=state.begun == "kept",
        finished=finished,
        offered=offered,
        forgotten=state.forgotten,
        shown_once=finished and not known,
        retaken=state.attempts > 0,
        page=page,
        missing=lacking,
        first_missing=lacking[0].id if lacking else None,
        day=state.day,
        withheld=finished and known and not reveal and not offered,
        result=_result(content, state) if finished and known and reveal and not offered else None,
    )


def _page(content: SelfAssessment, state: State) -> tuple[Page, list[Statement]]:
    answers = valid(content.instrument, {**state.answers, **state.passing})
    lacking = set(missing(content, answers)) if state.tried else set()

    def statement(item: Item) -> Statement:
        return Statement(item.id, item.text, answers.get(item.id), item.id in lacking)

    all_ = pages(content, state)
    number = page_of(content, state)
    dimension, items = all_[number]
    page = Page(
        number + 1,
        len(all_),
        dimension.title if dimension and content.instrument.order == "fixed" else "",
        [statement(item) for item in items],
        content.instrument.scale,
        content.instrument.no_basis,
    )
    return page, [statement(item) for _, on in all_ for item in on if item.id in lacking]


def _result(content: SelfAssessment, state: State) -> Result:
    instrument = content.instrument
    found = occasions(content, state)
    own = found[content.occasion]
    low = [
        override.text
        for override in instrument.overrides
        for dimension in instrument.dimensions
        if dimension.id == override.dimension
        and (value := mean(instrument, dimension, own)) is not None
        and value < Fraction(str(override.below))
    ]
    return Result(
        occasions=list(found),
        overrides=low,
        outcomes=[_outcome(content, dimension, found) for dimension in instrument.dimensions],
        starts=[band.starts for band in instrument.bands[1:] if band.starts is not None],
        lowest=instrument.lowest,
        highest=instrument.highest,
        measures=measures(state.given.record),
        debrief=content.debrief,
    )


def _outcome(
    content: SelfAssessment,
    dimension: Dimension,
    found: Mapping[Occasion, Mapping[Id, Answer]],
) -> Outcome:
    instrument = content.instrument
    means = {name: mean(instrument, dimension, answers) for name, answers in found.items()}
    here = means[content.occasion]
    changes = []
    for earlier, later in pairs(list(found)):
        before, after = means[earlier], means[later]
        if before is not None and after is not None:
            changes.append(_change(dimension, earlier, later, before, after))
    band = band_of(instrument, here) if here is not None else None
    myth = dimension.myth if believes(instrument, dimension, found[content.occasion]) else ""
    steps = dimension.steps
    if content.occasion == "then":  # it is over: there is nothing to do about it
        band, steps, myth = band and band.model_copy(update={"feedback": ""}), (), ""
    return Outcome(
        dimension.id,
        dimension.title,
        {name: None if value is None else rounded(value) for name, value in means.items()},
        band,
        changes,
        steps,
        myth,
    )


def _change(
    dimension: Dimension, earlier: Occasion, later: Occasion, before: Fraction, after: Fraction
) -> Change:
    known = dimension.reliability
    errors = None
    if known:
        errors = reliable_change(float(before), float(after), known.sd, known.alpha)
    first, second = rounded(before), rounded(after)
    return Change(
        earlier,
        later,
        first,
        second,
        "same" if first == second else "up" if second > first else "down",
        None if errors is None else abs(errors) > RELIABLE,
    )
