"""Names on the platform → ids of ours, which are narrower: each thing keeps both where it must."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from lxml import etree

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 60


class Names:
    """The ids of a course."""

    def __init__(self, course: etree._Element) -> None:
        self._taken: set[str] = set()
        self._fitting: dict[str, etree._Element] = {}
        for element in _things(course):
            name = element.get("url_name", "")
            if _ID.fullmatch(name) and len(name) <= _LONGEST:
                # The first one that has a name keeps it: names are unique in a course of ours.
                self._fitting.setdefault(name, element)

    def keys(self, element: etree._Element) -> dict[str, Any]:
        """The keys that say what an element is called: `id`, and `url_name` where it must be."""
        name = element.get("url_name", "")
        if self._fitting.get(name) is element:
            return {"id": name}
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or str(element.tag)
        id_, number = stem, 2
        while id_ in self._taken or id_ in self._fitting:
            id_, number = f"{stem}-{number}", number + 1
        self._taken.add(id_)
        return {"id": id_, "url_name": name}


def _things(above: etree._Element) -> Iterator[etree._Element]:
    for element in above:
        if isinstance(element.tag, str):
            yield element
            if element.tag in ("chapter", "sequential", "vertical", "itembank"):
                yield from _things(element)


def title(element: etree._Element, read_as_json: bool = True, without: str = "") -> str:
    """What an element is called by people; where it has no title, a word for what it is.

    Args:
        element: the element.
        read_as_json: whether the platform reads its attributes as JSON.
        without: what it is called without a title, if not by its tag.
    """
    text = element.get("display_name", "")
    if read_as_json:
        try:
            value = json.loads(text)
        except ValueError:
            value = text
        if isinstance(value, str):
            text = value
    text = " ".join(text.split())[:500]
    return text or without or str(element.tag).replace("_", " ").capitalize()


def patch(element: etree._Element, built: etree._Element) -> dict[str, str | None]:
    """The settings that make the attributes of *built* those of *element*."""
    found: dict[str, str | None] = {
        str(name): str(value)
        for name, value in element.attrib.items()
        if built.get(name) != value and name != "url_name"
    }
    return found | {str(name): None for name in built.attrib if name not in element.attrib}
