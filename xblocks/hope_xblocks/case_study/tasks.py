"""What an author can ask in a case study: ratings, estimates, choices, orders, texts, plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from ..content import Diagnostic, Hidden, Id, Markdown, Model, repeated_ids
from ..content.model import NotEmpty, Text


class Note(Model):
    """A further remark of the experts."""

    text: Annotated[Markdown, NotEmpty]
    """What they say."""


class Task(Model):
    """What every task has."""

    id: Id
    """Its name for ever, unique in the case study: the answers hang on it."""
    question: Annotated[Markdown, NotEmpty]
    """What is asked."""
    optional: bool = False
    """Whether a stage can be committed without an answer to it."""
    confidence: bool = False
    """Whether learners say how sure they are: of each factor in a rating, else of the answer."""
    cite: bool = False
    """Whether learners say on which of their pinned passages the answer rests."""
    evidence: Annotated[tuple[Id, ...], Hidden()] = ()
    """The passages that the experts rest their answer on."""
    rationale: Annotated[Markdown, Hidden()] = ""
    """Why the experts answer as they do."""
    notes: Annotated[tuple[Note, ...], Hidden()] = Field((), max_length=20)
    """Further remarks of the experts, each of which may be for some regions `only`."""


class Level(Model):
    """A level of a scale, or a heap that things are sorted into."""

    id: Id
    """Its name, as the `experts` of the factors use it."""
    text: Text
    """What learners read."""


UNKNOWN = "unknown"
"""The level “not enough information”."""

Count = Annotated[int, Field(ge=0, le=1000)]


class Factor(Model):
    """One thing that is rated, or sorted."""

    id: Id
    """Its name for ever, unique in the task."""
    text: Annotated[Markdown, NotEmpty]
    """What learners read."""
    experts: Annotated[Mapping[Id, Count], Hidden()] = {}
    """How many experts chose which level: `{low: 1, high: 6, unknown: 1}`."""
    reason: Annotated[Markdown, Hidden()] = ""
    """Why."""


class Rating(Task):
    """Factors, each to be rated on a scale or sorted. No score comes of it: it is a judgement."""

    task: Literal["rating"]
    """The sort of task."""
    levels: tuple[Level, ...] = Field(min_length=2, max_length=7)
    """The scale, from low to high; or the heaps to sort into."""
    ordered: bool = True
    """Whether the levels go from low to high; `false` for heaps."""
    unknown: bool = True
    """Whether “not enough information” is offered, too."""
    factors: tuple[Factor, ...] = Field(min_length=1, max_length=30)
    """What is rated."""

    @cached_property
    def names(self) -> tuple[Id, ...]:
        """The levels there are, by name; the unknown last."""
        return (*(level.id for level in self.levels), *([UNKNOWN] if self.unknown else []))

    def faults(self) -> Iterator[Diagnostic]:
        """Names that are used twice, and experts at levels that there are not."""
        yield from repeated_ids(levels=self.levels, factors=self.factors)
        for at, level in enumerate(self.levels):
            if level.id == UNKNOWN:
                message = "`unknown` is the name of “not enough information”"
                hint = "take this level out: `unknown: true` offers it, and is the default"
                yield Diagnostic("reserved-id", message, hint, ("levels", at, "id"))
        for at, factor in enumerate(self.factors):
            place = ("factors", at, "experts")
            for id_ in factor.experts:
                if id_ not in self.names:
                    close = get_close_matches(id_, self.names, n=1)
                    possible = ", ".join(f"`{name}`" for name in self.names)
                    yield Diagnostic(
                        "unknown-level",
                        f"there is no level `{id_}`",
                        f"did you mean `{close[0]}`?" if close else f"possible are {possible}",
                        (*place, id_),
                        at_key=True,
                    )
            if factor.experts and not sum(factor.experts.values()):
                message = "no expert chose any of these levels"
                yield Diagnostic("no-key", message, "write how many experts did", place)

    def is_keyed(self) -> bool:
        """Whether the experts' answer is known, so that agreement with it can be told."""
        return all(sum(factor.experts.values()) for factor in self.factors)


