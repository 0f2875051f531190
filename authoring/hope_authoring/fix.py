"""Writes into the files of a course what is missing, and mends what can only be meant one way.

Every change is an edit of the text at a place that the parser knows: comments, order, quotes and
layout stay as their author left them. A changed file is read again before it is kept, and must say
what it said before, and the change; else it stays as it was.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches, unified_diff
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from pydantic import ValidationError

from hope_xblocks.content import Diagnostic, InvalidContent, Model, Node, Place, parse, plain, read

from . import source
from .compile import root
from .course import Course
from .editions import Region
from .mending import mended, unix, with_ends_of
from .naming import NewIds, ids_in
from .shape import below, model_at

_ROUNDS = 10
"""Mending one fault can lay bare the next: a file that could not be read names others."""


@dataclass(frozen=True)
class Fix:
    """A file as it is, and as it should be."""

    file: Path
    before: bytes
    after: bytes

    def diff(self) -> str:
        """What changes, as programs and people read it."""
        name = source.shown(self.file)
        old, new = (
            unix(data.decode("utf-8", "replace")).splitlines(keepends=True)
            for data in (self.before, self.after)
        )
        lines = [*unified_diff(old, new, name, name)]
        if not lines:
            return f"--- {name}\n+++ {name}\n(only line ends or a byte order mark)\n"
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)

    def lines(self) -> list[str]:
        """The lines that are new."""
        return [
            line[1:].strip()
            for line in self.diff().splitlines()
            if line.startswith("+") and not line.startswith("+++")
        ]


def fixes(folders: Sequence[Path]) -> list[Fix]:
    """What to change in the files of some courses, each once, by their names.

    Args:
        folders: where the courses' `course.yaml` files are. Nothing is written.
    """
    texts = _Texts({})
    for folder in folders:
        _fix_course(folder.resolve(), texts)
    return [
        Fix(file, before, texts.after[file])
        for file, before in sorted(texts.before.items())
        if texts.after[file] != before
    ]


def write(fix: Fix) -> None:
    """Puts the new text in the file's place, whole or not at all."""
    file = fix.file.resolve()
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as new:
        try:
            new.write(fix.after)
            new.close()
            os.chmod(new.name, file.stat().st_mode & 0o7777)
            os.replace(new.name, file)
        except OSError:
            Path(new.name).unlink(missing_ok=True)
            raise


class _Texts:
    """The files met so far: what they hold, and what they should hold."""

    def __init__(self, before: dict[Path, bytes]) -> None:
        self.before = before
        self.after = dict(before)

    def of(self, file: Path) -> bytes:
        if file not in self.after:
            self.before[file] = self.after[file] = file.read_bytes()
        return self.after[file]

    def set(self, file: Path, data: bytes) -> bool:
        changed = data != self.of(file)
        self.after[file] = data
        return changed


def _fix_course(folder: Path, texts: _Texts) -> None:
    top = root(folder)
    for _ in range(_ROUNDS):
        changed = False
        found = source.load(folder / "course.yaml", top, texts.after)
        regions = [
            source.load(file, top, texts.after) for file in sorted((top / "regions").glob("*.yaml"))
        ]
        files = {
            source.shown(file): file
            for one in (found, *regions)
            for file in one.files
            if _may_write(file, top)
        }
        for file in files.values():
            changed |= texts.set(file, mended(texts.of(file)))
        if not changed:
            taken = ids_in(top, texts.after)
            models: list[tuple[type[Model], Node | None]] = [
                (Course, found.tree),
                *((Region, one.tree) for one in regions),
            ]
            changes = [
                change
                for model, tree in models
                if tree is not None
                for change in _changes(model, tree, taken, _Sources(files, texts))
            ]
            # An id is made of a title: first that must be where it belongs.
            changes = [change for change in changes if change.key != "id"] or changes
            for name, file in files.items():
                mine = [change for change in changes if change.group.file == name]
                if mine:
                    changed |= texts.set(file, _changed(texts.of(file), mine))
        if not changed:
            return


def _may_write(file: Path, top: Path) -> bool:
    """Whether a file is there and lies within the content, wherever links lead."""
    return (
        file.suffix in (".yaml", ".yml")
        and file.is_file()
        and file.resolve().is_relative_to(top)
        and file.stat().st_size <= source.LARGEST
    )


