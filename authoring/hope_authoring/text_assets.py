"""Pictures and files that stand in texts: `![A gate](assets/gate.png)`, `[A list](assets/l.pdf)`.

In the package, the address of each is one that the platform makes that of the course. What is
looked for (`named_assets`) and what is rewritten (`linked`) are the same texts: rich text, and OLX
that stands as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from hope_xblocks.content import Model, Path

from .assets import FOLDER, asset_fields, link
from .checks.texts import Written, fields_of, texts_beside, texts_of
from .course import Chapter, Course, Sequence
from .quizzes import blocks, in_order, placed_units
from .remembered import remembered


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
_IN_REFERENCE = re.compile(
    rf"(^[ ]{{0,3}}\[[^\[\]\n]+\]:[ \t]*)(?:<({FOLDER}/[^<>\n]+)>|({FOLDER}/[^\s<>]+))",
    re.MULTILINE,
)
_IN_HTML = re.compile(rf"(\b(?:src|href)[ ]*=[ ]*[\"'])()({FOLDER}/[^\"'<>\n]+)", re.IGNORECASE)
_WAYS = (_IN_LINK, _IN_REFERENCE, _IN_HTML)

_OLX = "olx"
"""The key below which OLX stands as it is, in a block or any part of the outline."""


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
        if one.is_markdown:
            yield from _named(one)
    for path, part in in_order(course):
        if isinstance(part, (Chapter, Sequence)):
            for one in _olx_in(part, path):
                yield from _named(one)
    for path, unit in placed_units(course):
        if isinstance(unit, Model):
            for named in _in_unit(unit):
                yield named._replace(path=(*path, *named.path))


@remembered
def _in_unit(unit: Model) -> tuple[Named, ...]:
    rich = (one for one in texts_of(unit) if one.is_markdown)
    return tuple(named for one in (*rich, *_olx_in(unit)) for named in _named(one))


def _olx_in(part: Model, path: Path = ()) -> Iterator[Written]:
    """The OLX that stands as it is in a part of a course, and in the blocks that it holds."""
    values = part.__dict__
    if isinstance(olx := values.get(_OLX), str):
        yield Written((*path, _OLX), olx, False)
    held = values.get("content")
    for at, block in enumerate(held if isinstance(held, tuple) else ()):
        if isinstance(block, Model):
            yield from _olx_in(block, (*path, "content", at))


def _named(one: Written) -> Iterator[Named]:
    if f"{FOLDER}/" in one.text:
        for pattern in _WAYS:
            for found in pattern.finditer(one.text):
                name = found[2] or found[3]
                start = found.start() + found[0].index(name)
                yield Named(one.path, name, one.within(start, start + len(name)))


def linked(course: Course) -> Course:
    """The course with the addresses of the platform in its texts; units that need none stay.

    Ask for its `named_assets` before: afterwards it names none in its texts.
    """

    def sequence(one: Sequence) -> Sequence:
        units = tuple(_linked(unit) if _in_unit(unit) else unit for unit in one.units)
        return one.model_copy(update={"units": units, _OLX: _with_addresses(one.olx)})

    def chapter(one: Chapter) -> Chapter:
        sequences = tuple(map(sequence, one.sequences))
        return one.model_copy(update={"sequences": sequences, _OLX: _with_addresses(one.olx)})

    chapters = tuple(map(chapter, course.chapters))
    beside = course.model_copy(update={"chapters": ()})
    if any(f"{FOLDER}/" in one.text for one in texts_beside(beside)):
        beside = _linked(beside)
    return beside.model_copy(update={"chapters": chapters})


def _linked(value: Any, is_rich: bool = False) -> Any:
    if isinstance(value, Model):
        rich = {field.name for field in fields_of(type(value)) if field.is_markdown} | {_OLX}
        given = {
            name: _linked(getattr(value, name), name in rich) for name in type(value).model_fields
        }
        copy = value.model_copy(update=given)
        for name in copy.__dict__.keys() - type(value).model_fields.keys():
            del copy.__dict__[name]  # what was looked up in the text as it was
        return copy
    if isinstance(value, str):
        return _with_addresses(value) if is_rich else value
    if isinstance(value, tuple):
        return tuple(_linked(item, is_rich) for item in value)
    if isinstance(value, dict):
        return {key: _linked(item, is_rich) for key, item in value.items()}
    return value


def _with_addresses(text: str) -> str:
    if f"{FOLDER}/" in text:
        for pattern in _WAYS:
            text = pattern.sub(lambda found: found[1] + link(found[2] or found[3]), text)
    return text