class Estimate(Task):
    """A number from 0 to 100, for a judgement of degree."""

    task: Literal["estimate"]
    """The sort of task."""
    low: Text
    """What 0 means."""
    high: Text
    """What 100 means."""
    experts: Annotated[tuple[Annotated[int, Field(ge=0, le=100)], ...], Hidden()] = Field(
        (), max_length=1000
    )
    """What each expert estimates: `[45]`, or `[35, 40, 45, 50, 60]`."""
    defensible: Annotated[
        tuple[Annotated[int, Field(ge=0, le=100)], Annotated[int, Field(ge=0, le=100)]] | None,
        Hidden(),
    ] = None
    """From where to where the experts hold an estimate for well founded: `[35, 60]`."""

    def faults(self) -> Iterator[Diagnostic]:
        """A range the wrong way round."""
        if self.defensible and self.defensible[0] > self.defensible[1]:
            low, high = self.defensible
            message = "this range is the wrong way round"
            yield Diagnostic("wrong-range", message, f"write `[{high}, {low}]`", ("defensible",))

    def is_keyed(self) -> bool:
        """As for ratings."""
        return bool(self.experts or self.defensible)


class Option(Model):
    """Something that can be chosen."""

    id: Id
    """Its name for ever, unique in the task."""
    text: Annotated[Markdown, NotEmpty]
    """What learners read."""
    credit: Annotated[float, Field(ge=-3, le=3), Hidden()] = 0
    """3 best, 2 acceptable, 1 weak, 0 harmful or without value. Where several may be chosen,
    what should stay out can cost something: `-1.5`."""
    critical: Annotated[bool, Hidden()] = False
    """Whether it is a critical error: named in the comparison, whatever the rest."""
    experts: Annotated[Count, Hidden()] = 0
    """How many experts chose it."""
    reason: Annotated[Markdown, Hidden()] = ""
    """Why it is right, or wrong."""


def _option_faults(options: tuple[Option, ...]) -> Iterator[Diagnostic]:
    yield from repeated_ids(options=options)
    credits_ = [option.credit for option in options]
    if max(credits_) <= 0:
        message = "none of these options has a `credit` above 0"
        yield Diagnostic("one-sided-key", message, "give the best one 3", ("options",))
    elif min(credits_) == max(credits_):
        message = "all of these options have the same credit"
        hint = "a task where everything is right asks nothing: let the credits differ"
        yield Diagnostic("one-sided-key", message, hint, ("options",))
    for at, option in enumerate(options):
        if option.critical and option.credit > 0:
            message = "a critical error cannot have a credit above 0"
            hint = "take `critical` out, or write `credit: 0`"
            yield Diagnostic("critical-best", message, hint, ("options", at, "critical"))


class Choice(Task):
    """One thing to choose."""

    task: Literal["choice"]
    """The sort of task."""
    options: tuple[Option, ...] = Field(min_length=2, max_length=12)
    """What there is to choose from."""

    def faults(self) -> Iterator[Diagnostic]:
        """Names that are used twice, and credits that nobody can gain or miss."""
        yield from _option_faults(self.options)
        for at, option in enumerate(self.options):
            if option.credit < 0:
                message = "where one is chosen, no credit is below 0"
                path = ("options", at, "credit")
                yield Diagnostic("out-of-range", message, "write 0", path)

    def is_keyed(self) -> bool:
        """As for ratings."""
        return True


class Several(Task):
    """Several things to choose."""

    task: Literal["several"]
    """The sort of task."""
    options: tuple[Option, ...] = Field(min_length=2, max_length=30)
    """What there is to choose from."""
    choose: int | None = Field(None, ge=1, le=30)
    """How many may be chosen at most."""

    def faults(self) -> Iterator[Diagnostic]:
        """Names that are used twice, and credits that nobody can gain or miss."""
        yield from _option_faults(self.options)

    def is_keyed(self) -> bool:
        """As for ratings."""
        return True


