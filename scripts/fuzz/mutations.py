"""Mistakes made at random, of the kinds that people and editors make, in texts of courses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

_SIGNS = (
    *(":", "#", "- ", "-", "|", ">", "|-", "&a", "*a", "!x", "!!int ", "@", "%", "`", "'", '"'),
    *("[", "]", "{", "}", ",", "?", "? ", "<<: ", "---\n", "...\n", "\t", "~", "=", "\\", "  "),
)
_VALUES = (
    *("null", "~", "", "yes", "no", "true", "-1", "0", "012", "1e999", "12:30", "2026-02-30"),
    *("3.5", ".inf", "99999999999999999999", "[]", "{}", "[1, 2]", "{a: b}", "''", '"x"', "|"),
    *("../../x.yaml", "/etc/passwd", "{file: unit.yaml}", "a: b", "id", "#x", "ж", "e\u0301"),
)
_CHARACTERS = (
    *("\u00a0", "\ufeff", "\u200b", "\u202e", "\x00", "\x07", "\x7f", "\x85", "\u2028", "\ud800"),
    *("“", "”", "：", "ﬁ", "İ", "😀", "\U000e0001", "م", "\r", "\r\n", "\x0c", "\ufffe"),
)
_MARKDOWN = (
    *("[", "](", "](#x)", "[a](#b)", "![](x)", "**", "_", "`", "```", "<", "<div>", "</p>", "&#x;"),
    *("|a|b|\n|-|-|\n|c|", "# ", "> ", "1. ", "\n\n    ", "<!--", "]]>", "<script>", "[x]: y"),
)
_LINE = re.compile(r"(?P<indent> *)(?P<dash>(?:- )*)(?P<key>[A-Za-z_-]+): ?(?P<value>.*)")


def mutated(text: str, chance: Random, others: Sequence[str]) -> str:
    """*text* with one mistake or a few.

    Args:
        text: a text in YAML.
        chance: what decides; the same state makes the same mistakes.
        others: texts from which lines may come.
    """
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5, 9))):
        text = chance.choice(_ALL)(text, chance, others)
    return text[:200_000]


def _lines(text: str, chance: Random) -> tuple[list[str], int]:
    lines = text.split("\n")
    return lines, chance.randrange(len(lines))


def _drop_line(text: str, chance: Random, _others: Sequence[str]) -> str:
    lines, at = _lines(text, chance)
    del lines[at : at + chance.choice((1, 1, 1, 3))]
    return "\n".join(lines)


def _twice(text: str, chance: Random, _others: Sequence[str]) -> str:
    lines, at = _lines(text, chance)
    some = lines[at : at + chance.choice((1, 1, 4, 12))]
    return "\n".join(lines[:at] + some + lines[at:])


def _swap(text: str, chance: Random, _others: Sequence[str]) -> str:
    lines, at = _lines(text, chance)
    other = chance.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines)


def _line_of_another(text: str, chance: Random, others: Sequence[str]) -> str:
    lines, at = _lines(text, chance)
    theirs, from_ = _lines(chance.choice(others), chance)
    lines[at:at] = theirs[from_ : from_ + chance.choice((1, 1, 3, 10))]
    return "\n".join(lines)


def _indent(text: str, chance: Random, _others: Sequence[str]) -> str:
    lines, at = _lines(text, chance)
    some = range(at, min(len(lines), at + chance.choice((1, 1, 5))))
    more = chance.choice((-2, -1, 1, 2, 4))
    for one in some:
        lines[one] = " " * more + lines[one] if more > 0 else lines[one].replace(" ", "", -more)
    return "\n".join(lines)


def _value(text: str, chance: Random, _others: Sequence[str]) -> str:
    """Another value behind a key."""
    lines, at = _lines(text, chance)
    if found := _LINE.fullmatch(lines[at]):
        values = [one["value"] for line in lines if (one := _LINE.fullmatch(line))]
        value = chance.choice((chance.choice(_VALUES), chance.choice(values)))
        lines[at] = f"{found['indent']}{found['dash']}{found['key']}: {value}"
    return "\n".join(lines)


def _key(text: str, chance: Random, others: Sequence[str]) -> str:
    """Another key before a value, or the same one misspelt."""
    lines, at = _lines(text, chance)
    if found := _LINE.fullmatch(lines[at]):
        key = found["key"]
        where = chance.randrange(len(key))
        theirs = _LINE.fullmatch(chance.choice(chance.choice(others).split("\n")))
        keys = (key[:where] + key[where + 1 :], key.upper(), theirs["key"] if theirs else "kind")
        lines[at] = f"{found['indent']}{found['dash']}{chance.choice(keys)}: {found['value']}"
    return "\n".join(lines)


def _put(text: str, chance: Random, _others: Sequence[str]) -> str:
    at = chance.randrange(len(text) + 1)
    what = chance.choice((_SIGNS, _SIGNS, _MARKDOWN, _MARKDOWN, _CHARACTERS))
    return text[:at] + chance.choice(what) + text[at:]


def _take(text: str, chance: Random, _others: Sequence[str]) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.choice((1, 1, 2, 10)) :]


def _cut_off(text: str, chance: Random, _others: Sequence[str]) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _very_long(text: str, chance: Random, _others: Sequence[str]) -> str:
    at = chance.randrange(len(text) + 1)
    what = chance.choice((*_MARKDOWN, *_SIGNS, "word ", "x", "[a](#b) ", "*a ", "- "))
    return text[:at] + what * chance.choice((50, 400, 3000)) + text[at:]


def _deep(text: str, chance: Random, _others: Sequence[str]) -> str:
    lines, at = _lines(text, chance)
    depth = chance.choice((3, 20, 31, 200))
    what = chance.choice(("[" * depth, "{a: " * depth, "- " * depth, "[" * depth + "]" * depth))
    lines.insert(at, what)
    return "\n".join(lines)


_ALL = (
    *(_drop_line, _twice, _swap, _line_of_another, _indent, _value, _value, _value, _key, _key),
    *(_put, _put, _put, _take, _take, _cut_off, _very_long, _deep),
)
