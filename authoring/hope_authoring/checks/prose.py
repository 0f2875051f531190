"""Checks of single texts: they run once over each unit, and again only where it has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from hope_xblocks.content import Diagnostic, Model

from ..course import Course
from ..quizzes import placed_units
from ..remembered import remembered
from .colours import check_colours
from .headings import check_headings
from .law import check_law
from .links import check_link_words
from .media import check_media
from .personal import check_personal
from .readable import check_readable
from .terms import check_terms
from .texts import Written, texts_beside, texts_of

TEXT_CHECKS: tuple[Callable[[Sequence[Written], str], Iterator[Diagnostic]], ...] = (
    check_terms,
    check_readable,
    check_headings,
    check_link_words,
    check_media,
    check_personal,
    check_law,
    check_colours,
)
"""Each takes the texts of one block, or of what stands beside the units, and the language."""


def check_texts(course: Course) -> Iterator[Diagnostic]:
    """What is wrong with single texts."""
    language = course.language if isinstance(getattr(course, "language", ""), str) else ""
    language = language.partition("-")[0]
    yield from _found(texts_beside(course), language)
    for path, unit in placed_units(course):
        if isinstance(unit, Model):
            for fault in _in_unit(unit, language):
                yield fault.under(path)


@remembered
def _in_unit(unit: Model, language: str) -> tuple[Diagnostic, ...]:
    return tuple(
        fault
        for _block, texts in groupby(texts_of(unit), lambda one: one.path[:2])
        for fault in _found(texts, language)
    )


def _found(texts: Iterable[Written], language: str) -> Iterator[Diagnostic]:
    texts = tuple(texts)
    for check in TEXT_CHECKS:
        yield from check(texts, language)
