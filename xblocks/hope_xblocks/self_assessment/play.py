"""One learner's answers to an instrument: what is kept, and what it comes to."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ..content import Id, InvalidContent, Model, read
from ..content.model import NoOrId
from ..kinds import Given
from .content import Band, Dimension, Instrument, Item, Occasion, SelfAssessment

NO_BASIS = "none"
"""The answer of whoever cannot tell."""

Answer = Annotated[str, StringConstraints(pattern=r"^(none|\d{1,4})$")]
Answers = Annotated[dict[Id, Answer], Field(max_length=800)]
"""What a learner answered, by item: a value of the scale as text, or `none`."""

OCCASIONS: tuple[Occasion, ...] = ("then", "pre", "post", "follow-up")
"""In the order in which they are compared."""

ENOUGH = Fraction(3, 4)
"""The share of a dimension's items that must be answered before it has a mean."""

_NOTHING = Given()  # made once: pydantic copies a default each time


class State(Model):
    """What is kept of one learner's work."""

    given: Given = Field(default_factory=lambda: _NOTHING)
    """What the platform hands in; never kept."""
    attempts: int = 0
    """How often the learner has come to the end."""
    begun: Literal["", "kept", "unkept"] = ""
    """Whether the learner has read the notice, and chosen to have the answers kept or not."""
    answers: Answers = {}
    """The answers that are kept."""
    passing: Answers = Field({}, exclude=True)
    """Answers that are not kept: here for this one page."""
    at: NoOrId = ""
    """The dimension that stands on the page now, where each has its own."""
    tried: bool = False
    """Whether the learner wanted to finish while answers were missing."""
    finished: bool = False
    """Whether the result is shown."""
    day: int = 0
    """The day on which it was finished."""
    forgotten: bool = False
    """Whether the learner has deleted the answers."""


def valid(instrument: Instrument, answers: Mapping[Id, Answer]) -> dict[Id, Answer]:
    """The answers that the instrument, as it is now, has items and degrees for."""
    known = {str(degree.value) for degree in instrument.scale}
    known |= {NO_BASIS} if instrument.no_basis else set()
    return {id_: one for id_, one in answers.items() if id_ in instrument.items and one in known}


def counted(instrument: Instrument, item: Item, answer: Answer | None) -> int | None:
    """The value of an answer, turned round for a reverse item; None where there is none."""
    if answer is None or answer == NO_BASIS:
        return None
    value = int(answer)
    return instrument.lowest + instrument.highest - value if item.reverse else value


def values(
    instrument: Instrument, dimension: Dimension, answers: Mapping[Id, Answer]
) -> dict[Id, int]:
    """What each answered item of a dimension counts for."""
    found = {item.id: counted(instrument, item, answers.get(item.id)) for item in dimension.items}
    return {id_: value for id_, value in found.items() if value is not None}


def variable(item: Id) -> str:
    """What an item is called in a tally, where `mean` and `total` are figures of all items."""
    return f"item.{item}" if item in ("mean", "total") else item


def mean(
    instrument: Instrument, dimension: Dimension, answers: Mapping[Id, Answer]
) -> Fraction | None:
    """The mean of the answered items, exactly; None where fewer than three quarters are."""
    found = values(instrument, dimension, answers)
    if not found or len(found) < ENOUGH * len(dimension.items):
        return None
    return Fraction(sum(found.values()), len(found))


def rounded(value: Fraction) -> float:
    """A mean with one decimal; a half goes up: 4.25 becomes 4.3."""
    return floor(value * 10 + Fraction(1, 2)) / 10


def band_of(instrument: Instrument, value: Fraction) -> Band:
    """The band that a mean lies in."""
    fits = [b for b in instrument.bands if b.starts is None or rounded(value) >= b.starts]
    return fits[-1] if fits else instrument.bands[0]


