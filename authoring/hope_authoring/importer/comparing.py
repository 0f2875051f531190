"""Whether a course that was built again is the course that was exported."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from .about import same_moment
from .canonical import content
from .reading import BESIDE, Export


def number_of(export: Export) -> int:
    """How many chapters, sequences, units and blocks there are."""
    return len(_things(export.course))


def differences(one: Export, other: Export) -> Iterator[str]:
    """Where two courses differ, as sentences; nothing where learners would find them the same."""
    before, after = _things(one.course), _things(other.course)
    if [_name(element) for element in before] != [_name(element) for element in after]:
        missing = {_name(element) for element in before} - {_name(element) for element in after}
        yield f"the outline is not the same: {', '.join(sorted(missing)[:5]) or 'in its order'}"
        return
    for element, again in zip(before, after, strict=True):
        if _attributes(element) != _attributes(again):
            yield f"the settings of {_name(element)} are not the same"
        if element.tag not in _OUTLINE and content(element) != content(again):
            yield f"the content of {_name(element)} is not the same"
    if _beside(one.course) != _beside(other.course):
        yield "the books or the wiki of the course are not the same"
    titles = {"display_name"} - one.policy.keys()  # a course of ours has one in any case
    for key in sorted((one.policy.keys() | other.policy.keys()) - titles):
        if not same_moment(one.policy.get(key), other.policy.get(key)):
            yield f"the setting `{key}` of the course is not the same"
    if one.grading is not None and one.grading != other.grading:
        yield "the grading is not the same"
    for path in sorted(path for path in one.files if path.startswith("static/")):
        if path not in other.files:
            yield f"the file {path} is missing"
        elif one.files[path].read_bytes() != other.files[path].read_bytes():
            yield f"the file {path} is not the same"


def _beside(course: etree._Element) -> list[str]:
    return [
        etree.tostring(element, with_tail=False).decode()
        for element in course
        if element.tag in BESIDE
    ]


_OUTLINE = ("course", "chapter", "sequential", "vertical")


def _things(course: etree._Element) -> list[etree._Element]:
    """The outline and its blocks, in order, without what stands inside of a block."""
    found = []
    for element in course:
        if isinstance(element.tag, str) and element.tag not in BESIDE:
            found.append(element)
            if element.tag in _OUTLINE:
                found += _things(element)
    return found


def _name(element: etree._Element) -> str:
    return f"{element.tag} “{element.get('url_name')}”"


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}
