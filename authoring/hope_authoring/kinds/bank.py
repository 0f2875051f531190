"""A bank of blocks from which each learner gets some: the platform's `itembank` block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Union

from lxml import etree
from pydantic import Field

from hope_xblocks.content import Diagnostic, Model
from hope_xblocks.kinds import Block, installed_kinds, written_as

from . import (
    discussion,
    download,
    matching,
    number_question,
    question,
    raw,
    text,
    text_question,
    video,
    word_cloud,
)
from .native import NativeKind, attribute

SIMPLE: tuple[NativeKind, ...] = (
    *(text.kind, question.kind, text_question.kind, number_question.kind, matching.kind),
    *(video.kind, download.kind, discussion.kind, word_cloud.kind, raw.kind),
)
"""The kinds that hold no other blocks."""

# What stands as one element in the platform; the others would be torn apart.
_WHOLE = [one for one in SIMPLE if one not in (video.kind, discussion.kind)]

if TYPE_CHECKING:
    Held = Block
else:
    Held = Annotated[
        Union[tuple(kind.written for kind in (*_WHOLE, *installed_kinds().values()))],  # noqa: UP007
        Field(discriminator="kind"),
    ]


class Bank(Model):
    """Blocks of which each learner gets some, by chance."""

    choose: int = Field(ge=1, le=100)
    """How many of them each learner gets."""
    content: tuple[Held, ...] = Field(min_length=2, max_length=100)
    """The blocks to choose from."""

    def faults(self) -> Iterator[Diagnostic]:
        """More to choose than there is."""
        if self.choose > len(self.content):
            yield Diagnostic(
                "choose-too-many",
                f"{self.choose} are to be chosen, and there are only {len(self.content)}",
                f"write {len(self.content)} or less, or add blocks",
                ("choose",),
            )


def element(block: Bank) -> etree._Element:
    """The `itembank` element; the compiler puts the blocks into it."""
    return etree.Element(
        "itembank",
        url_name=block.id,  # type: ignore[attr-defined]
        display_name=attribute(block.title),  # type: ignore[attr-defined]
        max_count=str(block.choose),
    )


kind = NativeKind("bank", written_as("bank", Block, Bank), element)
