"""Graded sequences count as something that the course's grading names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from hope_xblocks.content import Diagnostic, Path

from ..course import Course
from ..quizzes import placed_sequences


def check_assignments(course: Course) -> Iterator[Diagnostic]:
    """Sequences that count as nothing known, and parts of the grade that nobody can earn."""
    grading = course.grading if isinstance(getattr(course, "grading", ()), tuple) else ()
    known = [str(getattr(one, "id", "")) for one in grading]
    counts: Counter[str] = Counter()
    for path, sequence in placed_sequences(course):
        named = getattr(sequence, "counts_as", "")
        if isinstance(named, str) and named:
            counts[named] += 1
            if named not in known:
                yield _unknown(path, named, known)
        elif getattr(sequence, "graded", False) is True and known:
            counts[known[0]] += 1
            if len(known) > 1:
                yield Diagnostic(
                    "unknown-assignment",
                    "this sequence is graded, and nothing says what it counts as",
                    f"write `counts_as: {known[0]}` instead of `graded: true`; "
                    f"possible are {_list(known)}",
                    (*path, "graded"),
                    at_key=True,
                )
    for at, one in enumerate(grading):
        yield from _unearned(("grading", at), one, counts)


def _unknown(path: Path, named: str, known: list[str]) -> Diagnostic:
    close = get_close_matches(named, known, n=1)
    return Diagnostic(
        "unknown-assignment",
        f"the grading of this course has no `{named}`",
        f"did you mean `{close[0]}`?"
        if close
        else f"possible are {_list(known)}"
        if known
        else "write `graded: true` instead; or name the parts of the grade in course.yaml: "
        "`grading: [{id: exercises, title: Exercises, weight: 100}]`",
        (*path, "counts_as"),
    )


def _unearned(path: Path, one: Any, counts: Counter[str]) -> Iterator[Diagnostic]:
    there = counts[str(getattr(one, "id", ""))]
    dropped = getattr(one, "droppable", 0)
    if getattr(one, "weight", 0) and not there:
        yield Diagnostic(
            "nothing-to-earn",
            "no sequence counts as this: nobody could earn these per cent",
            f"write `counts_as: {getattr(one, 'id', '…')}` in a sequence, or take this out",
            path,
        )
    elif isinstance(dropped, int) and there and dropped >= there:
        yield Diagnostic(
            "nothing-to-earn",
            f"{dropped} results are dropped, and there are only {there}",
            f"write `droppable: {there - 1}` or less",
            (*path, "droppable"),
        )


def _list(ids: list[str]) -> str:
    return ", ".join(f"`{one}`" for one in ids)
