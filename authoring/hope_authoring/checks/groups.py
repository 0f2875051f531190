"""What is for some groups of learners names groups that the course has."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from hope_xblocks.content import Diagnostic, Path

from ..course import Course
from ..quizzes import blocks, placed_units


def check_groups(course: Course) -> Iterator[Diagnostic]:
    """Every group in a `for` that the course does not have."""
    groups = course.groups if isinstance(getattr(course, "groups", ()), tuple) else ()
    known = [str(getattr(group, "id", "")) for group in groups]
    for path, thing in (*placed_units(course), *blocks(course)):
        yield from _unknown(path, thing, known)


def _unknown(path: Path, thing: Any, known: list[str]) -> Iterator[Diagnostic]:
    named = getattr(thing, "for", ())
    for at, id_ in enumerate(named if isinstance(named, tuple) else ()):
        if isinstance(id_, str) and id_ not in known:
            close = get_close_matches(id_, known, n=1)
            there = ", ".join(f"`{one}`" for one in known)
            yield Diagnostic(
                "unknown-group",
                f"this course has no group `{id_}`",
                f"did you mean `{close[0]}`?"
                if close
                else f"there are {there}"
                if known
                else "name the groups in course.yaml: `groups: [{id: officers, title: Officers}]`",
                (*path, "for", at),
            )
