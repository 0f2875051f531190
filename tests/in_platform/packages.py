"""The courses of this repository, compiled, and what is in each package."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from lxml import etree

from hope_authoring import manifest
from hope_authoring.compile import Build, compile_editions
from hope_xblocks.content import load
from hope_xblocks.kinds import Kind, installed_kinds

COURSES = Path(__file__).parents[2] / "course_content" / "courses"
CONTAINERS = {"chapter": "chapter", "sequence": "sequential", "unit": "vertical"}


@dataclass(frozen=True)
class BlockOfPackage:
    """A block as it stands in the package's files."""

    type: str
    id: str
    title: str | None
    parent: str | None
    settings: Mapping[str, str]
    text: str

    @property
    def kind(self) -> Kind | None:
        """Its kind, if it is one of ours."""
        kinds = installed_kinds().values()
        return next((kind for kind in kinds if kind.block_type == self.type), None)

    @cached_property
    def content(self) -> Any:
        """The content of a block of ours."""
        return load(self.kind.content, self.text)

    @property
    def moves(self) -> list[dict[str, Any]]:
        """The moves of somebody who does everything right; none where chance draws the tasks."""
        before = [{"move": "begin"}] if self.settings.get("content_note") else []
        return before + [dict(move) for move in self.kind.rules.expert(self.content)]


@dataclass(frozen=True)
class Package:
    """A package as `hope build` makes it."""

    build: Build
    folder: Path
    run: str = ""
    """The run of the course that it is imported into, if not its own."""

    @property
    def name(self) -> str:
        return self.build.name

    @property
    def course_key(self) -> str:
        course = self.build.course
        return f"course-v1:{course.org}+{course.number}+{self.run or course.run}"

    def usage_key(self, block: BlockOfPackage) -> str:
        """The key that *block* has on the platform."""
        return self.key(block.type, block.id)

    def key(self, type_: str, id_: str) -> str:
        """The key of a block on the platform."""
        run = self.course_key.removeprefix("course-v1:")
        return f"block-v1:{run}+type@{type_}+block@{id_}"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        return json.loads(manifest.text(self.build, self.folder))

    @cached_property
    def blocks(self) -> tuple[BlockOfPackage, ...]:
        """All blocks below the course, parents before their children."""
        return tuple(self._below(self._read("course.xml"), None))

    def ours(self) -> list[BlockOfPackage]:
        """The blocks of our kinds."""
        return [one for one in self.blocks if one.kind]

    def policy(self) -> dict[str, Any]:
        """How the course is graded."""
        run = self.build.course.run
        return json.loads(self.build.files[f"policies/{run}/grading_policy.json"])

    def _read(self, path: str) -> Any:
        return etree.fromstring(self.build.files[path])

    def _below(self, node: Any, parent: str | None) -> Iterator[BlockOfPackage]:
        id_ = node.get("url_name")
        if node.tag in ("course", *CONTAINERS.values()):
            node = self._read(f"{node.tag}/{id_}.xml")
        if node.tag == "course":
            id_ = "course"  # Studio's name for it, whatever the package's
        else:
            settings, text = dict(node.attrib), (node.text or "").strip()
            yield BlockOfPackage(
                node.tag, id_, settings.get("display_name"), parent, settings, text
            )
        if node.tag in ("course", *CONTAINERS.values()):
            for child in node.iterchildren(tag=etree.Element):
                yield from self._below(child, id_)


@cache
def compiled() -> tuple[Package, ...]:
    """Every edition of every course."""
    folders = sorted(file.parent for file in COURSES.glob("*/course.yaml"))
    return tuple(Package(build, folder) for folder in folders for build in compile_editions(folder))


def one_of_each_kind() -> list[tuple[Package, BlockOfPackage]]:
    """The first block of each of our kinds, with the package it is in."""
    found: dict[str, tuple[Package, BlockOfPackage]] = {}
    for package in compiled():
        for block in package.ours():
            if block.moves:
                found.setdefault(block.kind.name, (package, block))
    return list(found.values())
