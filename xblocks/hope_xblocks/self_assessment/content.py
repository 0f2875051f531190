"""What an author writes for a self-assessment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from ..content import Diagnostic, Hidden, Id, Markdown, Model, Path, repeated_ids
from ..content.model import NotEmpty, Text
from ..kinds import Facilitator

Occasion = Literal["pre", "post", "follow-up", "then"]


class Degree(Model):
    """One answer of the scale."""

    value: int = Field(ge=0, le=1000)
    """The number that it counts for."""
    label: Text
    """What learners read: “fully true of me”."""


class Item(Model):
    """One statement to answer."""

    id: Id
    """Its name for ever, unique in the instrument."""
    text: Text
    """The statement, with one idea in it: “I know whom to call at night.”"""
    reverse: Annotated[bool, Hidden()] = False
    """Whether agreeing speaks for less of what the dimension is about; it is then counted the
    other way round."""


class Step(Model):
    """Something to do next."""

    text: Text
    """What to do, in one sentence."""
    unit: Annotated[str, Field(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$", max_length=60)] = ""
    """The id of a unit of the course that it leads to, if there is one."""


class Reliability(Model):
    """What a study of the instrument has found; without one, no change is called reliable."""

    alpha: float = Field(gt=0, lt=1)
    """The reliability of the dimension's mean, from above 0 to below 1: alpha, omega or retest."""
    sd: float = Field(gt=0)
    """The standard deviation of the dimension's mean in that study, in points of the scale."""
    source: Text
    """Which study: how many people, where, when."""


class Dimension(Model):
    """Items that together say one thing."""

    id: Id
    """Its name for ever, unique in the instrument."""
    title: Text
    """What learners read above it and in the result."""
    items: tuple[Item, ...] = Field(min_length=1, max_length=40)
    """Its statements."""
    steps: Annotated[tuple[Step, ...], Hidden()] = Field((), max_length=6)
    """What helps with it, whatever the band; shown with the result."""
    myth: Annotated[Markdown, Hidden()] = ""
    """Shown with the result to whoever agrees with all of the dimension's reverse items (at least
    two): what they rest on, and what is known instead."""
    reliability: Annotated[Reliability | None, Hidden()] = None
    """What a study has found of its reliability."""


class Band(Model):
    """A range of means, and what they say."""

    id: Id
    """Its name for ever, unique in the instrument."""
    starts: float | None = None
    """The lowest mean in it, with one decimal at most; the lowest band has none. Means are rounded
    to one decimal first."""
    label: Annotated[Text, Hidden()]
    """Its name in two or three words: “Building”."""
    feedback: Annotated[Markdown, Hidden()] = ""
    """What it means, and what to do next, in one to three sentences."""


class Override(Model):
    """A low mean in one dimension that outweighs all others."""

    dimension: Annotated[Id, Hidden()]
    """The dimension."""
    below: Annotated[float, Hidden()]
    """The mean below which the text is shown, above everything else."""
    text: Annotated[Markdown, NotEmpty, Hidden()]
    """What the learner should know: “Do not teach alone yet.”"""


class Instrument(Model):
    """The statements, the scale and what answers mean; the same wherever it is used."""

    id: Id
    """Its name for ever, the same in all courses: first and later answers are found by it, within
    one organisation."""
    scale: tuple[Degree, ...] = Field(min_length=2, max_length=11)
    """The answers, from least to most."""
    no_basis: Text | None = None
    """What learners read beside the answer of whoever cannot tell: “No basis to answer”. Without
    it, there is no such answer."""
    order: Literal["fixed", "shuffled"] = "fixed"
    """Whether statements stand as written, or in another order for each learner (`shuffled`); in
    a shuffled instrument, learners do not see which dimension a statement belongs to."""
    pages: Literal["one", "dimensions"] = "one"
    """Whether all statements stand on one page, or each dimension on its own (`dimensions`)."""
    dimensions: tuple[Dimension, ...] = Field(min_length=1, max_length=20)
    """What it is about."""
    bands: tuple[Band, ...] = Field(min_length=1, max_length=8)
    """What means mean, from the lowest to the highest."""
    overrides: Annotated[tuple[Override, ...], Hidden()] = Field((), max_length=10)
    """Low means that outweigh all others."""

    @cached_property
    def items(self) -> Mapping[Id, Item]:
        """All items by their ids, in order."""
        return {item.id: item for dimension in self.dimensions for item in dimension.items}

    @cached_property
    def lowest(self) -> int:
        """The lowest value of the scale."""
        return self.scale[0].value

    @cached_property
    def highest(self) -> int:
        """The highest value of the scale."""
        return self.scale[-1].value

    def faults(self) -> Iterator[Diagnostic]:
        """Names used twice, scales and bands that are out of order, rules about nothing."""
        yield from repeated_ids(dimensions=self.dimensions, bands=self.bands)
        yield from _faults_of_dimensions(self)
        yield from _faults_of_scale(self)
        yield from _faults_of_bands(self)
        yield from _faults_of_pictures(self)


