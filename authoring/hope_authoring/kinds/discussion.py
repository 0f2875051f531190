"""A question to talk about: a text, and the platform's `discussion` block below it.

The platform shows the block where it runs its older forum. With the newer one, the discussion of a
unit stands beside the page, and the block shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from lxml import etree
from pydantic import PrivateAttr

from hope_xblocks.content import Markdown, Model
from hope_xblocks.content.model import NotEmpty
from hope_xblocks.kinds import Block, written_as
from hope_xblocks.richtext import to_html

from .native import Around, NativeKind, attribute


class Discussion(Model):
    """A question to talk about with others."""

    text: Annotated[Markdown, NotEmpty]
    """The question, and what to keep in mind: no names, nothing about a real case."""

    _chapter: str = PrivateAttr("")


def element(block: Discussion) -> etree._Element:
    """The `html` element with the question."""
    olx = etree.Element("html", url_name=block.id, display_name=attribute(block.title))  # type: ignore[attr-defined]
    olx.text = etree.CDATA(to_html(block.text))
    return olx


def more(block: Discussion) -> Iterator[etree._Element]:
    """The `discussion` element; no id of an author has a `_`."""
    title = block.title  # type: ignore[attr-defined]
    yield etree.Element(
        "discussion",
        url_name=f"{block.id}_topic",  # type: ignore[attr-defined]
        display_name=attribute(title),
        discussion_id=block.id,  # type: ignore[attr-defined]
        discussion_category=attribute(block._chapter or title),
        discussion_target=attribute(title),
    )


def placed(block: Discussion, around: Around) -> Discussion:
    """The discussion with its chapter, under which the forum lists it."""
    block = block.model_copy()
    block._chapter = around.chapter
    return block


kind = NativeKind("discussion", written_as("discussion", Block, Discussion), element, more, placed)
