"""What learners' work hangs on, kept in `published.lock` beside the course file.

A package that learners have begun with cannot lose an id: the platform keeps their answers by ids,
and would show nothing of them, or show them with something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hope_xblocks.content import Diagnostic, Model, Place
from hope_xblocks.content import Path as Way

from .course import Course
from .source import shown

NAME = "published.lock"
ALL = "the course"
"""How a course is called in the lock that has no editions."""

_HEAD = """\
# What learners' work hangs on: ids, what they are, and titles. `hope build --lock` writes this
# file. Keep it with the course, and change nothing here.
"""
_OUTLINE = (("chapters", "chapter"), ("sequences", "sequence"), ("units", "unit"))
_THROUGH = ("stages", "documents", "dimensions")
"""Where something stands in these is no matter: learners' work names it without them."""
_NOT_KEPT = ("documents", "bands", "meters", "notes", "endings", "framings")
"""What learners' work does not name."""


@dataclass(frozen=True)
class Thing:
    """Something that has an id."""

    what: str
    """`chapter`, `sequence`, `unit`, the kind of a block, or within a block the list it is in."""
    title: str = ""
    place: Place | None = None
    """In the lock: where it stands."""
    path: Way = ()
    """In a course: where it is."""


Things = Mapping[str, Thing]
"""By id; within a block by the block's id, the list and the own id: `gate/signals/hair`."""


def things(course: Course) -> Things:
    """All of a course that learners' work may name."""
    return dict(_outline(course, (), 0))


_ENTRY = re.compile(r'  (\S+): \[([\w-]+)(?:, ("(?:[^"\\]|\\.)*"))?\]\Z')
_EDITION = re.compile(r"(\w[\w -]*):\Z")


def load(folder: Path) -> tuple[dict[str, dict[str, Thing]], list[Diagnostic]]:
    """What the lock of the course in *folder* says, by editions, and what is wrong with it.

    It is YAML, but read line by line: there may be ten thousand, each of the same form.
    """
    file = folder / NAME
    if not file.is_file():
        return {}, []
    name = shown(file)
    found: dict[str, dict[str, Thing]] = {}
    here: dict[str, Thing] | None = None
    for number, line in enumerate(file.read_text("utf-8", "replace").split("\n"), 1):
        if here is not None and (entry := _ENTRY.match(line)):
            id_, what, title = entry.groups()
            here[id_] = Thing(what, json.loads(title) if title else "", Place(name, number, 3))
        elif edition := _EDITION.match(line):
            here = found.setdefault(edition[1], {})
        elif line.strip() and not line.startswith("#"):
            message = "this line was not written by `hope build --lock`"
            hint = "take out what a merge has left, or bring back an older version of the file"
            return found, [Diagnostic("bad-lock", message, hint, place=Place(name, number, 1))]
    return found, []


def lost(course: Course, edition: str, folder: Path) -> Iterator[Diagnostic]:
    """A warning for each id that learners may have worked with, and that is gone.

    Args:
        course: a course without errors, as it is now.
        edition: the edition that it is; empty where it has none.
        folder: where `course.yaml` is, and the lock if there is one.

    Yields:
        Those that have a place are about the lock; the others have a path in the course.
    """
    locked, faults = load(folder)
    yield from faults
    before = _of(locked, course, edition)
    if not before:
        return
    now = things(course)
    fresh: dict[tuple[str, str], str] = {}
    for id_, thing in now.items():
        if id_ not in before:
            fresh.setdefault((thing.what, thing.title), id_)
    for id_, old in before.items():
        block = id_.partition("/")[0]
        if id_ in course.retired or block in course.retired:
            continue
        new = now.get(id_)
        if new is not None and new.what != old.what:
            yield Diagnostic(
                "lost-id",
                f"`{id_}` was a {_words(old.what)}, and is a {_words(new.what)} now: "
                f"learners’ answers to “{old.title}” would be orphaned",
                "give the new one an id of its own, and write the old id under `retired:` in "
                "course.yaml, with the reason",
                (*new.path, "id"),
                severity="warning",
            )
        elif new is None and (block == id_ or block in now):
            yield _gone(id_, old, fresh, now)


def _of(locked: Mapping[str, Things], course: Course, edition: str) -> Things:
    """What the lock says of an edition; the first one is what the course was without editions."""
    first = not edition or edition in course.editions[:1]
    return locked.get(edition or ALL) or (locked.get(ALL, {}) if first else {})


