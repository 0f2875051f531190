"""A course → the files of an Open edX course package.

The shape is what Studio itself exports, with two choices that work on every release: components
stand inline in their unit, because pointers to blocks of other packages are not followed before
Verawood; and each has more than a `url_name`, because otherwise it would count as such a pointer.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, cast

from lxml import etree

from hope_xblocks.kinds import Activity, Block, Carried, Kind, installed_kinds
from hope_xblocks.richtext import to_html

from .course import Chapter, Course, Sequence, Unit
from .imported import merged
from .kinds import NativeKind, native_kinds, raw
from .kinds.native import attribute
from .quizzes import blocks, has_waiting
from .remembered import remembered
from .settings import Assignment, certificates, group_access, partition

ASSIGNMENT = "Exercises"
"""What graded sequences count as, where the course says nothing about its grading."""


SETTINGS = set(Activity.model_fields) - set(Block.model_fields)
"""What an author writes for our blocks that is a setting of the block, not its content."""


def course_files(
    course: Course,
    image: tuple[str, bytes],
    statics: Mapping[str, Path | bytes] | None = None,
    imported: Mapping[str, Path | bytes] | None = None,
) -> dict[str, bytes]:
    """Every file of the package by its path below the package's one folder.

    Args:
        course: what to write.
        image: name and bytes of the picture for the catalogue.
        statics: what else lies below `static/`, by name: files, or their bytes.
        imported: what came with an imported course, see `imported.merged`.
    """
    run = course.run
    files = {
        "course.xml": _xml(
            etree.Element("course", url_name=run, org=course.org, course=course.number)
        ),
        f"course/{run}.xml": _xml(
            _holder("course", {"display_name": attribute(course.title)}, "chapter", course.chapters)
        ),
        f"policies/{run}/policy.json": _json({f"course/{run}": _policy(course, image[0])}),
        f"policies/{run}/grading_policy.json": _json(_grading(course)),
        "about/overview.html": (to_html(course.about) + "\n").encode(),
        "about/short_description.html": course.summary.encode(),
        f"static/{image[0]}": image[1],
    }
    for chapter in course.chapters:
        files |= _file("chapter", chapter, {}, "sequential", chapter.sequences)
        for sequence in chapter.sequences:
            settings: dict[str, str] = {}
            if name := _format(course, sequence):
                settings |= {"format": name, "graded": "true"}
            if sequence.due:
                settings["due"] = f"{sequence.due}T23:59:59Z"
            if has_waiting(sequence):  # or the platform's own pages would show points before
                settings["show_correctness"] = "past_due"
            files |= _file("sequential", sequence, settings, "vertical", sequence.units)
            for unit in sequence.units:
                files |= _file("vertical", unit, {}) if unit.olx else {_path(unit): _vertical(unit)}
    files |= _beside(course)
    for name, data in (statics or {}).items():
        files[f"static/{name}"] = data if isinstance(data, bytes) else data.read_bytes()
    return merged(files, run, imported) if imported else files


def _file(
    tag: str,
    thing: Chapter | Sequence | Unit,
    settings: Mapping[str, str],
    below: str = "",
    things: Iterable[Chapter | Sequence | Unit] = (),
) -> dict[str, bytes]:
    """The file of a part of the outline, where it has one of its own."""
    if not thing.olx:
        title = {"display_name": attribute(thing.title)}
        element = carry(_holder(tag, {**title, **settings}, below, things), thing)
    elif _stands_alone(element := raw_element(thing)):
        tag = str(element.tag)
        element.attrib.pop("url_name")
    else:
        return {}
    return {f"{tag}/{_file_name(thing)}.xml": _xml(element)}


def _path(unit: Unit) -> str:
    return f"vertical/{_file_name(unit)}.xml"


def _file_name(thing: Carried) -> str:
    return thing.platform_name.replace(":", "/")


def _holder(
    tag: str,
    settings: Mapping[str, str],
    below: str,
    things: Iterable[Chapter | Sequence | Unit],
) -> etree._Element:
    """An element that points to what it holds, or holds it itself where that has no own file."""
    holder = etree.Element(tag, dict(settings))
    for thing in things:
        element = raw_element(thing) if thing.olx else None
        if element is None or _stands_alone(element):
            kind = below if element is None else str(element.tag)
            element = etree.Element(kind, url_name=thing.platform_name)
        holder.append(element)
    return holder


def _stands_alone(element: etree._Element) -> bool:
    """Whether the platform finds it in a file of its own."""
    return element.tag in ("chapter", "sequential", "vertical")


def raw_element(thing: Chapter | Sequence | Unit) -> etree._Element:
    """A part of the outline that is written in the platform's language."""
    return carry(raw.element(cast(raw.Olx, thing)), thing)


def carry(element: E, thing: Carried) -> E:
    """The *element* with the name and the settings that came with it."""
    if thing.url_name and element.get("url_name"):
        element.set("url_name", thing.url_name)
    for name, value in thing.settings.items():
        if value is None:
            element.attrib.pop(name, "")
        else:
            element.set(name, value if isinstance(value, str) else json.dumps(value))
    return element


E = TypeVar("E", bound=etree._Element)


