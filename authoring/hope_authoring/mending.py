"""One text with what hinders its reading mended, where there is only one way to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from hope_xblocks.content import Node, parse, plain

_BEGINNING = re.compile(r"^[ \t]+", re.MULTILINE)
_TRAILING = re.compile(r"[ \t]+$")
_CURLY = re.compile(r"""^(\s*(?:-\s+)*(?:[\w-]+:\s+)?)[“„”]([^"\\“„”]*)[“”]\s*$""")
_MOST_QUOTES = 20
"""Lines in curly quotes that are mended in one go: the text is read again after each."""


def mended(data: bytes) -> bytes:
    """The bytes of a file, saying the same, in a form that can be read.

    Line ends are kept where they are the same throughout; a byte order mark is left out. What can
    be mended in several ways is left as it is.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data
    lines = unix(text)
    if parse(lines)[0] is None:
        lines = _with_straight_quotes(_indented_with_spaces(lines))
    if parse(lines)[0] is not None:
        lines = _without_trailing_space(lines)
    return with_ends_of(text, lines).encode()


def unix(text: str) -> str:
    """*text* with the line ends that a parser counts."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def with_ends_of(old: str, new: str) -> str:
    """*new* with the line ends of Windows, if all in *old* are."""
    ends = "\r\n" if "\n" in old and unix(old).replace("\n", "\r\n") == old else "\n"
    return new.replace("\n", ends)


def _indented_with_spaces(text: str) -> str:
    """*text* without tabs before its lines, if it says the same however wide a tab is."""
    readable: dict[str, Any] = {}
    for width in (2, 4, 8):
        for way in (_each_tab(width), _to_next_stop(width)):
            spaces = _BEGINNING.sub(way, text)
            node, faults = parse(spaces)
            if node is not None and not faults:
                readable[spaces] = plain(node)
    meanings = list(readable.values())
    same = meanings and all(one == meanings[0] for one in meanings)
    return next(iter(readable)) if same else text


def _each_tab(width: int) -> Callable[[re.Match[str]], str]:
    return lambda found: found[0].replace("\t", " " * width)


def _to_next_stop(width: int) -> Callable[[re.Match[str]], str]:
    return lambda found: found[0].expandtabs(width)


def _with_straight_quotes(text: str) -> str:
    """*text* with straight quotes around values that cannot be read in curly ones."""
    lines = text.split("\n")
    for _ in range(_MOST_QUOTES):
        node, faults = parse("\n".join(lines))
        if node is not None or not faults:
            return "\n".join(lines)
        at = faults[-1].place.line - 1
        found = _CURLY.match(lines[at]) if 0 <= at < len(lines) else None
        if not found:
            return text
        lines[at] = f'{found[1]}"{found[2]}"'
    return text


def _without_trailing_space(text: str) -> str:
    """*text* without spaces at the ends of lines, but in texts below a `|`, where they count."""
    node, faults = parse(text)
    lines = text.split("\n")
    kept = _lines_of_texts(text) if not faults else set(range(len(lines)))
    slim = "\n".join(
        line if at in kept else _TRAILING.sub("", line) for at, line in enumerate(lines)
    )
    return slim if slim != text and _same(node, parse(slim)[0]) else text


def _lines_of_texts(text: str) -> set[int]:
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: set[int] = set()
    for event in yaml.parse(text, Loader=loader):
        start, end = event.start_mark, event.end_mark
        if isinstance(event, yaml.ScalarEvent) and event.style and start and end:
            below = event.style in "|>"
            found.update(range(start.line + below, end.line + (below and end.column > 0)))
    return found


def _same(one: Node | None, other: Node | None) -> bool:
    return one is not None and other is not None and plain(one) == plain(other)
