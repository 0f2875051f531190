"""What an author writes for an ordering."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from hope_xblocks.content import (
    Diagnostic,
    Hidden,
    Id,
    Markdown,
    Model,
    NotEmpty,
    Text,
    repeated_ids,
)


class Step(Model):
    """One thing to do."""

    id: Id
    """Its name for ever."""
    text: Text
    """What is done, in a few words."""
    why: Annotated[Markdown, Hidden()] = ""
    """Why it stands where it stands; shown with the right order."""


class Ordering(Model):
    """Steps that the learner brings into the right order, and the one that matters most."""

    introduction: Markdown = ""
    """What the learner should know before beginning."""
    steps: tuple[Step, ...] = Field(min_length=3, max_length=12)
    """The steps, mixed up: learners see them as they stand here."""
    order: Annotated[tuple[Id, ...], Hidden()]
    """The ids of all steps, in the right order."""
    question: Annotated[Markdown, NotEmpty]
    """Asked when the right order is known; one of the steps is the answer."""
    key: Annotated[Id, Hidden()]
    """The id of the step that answers the question."""
    reason: Annotated[Markdown, NotEmpty, Hidden()]
    """Why it is this step; shown when the question has been answered."""

    def faults(self) -> Iterator[Diagnostic]:
        """Ids that are used twice, nowhere, or without a step; steps that are not mixed up."""
        ids = [step.id for step in self.steps]
        yield from repeated_ids(steps=self.steps)
        if sorted(self.order) != sorted(set(ids)):
            yield Diagnostic(
                "wrong-order",
                "this does not name every step once",
                f"bring these into the right order: {', '.join(dict.fromkeys(ids))}",
                ("order",),
            )
        elif list(self.order) == ids:
            yield Diagnostic(
                "not-mixed",
                "the steps stand in the right order already",
                "mix them up under `steps`",
                ("steps",),
            )
        if self.key not in ids:
            yield Diagnostic(
                "unknown-step",
                f"no step has the id `{self.key}`",
                f"possible are {', '.join(ids)}",
                ("key",),
            )
