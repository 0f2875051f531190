"""A text: the platform's `html` block."""

from __future__ import annotations

from typing import Annotated

from lxml import etree

from hope_xblocks.content import Markdown, Model
from hope_xblocks.content.model import NotEmpty
from hope_xblocks.kinds import Block, written_as
from hope_xblocks.richtext import to_html

from .native import NativeKind, attribute


class Text(Model):
    """Something to read."""

    text: Annotated[Markdown, NotEmpty]
    """The text, in Markdown."""


def element(block: Text) -> etree._Element:
    """The `html` element, with the text inside."""
    olx = etree.Element("html", url_name=block.id, display_name=attribute(block.title))  # type: ignore[attr-defined]
    olx.text = etree.CDATA(to_html(block.text))
    return olx


kind = NativeKind("text", written_as("text", Block, Text), element)
