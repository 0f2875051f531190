"""Links say where they lead, and lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from hope_xblocks.case_study.content import CaseStudy
from hope_xblocks.content import Diagnostic, Model
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz

from ..course import Course
from ..quizzes import placed_sequences, placed_units
from ..remembered import remembered
from .texts import Written, texts_beside, texts_of

LONGEST = 80
"""Characters of an address that stands in a text as it is."""

_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\([ ]*<?([^\s)>]*)")
_NAKED = re.compile(r"(?<![(\"'\[<])<?(https?://[^\s<>)]+)")
_CODE = re.compile(r"`[^`\n]*`")

SAY_NOTHING = frozenset(
    (
        *("here", "click here", "click", "this", "this link", "this page", "link", "the link"),
        *("more", "read more", "see more", "learn more", "see here", "read here", "page"),
        *("website", "hier", "ici", "tukaj", "ovde", "ovdje", "aquí", "qui", "aici"),
    )
)
"""Words of links that tell nobody where they lead."""


def check_link_words(texts: Sequence[Written], language: str) -> Iterator[Diagnostic]:
    """Links whose words do not say where they lead."""
    for one in texts:
        if not one.is_markdown:
            continue
        if "](" in one.text:
            for found in _LINK.finditer(one.text):
                words = found[1].strip(" *_`.").lower()
                if words in SAY_NOTHING and not found[2].startswith("#"):
                    yield _bare(one, found, f"the words “{found[1]}” do not say where this leads")
        if "://" in one.text:
            for found in _NAKED.finditer(one.text):
                if len(found[1]) > LONGEST:
                    yield _bare(
                        one,
                        found,
                        f"this address has {len(found[1])} signs, to be read out one by one",
                    )


def _bare(one: Written, found: re.Match[str], message: str) -> Diagnostic:
    return Diagnostic(
        "bare-link",
        message,
        "write what is there: `[the guidelines of 2016](https://…)`",
        one.path,
        within=one.within(*found.span()),
        severity="warning",
    )


_JUMP = "/jump_to_id/"
_OUTSIDE = ("http://", "https://", "mailto:", "tel:")
_IN_COURSE = ("assets/", "/static/", "/courses/", "/course/", "/asset-v1:", "/c4x/")
_HREF = re.compile(r"<a\b[^<>]*?\bhref[ ]*=[ ]*[\"']([^\"']*)[\"']", re.IGNORECASE)


def check_links(course: Course) -> Iterator[Diagnostic]:
    """Links into the course that lead nowhere."""
    found = list(_links(texts_beside(course)))
    for path, unit in placed_units(course):
        if isinstance(unit, Model):
            found += [((*path, *at), words, to) for at, words, to in _links_of(unit)]
    if not found:
        return
    known = set(_names(course))
    for path, words, to in found:
        message, hint = _wrong(to, known)
        if message:
            yield Diagnostic("broken-link", message, hint, path, within=words, severity="warning")


def _wrong(to: str, known: set[str]) -> tuple[str, str]:
    """What is wrong with a link *to* something, and what to write; empty where nothing is."""
    if to.startswith(_JUMP):
        id_ = to.removeprefix(_JUMP).partition("#")[0].rstrip("/")
        if id_ in known:
            return "", ""
        close = get_close_matches(id_, known, n=1)
        hint = f"did you mean `{_JUMP}{close[0]}`?" if close else "write the id of a unit"
        return f"nothing in this course has the id `{id_}`", hint
    if to.startswith("#"):
        return (
            f"there is nothing called `{to}` on this page",
            "take the link out; only passages of quizzes and cases have names",
        )
    if to.startswith("www."):
        return "this link leads to a page of this course", f"write `https://{to}`"
    return (
        f"the link to “{to}” leads nowhere on the platform" if to else "this link leads nowhere",
        f"for a unit of this course write `{_JUMP}` and its id; for a file, `assets/` and its name",
    )


@remembered
def _links_of(unit: Model) -> tuple[tuple[Any, str, str], ...]:
    content = getattr(unit, "content", ())
    held = {
        at
        for at, block in enumerate(content if isinstance(content, tuple) else ())
        if isinstance(block, (RedFlagQuiz, CaseStudy))
    }
    return tuple(
        (path, words, to)
        for path, words, to in _links(texts_of(unit))
        if not (to.startswith("#") and path[:1] == ("content",) and path[1] in held)
    )


def _links(texts: Sequence[Written]) -> Iterator[tuple[Any, str, str]]:
    """The links that may lead nowhere: path, words to point at, target."""
    for one in texts:
        if not one.is_markdown or ("](" not in one.text and "<a" not in one.text.lower()):
            continue
        text = _CODE.sub(lambda found: " " * len(found[0]), one.text)
        for pattern, group in ((_LINK, 2), (_HREF, 1)):
            for found in pattern.finditer(text):
                to = found[group]
                if not to.lower().startswith((*_OUTSIDE, *_IN_COURSE)):
                    yield one.path, one.within(*found.span()), to


def _names(course: Course) -> Iterator[str]:
    for part in (
        *(getattr(course, "chapters", ()) or ()),
        *(one for _path, one in placed_sequences(course)),
        *(one for _path, one in placed_units(course)),
        *(
            block
            for _path, unit in placed_units(course)
            for block in (getattr(unit, "content", ()) or ())
        ),
    ):
        for name in (getattr(part, "id", ""), getattr(part, "url_name", "")):
            if isinstance(name, str) and name:
                yield name
