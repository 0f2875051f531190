"""What an author writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from hope_xblocks.content import Diagnostic, Hidden, Id, Markdown, Model, NotEmpty, repeated_ids


class Option(Model):
    """One of the things that can be chosen."""

    id: Id
    """Its name for ever: learners' answers hang on it."""
    text: Annotated[Markdown, NotEmpty]
    """What the learner may choose."""
    best: Annotated[bool, Hidden()] = False
    """Whether it is the best of all; true for one option."""
    reason: Annotated[Markdown, NotEmpty, Hidden()]
    """Why it is the best, or why it is not; shown after the choice."""


class BestAnswer(Model):
    """A question with options, one of which is the best."""

    prompt: Annotated[Markdown, NotEmpty]
    """The situation and the question."""
    options: tuple[Option, ...] = Field(min_length=2, max_length=8)
    """What the learner chooses from."""

    def faults(self) -> Iterator[Diagnostic]:
        """What the fields one by one cannot say: ids used twice, and none or several the best."""
        yield from repeated_ids(options=self.options)
        if sum(option.best for option in self.options) != 1:
            yield Diagnostic(
                "not-one-best",
                "one option must be the best",
                "write `best: true` into one of them, and into no other",
                ("options",),
            )
