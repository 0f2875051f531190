"""The pipeline: a course folder → diagnostics, or a package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from hope_xblocks.content import Diagnostic, InvalidContent, Node, locate, plain, read
from hope_xblocks.content.diagnostics import NOWHERE

from . import olx, placing, published, source
from .archive import pack
from .checks import CHECKS
from .checks.files import check_files
from .course import Chapter, Course, Unit
from .editions import Regions, editions_in, load_regions, missing_regions, select
from .imported import imported_files
from .picture import PICTURE, picture
from .remembered import remembered
from .reviews import filled
from .silencing import without_silenced
from .text_assets import linked


@dataclass(frozen=True)
class Build:
    """What came of compiling a course."""

    diagnostics: tuple[Diagnostic, ...]
    """Everything that is wrong, in the order of the files."""
    sources: frozenset[Path]
    """Every file that was read or looked for: when one changes, compile again."""
    course: Course | None = None
    """The course; None where an error stands in its way."""
    sketch: Course | None = None
    """As much of the course as could be made out, faults and all."""
    edition: str = ""
    """The region that it is made for; empty where the course has no editions."""
    name: str = ""
    """What the package is called, where there is one."""
    editions: tuple[str, ...] = ()
    """All editions that the course has."""
    image: tuple[str, bytes] = ("", b"")
    """Name and bytes of the picture for the catalogue."""
    statics: Mapping[str, Path | bytes] = field(default_factory=dict)
    """What blocks need below `static/`, by name: files, or their bytes."""
    imported: Mapping[str, Path] = field(default_factory=dict)
    """What came with an imported course and goes along as it is."""

    @cached_property
    def archive(self) -> bytes | None:
        """The package, ready to import; None where an error stands in its way.

        Made when somebody asks: whoever only wants to know what is wrong need not wait for it.
        """
        return pack(self.files) if self.course else None

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """What is in the package, by the paths there; nothing where there is none."""
        if self.course is None:
            return {}
        return olx.course_files(self.course, self.image, self.statics, self.imported)


def compile_course(folder: Path, edition: str = "") -> Build:
    """Compiles the course in *folder*: finds every fault, or makes the package.

    Args:
        folder: where `course.yaml` is.
        edition: the region to make it for; without one, the first that the course names.
    """
    found = _find(folder)
    return _compile(found, edition or found.editions[0])


def compile_editions(folder: Path) -> list[Build]:
    """Compiles every edition of the course in *folder*; where it has none, that is one."""
    found = _find(folder)
    return [_compile(found, edition) for edition in found.editions]


@dataclass(frozen=True)
class _Found:
    """A course for all regions, as it was found on disk."""

    folder: Path
    tree: Node | None
    diagnostics: tuple[Diagnostic, ...]
    files: frozenset[Path]
    editions: tuple[str, ...]
    regions: Regions


def _find(folder: Path) -> _Found:
    course = source.load(folder / "course.yaml", root(folder))
    named = editions_in(course.tree) if course.tree else {}
    regions = Regions()
    if named:
        regions = load_regions(root(folder) / "regions", root(folder))
        regions.diagnostics += missing_regions(named, regions)
    return _Found(
        folder,
        course.tree,
        (*course.diagnostics, *regions.diagnostics),
        frozenset(course.files | regions.files),
        tuple(named) or ("",),
        regions,
    )


def _compile(found: _Found, edition: str) -> Build:
    faults = list(found.diagnostics)
    files = set(found.files)
    course: Course | None = None
    image = ("", b"")
    if found.tree is not None and edition not in found.editions:
        faults.append(_unknown_edition(found.tree, edition, found.editions))
    # Where regions are faulty, nobody knows what is left out, and all else would be guesses.
    elif found.tree is not None and not any(
        fault.severity == "error" for fault in found.regions.diagnostics
    ):
        tree, more = select(found.tree, edition, found.regions.by_code)
        faults += more
        course, more = _read(tree)
        faults += more
        if course is not None and isinstance(course.image, str):
            file = found.folder / course.image
            files.add(file)
            if file.is_file():
                image = (course.image, file.read_bytes())
            else:
                missing = Diagnostic(
                    "missing-file",
                    f"there is no file “{course.image}” beside the course file",
                    "put the picture there, or take the line out",
                    ("image",),
                )
                faults.append(locate(tree, missing))
        if course is not None:
            files |= placing.looked_at(course, found.folder)
            faults += (locate(tree, fault) for fault in placing.asset_faults(course, found.folder))
            faults += (
                locate(tree, fault) for fault in check_files(course, found.folder, found.tree)
            )
        if course is not None and not any(fault.severity == "error" for fault in faults):
            for fault in published.lost(course, edition, found.folder):
                faults.append(fault if fault.place != NOWHERE else locate(tree, fault))
        if course is not None:
            told = without_silenced(course, faults)
            faults = [one if one.place != NOWHERE else locate(tree, one) for one in told]
        files.add(found.folder / published.NAME)
    faults.sort(key=lambda fault: (fault.place, fault.code, fault.message))
    build = Build(
        tuple(faults), frozenset(files), sketch=course, edition=edition, editions=found.editions
    )
    if course is None or any(fault.severity == "error" for fault in faults):
        return build
    name = "-".join(filter(None, (course.org, course.number, course.run, edition)))
    if edition != found.editions[0]:
        # A run of its own, so that all editions can live in one LMS.
        course = course.model_copy(update={"run": course.run_of(edition)})
    if not course.image:
        image = (PICTURE, picture(course.title))
    course = placing.placed(course, found.folder)
    statics = placing.statics(course, found.folder)  # while texts still name assets
    course = linked(course)
    along = imported_files(found.folder, course.imported) if course.imported else {}
    build = replace(build, imported=along, sources=build.sources | set(along.values()))
    return replace(build, course=course, sketch=course, name=name, image=image, statics=statics)


def _unknown_edition(tree: Node, edition: str, there: tuple[str, ...]) -> Diagnostic:
    names = ", ".join(f"`{name}`" for name in there if name)
    fault = Diagnostic(
        "unknown-edition",
        f"this course has no edition `{edition}`",
        f"there are {names}" if names else "it has no `editions` at all",
        ("editions",),
    )
    return locate(tree, fault)


def root(folder: Path) -> Path:
    """The folder that a course may take files from: all of the content, or its own folder."""
    folder = folder.resolve()
    return folder.parent.parent if folder.parent.name == "courses" else folder


def _read(tree: Node) -> tuple[Course | None, list[Diagnostic]]:
    """The course, or as much of it as can be made out, and what is wrong with it."""
    faults: list[Diagnostic] = []
    try:
        course: object = _course(tree)
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


def _course(tree: Node) -> Course:
    """The course in *tree*; chapters and units that are the same as before are not read again.

    Raises:
        InvalidContent: with every fault.
    """
    chapters: list[Node] = []
    try:
        course = read(Course, _outline(tree, ("chapters",), _ANY_CHAPTER, chapters))
        return course.model_copy(update={"chapters": tuple(map(_chapter, chapters))})
    except InvalidContent:
        return read(Course, plain(tree))


@remembered
def _chapter(node: Node) -> Chapter:
    units: list[Node] = []
    chapter = read(Chapter, _outline(node, ("sequences", "units"), _ANY_UNIT, units))
    known = map(_unit, units)
    sequences = tuple(
        sequence.model_copy(update={"units": tuple(next(known) for _ in sequence.units)})
        for sequence in chapter.sequences
    )
    return chapter.model_copy(update={"sequences": sequences})


_unit = remembered(lambda node: read(Unit, plain(node)))

_ANY_UNIT = {
    "id": "unit",
    "title": "Unit",
    "content": [{"kind": "text", "id": "text", "title": "Text", "text": "Text"}],
}
_ANY_CHAPTER = {
    "id": "chapter",
    "title": "Chapter",
    "sequences": [{"id": "sequence", "title": "Sequence", "units": [_ANY_UNIT]}],
}


def _outline(node: Node, way: tuple[str, ...], any_: Any, found: list[Node]) -> Any:
    """The bare values of *node*, in which *any_* stands for each of what is *found* on the way."""
    if not way:
        found.append(node)
        return any_
    if not isinstance(node.value, dict):
        return plain(node)
    return {
        key: tuple(_outline(item, way[1:], any_, found) for item in below.value)
        if key == way[0] and isinstance(below.value, tuple)
        else plain(below)
        for key, below in node.value.items()
    }


def _checked(course: Course) -> Iterator[Diagnostic]:
    for check in CHECKS:
        yield from check(course)


def _each_once(faults: list[Diagnostic]) -> list[Diagnostic]:
    return list({(fault.code, fault.path, fault.message): fault for fault in faults}.values())
