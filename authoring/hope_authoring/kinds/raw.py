"""A block in the language of the platform itself, for what no other kind can say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated

from lxml import etree
from pydantic import Field

from hope_xblocks.content import Diagnostic, Model
from hope_xblocks.content.model import NotEmpty, without_unprintable
from hope_xblocks.kinds import Block, written_as

from .native import NativeKind, attribute

LARGEST = 200_000
"""Characters in one block; the largest in courses of others have a tenth of it."""


class Olx(Model):
    """A block as the platform writes it into its packages."""

    olx: Annotated[str, NotEmpty, Field(max_length=LARGEST)]
    """The XML of one element. Its `url_name` and `display_name` come from `id` and `title`."""

    def faults(self) -> Iterator[Diagnostic]:
        """XML that cannot be read, or that is no block."""
        yield from olx_faults(self.olx, "unit", ("course", "chapter", "sequential"))


def olx_faults(olx: str, where: str, misplaced: tuple[str, ...]) -> Iterator[Diagnostic]:
    """XML that cannot be read, or that is nothing that can stand *where* it stands."""
    if without_unprintable(olx) != olx:
        yield _fault("it holds an invisible character that no web page can show")
        return
    try:
        root = _parsed(olx)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        words = olx.split("\n")[line - 1 : line]
        # Only its own words: the reader's may name files of this computer.
        reason = (error.msg or "").partition(", line ")[0]
        yield _fault(f"line {line} of it: {reason}", (words or [""])[0].strip())
        return
    if getattr(root.getroottree().docinfo, "doctype", "") or any(
        not isinstance(one.tag, str) and one.tag is etree.Entity for one in root.iter()
    ):
        yield _fault("it has a DOCTYPE or names of its own for signs, which can do harm")
    elif root.tag in misplaced:
        yield _fault(f"a {where} cannot hold a `{root.tag}`")


def _fault(why: str, within: str = "") -> Diagnostic:
    return Diagnostic(
        "bad-olx",
        f"this is not the XML of a block: {why}",
        "copy the element from a package that the platform has exported, from its `<` to its end",
        ("olx",),
        within=within,
    )


@lru_cache(maxsize=8)
def _parsed(text: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=False
    )
    # As bytes: a text with an encoding in its first line would be refused.
    return etree.fromstring(text.strip().encode(), parser)


def element(block: Olx) -> etree._Element:
    """The element itself, with the id and the title of the block."""
    parsed = _parsed(block.olx)
    root = etree.fromstring(
        etree.tostring(parsed, encoding="utf-8"), etree.XMLParser(strip_cdata=False)
    )
    known = {name: value for name, value in root.attrib.items() if name not in _NAMES}
    root.attrib.clear()
    root.set("url_name", block.id)  # type: ignore[attr-defined]
    title = block.title  # type: ignore[attr-defined]
    root.set("display_name", attribute(title) if root.tag in _READ_AS_JSON else title)
    root.attrib.update(known)
    root.tail = None
    return root


_NAMES = ("url_name", "display_name")

_READ_AS_JSON = (
    *("html", "problem", "video", "discussion", "word_cloud", "poll_question", "annotatable"),
    *("lti", "vertical", "wrapper", "conditional", "split_test", "library_content"),
    *("itembank", "randomize"),
)
"""What the platform itself brings; other blocks take an attribute as it is written."""

kind = NativeKind("olx", written_as("olx", Block, Olx), element)