def _beside(course: Course) -> dict[str, bytes]:
    """The pages and papers beside the outline, where there are some."""
    files = {f"tabs/{page.id}.html": _html(page.text) for page in course.pages}
    if course.handouts:
        files["info/handouts.html"] = _html(course.handouts)
    if course.updates:
        # The platform counts them up and shows the one with the highest number first.
        numbered = enumerate(reversed(course.updates), 1)
        items = [
            {
                "id": number,
                "date": f"{update.date:%B} {update.date.day}, {update.date.year}",
                "content": to_html(update.text),
                "status": "visible",
            }
            for number, update in numbered
        ]
        files["info/updates.items.json"] = _json(items)
        files["info/updates.html"] = b"<ol></ol>\n"
    return files


def _html(markdown: str) -> bytes:
    return (to_html(markdown) + "\n").encode()


@remembered
def _vertical(unit: Unit) -> bytes:
    vertical = etree.Element("vertical", display_name=attribute(unit.title))
    _keep_for(vertical, unit)
    carry(vertical, unit)
    vertical.extend(one for block in unit.content for one in components(block))
    return _xml(vertical)


def components(block: Block) -> Iterator[etree._Element]:
    """All OLX elements of a block: nearly always one."""
    yield component(block)
    if native := _natives().get(block.kind):
        for element in native.more(block):
            _keep_for(element, block)
            yield element


def component(block: Block) -> etree._Element:
    """The OLX element of a block, of whatever kind."""
    if native := _natives().get(block.kind):
        element = native.element(block)
        element.extend(component(one) for one in getattr(block, "content", ()))
    else:
        element = _own(installed_kinds()[block.kind], block)
    _keep_for(element, block)
    return carry(element, block)


def _keep_for(element: etree._Element, thing: Block | Unit) -> None:
    """Keeps a unit or block for the groups that it names."""
    if groups := getattr(thing, "for"):
        element.set("group_access", group_access(groups))


@lru_cache(maxsize=1)
def _natives() -> Mapping[str, NativeKind]:
    return {native.name: native for native in native_kinds()}


def block_types(course: Course) -> list[str]:
    """The types of blocks that need a plugin, sorted."""
    kinds = installed_kinds()
    used = {block.kind for _path, block in blocks(course)}
    types = {kinds[name].block_type for name in used if name in kinds}
    return sorted(types | ({"word_cloud"} if "word-cloud" in used else set()))


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


def _policy(course: Course, image: str) -> dict[str, object]:
    modules = course.settings.get("advanced_modules")
    more = {str(one) for one in modules} if isinstance(modules, list) else set()
    return {
        **course.settings,
        "language": course.language,
        "start": f"{course.start}T00:00:00Z",
        "end": f"{course.end}T23:59:59Z",
        "advanced_modules": sorted({*block_types(course), *more}),
        "course_image": image,
        "tabs": [
            {"type": "courseware", "name": "Course"},
            {"type": "progress", "name": "Progress"},
            *(
                {"type": "static_tab", "name": page.title, "url_slug": page.id}
                for page in course.pages
            ),
        ],
        **dict(_chosen(course)),
    }


def _chosen(course: Course) -> Iterator[tuple[str, object]]:
    """Settings that are written only where an author has chosen them."""
    if (enrolment := course.enrolment) and enrolment.start:
        yield "enrollment_start", f"{enrolment.start}T00:00:00Z"
    if enrolment and enrolment.end:
        yield "enrollment_end", f"{enrolment.end}T23:59:59Z"
    if course.pacing:
        yield "self_paced", course.pacing == "self"
    if course.prerequisites:
        yield "pre_requisite_courses", list(course.prerequisites)
    if course.groups:
        yield "user_partitions", [partition(course.groups)]
    if course.certificate:
        yield "certificates", certificates(course.certificate, course.title)
        yield "cert_html_view_enabled", True
        behavior = "end" if course.certificate.at_end else "early_no_info"
        yield "certificates_display_behavior", behavior


def _assignments(course: Course) -> tuple[Assignment, ...]:
    return course.grading or (Assignment(id="exercises", title=ASSIGNMENT, weight=100),)


def _format(course: Course, sequence: Sequence) -> str:
    """The title of what a sequence counts as; empty where it does not count."""
    assignments = _assignments(course)
    if sequence.counts_as:
        return next(one.title for one in assignments if one.id == sequence.counts_as)
    return assignments[0].title if sequence.graded else ""


def _grading(course: Course) -> dict[str, object]:
    counts = Counter(
        _format(course, sequence) for chapter in course.chapters for sequence in chapter.sequences
    )
    return {
        "GRADER": [
            {
                "type": one.title,
                "short_label": one.title[:2],
                "min_count": counts[one.title],
                "drop_count": one.droppable,
                "weight": one.weight / 100,
            }
            for one in _assignments(course)
        ],
        "GRADE_CUTOFFS": {"Pass": course.pass_mark / 100},
    }


def _xml(element: etree._Element) -> bytes:
    if len(element):  # only what it holds on lines of its own: inside, white space is content
        element.text = "\n  "
        for child in element:
            child.tail = "\n  "
        element[-1].tail = "\n"
    return bytes(etree.tostring(element, encoding="utf-8")) + b"\n"


def _json(data: object) -> bytes:
    return (json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
