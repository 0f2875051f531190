"""Warnings that an author has silenced, each with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hope_xblocks.content import Diagnostic, Path

from . import explain
from .course import Course
from .settings import Silenced


def without_silenced(course: Course, faults: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The *faults* that are left, and what is wrong with the silencing itself.

    Args:
        course: possibly only sketched.
        faults: all that were found, with their paths from the course down.
    """
    entries = course.silenced if isinstance(getattr(course, "silenced", ()), tuple) else ()
    entries = tuple(
        one
        for one in entries
        if isinstance(one, Silenced) and isinstance(getattr(one, "code", None), str)
    )
    if not entries:
        return list(faults)
    left: list[Diagnostic] = []
    used: set[int] = set()
    for fault in faults:
        fitting = [at for at, one in enumerate(entries) if _fits(one, fault, course)]
        used.update(fitting)
        if not fitting or fault.severity == "error":
            left.append(fault)
    errors = {fault.code for fault in faults if fault.severity == "error"}
    mild = {fault.code for fault in faults if fault.severity != "error"}
    for at, one in enumerate(entries):
        left += _wrong(("silenced", at), one, at in used, errors - mild)
    return left


def _fits(one: Silenced, fault: Diagnostic, course: Course) -> bool:
    return one.code == fault.code and (
        not getattr(one, "at", "") or one.at in _ids(course, fault.path)
    )


def _ids(course: Course, path: Path) -> Iterator[str]:
    """The ids of all that a *path* leads through."""
    here: Any = course
    for step in path:
        if isinstance(step, int):
            here = here[step] if isinstance(here, tuple) and step < len(here) else None
        elif isinstance(here, dict):
            here = here.get(step)
        else:
            here = getattr(here, step, None)
        if isinstance(id_ := getattr(here, "id", None), str):
            yield id_


def _wrong(path: Path, one: Silenced, is_used: bool, errors: set[str]) -> Iterator[Diagnostic]:
    if one.code in errors:
        yield Diagnostic(
            "cannot-silence",
            f"`{one.code}` is an error, and only warnings can be silenced",
            "mend what it tells of, and take this out",
            (*path, "code"),
        )
    elif not is_used and one.code not in explain.codes():
        close = explain.nearest(one.code)
        yield Diagnostic(
            "unknown-code",
            f"no message is called `{one.code}`",
            f"did you mean `{close}`?"
            if close
            else "copy what stands in brackets at the end of the message",
            (*path, "code"),
        )
    elif not is_used:
        where = f" at `{one.at}`" if getattr(one, "at", "") else ""
        yield Diagnostic(
            "silences-nothing",
            f"there is no warning `{one.code}`{where} to silence",
            "take this out, or check `at`" if where else "take this out",
            path,
            severity="warning",
        )
