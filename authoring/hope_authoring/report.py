"""Diagnostics as people and programs read them: text, JSON, SARIF, GitHub's workflow commands."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from hope_xblocks.content import Diagnostic, Place

Style = Callable[[str, str], str]
"""A text in a style (`error`, `warning`, `place`, `hint`), for a terminal; or as it is."""

WIDTH = 100
"""Columns of a line that is shown from a file; of longer ones, what is around the place."""


def plainly(text: str, _style: str) -> str:
    """*text* without any style."""
    return text


# Text


def as_text(diagnostics: Iterable[Diagnostic], style: Style = plainly) -> str:
    """A paragraph for each diagnostic: where, what, the line with a marker, and what to write.

    Args:
        diagnostics: in the order in which they are told.
        style: puts colour on a terminal.
    """
    all_ = list(diagnostics)
    parts = ["\n".join(_lines(one, style)) for one in all_]
    if all_:
        parts.append(counted(all_))
    return "\n\n".join(parts) + "\n" if parts else ""


def counted(diagnostics: Iterable[Diagnostic]) -> str:
    """How many of each severity: `2 errors, 1 warning`."""
    counts = Counter(one.severity for one in diagnostics)
    return ", ".join(
        f"{count} {name}{'' if count == 1 else 's'}" for name, count in sorted(counts.items())
    )


def _lines(one: Diagnostic, style: Style) -> Iterator[str]:
    where = harmless(_where(one.place))
    what = f"{one.severity}: {harmless(one.sentence)}"
    yield f"{style(where, 'place')}: {style(what, one.severity)} [{one.code}]"
    line = line_of(one.place)
    if line is None:
        if one.hint:
            yield f"  {style(harmless(one.hint), 'hint')}"
    else:
        number = f"{one.place.line:>5} | "
        shown, start, length = excerpt(line, one.place.column, extent(one))
        yield f"{number}{shown}"
        marker = (
            f"{' ' * (len(number) - 2)}| {' ' * start}{style('^' * max(1, length), one.severity)}"
        )
        hint = harmless(one.hint)
        if hint and start + length + len(hint) < WIDTH:
            yield f"{marker} {style(hint, 'hint')}"
        else:
            yield marker
            if hint:
                yield f"{' ' * (len(number) - 2)}= {style(hint, 'hint')}"
    for other in one.related:
        if other.place.file:
            yield f"  note: {harmless(other.message)}: {harmless(_where(other.place))}"


def _where(place: Place) -> str:
    file, line, column = place
    return f"{file}:{line}:{column}" if line else file


def harmless(text: str) -> str:
    """*text* without anything that a terminal would obey, or that would stand in another order."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        else sign
        for sign in text
    )


