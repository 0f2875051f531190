"""What a Markdown text costs to convert, and which texts cost too much.

Python-Markdown reads what is left of a paragraph again after each thing that begins in it, and the
rest of a line again for each mark that could end there. So a few kilobytes could take minutes, or
go deeper than Python's stack. Here that work is counted while it is done: in characters looked at,
which is the same on every machine. A text may cost so much for each of its characters, and no more;
so twice the text takes twice the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

BASE, FOR_EACH = 60_000, 25
"""Characters that may be looked at for any text, and for each character of it besides."""

STEP, MARK = 100, 20
"""What it costs to begin anything, and to look at a mark, in characters."""

MOST_BRACKETS = 1000
"""Of `[` and `<` together."""

DEEPEST = 80
"""Levels of nesting. Readers of XML refuse what is nested 256 deep, and a list counts twice."""

_CALLS = 2 * DEEPEST + 2  # the library calls itself twice for each level of a list


class Reason(NamedTuple):
    """Why a text is not converted, in an author's words."""

    code: str
    message: str
    hint: str


_BRACKETS = Reason(
    "many-brackets",
    f"this text has more than {MOST_BRACKETS} signs `[` and `<`",
    "divide it, or take out what is no Markdown",
)
TOO_DEEP = Reason(
    "too-deep",
    f"this text is nested more than {DEEPEST} levels deep",
    "take out what is no Markdown",
)
UNKNOWN = Reason("not-valid", "this text cannot be converted", "divide it, to find out what it is")
_CROWDED = Reason(
    "crowded-text",
    "too much begins in one paragraph here: headings, rules, items, definitions or the like",
    "put an empty line above each, or divide the text",
)
_MARKED = Reason(
    "crowded-text",
    "too many signs that can be Markdown stand in one paragraph or line here",
    "divide it, or take out what is no Markdown",
)
_TAGGED = Reason(
    "crowded-text",
    "this text has too many signs `<` that begin nothing",
    "write `&lt;` for each, or take them out",
)
_FENCED = Reason(
    "crowded-text",
    "this text has too many lines of ``` or ~~~",
    "close each piece of program text, or divide the text",
)


class Refused(Exception):  # noqa: N818 - it ends the conversion, and tells an author why
    """A text that is not converted: the reason, and words that stand near the place."""

    def __init__(self, reason: Reason, near: str = "") -> None:
        self.reason, self.near = reason, near
        super().__init__(reason.message)


_NESTING = re.compile(
    rf"^(?> {{4}}|\t|> ?|[*+-][ \t]++|\d++[.)][ \t]++){{{DEEPEST}}}", re.MULTILINE
)
_STARS = re.compile(rf"(?<![*_])[*_]{{{DEEPEST},}}+[^\s*_]")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?![a-z0-9.+_-]*[@:])", re.IGNORECASE)
_WITHOUT_END = {"br", "hr", "img", "wbr", "p", "li", "dt", "dd", "tr", "td", "th"}
_FENCE = re.compile(r"^(`{3,}|~{3,})([^\n]*)", re.MULTILINE)
_BEGINS_TAG = re.compile(r"<[a-z/!?]", re.IGNORECASE)
_WHOLE_TAG = re.compile(r"<[a-z/!?][^<>]*>", re.IGNORECASE)
_TABLE_LINE = re.compile(r"[|: -]+")
_MARK = re.compile(r"[\\`*_\[<&!]|  \n")
_TICKS = re.compile(r"``+")
_WHOLE_LINK = re.compile(r"\[[^\[\]]*\](?:\([^()]*\)|(?!\())")


