"""Words for large contents: they must be prose, or they would gzip too well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import cycle, islice
from pathlib import Path

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
