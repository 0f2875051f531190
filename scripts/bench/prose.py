"""Words for large contents, prose that gzips as prose does; and texts that are hard to convert."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import cycle, islice, pairwise
from pathlib import Path
from typing import Any

import yaml

COURSES = Path(__file__).resolve().parents[2] / "course_content"


class Prose:
    """The words of our own courses, one after the other, cut into sentences of any length."""

    def __init__(self) -> None:
        self._words = cycle(_words())

    def __call__(self, number: int) -> str:
        """The next *number* words."""
        text = " ".join(islice(self._words, number)).rstrip(",;:.")
        return text[:1].upper() + text[1:] + "."

    def ids(self, number: int) -> list[str]:
        """Ids as authors make them: two words, about twelve letters."""
        words = (word.strip(",;:.").lower() for word in self._words)
        fitting = (word for word in words if 4 <= len(word) <= 8)
        found: dict[str, None] = {}
        while len(found) < number:
            found[f"{next(fitting)}-{next(fitting)}"] = None
        return list(found)


@cache
def _words() -> list[str]:
    texts = "\n".join(
        text
        for file in sorted(COURSES.rglob("*.yaml"))
        for text in _texts(yaml.safe_load(file.read_text(encoding="utf-8")))
        if len(text) > 80
    )
    return re.findall(r"[A-Za-z]+[,;:.]?", texts)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


HOSTILE = {
    "headings": "# a\n",
    "lines below headings": "a\n===\n",
    "rules of stars": "***\n",
    "empty items": "- \n",
    "items": "- a\n",
    "definitions": "a\n: b\n",
    "long meanings": "a\n: b\n    c\n",
    "quotations": "> # a\n",
    "nested quotations": "> ",
    "tables": "a|b\n-|-\n",
    "addresses": "[a]:\nb\n",
    "links without end": "[a](",
    "tags without end": "<a ",
    "fences": "```\n",
    "emphasis": "*a* ",
    "backticks": "` ",
    "backslashes": "\\",
    "entities": "&amp; ",
    "paragraphs": "a\n\n",
}
"""What makes converters of Markdown slow where it stands in a text many times."""


def growth(clock: Callable[[], float], rounds: int = 3) -> list[dict[str, Any]]:
    """Milliseconds for a hostile text and for one twice as long, where that grows most.

    Lengths are doubled from 3,000 characters to the 100,000 that a text may have.
    """
    from hope_xblocks import richtext  # only the environment of the measurements has it

    def took(text: str) -> float:
        times = []
        for _round in range(rounds):
            richtext._converted.cache_clear()
            begun = clock()
            richtext.to_html(text)
            times.append(clock() - begun)
        return 1000 * min(times)

    found = []
    for name, piece in HOSTILE.items():
        ways = [took(piece * (length // len(piece))) for length in LENGTHS]
        once, twice = max(pairwise(ways), key=lambda pair: pair[1] / max(pair[0], LEAST))
        found.append({"name": name, "once": once, "twice": twice, "most": max(ways)})
    return found


LENGTHS = tuple(3125 * 2**step for step in range(6))
LEAST = 20.0
"""Milliseconds below which nothing is told from the moods of a computer."""
