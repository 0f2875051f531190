"""Ids for what has none: short, readable, made of its title, and used by nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from anyascii import anyascii

from hope_xblocks.content import Node, plain
from hope_xblocks.content import Path as Way

from . import published, source
from .shape import below

_LONGEST = 32
_NAMED_BY = ("title", "name", "text", "question", "label", "reason")
_NO_NAME = re.compile(r"(?:[0-9-]+|0[xo].*|yes|no|on|off|true|false|null|y|n)\Z")
"""What YAML takes for something else than text, here or in other tools."""
_BELOW = ("chapters", "sequences", "units", "content")
_LINK = re.compile(r"\]\(#([a-z0-9-]+)\)")
_TARGET = re.compile(r"\]\([^)]*\)")


def ids_in(top: Path, unsaved: Mapping[Path, bytes] | None = None) -> set[str]:
    """Every id of the courses in the folder *top*: they may share modules, and so ids."""
    found: set[str] = set()
    for file in (*top.glob("course.yaml"), *top.glob("courses/*/course.yaml")):
        found |= published.ids(file.parent)
        tree = source.load(file, top, unsaved).tree
        if tree and isinstance(tree.value, dict):
            found.update(_ids(tree))
            if "retired" in tree.value and isinstance(old := tree.value["retired"].value, dict):
                found |= old.keys()  # an id is never used again
    return found


class NewIds:
    """Ids for what has none: short, from its title, and used by nothing else."""

    def __init__(self, tree: Node, data: Any, taken: set[str]) -> None:
        self._tree, self._data = tree, data
        self._taken = taken | set(_ids(tree))
        self._inside: dict[Way, set[str]] = {}

    def of(self, path: Way) -> str | None:
        """The id of the thing at *path*; None where it cannot be known."""
        if path[-2:-1] == ("signals",):
            return self._of_signal(path)
        block = _structure(path)
        if block == path or not block:
            taken = self._taken
        else:
            taken = self._inside.setdefault(block, {"unknown", *_ids(below(self._tree, block))})
        node = below(self._tree, path)
        assert node is not None  # noqa: S101 - the caller has found it
        thing = plain(node)
        texts = [thing[key] for key in _NAMED_BY if isinstance(thing.get(key), str)]
        if node.place.column == 1:  # a file of its own
            texts.append(Path(node.place.file).stem)
        what = slug(str(thing.get("kind") or (path[-2] if len(path) > 1 else path[-1])).rstrip("s"))
        name = next(filter(None, map(slug, texts)), what)
        if _NO_NAME.match(name):
            name = f"{what}-{name}"
        id_ = free(name, taken)
        taken.add(id_)
        return id_

    def _of_signal(self, path: Way) -> str | None:
        """The id by which a passage of the text names it: only if one of each is left over."""
        quiz = below(self._tree, path[:-2])
        data = plain(quiz) if quiz else {}
        signals = [one for one in data["signals"] if isinstance(one, dict)]
        named = {one["id"] for one in signals if isinstance(one.get("id"), str)}
        text = "\n".join(_texts(data))
        free = [name for name in dict.fromkeys(_LINK.findall(text)) if name not in named]
        return free[0] if len(free) == 1 and len(signals) == len(named) + 1 else None


def free(name: str, taken: Set[str]) -> str:
    """*name*, or with the lowest number behind it that makes it one that is not *taken*."""
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return next(id_ for id_ in (name, *numbered) if id_ not in taken)


def slug(text: str) -> str:
    """A short id from *text*: its first words, in small letters without accents."""
    words = re.findall(
        r"[a-z0-9]+", anyascii(_TARGET.sub(" ", text[:500])).lower().replace("'", "")
    )
    found = ""
    for word in words:
        if found and len(found) + 1 + len(word) > _LONGEST:
            break
        found = f"{found}-{word}" if found else word[:_LONGEST]
    return found


def _structure(path: Way) -> Way:
    """The way to the chapter, sequence, unit or block that *path* is in."""
    at = 0
    while path[at : at + 1] and path[at] in _BELOW and len(path) > at + 1:
        at += 2
    return path[:at]


def _ids(tree: Node | None) -> Iterator[str]:
    waiting = [tree] if tree else []
    while waiting:
        value = waiting.pop().value
        if isinstance(value, dict):
            if "id" in value and isinstance(id_ := value["id"].value, str):
                yield id_
            waiting += value.values()
        elif isinstance(value, tuple):
            waiting += value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, tuple)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