class Item(Model):
    """Something to be put in its place."""

    id: Id
    """Its name for ever, unique in the task."""
    text: Annotated[Markdown, NotEmpty]
    """What learners read."""
    place: Annotated[int | None, Field(ge=1, le=30), Hidden()] = None
    """The place that the experts give it, 1 being first; several may share a place."""
    reason: Annotated[Markdown, Hidden()] = ""
    """Why."""


class Ordering(Task):
    """Things to be put in order."""

    task: Literal["ordering"]
    """The sort of task."""
    items: tuple[Item, ...] = Field(min_length=2, max_length=15)
    """What is put in order; learners see it in the order written here."""

    def faults(self) -> Iterator[Diagnostic]:
        """Names that are used twice, and places that give no order."""
        yield from repeated_ids(items=self.items)
        places = [item.place for item in self.items if item.place is not None]
        if places and len(places) < len(self.items):
            message = "some of these items have no `place`"
            yield Diagnostic("no-key", message, "give every item a place", ("items",))
        elif places and len(set(places)) == 1:
            message = "all of these items have the same place"
            hint = "give them places that differ: 1 is first"
            yield Diagnostic("one-sided-key", message, hint, ("items",))

    def is_keyed(self) -> bool:
        """As for ratings."""
        return all(item.place is not None for item in self.items)


class Check(Model):
    """Something to look for in one's own text."""

    id: Id
    """Its name for ever, unique in the task."""
    text: Text
    """What to look for: “names a day for the review”."""


class Writing(Task):
    """A few sentences in the learner's own words. No machine ever scores them."""

    task: Literal["writing"]
    """The sort of task."""
    words: int = Field(80, ge=10, le=1000)
    """About how many words are expected."""
    expert: Annotated[Markdown, Hidden()] = ""
    """What an expert wrote."""
    checklist: Annotated[tuple[Check, ...], Hidden()] = Field((), max_length=15)
    """What learners look for in their own text afterwards."""

    def faults(self) -> Iterator[Diagnostic]:
        """Names that are used twice."""
        yield from repeated_ids(checklist=self.checklist)

    def is_keyed(self) -> bool:
        """Never: no machine scores it."""
        return False


class Measure(Model):
    """A row of a plan."""

    measure: Text
    """What is done."""
    who: Text
    """Who does it."""
    until: Text
    """Until when."""
    why: Text
    """Why."""


class Criterion(Model):
    """Something that a good plan has."""

    id: Id
    """Its name for ever, unique in the task."""
    text: Text
    """What it is: “every measure names who does it”."""
    points: int = Field(2, ge=1, le=10)
    """How many points it gives, where a trainer assesses the plan."""


class Plan(Task):
    """Measures: what, who, until when, why. No machine ever scores them."""

    task: Literal["plan"]
    """The sort of task."""
    rows: int = Field(6, ge=1, le=12)
    """How many measures there is room for."""
    at_least: int = Field(1, ge=1, le=12)
    """How many there must be."""
    expert: Annotated[tuple[Measure, ...], Hidden()] = Field((), max_length=12)
    """A plan by an expert."""
    rubric: tuple[Criterion, ...] = Field((), max_length=12)
    """What a good plan has. Learners see it while they write, and go through it afterwards; a
    trainer can assess by it."""

    def faults(self) -> Iterator[Diagnostic]:
        """Names that are used twice, and more measures than there is room for."""
        yield from repeated_ids(rubric=self.rubric)
        if self.at_least > self.rows:
            message = f"there is room for {self.rows} measures, and {self.at_least} are asked for"
            yield Diagnostic("too-few", message, "raise `rows`, or lower `at_least`", ("rows",))

    def is_keyed(self) -> bool:
        """Never: no machine scores it."""
        return False


AnyTask = Annotated[
    Rating | Estimate | Choice | Several | Ordering | Writing | Plan, Field(discriminator="task")
]
