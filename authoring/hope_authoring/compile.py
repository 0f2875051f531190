"""The pipeline: a course folder → diagnostics, or a package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hope_xblocks.content import Diagnostic, InvalidContent, Node, locate, plain, read
from hope_xblocks.content.diagnostics import NOWHERE

from . import olx, source
from .archive import pack
from .checks import CHECKS
from .course import Course
from .reviews import filled


@dataclass(frozen=True)
class Build:
    """What came of compiling a course."""

    diagnostics: tuple[Diagnostic, ...]
    """Everything that is wrong, in the order of the files."""
    sources: frozenset[Path]
    """Every file that was read or looked for: when one changes, compile again."""
    course: Course | None = None
    """The course; None where an error stands in its way."""
    archive: bytes | None = None
    """The package, ready to import; None as above."""
    sketch: Course | None = None
    """As much of the course as could be made out, faults and all."""


def compile_course(folder: Path) -> Build:
    """Compiles the course in *folder*: finds every fault, or makes the package.

    Args:
        folder: where `course.yaml` is.
    """
    found = source.load(folder / "course.yaml", root(folder))
    faults = list(found.diagnostics)
    course: Course | None = None
    image = olx.default_image()
    if found.tree is not None:
        course, more = _read(found.tree)
        faults += more
        if course is not None and isinstance(course.image, str):
            picture = folder / course.image
            found.files.add(picture)
            if picture.is_file():
                image = (course.image, picture.read_bytes())
            else:
                missing = Diagnostic(
                    "missing-file",
                    f"there is no file “{course.image}” beside the course file",
                    "put the picture there, or take the line out",
                    ("image",),
                )
                faults.append(locate(found.tree, missing))
    faults.sort(key=lambda fault: (fault.place, fault.code, fault.message))
    if course is None or any(fault.severity == "error" for fault in faults):
        return Build(tuple(faults), frozenset(found.files), sketch=course)
    archive = pack(olx.course_files(course, image))
    return Build(tuple(faults), frozenset(found.files), course, archive, course)


def root(folder: Path) -> Path:
    """The folder that a course may take files from: all of the content, or its own folder."""
    folder = folder.resolve()
    return folder.parent.parent if folder.parent.name == "courses" else folder


def _read(tree: Node) -> tuple[Course | None, list[Diagnostic]]:
    """The course, or as much of it as can be made out, and what is wrong with it."""
    faults: list[Diagnostic] = []
    try:
        course: object = read(Course, plain(tree))
    except InvalidContent as error:
        faults += error.diagnostics
        course = error.sketch
    if isinstance(course, Course):
        faults += _checked(course)
        if not any(fault.severity == "error" for fault in faults):
            course, more = filled(course)
            faults += more
    located = (locate(tree, fault) for fault in _each_once(faults))
    told = [fault for fault in located if fault.place != NOWHERE]
    return (course if isinstance(course, Course) else None), told


def _checked(course: Course) -> Iterator[Diagnostic]:
    for check in CHECKS:
        yield from check(course)


def _each_once(faults: list[Diagnostic]) -> list[Diagnostic]:
    return list({(fault.code, fault.path, fault.message): fault for fault in faults}.values())
