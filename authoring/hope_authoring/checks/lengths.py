"""Ids that are short enough for the platform, which keeps each with the key of the course."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hope_xblocks.content import Diagnostic, Path
from hope_xblocks.kinds import installed_kinds

from ..course import Course
from ..quizzes import blocks, placed_sequences, placed_units

LONGEST = 255
"""Characters of a whole name in the platform's tables."""

_PLAIN = len("discussion")
"""The longest name of a type that the platform brings."""
_TOPIC = len("_topic")


def check_lengths(course: Course) -> Iterator[Diagnostic]:
    """Every id that is too long together with the course's `org`, `number` and `run`."""
    parts = [getattr(course, name, "") for name in ("org", "number", "run")]
    if not all(isinstance(part, str) for part in parts):
        return
    editions = course.editions if isinstance(getattr(course, "editions", ()), tuple) else ()
    more = max((len(str(one)) + 1 for one in editions[1:]), default=0)
    key = len("block-v1:++") + sum(map(len, parts)) + more + len("+type@+block@")
    own = {name: len(kind.block_type) for name, kind in installed_kinds().items()}
    for path, thing in (*placed_sequences(course), *placed_units(course), *blocks(course)):
        length = key + own.get(str(getattr(thing, "kind", "")), _PLAIN + _TOPIC)
        if over := _over(thing, length):
            yield _fault(path, over)


def _over(thing: Any, length: int) -> int:
    name = getattr(thing, "url_name", "") or getattr(thing, "id", "")
    return max(0, length + len(name) - LONGEST) if isinstance(name, str) else 0


def _fault(path: Path, over: int) -> Diagnostic:
    return Diagnostic(
        "id-too-long",
        f"this id is {over} characters too long, together with the `org`, `number` and `run` of "
        "the course",
        "write a shorter one, unless learners have begun; or shorten `org`, `number` or `run`",
        (*path, "id"),
    )
