"""Ids are unique in a course, across all types: links and learners' work hang on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hope_xblocks.content import Diagnostic, Path, Related

from ..course import Course

_BELOW = ("chapters", "sequences", "units", "content")


def check_ids(course: Course) -> Iterator[Diagnostic]:
    """Every id that an earlier chapter, sequence, unit or block has already."""
    seen: dict[str, tuple[str, Path]] = {}
    for path, thing in _things(course, ()):
        id_ = getattr(thing, "id", None)
        if not isinstance(id_, str):
            continue
        name = f"“{getattr(thing, 'title', id_)}”"
        if id_ in seen:
            yield Diagnostic(
                "duplicate-id",
                f"the id `{id_}` is used a second time",
                f"it belongs to {seen[id_][0]} already; give {name} an id of its own",
                (*path, "id"),
                related=(Related("first used here", seen[id_][1]),),
            )
        seen.setdefault(id_, (name, (*path, "id")))


def _things(above: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    # Content that is only sketched may lack anything, or hold anything.
    for key in _BELOW:
        below = getattr(above, "__dict__", {}).get(key, ())
        for index, thing in enumerate(below if isinstance(below, tuple) else ()):
            here = (*path, key, index)
            yield here, thing
            yield from _things(thing, here)