# What to change


_KEPT: Any = object()


@dataclass(frozen=True)
class _Change:
    """An edit, and what the text says with it."""

    group: Place
    """The group of keys that it is in."""
    key: str
    """The key that it is about."""
    written: str
    """What the key is then called."""
    value: Any
    """What stands there then."""
    at: tuple[int, int]
    """Line and column of the edit, from 1."""
    cut: int
    """How many characters are taken out there."""
    put: str
    """What is put there."""


class _Sources:
    """The lines of files by the names that places have."""

    def __init__(self, files: Mapping[str, Path], texts: _Texts) -> None:
        self._files, self._texts = files, texts
        self._lines: dict[str, list[str]] = {}

    def rest(self, place: Place) -> str:
        """What stands in its line from *place* on; nothing, in a file that is not to be changed."""
        if place.file not in self._lines:
            file = self._files.get(place.file)
            text = self._texts.of(file).decode("utf-8-sig", "replace") if file else ""
            self._lines[place.file] = unix(text).split("\n")
        lines = self._lines[place.file]
        return lines[place.line - 1][place.column - 1 :] if 0 < place.line <= len(lines) else ""


def _changes(
    model: type[Model], tree: Node, taken: set[str], sources: _Sources
) -> Iterator[_Change]:
    """What can be mended of what is wrong with a tree."""
    data = plain(tree)
    try:
        read(model, data)
        return
    except InvalidContent as error:
        faults = error.diagnostics
    ids = NewIds(tree, data, taken)
    done: set[tuple[Place, str]] = set()
    for fault in faults:
        for change in _mended_fault(model, tree, data, fault, ids, sources):
            if (change.group, change.key) not in done:  # a shared file stands in several places
                done.add((change.group, change.key))
                yield change


def _mended_fault(
    model: type[Model],
    tree: Node,
    data: Any,
    fault: Diagnostic,
    ids: NewIds,
    sources: _Sources,
) -> Iterator[_Change]:
    path = fault.path
    if fault.code == "missing-key":
        group = below(tree, path)
        meant = model_at(model, data, path)
        if group is None or meant is None or not group.place.line or not _needs_id(meant, group):
            return
        if id_ := ids.of(path):
            yield from _with_id(group, id_, sources)
        return
    if not path or not isinstance(key := path[-1], str):
        return
    group, meant = below(tree, path[:-1]), model_at(model, data, path[:-1])
    if group is None or meant is None or not isinstance(group.value, dict):
        return
    node = group.value.get(key)
    if node is None or not node.key.line or not group.place.line:
        return
    if node.key.file != group.place.file:
        return
    if fault.code == "unknown-key":
        yield from _respelt(group, key, node, meant, sources)
    elif fault.code == "wrong-type" and key == "id" and node.value is None:
        if sources.rest(node.key).startswith("id:") and (id_ := ids.of(path[:-1])):
            line, column = node.key.line, node.key.column + len("id:")
            yield _Change(group.place, "id", "id", id_, (line, column), 0, f" {id_}")
    elif fault.code == "wrong-type" and node.place.file == group.place.file:
        yield from _retyped(group, key, node, meant, sources)


def _needs_id(model: type[Model], group: Node) -> bool:
    field = model.model_fields.get("id")
    keys = group.value if isinstance(group.value, dict) else {}
    return field is not None and field.is_required() and bool(keys) and "id" not in keys


def _with_id(group: Node, id_: str, sources: _Sources) -> Iterator[_Change]:
    """The id as the first key of a group, or after the `kind` if that is the first."""
    assert isinstance(group.value, dict)  # noqa: S101 - the caller has looked
    nodes = sorted(
        (node for node in group.value.values() if node.key.file == group.place.file),
        key=lambda node: node.key,
    )
    if not nodes:
        return
    first = nodes[0]
    line, column = first.key.line, first.key.column
    if sources.rest(group.place).startswith("{"):
        yield _Change(group.place, "id", "id", id_, (line, column), 0, f"id: {id_}, ")
    elif (
        first is group.value.get("kind")
        and len(nodes) > 1
        and nodes[1].key.line > line == first.place.line
    ):
        put = f"{' ' * (column - 1)}id: {id_}\n"
        yield _Change(group.place, "id", "id", id_, (line + 1, 1), 0, put)
    else:
        put = f"id: {id_}\n{' ' * (column - 1)}"
        yield _Change(group.place, "id", "id", id_, (line, column), 0, put)


