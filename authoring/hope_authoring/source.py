"""Files → one tree in which every value knows its file, line and column."""

from __future__ import annotations

import operator
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from hope_xblocks.content import Diagnostic, Node, Place, parse
from hope_xblocks.content.diagnostics import NOWHERE

from .remembered import remembered

LARGEST = 1_000_000
"""Bytes in one file; a long module has a hundredth of it."""

MARKS = ("only", "except")
"""The keys that say for which editions a list item is; they may stand beside `file: …`, too."""


UNREAD = Node({}, NOWHERE)
"""Stands for what could not be read; it has no place, as nothing more is to be said about it."""


@dataclass
class Source:
    """A course as it was found on disk."""

    tree: Node | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    files: set[Path] = field(default_factory=set)
    """Every file that was read or looked for: when one changes, the course has changed."""
    unsaved: Mapping[Path, bytes] = field(default_factory=dict)
    """What to read instead of what is on disk."""
    folders: dict[str, str] = field(default_factory=dict)
    """Where folders really are, links followed: many files are in one."""


def load(file: Path, root: Path, unsaved: Mapping[Path, bytes] | None = None) -> Source:
    """The tree of *file*, with each `file: other.yaml` replaced by what stands there.

    An item of a list (`- file: other.yaml`) is in the course once, as its ids are. What is named as
    a value (`instrument: {file: other.yaml}`) may be shared by many.

    Args:
        file: the YAML file to begin with.
        root: the folder that no path may leave.
        unsaved: what to read instead of what is on disk.
    """
    source = Source(unsaved=unsaved or {})
    source.tree = _read(source, file, root.resolve())
    return source


def shown(path: Path) -> str:
    """How a path is shown to a person: from where they stand, or whole if that is shorter."""
    return _shown(path, os.getcwd())


@lru_cache(maxsize=4096)
def _shown(path: Path, _here: str) -> str:
    whole = Path(os.path.abspath(path)).as_posix()
    try:
        return min(Path(os.path.relpath(path)).as_posix(), whole, key=len)
    except ValueError:  # another drive
        return whole


def _read(source: Source, file: Path, root: Path | None) -> Node | None:
    """The tree of *file*; without a *root*, what it says of other files is left as it stands."""
    source.files.add(file)
    name = shown(file)
    text = _text(source, file, name)
    if text is None:
        return None
    tree, faults = _parsed(text, name)
    source.diagnostics += faults
    return _with_files(source, tree, file, root) if tree and root and _names_files(tree) else tree


