"""A course package → chapters, sequences, units and components, read as the platform reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from opaque_keys.edx.locator import CourseLocator


@dataclass(frozen=True)
class Component:
    """A block of a unit, as its OLX element."""

    id: str
    type: str
    """The element's name, which is the type of the block."""
    usage: Any
    """The usage key: learners' work hangs on it."""
    node: etree._Element
    name: str
    """The usage key as a text."""


@dataclass(frozen=True)
class Unit:
    """One page of a course."""

    id: str
    title: str
    components: tuple[Component, ...]
    read: Mapping[str, bytes]
    """The files of the package that it was read from; none, where it has none of its own."""


@dataclass(frozen=True)
class Sequence:
    """Units that are taken in one sitting."""

    id: str
    title: str
    graded: bool
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Chapter:
    """A module."""

    id: str
    title: str
    sequences: tuple[Sequence, ...]


@dataclass(frozen=True)
class Course:
    """All of a package that a learner meets."""

    key: CourseLocator
    title: str
    language: str
    chapters: tuple[Chapter, ...]
    files: Mapping[str, bytes]
    """What is in `static/`, by the names that the platform gives: `a/b.png` is `a_b.png`."""

    def places(self) -> Iterator[tuple[Chapter, Sequence, Unit]]:
        """Every unit with what it stands in, in order."""
        for chapter in self.chapters:
            for sequence in chapter.sequences:
                for unit in sequence.units:
                    yield chapter, sequence, unit

    def units(self) -> tuple[Unit, ...]:
        """Every unit, in order."""
        return tuple(unit for *_, unit in self.places())


def read_course(files: Mapping[str, bytes], before: Course | None = None) -> Course:
    """The course in the *files* of a package, as an import finds it.

    Units whose files are the same as in the course *before* are its units, and are not read again.
    """
    return _Reader(files, before).course()


def words(node: etree._Element, name: str) -> str:
    """A text attribute of a block that the platform itself brings: those are read as JSON first."""
    text = node.get(name, "")
    try:
        read = json.loads(text)
    except ValueError:
        return text
    return "" if read is None else read if isinstance(read, str) else text


class _Reader:
    def __init__(self, files: Mapping[str, bytes], before: Course | None) -> None:
        self._files = files
        self._read: dict[str, bytes] = {}
        top = self._xml("course.xml")
        self._run = top.get("url_name", "")
        self._key: Any = CourseLocator(top.get("org"), top.get("course"), self._run)
        # Of another run, the blocks have other keys.
        is_same = before is not None and before.key == self._key
        self._known = {unit.id: unit for unit in before.units()} if before and is_same else {}

    def course(self) -> Course:
        node = self._xml(f"course/{self._run}.xml")
        policy = self._policy()
        return Course(
            key=self._key,
            title=policy.get("display_name") or words(node, "display_name"),
            language=policy.get("language") or node.get("language") or "en",
            chapters=tuple(map(self._chapter, self._below(node, "chapter"))),
            files={
                name.removeprefix("static/").replace("/", "_"): data
                for name, data in self._files.items()
                if name.startswith("static/")
            },
        )

    def _policy(self) -> Mapping[str, Any]:
        """The course's own settings, which win over its attributes."""
        text = self._files.get(f"policies/{self._run}/policy.json", b"{}")
        policy: Mapping[str, Any] = json.loads(text).get(f"course/{self._run}", {})
        return policy

    def _chapter(self, node: etree._Element) -> Chapter:
        below = self._below(node, "sequential")
        return Chapter(*_named(node), tuple(map(self._sequence, below)))

    def _sequence(self, node: etree._Element) -> Sequence:
        graded = node.get("graded") == "true"
        units = (self._unit(pointer) for pointer in node.iterchildren("vertical"))
        return Sequence(*_named(node), graded, tuple(units))

    def _unit(self, pointer: etree._Element) -> Unit:
        known = self._known.get(pointer.get("url_name", ""))
        if (
            known
            and known.read
            and all(self._files.get(name) == data for name, data in known.read.items())
        ):
            return known
        self._read = {}
        node = self._pointed_at(pointer)
        return Unit(*_named(node), tuple(self._components(node)), self._read)

    def _components(self, node: etree._Element) -> Iterator[Component]:
        """The components of a unit; what a bank holds stands behind it."""
        for child in self._below(node):
            yield self._component(child)
            if child.tag == "itembank":
                yield from self._components(child)

    def _component(self, node: etree._Element) -> Component:
        type_, id_ = str(node.tag), node.get("url_name", "")
        usage = self._key.make_usage_key(type_, id_)
        return Component(id_, type_, usage, node, str(usage))

    def _below(self, node: etree._Element, tag: str | None = None) -> Iterator[etree._Element]:
        """The children of *node*, those that are pointers read from their own files."""
        return map(self._pointed_at, node.iterchildren(tag or etree.Element))

    def _pointed_at(self, node: etree._Element) -> etree._Element:
        """What stands in the file that *node* points to; or *node*, where it is no pointer."""
        file = f"{node.tag}/{node.get('url_name', '').replace(':', '/')}.xml"
        is_pointer = set(node.attrib) == {"url_name"} and not len(node)
        if not is_pointer or (node.text or "").strip() or file not in self._files:
            return node
        found = self._xml(file)
        found.set("url_name", node.get("url_name", ""))
        return found

    def _xml(self, name: str) -> etree._Element:
        self._read[name] = self._files[name]
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
        return etree.fromstring(self._files[name], parser)


def _named(node: etree._Element) -> tuple[str, str]:
    id_ = node.get("url_name", "")
    return id_, words(node, "display_name") or id_
