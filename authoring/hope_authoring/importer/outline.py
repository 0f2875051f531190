"""The tree of an export → chapters, sequences and units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from ..kinds.native import attribute
from .blocks import Blocks, Data, with_groups
from .names import Names, patch, title
from .reading import BESIDE


class Outline:
    """Makes chapters, sequences and units, all of one course."""

    def __init__(
        self,
        names: Names,
        blocks: Blocks,
        formats: Mapping[str, str],
        groups: tuple[str, ...] = (),
    ) -> None:
        self._names, self._blocks, self._formats, self._groups = names, blocks, formats, groups

    def chapters(self, course: etree._Element) -> list[Data]:
        """All chapters of a course."""
        return [self._chapter(one) for one in _held(course) if one.tag not in BESIDE]

    def _chapter(self, element: etree._Element) -> Data:
        if element.tag != "chapter" or not _held(element):
            return self._raw(element)
        name = title(element)
        return {
            **self._keys(element, {}),
            "sequences": [self._sequence(one, name) for one in _held(element)],
        }

    def _sequence(self, element: etree._Element, chapter: str) -> Data:
        if element.tag != "sequential" or not _held(element):
            return self._raw(element)
        return {
            **self._keys(element, self._counting(element)),
            "units": [self._unit(one, chapter) for one in _held(element)],
        }

    def _counting(self, element: etree._Element) -> Data:
        """The keys for what counts, and until when, where they say just what stands there."""
        made: Data = {}
        name = self._formats.get(element.get("format", ""))
        if name is not None and element.get("graded") == "true":
            made |= {"counts_as": name} if name else {"graded": True}
        due = element.get("due", "")
        if due.endswith("T23:59:59Z"):
            made["due"] = due.removesuffix("T23:59:59Z")
        return made

    def _unit(self, element: etree._Element, chapter: str) -> Data:
        if element.tag != "vertical" or not _held(element):
            return self._raw(element)
        keys = with_groups(self._keys(element, {}), self._groups)
        return {**keys, "content": self._blocks.of(_held(element), chapter)}

    def _keys(self, element: etree._Element, more: Data) -> Data:
        """What all three have: their names, their settings, and *more*."""
        made: Data = {**self._names.keys(element), "title": title(element), **more}
        built = etree.Element(element.tag, display_name=attribute(made["title"]))
        if "due" in more:
            built.set("due", f"{more['due']}T23:59:59Z")
        if "counts_as" in more or "graded" in more:
            built.set("graded", "true")
            built.set("format", element.get("format", ""))
        if settings := patch(element, built):
            made["settings"] = settings
        return made

    def _raw(self, element: etree._Element) -> Data:
        """What has no place in our outline, with all that it holds."""
        keys = self._names.keys(element)
        raw = self._blocks.raw(element, keys)
        return {key: value for key, value in raw.items() if key != "kind"}


def _held(element: etree._Element) -> list[Any]:
    return [one for one in element if isinstance(one.tag, str)]
