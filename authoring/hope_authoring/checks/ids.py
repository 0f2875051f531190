"""Ids are unique in a course, across all types: links and learners' work hang on them."""

from __future__ import annotations

from collections.abc import Iterator

from hope_xblocks.content import Diagnostic, Path, Related

from ..course import Course
from ..quizzes import in_order


def check_ids(course: Course) -> Iterator[Diagnostic]:
    """Every id that an earlier chapter, sequence, unit or block has already."""
    seen: dict[str, tuple[str, Path]] = {}
    for path, thing in in_order(course):
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