def excerpt(line: str, column: int, length: int) -> tuple[str, int, int]:
    """What of a *line* is shown, and where on the screen the marker begins and how long it is.

    Args:
        line: as it stands in the file.
        column: where the fault begins; the first is 1.
        length: how many characters it has.
    """
    begin = max(0, min(column - 1, len(line)))
    end = min(len(line), begin + length)
    cut = 0
    if end > WIDTH - 10:
        cut = max(0, begin - WIDTH // 3)
    shown = line[cut : cut + WIDTH]
    lead = "…" if cut else ""
    tail = "…" if cut + WIDTH < len(line) else ""
    before = _on_screen(line[cut:begin])
    marked = _on_screen(line[begin : min(end, cut + WIDTH)])
    return f"{lead}{_on_screen(shown)}{tail}", _width(lead + before), _width(marked)


def _on_screen(text: str) -> str:
    return harmless(text.replace("\t", "    "))


def _width(text: str) -> int:
    """Columns on a screen: two for wide signs, none for those that stand on another."""
    return sum(
        0
        if unicodedata.combining(sign)
        else 2
        if unicodedata.east_asian_width(sign) in ("W", "F")
        else 1
        for sign in text
    )


def marked_line(one: Diagnostic) -> tuple[str, str, str] | None:
    """The line of a diagnostic in three parts: before what it is about, that, and the rest."""
    line = line_of(one.place)
    if line is None:
        return None
    begin = max(0, one.place.column - 1)
    end = begin + extent(one)
    cut = max(0, begin - WIDTH // 2)
    lead, tail = "…" if cut else "", "…" if len(line) > end + WIDTH else ""
    return (
        lead + harmless(line[cut:begin]),
        harmless(line[begin:end]),
        harmless(line[end : end + WIDTH]) + tail,
    )


# Where it ends

_WORD = re.compile(
    r"""
    "(?:[^"\\]|\\.)*"? | '(?:[^']|'')*'?     # in quotes
    | [A-Za-z_][\w-]*(?=[ ]*:(?:[ ]|$))      # a key
    | [|>][-+0-9]*                           # the sign above a text of several lines
    | [^\s#](?:[^#]|(?<!\s)\#)*              # the rest of the line, without a comment
    """,
    re.VERBOSE,
)


# As above, within brackets.
_WORD_INSIDE = re.compile(_WORD.pattern.replace("(?:[^#]|", "(?:[^#,}\\]]|"), re.VERBOSE)


def extent(one: Diagnostic) -> int:
    """How many characters of its line a diagnostic is about; 0 where its line is not at hand."""
    line = line_of(one.place)
    if line is None:
        return 0
    rest = line[one.place.column - 1 :]
    if one.within and rest.startswith(first := one.within.split("\n")[0]):
        return max(1, len(first))
    before = line[: one.place.column - 1]
    inside = before.count("{") + before.count("[") > before.count("}") + before.count("]")
    found = (_WORD_INSIDE if inside else _WORD).match(rest)
    return max(1, len(found[0].rstrip())) if found else 1


def line_of(place: Place) -> str | None:
    """The line of a file that a *place* is in; None where it cannot be read."""
    if not place.file or not place.line:
        return None
    try:
        stamp = Path(place.file).stat()
    except (OSError, ValueError):
        return None
    lines = _lines_of(str(Path(place.file).absolute()), stamp.st_mtime_ns, stamp.st_size)
    return lines[place.line - 1] if place.line <= len(lines) else None


@lru_cache(maxsize=64)
def _lines_of(file: str, _changed: int, _size: int) -> tuple[str, ...]:
    try:
        text = Path(file).read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return ()
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


# For programs


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """A list of diagnostics, each with the keys of the class; `length` counts characters."""
    return _json([_plain(one) for one in diagnostics])


def _plain(one: Diagnostic) -> dict[str, Any]:
    file, line, column = one.place
    return {
        "code": one.code,
        "severity": one.severity,
        "message": one.message,
        "hint": one.hint,
        "file": file,
        "line": line,
        "column": column,
        "length": extent(one),
        "editions": list(one.editions),
        "related": [
            {
                "message": other.message,
                **dict(zip(("file", "line", "column"), other.place, strict=True)),
            }
            for other in one.related
        ],
    }


def as_sarif(diagnostics: Iterable[Diagnostic]) -> str:
    """SARIF 2.1.0, which code hosts and editors show beside the lines."""
    all_ = list(diagnostics)
    codes = list(dict.fromkeys(one.code for one in all_))
    return _json(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {"driver": {"name": "hope", "rules": [_rule(code) for code in codes]}},
                    "columnKind": "unicodeCodePoints",
                    "results": [_result(one, codes) for one in all_],
                }
            ],
        }
    )


def _rule(code: str) -> Mapping[str, Any]:
    page = Path(__file__).parent / "explanations" / f"{code}.md"
    text = page.read_text("utf-8") if page.is_file() else ""
    return {"id": code, **({"help": {"text": text, "markdown": text}} if text else {})}


def _result(one: Diagnostic, codes: Sequence[str]) -> Mapping[str, Any]:
    hint = f" {one.hint[:1].upper()}{one.hint[1:]}." if one.hint else ""
    found: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": codes.index(one.code),
        "level": one.severity,
        "message": {"text": f"{one.sentence}.{hint}"},
        "locations": [_location(one.place, extent(one))],
    }
    if one.related:
        found["relatedLocations"] = [
            {**_location(other.place, 0), "message": {"text": other.message}}
            for other in one.related
        ]
    return found


def _location(place: Place, length: int) -> dict[str, Any]:
    # A path from here, as a URI; whole paths and those that lead out stay as they are.
    found: dict[str, Any] = {"artifactLocation": {"uri": Path(place.file).as_posix()}}
    if place.line:
        found["region"] = {"startLine": place.line, "startColumn": max(1, place.column)}
        if length:
            found["region"]["endColumn"] = max(1, place.column) + length
    return {"physicalLocation": found}


def as_github(diagnostics: Iterable[Diagnostic]) -> str:
    """A line for each, which GitHub shows beside the changed files of a pull request."""
    return "".join(f"{_command(one)}\n" for one in diagnostics)


def _command(one: Diagnostic) -> str:
    file, line, column = one.place
    where = {"file": file, "line": line, "col": column, "endColumn": column + extent(one)}
    where |= {"title": one.code}
    said = f"{one.sentence}; {one.hint}" if one.hint else one.sentence
    known = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in where.items())
    return f"::{one.severity} {known}::{_escaped(said, '')}"


def _escaped(text: str, more: str) -> str:
    for sign in ("%", "\r", "\n", *more):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _json(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


FORMATS: Mapping[str, Callable[[Iterable[Diagnostic]], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}
