"""One learner's way through a red-flag quiz: what is kept, and where it leads."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal, NamedTuple

from pydantic import BeforeValidator, Field, PlainSerializer

from ..content import Id, Model
from ..kinds import Given, Sure
from .content import RedFlagQuiz
from .parts import FIRST, Choice, Ending, Label, Step, When

Marks = Annotated[dict[Id, Label], Field(max_length=200)]
"""What a learner holds each passage for; passages that are not marked are not in it."""
Confidence = Annotated[dict[Id, Sure], Field(max_length=200)]
"""How sure the learner is, by passage, or by text where it is asked of the whole set."""
Reasons = Annotated[dict[Id, Id], Field(max_length=200)]
"""The reason that the learner chose, by passage."""


def _in_short(kept: Mapping[str, str]) -> str:
    by_value: dict[str, list[str]] = {}
    for id_, value in kept.items():
        by_value.setdefault(value, []).append(id_)
    return "; ".join(f"{value}: {' '.join(ids)}" for value, ids in by_value.items())


def _at_length(kept: object) -> object:
    if not isinstance(kept, str):
        return kept
    groups = (group.partition(":") for group in kept.split(";") if group.strip())
    return {id_: value.strip() for value, _colon, ids in groups for id_ in ids.split()}


_Short = (BeforeValidator(_at_length), PlainSerializer(_in_short))
# Every save writes all of them: `flag: left; neutral: back hair`.


class Play(Model):
    """One attempt: all that the learner has marked and decided in it."""

    marks: Annotated[Marks, *_Short] = {}
    """What each passage is held for."""
    sure: Annotated[Confidence, *_Short] = {}
    """How sure the learner is."""
    because: Annotated[Reasons, *_Short] = {}
    """Why."""
    read: tuple[Id, ...] = ()
    """The texts that are done with: their marks stay."""
    chosen: dict[Id, Id] = {}
    """The choice that was taken at each step."""


_NOTHING = Given()  # made once: pydantic copies a default each time


class State(Model):
    """What is kept of one learner's work."""

    given: Given = Field(default_factory=lambda: _NOTHING)
    """What the platform hands in; never kept."""
    attempts: int = 0
    """How often the learner has come to an end."""
    play: Play = Play()
    """The attempt as it stands now."""
    submitted: bool = False
    """Whether it has come to its end; then the result is shown."""
    first: Play | None = None
    """The first attempt, once there is another: figures are made from it."""
    best: Play | None = None
    """An attempt in between, if it was better than the first."""
    drawn: tuple[Id, ...] = ()
    """In a review: the passages of the present round."""
    reviewed: dict[Id, int] = {}
    """In a review: how many rounds each quiz has been through."""


class Stop(NamedTuple):
    """A part of the way: a text with its marks, or a decision with what was chosen."""

    step: Step
    what: Literal["text", "decision"]
    choice: Choice | None
    """For a decision that is taken."""
    open: bool
    """Whether it waits for the learner."""
    before: Mapping[Id, int]
    """The meters as they stood there."""


class Way(NamedTuple):
    """How far a play has come."""

    stops: Sequence[Stop]
    """Every part that was reached, in order; only the last may be open."""
    meters: Mapping[Id, int]
    ending: Ending | None
    finished: bool

    @property
    def decisions(self) -> Sequence[Stop]:
        """The decisions that are taken."""
        return [stop for stop in self.stops if stop.choice]


