"""A course → the files of an Open edX course package.

The shape is what Studio itself exports, with two choices that work on every release: components
stand inline in their unit, because pointers to blocks of other packages are not followed before
Verawood; and each has more than a `url_name`, because otherwise it would count as such a pointer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from lxml import etree

from hope_xblocks.kinds import Activity, Block, Kind, installed_kinds
from hope_xblocks.richtext import to_html

from .course import Course, Unit
from .kinds import native_kinds
from .kinds.native import attribute
from .remembered import remembered

ASSIGNMENT = "Exercises"
"""The one assignment type: what graded sequences count as."""


SETTINGS = set(Activity.model_fields) - set(Block.model_fields)
"""What an author writes for our blocks that is a setting of the block, not its content."""


def course_files(course: Course, image: tuple[str, bytes]) -> dict[str, bytes]:
    """Every file of the package by its path below the package's one folder.

    Args:
        course: what to write.
        image: name and bytes of the picture for the catalogue.
    """
    run = course.run
    files = {
        "course.xml": _xml(
            etree.Element("course", url_name=run, org=course.org, course=course.number)
        ),
        f"course/{run}.xml": _xml(
            _pointers(
                "course",
                {"display_name": attribute(course.title)},
                "chapter",
                (chapter.id for chapter in course.chapters),
            )
        ),
        f"policies/{run}/policy.json": _json({f"course/{run}": _policy(course, image[0])}),
        f"policies/{run}/grading_policy.json": _json(_grading(course)),
        "about/overview.html": (to_html(course.about) + "\n").encode(),
        "about/short_description.html": course.summary.encode(),
        f"static/{image[0]}": image[1],
    }
    for chapter in course.chapters:
        files[f"chapter/{chapter.id}.xml"] = _xml(
            _pointers(
                "chapter",
                {"display_name": attribute(chapter.title)},
                "sequential",
                (sequence.id for sequence in chapter.sequences),
            )
        )
        for sequence in chapter.sequences:
            settings = {"display_name": attribute(sequence.title)}
            if sequence.graded:
                settings |= {"format": ASSIGNMENT, "graded": "true"}
            files[f"sequential/{sequence.id}.xml"] = _xml(
                _pointers("sequential", settings, "vertical", (unit.id for unit in sequence.units))
            )
    for _chapter, _sequence, unit in course.units():
        files[f"vertical/{unit.id}.xml"] = _vertical(unit)
    return files


@remembered
def _vertical(unit: Unit) -> bytes:
    vertical = etree.Element("vertical", display_name=attribute(unit.title))
    vertical.extend(component(block) for block in unit.content)
    return _xml(vertical)


def component(block: Block) -> etree._Element:
    """The OLX element of a block, of whatever kind."""
    for native in native_kinds():
        if native.name == block.kind:
            return native.element(block)
    return _own(installed_kinds()[block.kind], block)


def block_types(course: Course) -> list[str]:
    """The types of blocks that need a plugin, sorted."""
    kinds = installed_kinds()
    used = {block.kind for *_, unit in course.units() for block in unit.content}
    return sorted(kinds[name].block_type for name in used if name in kinds)


def _own(kind: Kind, block: Block) -> etree._Element:
    """A block of one of the installed kinds: its settings as attributes, its content as YAML."""
    element = etree.Element(kind.block_type, url_name=block.id, display_name=block.title)
    settings = block.model_dump(include=SETTINGS, exclude_defaults=True)
    for name, value in settings.items():
        element.set(name, value if isinstance(value, str) else json.dumps(value).removesuffix(".0"))
    text = kind.text(block)
    # CDATA, so that the package reads like what the author wrote.
    element.text = text if "]]>" in text else etree.CDATA(text)
    return element


def _pointers(
    tag: str, settings: Mapping[str, str], below: str, ids: Iterable[str]
) -> etree._Element:
    element = etree.Element(tag, dict(settings))
    for id_ in ids:
        etree.SubElement(element, below, url_name=id_)
    return element


def _policy(course: Course, image: str) -> dict[str, object]:
    return {
        "language": course.language,
        "start": f"{course.start}T00:00:00Z",
        "end": f"{course.end}T23:59:59Z",
        "advanced_modules": block_types(course),
        "course_image": image,
        "tabs": [
            {"type": "courseware", "name": "Course"},
            {"type": "progress", "name": "Progress"},
        ],
    }


def _grading(course: Course) -> dict[str, object]:
    graded = sum(sequence.graded for chapter in course.chapters for sequence in chapter.sequences)
    return {
        "GRADER": [
            {
                "type": ASSIGNMENT,
                "short_label": "Ex",
                "min_count": graded,
                "drop_count": 0,
                "weight": 1.0,
            }
        ],
        "GRADE_CUTOFFS": {"Pass": course.pass_mark / 100},
    }


def _xml(element: etree._Element) -> bytes:
    if element.tag != "vertical":
        etree.indent(element)
    else:  # only the components on lines of their own: inside them, white space is content
        element.text = "\n  "
        for child in element:
            child.tail = "\n  "
        if len(element):
            element[-1].tail = "\n"
    return bytes(etree.tostring(element, encoding="utf-8")) + b"\n"


def _json(data: object) -> bytes:
    return (json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def default_image() -> tuple[str, bytes]:
    """The plain picture of a course that has none of its own."""
    return "course-image.png", (Path(__file__).parent / "course-image.png").read_bytes()
