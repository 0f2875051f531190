"""Pictures and files that stand in texts: `![A gate](assets/gate.png)`, `[A list](assets/l.pdf)`.

In the package, the address of each is one that the platform makes that of the course.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar

from hope_xblocks.content import Model, Path

from .assets import FOLDER, asset_fields, link
from .checks.texts import Written, texts_beside, texts_of
from .course import Course
from .quizzes import blocks, placed_units
from .remembered import remembered

M = TypeVar("M", bound=Model)


class Named(NamedTuple):
    """An asset that an author names."""

    path: Path
    """Where it is named."""
    name: str
    """What is written: `assets/gate.png`."""
    within: str = ""
    """The words to point at, in a text."""


_IN_LINK = re.compile(
    rf"(\]\([ ]*)(?:<({FOLDER}/[^<>\n]+)>|({FOLDER}/(?:[^\s()<>\"']|\([^\s()<>\"']*\))+))"
)
_IN_HTML = re.compile(rf"(\b(?:src|href)[ ]*=[ ]*[\"'])()({FOLDER}/[^\"'<>\n]+)", re.IGNORECASE)


@remembered
def named_assets(course: Course) -> tuple[Named, ...]:
    """Every asset that a block or a text of a course names, which may be only sketched."""
    return tuple(_named_in(course))


def _named_in(course: Course) -> Iterator[Named]:
    for path, block in blocks(course):
        for field in asset_fields(block):
            name = getattr(block, field, None)
            if isinstance(name, str) and name.startswith(f"{FOLDER}/"):
                yield Named((*path, field), name)
    for one in texts_beside(course):
        yield from _named(one)
    for path, unit in placed_units(course):
        if isinstance(unit, Model):
            for named in _in_unit(unit):
                yield named._replace(path=(*path, *named.path))


@remembered
def _in_unit(unit: Model) -> tuple[Named, ...]:
    return tuple(named for one in texts_of(unit) for named in _named(one))


def _named(one: Written) -> Iterator[Named]:
    if one.is_markdown and f"{FOLDER}/" in one.text:
        for pattern in (_IN_LINK, _IN_HTML):
            for found in pattern.finditer(one.text):
                name = found[2] or found[3]
                start = found.start() + found[0].index(name)
                yield Named(one.path, name, one.within(start, start + len(name)))


def linked(course: Course) -> Course:
    """The course with the addresses of the platform in its texts; units that need none stay."""
    chapters = tuple(
        chapter.model_copy(
            update={
                "sequences": tuple(
                    sequence.model_copy(
                        update={
                            "units": tuple(
                                _linked(unit) if _in_unit(unit) else unit for unit in sequence.units
                            )
                        }
                    )
                    for sequence in chapter.sequences
                )
            }
        )
        for chapter in course.chapters
    )
    beside = course.model_copy(update={"chapters": ()})
    if any(f"{FOLDER}/" in one.text for one in texts_beside(beside)):
        beside = _linked(beside)
    return beside.model_copy(update={"chapters": chapters})


def _linked(value: Any) -> Any:
    if isinstance(value, Model):
        given = {name: _linked(getattr(value, name)) for name in type(value).model_fields}
        copy = value.model_copy(update=given)
        for name in copy.__dict__.keys() - type(value).model_fields.keys():
            del copy.__dict__[name]  # what was looked up in the text as it was
        return copy
    if isinstance(value, str):
        if f"{FOLDER}/" not in value:
            return value
        for pattern in (_IN_LINK, _IN_HTML):
            value = pattern.sub(lambda found: found[1] + link(found[2] or found[3]), value)
        return value
    if isinstance(value, tuple):
        return tuple(map(_linked, value))
    if isinstance(value, dict):
        return {key: _linked(item) for key, item in value.items()}
    return value
