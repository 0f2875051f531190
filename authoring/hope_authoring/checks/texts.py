"""Every text that an author wrote, with its place: what all checks of texts look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, get_args

from hope_xblocks.content import Markdown, Model, Path
from hope_xblocks.content.model import Prose

from ..course import Course
from ..quizzes import placed_sequences, placed_units
from ..remembered import remembered


@dataclass(frozen=True)
class Written:
    """A text of an author."""

    path: Path
    """Where it stands, from the unit down; what stands beside the units, from the course down."""
    text: str
    """As it was written."""
    is_markdown: bool
    """Whether signs like `*` and `[` mean something in it."""

    @cached_property
    def plain(self) -> str:
        """The same, as long, with blanks in the place of code, addresses and HTML."""
        text = self.text
        if not self.is_markdown:
            return text
        if "```" in text or "~~~" in text:
            text = _FENCED.sub(_blank, text)
        return _SIGNS.sub(_blank, text) if _HAS_SIGNS.search(text) else text

    @cached_property
    def own(self) -> str:
        """The plain text without what others are quoted with: quotes, titles, references."""
        text = _QUOTES.sub(_blank, self.plain)
        if not self.is_markdown:
            return text
        if "*" in text:
            text = _TITLES.sub(_blank, text)
        if "://" in self.text:
            # Where an address is given in full, a source is named, whose title is not ours.
            for found in _BLOCK.finditer(self.text):
                if _ADDRESS.search(found[0]):
                    text = text[: found.start()] + _blank(found) + text[found.end() :]
        return _QUOTED.sub(_blank, text) if ">" in text else text

    def within(self, start: int, end: int) -> str:
        """The words from *start* to *end*, with so many after them that they stand there first."""
        longer = end
        while self.text.find(self.text[start:longer]) != start:
            if longer >= min(end + 80, len(self.text)):
                return self.text[start:end]
            longer += 1
        return self.text[start:longer]


def _blank(found: re.Match[str]) -> str:
    words = found[0]
    if "\n" not in words:
        return " " * len(words)
    return "\n".join(" " * len(line) for line in words.split("\n"))


_HAS_SIGNS = re.compile(r"[`<]|\]\(|://")
_SIGNS = re.compile(
    r"`[^`\n]*`"
    r"|<[^<>]*>"
    r"|\]\((?:[^()\n]|\([^()\n]{0,500}\)){0,2000}\)"
    r"|https?://[^\s<>)]+"
)
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_QUOTES = re.compile(
    r'“[^“”]{1,600}[”“]|„[^„“”]{1,600}[“”]|«[^«»]{1,600}»|»[^«»]{1,600}«|"[^"]{1,600}"'
)
_TITLES = re.compile(r"(?<![*\w])\*(?![*\s])[^*\n]{1,200}\*(?![*\w])")
_QUOTED = re.compile(r"^[ ]{0,3}>.*$", re.MULTILINE)
_ADDRESS = re.compile(r"(?<!\]\()https?://")
_ITEM = r"[ ]*(?:[-*+]|\d+[.)])[ ]"
_BLOCK = re.compile(rf"^[^\n]*\S[^\n]*(?:\n(?!{_ITEM})[^\n]*\S[^\n]*)*", re.MULTILINE)
"""A paragraph, or an item of a list."""


class Field(NamedTuple):
    """A field of a model that can hold texts."""

    name: str
    is_prose: bool
    is_markdown: bool


@lru_cache(maxsize=512)
def fields_of(model: Any) -> tuple[Field, ...]:
    """The fields of a *model* that can hold texts, or models with texts."""
    found = []
    for name, field in model.model_fields.items():
        marks = [*field.metadata, *_marks(field.annotation)]
        prose = any(isinstance(mark, Prose) for mark in marks)
        if prose or _holds_models(field.annotation):
            found.append(Field(name, prose, _MARKDOWN in marks))
    return tuple(found)


_MARKDOWN = get_args(Markdown)[1]
"""What the texts of this sort have, and no others."""


def _marks(annotation: Any) -> Iterator[object]:
    yield from getattr(annotation, "__metadata__", ())
    for below in get_args(annotation):
        yield from _marks(below)


def _holds_models(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return True
    return any(map(_holds_models, get_args(annotation)))


def texts_in(thing: object, path: Path = ()) -> Iterator[Written]:
    """Every text in *thing*, which may be only sketched, in order."""
    if not isinstance(thing, Model):
        return
    values = thing.__dict__
    for name, is_prose, is_markdown in fields_of(type(thing)):
        value = values.get(name)
        if not value:
            continue
        if isinstance(value, str):
            if is_prose:
                yield Written((*path, name), value, is_markdown)
        elif isinstance(value, (tuple, dict, Model)):
            yield from _texts_below(value, (*path, name), is_prose, is_markdown)


def _texts_below(value: Any, path: Path, is_prose: bool, is_markdown: bool) -> Iterator[Written]:
    if isinstance(value, Model):
        yield from texts_in(value, path)
        return
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if isinstance(item, str):
            if is_prose and item:
                yield Written((*path, key), item, is_markdown)
        elif isinstance(item, (tuple, dict, Model)):
            yield from _texts_below(item, (*path, key), is_prose, is_markdown)


@remembered
def texts_of(unit: Model) -> tuple[Written, ...]:
    """Every text in a *unit*, with paths from the unit down."""
    return tuple(texts_in(unit))


_NOT_READ = ("chapters", "retired", "silenced")
"""What stands in the course and is read elsewhere, or by no learner."""


def texts_beside(course: Course) -> tuple[Written, ...]:
    """The texts of a course that stand in no unit: its own, and the titles of its parts."""
    found = [
        one
        for one in texts_in(course.model_copy(update=dict.fromkeys(_NOT_READ, ())))
        if one.path[0] not in _NOT_READ
    ]
    for path, part in (*_chapters(course), *placed_sequences(course)):
        if isinstance(title := getattr(part, "title", ""), str) and title:
            found.append(Written((*path, "title"), title, False))
    return tuple(found)


def _chapters(course: Course) -> Iterator[tuple[Path, Any]]:
    chapters = getattr(course, "chapters", ())
    for at, chapter in enumerate(chapters if isinstance(chapters, tuple) else ()):
        yield ("chapters", at), chapter


def all_texts(course: Course) -> Iterator[tuple[Path, Written]]:
    """Every text of a course, with the path that its own begins at."""
    for one in texts_beside(course):
        yield (), one
    for path, unit in placed_units(course):
        if isinstance(unit, Model):
            for one in texts_of(unit):
                yield path, one
