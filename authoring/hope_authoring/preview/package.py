"""A course package → chapters, sequences, units and components, read as the platform reads it."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
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


@dataclass(frozen=True)
class Unit:
    """One page of a course."""

    id: str
    title: str
    components: tuple[Component, ...]


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


def read_course(archive: bytes) -> Course:
    """The course in a .tar.gz *archive*, as an import finds it."""
    return _Reader(_files(archive)).course()


def words(node: etree._Element, name: str) -> str:
    """A text attribute of a block that the platform itself brings: those are read as JSON first."""
    text = node.get(name, "")
    try:
        read = json.loads(text)
    except ValueError:
        return text
    return "" if read is None else read if isinstance(read, str) else text


def _files(archive: bytes) -> dict[str, bytes]:
    """The archive's files by their paths below the folder in which `course.xml` is."""
    found: dict[PurePosixPath, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            if stream := tar.extractfile(member):
                found[PurePosixPath(member.name)] = stream.read()
    roots = [path.parent for path in found if path.name == "course.xml"]
    root = min(roots, key=lambda path: len(path.parts))
    return {
        str(path.relative_to(root)): data
        for path, data in found.items()
        if path.is_relative_to(root)
    }


class _Reader:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        top = self._xml("course.xml")
        self._run = top.get("url_name", "")
        self._key: Any = CourseLocator(top.get("org"), top.get("course"), self._run)

    def course(self) -> Course:
        node = self._xml(f"course/{self._run}.xml")
        policy = self._policy()
        return Course(
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
        below = self._below(node, "vertical")
        graded = node.get("graded") == "true"
        return Sequence(*_named(node), graded, tuple(map(self._unit, below)))

    def _unit(self, node: etree._Element) -> Unit:
        return Unit(*_named(node), tuple(self._components(node)))

    def _components(self, node: etree._Element) -> Iterator[Component]:
        """The components of a unit; what a bank holds stands behind it."""
        for child in self._below(node):
            yield self._component(child)
            if child.tag == "itembank":
                yield from self._components(child)

    def _component(self, node: etree._Element) -> Component:
        type_, id_ = str(node.tag), node.get("url_name", "")
        return Component(id_, type_, self._key.make_usage_key(type_, id_), node)

    def _below(self, node: etree._Element, tag: str | None = None) -> Iterator[etree._Element]:
        """The children of *node*, those that are pointers read from their own files."""
        for child in node.iterchildren(tag or etree.Element):
            file = f"{child.tag}/{child.get('url_name', '').replace(':', '/')}.xml"
            pointer = set(child.attrib) == {"url_name"} and not len(child)
            if pointer and not (child.text or "").strip() and file in self._files:
                found = self._xml(file)
                found.set("url_name", child.get("url_name", ""))
                yield found
            else:
                yield child

    def _xml(self, name: str) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
        return etree.fromstring(self._files[name], parser)


def _named(node: etree._Element) -> tuple[str, str]:
    id_ = node.get("url_name", "")
    return id_, words(node, "display_name") or id_
