"""What the compiler knows of a kind that the platform itself shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from hope_xblocks.content import Model


@dataclass(frozen=True)
class NativeKind:
    """A kind of block and the OLX that it becomes."""

    name: str
    """What authors write after `kind:`."""
    written: type[Model]
    """What an author writes for a block of this kind."""
    element: Callable[[Any], etree._Element]
    """The OLX element of a block."""


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