class Meter(Extension):
    """Counts what a conversion costs, and ends it where it is too much.

    `begin` is called with each text, before it is converted.

    Raises:
        Refused: by the conversion.
    """

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Looks on at every block, at every nesting, and at every stretch of a line."""
        self._left = self._depth = 0
        md.parser.blockprocessors.register(_Blocks(md.parser, self), "hope-meter", 1000)
        md.treeprocessors.register(_Inline(md, self), "hope-meter", 1000)
        md.parser.parseBlocks = self._nested(md.parser.parseBlocks)  # type: ignore[method-assign]

    def begin(self, text: str) -> None:
        """Judges what needs no conversion, and sets the counters back."""
        self._left, self._depth = BASE + FOR_EACH * len(text), 0
        if text.count("[") + text.count("<") > MOST_BRACKETS:
            raise Refused(_BRACKETS)
        _judge_depth(text)
        if text.count("\n\n") * STEP > self._left:
            raise Refused(_CROWDED)
        if begun := len(_BEGINS_TAG.findall(text)):
            whole = len(_WHOLE_TAG.findall(text))
            self.spend((begun - whole) * len(text) + whole * (MARK + len(text) // 50), _TAGGED)
        if "```" in text or "~~~" in text:
            fences, open_ = _fences(text)
            self.spend((open_ * 2 + fences / 4) * len(text) + fences * STEP, _FENCED)

    def spend(self, cost: float, reason: Reason, near: str = "") -> None:
        """Counts *cost* characters.

        Raises:
            Refused: for the *reason*, if there are not so many left.
        """
        self._left -= int(cost)
        if self._left < 0:
            raise Refused(reason, near.strip().partition("\n")[0])

    def _nested(self, parse: Callable[[Any, list[str]], None]) -> Callable[..., None]:
        def counted(parent: Element, blocks: list[str]) -> None:
            self._depth += 1
            if self._depth > _CALLS:
                raise Refused(TOO_DEEP)
            parse(parent, blocks)
            self._depth -= 1

        return counted


def _judge_depth(text: str) -> None:
    depth = deepest = 0
    if text.count("<") > DEEPEST:
        for end, name in _TAG.findall(text):
            if name.lower() not in _WITHOUT_END:
                depth += -1 if end else 1
                deepest = max(deepest, depth)
    stars = text.count("*") + text.count("_") >= DEEPEST and _STARS.search(text)
    if deepest > DEEPEST or stars or _NESTING.search(text):
        raise Refused(TOO_DEEP)


def _fences(text: str) -> tuple[int, int]:
    """How many lines could fence program text, and how many of these nothing closes."""
    lines = _FENCE.findall(text)
    last = {fence: number for number, (fence, rest) in enumerate(lines) if not rest.strip()}
    opened, loose, spent = "", 0, 0
    for number, (fence, rest) in enumerate(lines):
        if opened:
            if fence == opened and not rest.strip():
                opened = ""
        elif last.get(fence, -1) > number:
            opened = fence
        else:
            loose += 1
        # The library looks for the end of a quotation there, and for each end once more.
        spent += "hl_lines" in rest
    return len(lines), loose + spent * spent


class _Blocks(BlockProcessor):
    """Sees every block that is about to be looked at, and never takes one."""

    def __init__(self, parser: Any, meter: Meter) -> None:
        super().__init__(parser)
        self._meter = meter

    def test(self, parent: Element, block: str) -> bool:
        self._meter.spend(STEP + len(block) + _cells(block), _CROWDED, block)
        return False


def _cells(block: str) -> int:
    """What a table costs beyond its characters: short rows are filled up with cells."""
    if "|" not in block:
        return 0
    head, _end, rest = block.partition("\n")
    under = rest.partition("\n")[0]
    if "-" not in under or not _TABLE_LINE.fullmatch(under):
        return 0
    lines = block.split("\n")
    ticks = sum(line.count("`") * (line.count("|") + line.count("`")) for line in lines)
    return len(lines) * (head.count("|") + 1) * 30 + ticks


class _Inline(Treeprocessor):
    """Sees every stretch of text in which marks are about to be looked for."""

    def __init__(self, md: Markdown, meter: Meter) -> None:
        super().__init__(md)
        self._meter = meter

    def run(self, root: Element) -> None:
        for element in root.iter():
            for text in (element.text, element.tail):
                if text and (marks := len(_MARK.findall(text))):
                    cost = marks * (MARK + len(text) / 16)
                    if brackets := text.count("["):
                        cost += (brackets - len(_WHOLE_LINK.findall(text))) * len(text) * 2
                    if "``" in text:  # older releases try every part of a run with every other
                        cost += sum(len(run) ** 3 / 16 for run in _TICKS.findall(text))
                    self._meter.spend(cost, _MARKED, text)
