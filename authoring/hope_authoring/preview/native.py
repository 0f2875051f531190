"""The blocks that the platform itself brings, as the preview shows them.

They are stand-ins: small XBlocks that read the same OLX from the package as the platform's own, so
that a whole course can be played. `html` is shown as it is; a `problem` is played where its
questions are of a sort that the compiler makes, too; of a film elsewhere, a bank, a discussion, the
page says what the LMS will show; of anything else, that it will.
"""

from __future__ import annotations

from typing import Any

from lxml import etree
from markupsafe import escape
from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.fields import Scope, String

from hope_xblocks.content import dump
from hope_xblocks.kinds import Kind, installed_kinds
from hope_xblocks.platform import HopeXBlock

from . import problem
from .package import words


class HtmlBlock(XBlock):
    """Something to read."""

    content = String(scope=Scope.content, default="")

    @classmethod
    def parse_xml(cls, node: etree._Element, runtime: Any, keys: Any) -> HtmlBlock:
        """The block of an `html` element, whose text is HTML."""
        block: HtmlBlock = runtime.construct_xblock_from_class(cls, keys)
        parts = [node.text or "", *(etree.tostring(child, encoding="unicode") for child in node)]
        block.content = "".join(parts)
        return block

    def student_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """The text; the LMS shows no title above it."""
        return Fragment(f'<div class="text">{self.content}</div>')


class ProblemBlock(HopeXBlock):
    """A question with choices."""

    kind = Kind(
        name="problem",
        content=problem.Problem,
        rules=problem,
        package=__package__ or "",
        block_type="problem",
    )

    @classmethod
    def parse_xml(cls, node: etree._Element, runtime: Any, keys: Any) -> ProblemBlock:
        """The block of a `problem` element that `problem.from_olx` can read."""
        block: ProblemBlock = runtime.construct_xblock_from_class(cls, keys)
        question = problem.from_olx(node)
        assert question is not None  # noqa: S101 - or the block would be another
        block.content = dump(question)
        block.display_name = words(node, "display_name")
        block.weight = float(node.get("weight", "")) if node.get("weight") else None
        return block


class VideoBlock(XBlock):
    """A film on a server of the academy."""

    display_name = String(scope=Scope.settings, default="")
    address = String(scope=Scope.content, default="")

    @classmethod
    def parse_xml(cls, node: etree._Element, runtime: Any, keys: Any) -> VideoBlock:
        """The block of a `video` element with a source."""
        block: VideoBlock = runtime.construct_xblock_from_class(cls, keys)
        block.display_name = words(node, "display_name")
        block.address = next(source.get("src", "") for source in node.iter("source"))
        return block

    def student_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """The way to the film: the preview itself asks no other server for anything."""
        title, address = escape(self.display_name), escape(self.address)
        return Fragment(
            f'<div class="text"><h3>{title}</h3><p class="note">The LMS shows the film here: '
            f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a></p></div>'
        )


class BankBlock(XBlock):
    """What stands before the blocks of a bank."""

    completion_mode = "excluded"
    display_name = String(scope=Scope.settings, default="")
    max_count = String(scope=Scope.settings, default="")

    @classmethod
    def parse_xml(cls, node: etree._Element, runtime: Any, keys: Any) -> BankBlock:
        """The block of an `itembank` element; what it holds are blocks of the unit here."""
        block: BankBlock = runtime.construct_xblock_from_class(cls, keys)
        block.display_name = words(node, "display_name")
        block.max_count = node.get("max_count", "")
        return block

    def student_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """A note; the LMS shows no title above it."""
        note = f"The LMS shows {escape(self.max_count)} of the blocks below, by chance."
        title = escape(self.display_name)
        return Fragment(f'<div class="text"><h3>{title}</h3><p class="note">{note}</p></div>')


class TalkBlock(XBlock):
    """What learners do together: a discussion, a cloud of words."""

    completion_mode = "excluded"
    display_name = String(scope=Scope.settings, default="")
    asked = String(scope=Scope.content, default="")
    note = String(scope=Scope.content, default="")

    @classmethod
    def parse_xml(cls, node: etree._Element, runtime: Any, keys: Any) -> TalkBlock:
        """The block of a `discussion` or `word_cloud` element."""
        block: TalkBlock = runtime.construct_xblock_from_class(cls, keys)
        block.display_name = words(node, "display_name")
        block.asked = words(node, "instructions")
        block.note = (
            f"Learners write up to {node.get('num_inputs', '5')} words here, and see those of all."
            if node.tag == "word_cloud"
            else "Learners talk about it here, or beside the page, as your platform is set up."
        )
        return block

    def student_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """The question and a note."""
        asked = f"<h3>{escape(self.display_name)}</h3><p>{escape(self.asked)}</p>"
        note = f'<p class="note">{escape(self.note)}</p>'
        return Fragment(f'<div class="text">{asked if self.asked else ""}{note}</div>')


class OtherBlock(XBlock):
    """Something that only the LMS can show."""

    completion_mode = "excluded"
    display_name = String(scope=Scope.settings, default="")

    @classmethod
    def parse_xml(cls, node: etree._Element, runtime: Any, keys: Any) -> OtherBlock:
        """The block of any element; all but its title is left alone."""
        block: OtherBlock = runtime.construct_xblock_from_class(cls, keys)
        block.display_name = words(node, "display_name")
        return block

    def student_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """A note in its place."""
        title = escape(self.display_name)
        heading = f"<h3>{title}</h3>" if title else ""
        type_ = escape(self.scope_ids.block_type)
        note = f"The preview cannot show “{type_}”; the LMS will."
        return Fragment(f'<div class="text">{heading}<p class="note">{note}</p></div>')


def block_class(node: etree._Element) -> type[XBlock]:
    """The class that plays an element: of an installed kind its own, or one of these here."""
    if node.tag in block_types():
        return XBlock.load_class(str(node.tag))
    if node.tag == "html":
        return HtmlBlock
    if node.tag == "video" and any(source.get("src") for source in node.iter("source")):
        return VideoBlock
    if node.tag == "itembank":
        return BankBlock
    if node.tag in ("discussion", "word_cloud"):
        return TalkBlock
    if node.tag == "problem" and problem.from_olx(node) is not None:
        return ProblemBlock
    return OtherBlock


def block_types() -> frozenset[str]:
    """The types of block that the installed kinds bring."""
    return frozenset(kind.block_type for kind in installed_kinds().values())
