"""Texts that also those find their way in who hear them: headings, tables, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from hope_xblocks.content import Diagnostic

from .texts import Written

_HEADING = re.compile(r"^(#{1,6})[ \t]*[^#\s].*$", re.MULTILINE)
_HTML_HEADING = re.compile(r"<h[1-6]\b", re.IGNORECASE)
_EMPTY_HEAD = re.compile(r"^[ ]*+(?:\|[ ]*+)++\n(?=[^\n]*-)[ :|-]++$", re.MULTILINE)
_TABLE = re.compile(r"<table\b.*?</table>", re.IGNORECASE | re.DOTALL)
_PICTURE = re.compile(r"!\[([^\[\]]*)\]\([ ]*<?([^\s)>]*)")
_IMG = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_ALT = re.compile(r"\balt[ ]*=[ ]*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_FILE = re.compile(r"\S+\.(?:png|jpe?g|gif|svg|webp)", re.IGNORECASE)
_NO_WORDS = ("image", "picture", "photo", "photograph", "figure", "graphic", "diagram", "img")


def check_headings(texts: Sequence[Written], language: str) -> Iterator[Diagnostic]:
    """Headings that skip a level, tables without a head, pictures without words."""
    for one in texts:
        if one.is_markdown:
            if "#" in one.text:
                yield from _headings(one)
            if "|" in one.text or "<" in one.text:
                yield from _tables(one)
            if "![" in one.text or "<" in one.text:
                yield from _pictures(one)


def _headings(one: Written) -> Iterator[Diagnostic]:
    before = 0
    for found in _HEADING.finditer(one.plain):
        level = len(found[1])
        if level > before + 1:
            message = f"this heading has {level} signs `#`, and "
            message += f"the one above it has {before}" if before else "is the first of the text"
            yield Diagnostic(
                "heading-order",
                message,
                f"write `{'#' * (before + 1)} {one.text[found.end(1) : found.end()].strip()}`",
                one.path,
                within=one.within(*found.span()),
                severity="warning",
            )
        before = level


def _tables(one: Written) -> Iterator[Diagnostic]:
    found = [match.span() for match in _EMPTY_HEAD.finditer(one.plain)]
    if "</table" in one.text.lower():
        found += [
            match.span()
            for match in _TABLE.finditer(one.text)
            if "<th" not in match[0].lower().replace("<thead", "")
        ]
    for start, end in found:
        yield Diagnostic(
            "table-without-header",
            "this table does not say what its columns hold",
            "write a word above each column, in the first row",
            one.path,
            within=one.within(start, one.text.find("\n", start, end) if start < end else end),
            severity="warning",
        )


def _pictures(one: Written) -> Iterator[Diagnostic]:
    for found in _PICTURE.finditer(one.text):
        if is_no_description(found[1], found[2]):
            yield _wordless(one, found, f"![what is to be seen]({found[2]})")
    for found in _IMG.finditer(one.text):
        alt = _ALT.search(found[0])
        # An empty `alt` says on purpose that the picture is an ornament.
        words = "".join(filter(None, alt.groups())) if alt else ""
        if not alt or (words and is_no_description(words, "")):
            yield _wordless(one, found, '<img alt="what is to be seen" …>')


def is_no_description(words: str, file: str) -> bool:
    """Whether the words of a picture say nothing of what is to be seen."""
    words = words.strip().lower()
    return (
        not words
        or words in _NO_WORDS
        or bool(_FILE.fullmatch(words))
        or words in (file.lower(), PurePosixPath(file).stem.lower())
    )


def _wordless(one: Written, found: re.Match[str], right: str) -> Diagnostic:
    return Diagnostic(
        "picture-without-words",
        "nobody who cannot see this picture learns what it shows",
        f"write `{right}`",
        one.path,
        within=one.within(*found.span()),
        severity="warning",
    )