@lru_cache(maxsize=2048)
def _parsed(text: str, name: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """As `parse`; a file that has not changed is the same tree again."""
    tree, faults = parse(text, name)
    return tree, tuple(faults)


@remembered
def _names_files(node: Node) -> bool:
    """Whether anything in a tree may stand for a file."""
    waiting = [node]
    while waiting:
        value = waiting.pop().value
        if isinstance(value, dict):
            if "file" in value:
                return True
            waiting += value.values()
        elif isinstance(value, tuple):
            waiting += value
    return False


def _text(source: Source, file: Path, name: str) -> str | None:
    """The text of a file, or None and a diagnostic."""

    def fault(code: str, message: str, hint: str, line: int = 1, column: int = 1) -> None:
        source.diagnostics.append(Diagnostic(code, message, hint, place=Place(name, line, column)))

    try:
        data = source.unsaved.get(file)
        if data is None:
            with file.open("rb") as stream:
                data = stream.read(LARGEST + 1)
    except OSError as error:
        fault("unreadable-file", "this file cannot be read", (error.strerror or "").lower())
        return None
    if len(data) > LARGEST:
        fault(
            "large-file",
            f"this file is larger than {LARGEST // 1_000_000} MB",
            "a course text is far smaller: is it the right file? If so, divide it",
        )
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        line = before.count(b"\n")
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace"))
        fault(
            "not-utf-8",
            "this file is not text in UTF-8",
            "save it in your editor with the encoding “UTF-8”",
            line + 1,
            column + 1,
        )
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _with_files(source: Source, node: Node, file: Path, root: Path) -> Node:
    """*node* with the items and values that name a file replaced by that file's tree."""
    if isinstance(node.value, dict):
        below = {
            key: _named(source, named, file, root, shared=True)
            if (named := _file_named_by(item))
            else _with_files(source, item, file, root)
            for key, item in node.value.items()
        }
        return with_value(node, below)
    if isinstance(node.value, tuple):
        items = (
            _from_file(source, item.value, file, root)
            if isinstance(item.value, dict) and item.value.keys() - set(MARKS) == {"file"}
            else _with_files(source, item, file, root)
            for item in node.value
        )
        return with_value(node, tuple(items))
    return node


def with_value(node: Node, value: dict[str, Node] | tuple[Node, ...]) -> Node:
    """*node* with another *value*: itself, or one made before, if that holds the same things."""
    if _is_same(node.value, value):
        return node
    made = _made_of(node)
    for one in made:
        if _is_same(one.value, value):
            return one
    made[:] = [replace(node, value=value), *made[:7]]  # one for each edition, of most courses
    return made[0]


@remembered
def _made_of(_node: Node) -> list[Node]:
    """What was lately made of a node; filled by those who ask."""
    return []


def _is_same(old: object, value: dict[str, Node] | tuple[Node, ...]) -> bool:
    if isinstance(old, dict) and isinstance(value, dict):
        return old.keys() == value.keys() and all(old[key] is value[key] for key in old)
    return isinstance(old, tuple) and len(old) == len(value) and all(map(operator.is_, old, value))


def _file_named_by(node: Node) -> Node | None:
    """The name of the file, where *node* says nothing else."""
    if not isinstance(node.value, dict) or node.value.keys() != {"file"}:
        return None
    named: Node = node.value["file"]
    # Not `experts: {file: 2}`, where it is a name that an author has chosen.
    return named if isinstance(named.value, str) else None


def _from_file(source: Source, item: dict[str, Node], file: Path, root: Path) -> Node:
    """What stands in the file that *item* names, with the item's own marks."""
    found = _named(source, item["file"], file, root)
    marks = {key: item[key] for key in MARKS if key in item}
    if not marks:
        return found

    def fault(key: str, code: str, message: str, hint: str) -> None:
        source.diagnostics.append(Diagnostic(code, message, hint, place=marks[key].key))

    if not isinstance(found.value, dict):
        for key in marks:
            message = f"`{key}` stands beside a file that has no keys"
            fault(key, "only-misplaced", message, "only what has keys can be left out")
        return found
    for key in marks.keys() & found.value.keys():
        message = f"`{key}` stands beside this `file`, and in the file, too"
        fault(key, "duplicate-key", message, "keep one of the two")
    return with_value(found, found.value | marks)


def _is_below(path: Path, root: Path, folders: dict[str, str]) -> bool:
    folder, name = os.path.split(path)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    whole = os.path.join(folders[folder], name)
    if os.path.islink(whole):
        whole = os.path.realpath(whole)
    return whole == str(root) or whole.startswith(os.path.join(root, ""))


@lru_cache(maxsize=4096)
def _beside(file: Path, name: str) -> Path:
    """The file that is meant by *name* in *file*."""
    return Path(os.path.normpath(file.parent / name))


def _yaml_files(folder: Path) -> dict[str, str]:
    try:
        return {path.stem: path.name for path in folder.glob("*.yaml")}
    except OSError:  # no folder can have such a name
        return {}


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # no system takes such a name
        return False


def _named(source: Source, named: Node, file: Path, root: Path, shared: bool = False) -> Node:
    """What stands in the file that is *named*; a *shared* one may be named again and again."""

    def fault(code: str, message: str, hint: str) -> Node:
        source.diagnostics.append(Diagnostic(code, message, hint, place=named.place))
        return UNREAD

    name = named.value
    if not isinstance(name, str) or not name.strip():
        return fault("wrong-type", "this should be the name of a file", "write `file: name.yaml`")
    if "\\" in name or "\0" in name:
        return fault("file-outside", f"“{name!a}” is no path", "write folders with `/`")
    other = _beside(file, name)
    if os.path.isabs(name) or not _is_below(other, root, source.folders):
        return fault(
            "file-outside",
            f"“{name}” lies outside of `{shown(root)}`",
            "name a file of this course, by its way from this file",
        )
    if other in source.files and _is_file(other) and not shared:
        return fault(
            "file-twice",
            f"“{name}” is used a second time",
            "ids are unique in a course: copy the file and give new ids, or take this line out",
        )
    if not _is_file(other):
        source.files.add(other)
        near = _yaml_files(other.parent)
        close = get_close_matches(other.stem, near, n=1)
        return fault(
            "missing-file",
            f"there is no file “{' '.join(name.split())[:80]}”",
            f"did you mean `{near[close[0]]}`?" if close else "check the name and the folder",
        )
    # A shared file takes in no others: they could multiply without end.
    return _read(source, other, None if shared else root) or UNREAD