class SelfAssessment(Model):
    """An instrument with which learners look at their own practice."""

    introduction: Markdown = ""
    """What it is for, how long it takes, and how to answer."""
    notice: Annotated[Markdown, NotEmpty]
    """What learners should know about their privacy before the first answer, besides what the page
    says of itself: who is responsible here, whom to ask."""
    occasion: Occasion = "pre"
    """When it is taken: before (`pre`), after (`post`), some weeks later (`follow-up`), or
    afterwards about how it was before (`then`). Results of one instrument are shown together."""
    instrument: Instrument
    """The statements, the scale and what answers mean. `instrument: {file: my-practice.yaml}`
    takes it from a file, so that several units and courses share it."""
    debrief: Annotated[Markdown, Hidden()] = ""
    """What to think over afterwards; shown below the result."""
    facilitator: Annotated[Facilitator | None, Hidden()] = None
    """Notes for trainers."""

    @property
    def place(self) -> tuple[str, str]:
        """Where a learner's own answers are kept: the instrument, and the occasion."""
        return self.instrument.id, self.occasion


def _faults_of_dimensions(instrument: Instrument) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for at, dimension in enumerate(instrument.dimensions):
        for number, item in enumerate(dimension.items):
            if item.id in seen:
                yield Diagnostic(
                    "duplicate-id",
                    f"an earlier item of this instrument has the id `{item.id}`",
                    "give each an id of its own",
                    ("dimensions", at, "items", number, "id"),
                )
            seen.add(item.id)
        if dimension.myth and sum(item.reverse for item in dimension.items) < 2:
            yield Diagnostic(
                "myth-never-shown",
                "this `myth` is never shown: the dimension has fewer than two reverse items",
                "mark the items that hold the myth with `reverse: true`, or take it out",
                ("dimensions", at, "myth"),
            )
    names = sorted(dimension.id for dimension in instrument.dimensions)
    for at, override in enumerate(instrument.overrides):
        if override.dimension not in names:
            yield Diagnostic(
                "unknown-dimension",
                f"there is no dimension `{override.dimension}`",
                f"write one of: {', '.join(names)}",
                ("overrides", at, "dimension"),
            )


def _faults_of_scale(instrument: Instrument) -> Iterator[Diagnostic]:
    values = [degree.value for degree in instrument.scale]
    for at, (before, after) in enumerate(pairwise(values), 1):
        if after <= before:
            yield Diagnostic(
                "scale-out-of-order",
                f"the value {after} comes after {before}, which is not less",
                "write the scale from least to most, each value once",
                ("scale", at, "value"),
            )


def _faults_of_bands(instrument: Instrument) -> Iterator[Diagnostic]:
    starts = [band.starts for band in instrument.bands]
    if starts[0] is not None:
        yield Diagnostic(
            "first-band-starts",
            "the lowest band has a `starts`: means below it would have no band",
            "take its `starts` out",
            ("bands", 0, "starts"),
        )
    for at, (before, start) in enumerate(pairwise(starts), 1):
        if start is None:
            yield Diagnostic(
                "band-without-start",
                "only the lowest band has no `starts`",
                "write the lowest mean that belongs to it: `starts: 2.5`",
                ("bands", at),
            )
        elif not max(instrument.lowest, before or 0) < start <= instrument.highest:
            yield Diagnostic(
                "bands-out-of-order",
                f"this band starts at {start:g}, which is not above the band before it and within "
                f"the scale from {instrument.lowest} to {instrument.highest}",
                "write the bands from the lowest to the highest",
                ("bands", at, "starts"),
            )
        elif round(start, 1) != start:
            yield Diagnostic(
                "band-too-fine",
                f"means are rounded to one decimal, and {start:g} has more",
                f"write `starts: {round(start, 1):g}`",
                ("bands", at, "starts"),
            )


def _faults_of_pictures(instrument: Instrument) -> Iterator[Diagnostic]:
    """Pictures that are asked for by some learners only, which tells the server who they are."""
    from ..richtext import has_picture  # not before a text is read: it takes the library

    for path, text in _shown_to_some(instrument):
        if has_picture(text):
            found = _PICTURE.search(text)
            yield Diagnostic(
                "picture-for-some",
                "only some learners see this text, and the server's log would tell who asks for "
                "its picture",
                "take the picture out, or show it to all, in `introduction` or `debrief`",
                path,
                within=found[0] if found else "",
            )


_PICTURE = re.compile(r"!\[[^\]\n]*\]?|<(?:img|image)\b", re.IGNORECASE)


def _shown_to_some(instrument: Instrument) -> Iterator[tuple[Path, str]]:
    """The texts that hang on what somebody answered, and where they stand."""
    for at, dimension in enumerate(instrument.dimensions):
        yield ("dimensions", at, "myth"), dimension.myth
    for at, band in enumerate(instrument.bands):
        yield ("bands", at, "feedback"), band.feedback
    for at, override in enumerate(instrument.overrides):
        yield ("overrides", at, "text"), override.text