def _gone(id_: str, old: Thing, fresh: Mapping[tuple[str, str], str], now: Things) -> Diagnostic:
    block, _, within = id_.partition("/")
    if within:
        message = f"`{within.rpartition('/')[2]}` is gone from the `{old.what}` of `{block}`"
        same = None
    else:
        message = f"the {_words(old.what)} “{old.title}” with the id `{id_}` is gone"
        same = fresh.get((old.what, old.title))
    hint = "bring the id back, or write it under `retired:` in course.yaml, with the reason"
    if same:
        hint = f"did you mean to keep `{id_}`? `{same}` has the same title; or else {hint}"
    return Diagnostic(
        "lost-id",
        f"{message}: learners’ answers to it would be orphaned",
        hint,
        (*now[same].path, "id") if same else (),
        severity="warning",
        place=Place() if same or old.place is None else old.place,
    )


def _words(what: str) -> str:
    return what.replace("_", " ").replace("-", " ")


def lock(folder: Path, courses: Mapping[str, Course]) -> str:
    """The text of the lock when these editions are published.

    What was published once stays until it is `retired`: learners may be working with it.

    Args:
        folder: where `course.yaml` is, and the lock if there is one.
        courses: what is published, by edition.
    """
    locked, _faults = load(folder)
    for edition, course in courses.items():
        kept = {
            id_: thing
            for id_, thing in _of(locked, course, edition).items()
            if id_ not in course.retired and id_.partition("/")[0] not in course.retired
        }
        now = things(course)
        locked[edition or ALL] = {
            **now,
            **{
                id_: old for id_, old in kept.items() if id_ not in now or now[id_].what != old.what
            },
        }
    if any(locked.get(course.editions[0]) for course in courses.values() if course.editions):
        locked.pop(ALL, None)
    lines = [_HEAD]
    for edition, found in sorted(locked.items()):
        lines.append(f"{edition}:\n")
        for id_, thing in sorted(found.items(), key=lambda item: item[0].split("/")):
            title = f", {json.dumps(thing.title, ensure_ascii=False)}" if thing.title else ""
            lines.append(f"  {id_}: [{thing.what}{title}]\n")
    return "".join(lines)


def write(folder: Path, courses: Mapping[str, Course]) -> None:
    """Writes the lock of the course in *folder*, as `lock` says."""
    (folder / NAME).write_text(lock(folder, courses), encoding="utf-8", newline="\n")


def ids(folder: Path) -> set[str]:
    """The ids of chapters, sequences, units and blocks that were ever published."""
    return {id_ for found in load(folder)[0].values() for id_ in found if "/" not in id_}


def _outline(above: Any, path: Way, level: int) -> Iterator[tuple[str, Thing]]:
    if level == len(_OUTLINE):
        yield from _blocks(above, path)
        return
    key, what = _OUTLINE[level]
    for index, thing in enumerate(getattr(above, key)):
        here = (*path, key, index)
        yield _name(thing), Thing(what, thing.title, path=here)
        yield from _outline(thing, here, level + 1)


def _blocks(above: Any, path: Way) -> Iterator[tuple[str, Thing]]:
    for index, block in enumerate(above.content):
        here = (*path, "content", index)
        yield _name(block), Thing(block.kind, block.title, path=here)
        if hasattr(block, "content"):
            yield from _blocks(block, here)
        elif not getattr(block, "review", None):  # a review's passages belong to other quizzes
            yield from _inside(block, here, _name(block))


def _inside(above: Model, path: Way, name: str) -> Iterator[tuple[str, Thing]]:
    """What has ids inside a block, however deep."""
    for key in type(above).model_fields:
        value = getattr(above, key)
        many = value if isinstance(value, tuple) else (value,)
        for index, thing in enumerate(many):
            if not isinstance(thing, Model):
                continue
            here = (*path, key, index) if isinstance(value, tuple) else (*path, key)
            id_ = getattr(thing, "id", None)
            below = name
            if isinstance(id_, str) and key not in _NOT_KEPT:
                yield f"{name}/{key}/{id_}", Thing(key, path=here)
                below = name if key in _THROUGH else f"{name}/{key}/{id_}"
            yield from _inside(thing, here, below)


def _name(thing: Any) -> str:
    """What the platform calls it."""
    return str(getattr(thing, "url_name", "") or thing.id)
