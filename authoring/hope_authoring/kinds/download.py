"""A file to take away: a link in an `html` block of the platform."""

from __future__ import annotations

from html import escape
from pathlib import PurePosixPath

from lxml import etree
from pydantic import PrivateAttr

from hope_xblocks.content import Markdown, Model
from hope_xblocks.kinds import Block, written_as
from hope_xblocks.richtext import to_html

from ..assets import AssetName, link
from .native import Around, NativeKind, attribute


class Download(Model):
    """A file to take away."""

    file: AssetName
    """The file, in the folder `assets`: `assets/checklist.pdf`."""
    text: Markdown = ""
    """What it is for; stands above the link."""

    _bytes: int = PrivateAttr(0)


def element(block: Download) -> etree._Element:
    """The `html` element: the link says what comes, and how much of it."""
    title = block.title  # type: ignore[attr-defined]
    olx = etree.Element("html", url_name=block.id, display_name=attribute(title))  # type: ignore[attr-defined]
    olx.text = etree.CDATA(
        (to_html(block.text) if block.text else "")
        + f'<p><a href="{link(block.file)}" download="">{escape(title)}</a> '
        f"({_format(block.file)}, {_size(block._bytes)})</p>"
    )
    return olx


_FORMATS = {
    "docx": "Word",
    "doc": "Word",
    "xlsx": "Excel",
    "xls": "Excel",
    "pptx": "PowerPoint",
    "ppt": "PowerPoint",
    "odt": "OpenDocument",
    "ods": "OpenDocument",
    "odp": "OpenDocument",
    "htm": "HTML",
}


def _format(name: str) -> str:
    """What people call the format: names that are the same in all languages."""
    suffix = PurePosixPath(name).suffix.lstrip(".").lower()
    return _FORMATS.get(suffix, escape(suffix.upper() or "?"))


def _size(number: int) -> str:
    if number < 1_000_000:
        return f"{max(1, round(number / 1000))} kB"
    return f"{round(number / 1_000_000)} MB"


def placed(block: Download, around: Around) -> Download:
    """The file to take away with its size."""
    file = around.file(block.file)
    block = block.model_copy()
    block._bytes = file.stat().st_size if file else 0
    return block


kind = NativeKind("download", written_as("download", Block, Download), element, placed=placed)
