"""What the compiler knows of a kind that the platform itself shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from hope_xblocks.content import Diagnostic, Model


@dataclass(frozen=True)
class Around:
    """What a block may have to know of the course in which it stands."""

    language: str
    """The code of the course's language."""
    chapter: str
    """The title of the chapter."""
    file: Callable[[str], Path | None]
    """Where an asset lies, by its name; None where there is none."""


@dataclass(frozen=True)
class NativeKind:
    """A kind of block and the OLX that it becomes."""

    name: str
    """What authors write after `kind:`."""
    written: type[Model]
    """What an author writes for a block of this kind."""
    element: Callable[[Any], etree._Element]
    """The OLX element of a block."""
    more: Callable[[Any], Iterable[etree._Element]] = lambda _block: ()
    """Elements that follow it in the unit, where one is not enough."""
    placed: Callable[[Any, Around], Any] | None = None
    """The block as it is in its course: told what it has to know of it."""
    files: Callable[[Any, Around], Mapping[str, bytes]] = lambda _block, _around: {}
    """What it needs below `static/` beside the assets that it names, by name."""
    problems: Callable[[Any, Around], Iterable[Diagnostic]] = lambda _block, _around: ()
    """What is wrong with the files that it names, with paths from the block down."""


def attribute(text: str) -> str:
    """*text* as an attribute of a block that the platform itself brings.

    Those read an attribute as JSON first: a title `null` would vanish, one in quotes lose them.
    """
    try:
        read_back = json.loads(text)
    except ValueError:
        return text
    return (
        json.dumps(text, ensure_ascii=False) if isinstance(read_back, (str, type(None))) else text
    )


def append_html(element: etree._Element, html: str) -> None:
    """Puts sanitised *html* into an element of a problem, which is XML throughout."""
    if "<" not in html and "&" not in html:
        element.text = (element.text or "") + html
        return
    parts = lxml_html.fragments_fromstring(html)
    if parts and isinstance(parts[0], str) and set(parts[0]) & {"<", "&"}:
        # The problem block unescapes the text before an element's first child once too often.
        element = etree.SubElement(element, "span")
    for part in parts:
        if isinstance(part, str):
            element.text = (element.text or "") + part
        else:
            part.attrib.pop("rel", "")
            element.append(part)