def way(content: RedFlagQuiz, play: Play) -> Way:
    """Follows *play* from the beginning to where it waits, or to its end.

    It is found anew from ids each time, so that a step which an author adds, moves or removes
    takes nothing from a learner but itself.
    """
    meters = {meter.id: meter.start for meter in content.meters}
    # Conditions know what lies behind, never what is still to come.
    so_far = Play(marks={}, chosen={})
    stops: list[Stop] = []
    at = FIRST
    while True:
        step = content.by_id[at]
        if isinstance(step, Ending):
            return Way(stops, meters, step, True)
        leaps: tuple[Choice | Step, ...] = (step,)
        if step.text.strip():
            waits = step.id not in play.read
            stops.append(Stop(step, "text", None, waits, dict(meters)))
            if waits:
                return Way(stops, meters, None, False)
            marks = {id_: play.marks.get(id_) for id_ in content.to_mark[step.id]}
            so_far.marks.update({id_: mark for id_, mark in marks.items() if mark})
        if step.choices:
            taken = play.chosen.get(step.id)
            choice = next((one for one in step.choices if one.id == taken), None)
            stops.append(Stop(step, "decision", choice, choice is None, dict(meters)))
            if choice is None:
                return Way(stops, meters, None, False)
            so_far.chosen[step.id] = choice.id
            for id_, change in choice.changes.items():
                if id_ in meters:
                    meters[id_] = min(10, max(0, meters[id_] + change))
            leaps = (choice, step)
        to = next(_goals(leaps, so_far, meters), "")
        if not content.is_ahead(at, to):
            to = content.following.get(at, "")
        if not to:
            endings = (one for one in content.endings if holds(one.when, so_far, meters))
            return Way(stops, meters, next(endings, None), True)
        at = to


def _goals(leaps: Sequence[Choice | Step], play: Play, meters: Mapping[Id, int]) -> Iterator[Id]:
    for leap in leaps:
        yield from (route.to for route in leap.routes if holds(route.when, play, meters))
        if leap.next:
            yield leap.next


def holds(when: When, play: Play, meters: Mapping[Id, int]) -> bool:
    """Whether a condition is met."""
    return (
        set(when.chosen) <= set(play.chosen.values())
        and all(play.marks.get(id_) == label for id_, label in when.marked.items())
        and all(meters.get(id_, 0) >= least for id_, least in when.at_least.items())
        and all(meters.get(id_, 0) <= most for id_, most in when.at_most.items())
    )


def may_submit(content: RedFlagQuiz, state: State) -> bool:
    """Whether an attempt is left."""
    return bool(content.review) or content.attempts == 0 or state.attempts < content.attempts


def told(content: RedFlagQuiz, state: State) -> RedFlagQuiz:
    """The quiz in the words of the framing that this attempt is in."""
    number = state.attempts - 1 if state.submitted else state.attempts
    return content.told[(state.given.seed + number) % len(content.told)]


def ended(state: State) -> Sequence[Play]:
    """The attempts that came to an end, as far as they are kept; the first comes first."""
    latest = state.play if state.submitted else None
    return [play for play in (state.first, state.best, latest) if play]


# A review's rounds


def due(content: RedFlagQuiz, state: State) -> tuple[Id, ...]:
    """The quizzes whose next round is due today."""
    return tuple(quiz for quiz, day in _rounds(content, state) if day <= state.given.today)


def next_day(content: RedFlagQuiz, state: State) -> int | None:
    """The day of the next round, in days since 1970; None if no quiz that waits is finished."""
    return min((day for _quiz, day in _rounds(content, state)), default=None)


def _rounds(content: RedFlagQuiz, state: State) -> Iterator[tuple[Id, int]]:
    review = content.review
    for quiz in review.of if review else ():
        finished = state.given.record.get(quiz)
        number = state.reviewed.get(quiz, 0)
        if review and finished and number < len(review.after_days):
            yield quiz, int(finished.get("day", 0)) + sorted(review.after_days)[number]


def draw(content: RedFlagQuiz, state: State) -> tuple[Id, ...]:
    """The passages of the present round: mixed, from all quizzes that are due, in turn."""
    if state.drawn or not content.review:
        return state.drawn
    round_ = sum(state.reviewed.values())
    chance = random.Random(f"{state.given.seed} {round_}")  # noqa: S311 - no secret
    by_quiz = []
    for quiz in due(content, state):
        ids = [signal.id for signal in content.signals if signal.quiz == quiz]
        by_quiz.append(chance.sample(ids, len(ids)))
    most = max(map(len, by_quiz), default=0)
    mixed = [ids[at] for at in range(most) for ids in by_quiz if at < len(ids)]
    mixed = mixed[: content.review.passages]
    return tuple(chance.sample(mixed, len(mixed)))
