"""LMS and Studio together, on one database and one store of content."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from . import mongo_server
from .packages import Package
from .worker import Worker

_numbers = count(1)


@dataclass(frozen=True)
class Move:
    """A move that was made, and what came of it."""

    sent: Mapping[str, Any]
    status: int
    answer: Any
    written: Mapping[str, int]
    grade_changed: bool


@dataclass
class Platform:
    """LMS and Studio, in which courses are imported and played."""

    lms: Worker
    studio: Worker
    database: str
    mongo_port: int
    folder: Path
    _imported: dict[str, Any] = field(default_factory=dict)
    _played: dict[str, Any] = field(default_factory=dict)
    _workshops: dict[str, Package] = field(default_factory=dict)

    def another_lms(self, name: str) -> Worker:
        """A further process of the LMS, on the same databases."""
        return Worker("lms", self.database, self.mongo_port, self.folder, name)

    def imported(self, package: Package) -> Mapping[str, Any]:
        """What Studio says of the import of *package* into its own course, which is done once."""
        if package.course_key not in self._imported:
            course = package.build.course
            self.create(course.org, course.number, course.run)
            self._imported[package.course_key] = self.import_(package, package.course_key)
        return self._imported[package.course_key]

    def create(self, org: str, number: str, run: str) -> str:
        """The key of a new course without content."""
        return self.studio.do("create_course", org, number, run, "A course of these tests")

    def import_(self, package: Package, course: str, archive: bytes | None = None) -> Any:
        """Imports *package*, or another *archive* of it, into a *course* that is there."""
        name = f"{package.name}.tar.gz"
        said = self.studio.do("import_package", course, name, archive or package.build.archive)
        self.lms.do("published", course)
        return said

    def copy_of(self, package: Package) -> Package:
        """*package* in a course of its own, in which a test may do what it likes."""
        course = package.build.course
        run = f"copy-{next(_numbers)}"
        copy = Package(package.build, package.folder, run)
        assert self.create(course.org, course.number, run) == copy.course_key
        assert self.import_(package, copy.course_key)["ImportStatus"] == IMPORTED
        return copy

    def workshop(self, package: Package) -> Package:
        """*package* in a further course, to whose units tests add blocks."""
        if package.course_key not in self._workshops:
            self._workshops[package.course_key] = self.copy_of(package)
        return self._workshops[package.course_key]

    def learner(self, package: Package) -> str:
        """The name of a new learner who is enrolled."""
        name = f"learner-{next(_numbers)}"
        self.lms.do("enrol", package.course_key, name)
        return name

    def played(self, package: Package) -> tuple[str, Mapping[str, list[Move]]]:
        """A learner who has played all of *package*, once, and the moves made in each block."""
        if package.course_key not in self._played:
            self.imported(package)
            learner = self.learner(package)
            moves = {
                block.id: self.play(learner, package.usage_key(block), block.moves)
                for block in package.ours()
            }
            self._played[package.course_key] = (learner, moves)
        return self._played[package.course_key]

    def play(self, learner: str, usage: str, moves: list[dict[str, Any]]) -> list[Move]:
        """Makes *moves* one after the other, on the page as it is then."""
        made = []
        course = "course-v1:" + usage.removeprefix("block-v1:").partition("+type@")[0]
        for move in moves:
            before = self.lms.do("states", learner, course).get(usage, {})
            sent = sent_on(before.get("fields", {}).get("state", {}).get("revision", 0), move)
            status, answer, written, _grades = self.lms.do("handler", learner, usage, "move", sent)
            after = self.lms.do("states", learner, course).get(usage, {})
            made.append(
                Move(sent, status, answer, written, before.get("grade") != after.get("grade"))
            )
        return made


IMPORTED = 4
"""What Studio's page says when an import has succeeded."""


def sent_on(revision: int, move: Mapping[str, Any]) -> dict[str, Any]:
    """What the page sends of a *move* that is made on this revision."""
    return {"id": f"m{next(_numbers)}", "revision": revision, "move": dict(move)}


@contextlib.contextmanager
def running(database: Mapping[str, Any], folder: Path) -> Iterator[Platform]:
    """LMS and Studio on an empty *database*, which get their tables now."""
    with mongo_server.running() as port, contextlib.ExitStack() as ends:
        told = json.dumps(database)
        workers = [Worker(side, told, port, folder) for side in ("lms", "cms")]
        for worker in workers:
            ends.callback(worker.stop)
        for worker in workers:
            worker.do("migrate")
        workers[0].do("begin")
        yield Platform(*workers, told, port, folder)