def _respelt(
    group: Node, key: str, node: Node, model: type[Model], sources: _Sources
) -> Iterator[_Change]:
    """The only key that a misspelt one can be, if what it says fits there."""
    assert isinstance(group.value, dict)  # noqa: S101 - the caller has looked
    names = [name for name in model.model_fields if name not in group.value]
    close = get_close_matches(key.lower(), names, n=2, cutoff=0.8)
    if key in source.MARKS or len(close) != 1 or not sources.rest(node.key).startswith(key):
        return
    if _accepts(model, close[0], plain(node)):
        at = (node.key.line, node.key.column)
        yield _Change(group.place, key, close[0], _KEPT, at, len(key), close[0])


_WORDS = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,10})?\Z")
_PLAIN = re.compile(r"[^\s,\[\]{}#\"']+")


def _retyped(
    group: Node, key: str, node: Node, model: type[Model], sources: _Sources
) -> Iterator[_Change]:
    """`true` for `yes`, a number without quotes, a text with them, where only that fits."""
    rest, value = sources.rest(node.place), node.value
    new: Any
    if isinstance(value, str) and node.indent < 0:
        raw = next((way for way in (value, f'"{value}"', f"'{value}'") if rest.startswith(way)), "")
        if value.lower() in _WORDS:
            new = _WORDS[value.lower()]
        elif _NUMBER.match(value):
            new = json.loads(value)
        else:
            return
        put = str(new).lower() if isinstance(new, bool) else value
    elif isinstance(value, (bool, int, float)):
        found = _PLAIN.match(rest)
        raw = found[0] if found else ""
        new, put = raw, f'"{raw}"'
    else:
        return
    if raw and _accepts(model, key, new):
        at = (node.place.line, node.place.column)
        yield _Change(group.place, key, key, new, at, len(raw), put)


def _accepts(model: type[Model], key: str, value: Any) -> bool:
    try:
        model.model_validate_json(json.dumps({key: value}))
    except ValidationError as error:
        return not any(one["loc"][:1] == (key,) for one in error.errors())
    return True


# Changing a text


def _changed(data: bytes, changes: list[_Change]) -> bytes:
    """The bytes of a file with as many *changes* as say what they should."""
    text = data.decode("utf-8-sig")
    lines = unix(text)
    tree, faults = parse(lines)
    if tree is None or faults:
        return data

    def tried(some: list[_Change]) -> str | None:
        new = _edited(lines, some)
        node, more = parse(new)
        fine = node is not None and not more and plain(node) == _expected(tree, some)
        return new if fine else None

    new = tried(changes)
    if new is None:
        new = tried([change for change in changes if tried([change])])
    if new is None:
        return data
    return with_ends_of(text, new).encode()


def _edited(text: str, changes: list[_Change]) -> str:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    parts, end = [], len(text)
    for at, cut, put in sorted(
        ((starts[one.at[0] - 1] + one.at[1] - 1, one.cut, one.put) for one in changes), reverse=True
    ):
        parts += [text[at + cut : end], put]
        end = at
    return "".join([text[:end], *reversed(parts)])


def _expected(tree: Node, changes: list[_Change]) -> Any:
    """The bare values of *tree* with *changes*."""
    of: dict[tuple[int, int], list[_Change]] = {}
    for change in changes:
        of.setdefault((change.group.line, change.group.column), []).append(change)

    def values(node: Node) -> Any:
        if isinstance(node.value, tuple):
            return tuple(map(values, node.value))
        if not isinstance(node.value, dict):
            return node.value
        found = {key: values(value) for key, value in node.value.items()}
        for change in of.get((node.place.line, node.place.column), ()):
            old = found.pop(change.key, None)
            found[change.written] = old if change.value is _KEPT else change.value
        return found

    return values(tree)