def believes(instrument: Instrument, dimension: Dimension, answers: Mapping[Id, Answer]) -> bool:
    """Whether the learner agrees with all reverse items: each with one of the two highest values.

    Of two-valued scales, with the highest alone.
    """
    reverse = [item for item in dimension.items if item.reverse]
    high = {
        str(degree.value) for degree in instrument.scale[-2 if len(instrument.scale) > 2 else -1 :]
    }
    return len(reverse) >= 2 and all(answers.get(item.id) in high for item in reverse)


def is_offered(state: State) -> bool:
    """Whether there is a result from another block, which the learner may take over here."""
    return state.finished and state.given.elsewhere and bool(state.answers)


def here(state: State) -> State:
    """The state as this block takes it: what was finished elsewhere and not kept is nothing."""
    if state.finished and state.given.elsewhere and not (state.answers or state.passing):
        return State(given=state.given, attempts=state.attempts)
    return state


def occasions(content: SelfAssessment, state: State) -> dict[Occasion, Mapping[Id, Answer]]:
    """The learner's finished answers to this instrument on each occasion, this one among them.

    What does not fit in time is left out: whoever begins anew in a second course has still the
    later answers of the first.
    """
    found: dict[Occasion, State] = {}
    for occasion in OCCASIONS:
        kept = state.given.occasions.get(occasion, {})
        one = state if occasion == content.occasion else _other(kept)
        if one.finished and (one.passing or one.answers):
            found[occasion] = one
    fitting = _in_time(content.occasion, found)
    return {
        occasion: valid(content.instrument, one.passing or one.answers)
        for occasion, one in found.items()
        if occasion in fitting or occasion == "then"
    }


def _other(work: Mapping[str, object]) -> State:
    try:
        return read(State, dict(work))
    except InvalidContent:
        return State()


def _in_time(here: Occasion, found: Mapping[Occasion, State]) -> Sequence[Occasion]:
    """The occasions that follow each other as they should, seen from the one *here*.

    `then` is a look back, whose day says nothing; from there, one looks from `post`.
    """
    row = [one for one in OCCASIONS[1:] if one in found]
    if not row:
        return row
    at = next((row.index(one) for one in (here, "post") if one in row), len(row) - 1)
    fitting = [row[at]]
    for later in row[at + 1 :]:
        if found[later].day >= found[fitting[-1]].day:
            fitting.append(later)
    for earlier in reversed(row[:at]):
        if found[earlier].day <= found[fitting[0]].day:
            fitting.insert(0, earlier)
    return fitting


def pairs(found: Sequence[Occasion]) -> Iterator[tuple[Occasion, Occasion]]:
    """Which occasions are compared: an earlier view of oneself with a later one."""
    for earlier, later in (("pre", "post"), ("pre", "follow-up"), ("then", "post")):
        if earlier in found and later in found:
            yield earlier, later  # type: ignore[misc]


def pages(
    content: SelfAssessment, state: State
) -> Sequence[tuple[Dimension | None, Sequence[Item]]]:
    """The items page by page, in this learner's order; with the dimension where one may see it."""
    instrument = content.instrument
    chance = random.Random(state.given.seed)  # noqa: S311 - an order, no secret

    def ordered(items: Sequence[Item]) -> Sequence[Item]:
        if instrument.order == "fixed":
            return items
        return chance.sample(items, len(items))

    if instrument.pages == "dimensions" and state.begun != "unkept":
        return [(dimension, ordered(dimension.items)) for dimension in instrument.dimensions]
    if instrument.order == "fixed":
        return [(None, list(instrument.items.values()))]
    return [(None, ordered(list(instrument.items.values())))]


def page_of(content: SelfAssessment, state: State) -> int:
    """The number of the page that the learner is on, from 0."""
    dimensions = [dimension.id for dimension in content.instrument.dimensions]
    if len(pages(content, state)) == 1 or state.at not in dimensions:
        return 0
    return dimensions.index(state.at)


def missing(content: SelfAssessment, answers: Mapping[Id, Answer]) -> list[Id]:
    """The items without any answer, in order."""
    given = valid(content.instrument, answers)
    return [id_ for id_ in content.instrument.items if id_ not in given]
