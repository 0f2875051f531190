"""YAML text ↔ models. Every value knows its place, so that every fault can be pointed at.

The YAML is plain YAML: no anchors, aliases, tags or merge keys, and scalars mean what YAML 1.2
says they mean, so that `no` is a word and `012` keeps its nought. That is a subset of YAML 1.1,
hence any YAML tool reads the same texts; PyYAML's own loader is not used because it loses places,
takes the second of two equal keys without a word, and turns `12:30` into 750.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

import yaml

from .diagnostics import NOWHERE, Diagnostic, InvalidContent, Path, Place, Related
from .model import Model
from .reading import read

M = TypeVar("M", bound=Model)

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 30
"""Levels of nesting in one text; no course needs half of it."""


@dataclass(frozen=True)
class Node:
    """A value of a YAML text and where it stands."""

    value: str | int | float | bool | tuple[Node, ...] | dict[str, Node] | None
    place: Place
    key: Place = NOWHERE
    """Where the key of this value stands, if it has one."""
    indent: int = -1
    """Of a text written with `|`: how far its lines are indented. Of any other: -1 where it stands
    in one line, and else -2, as nobody can tell where its lines begin."""


def parse(text: str, file: str = "") -> tuple[Node | None, list[Diagnostic]]:
    """The tree of a YAML *text*, with every fault that does not keep it from being read.

    Returns:
        The root, or None where nothing could be read, and the faults, with places in *file*.
    """
    if found := _INVISIBLE.search(text):
        line, start = text.count("\n", 0, found.start()), text.rfind("\n", 0, found.start())
        place = Place(file, line + 1, found.start() - start)
        message = f"an invisible character (U+{ord(found[0]):04X}) stands here"
        hint = "delete it and type the text again"
        return None, [Diagnostic("control-character", message, hint, place=place)]
    builder = _Builder(file, text)
    try:
        builder.take_all(yaml.parse(text, Loader=_Loader))
    except (yaml.YAMLError, _TooDeep):
        try:
            # The C parser is twenty times as fast; the Python one says the same on every machine.
            builder = _Builder(file, text)
            builder.take_all(yaml.parse(text, Loader=yaml.SafeLoader))
        except yaml.YAMLError as error:
            return None, [*builder.faults, _syntax(error, text, file)]
        except _TooDeep as error:
            return None, [*builder.faults, error.diagnostic]
    if builder.root is None and not builder.faults:
        builder.faults.append(
            Diagnostic("empty-file", "there is nothing in here", place=Place(file, 1, 1))
        )
    return builder.root, builder.faults


def plain(node: Node) -> Any:
    """The bare values of a tree: mappings, tuples, text, numbers, true/false, None."""
    if isinstance(node.value, dict):
        return {key: plain(item) for key, item in node.value.items()}
    if isinstance(node.value, tuple):
        return tuple(map(plain, node.value))
    return node.value


def locate(node: Node, diagnostic: Diagnostic) -> Diagnostic:
    """The *diagnostic* with the place of what it is about in the tree below *node*."""
    found = _at(node, diagnostic.path)
    place = found.key if diagnostic.at_key and found.key.line else found.place
    if diagnostic.within and isinstance(found.value, str):
        place = _inside(found, diagnostic.within)
    related = tuple(
        one._replace(place=_at(node, one.path).place) if one.path else one
        for one in diagnostic.related
    )
    return replace(diagnostic, place=place, related=related)


def _at(node: Node, path: Path) -> Node:
    """What stands at the end of *path*, or as near to it as there is anything."""
    for step in path:
        below = node.value
        if isinstance(below, dict) and step in below:
            node = below[str(step)]
        elif isinstance(below, tuple) and isinstance(step, int) and step < len(below):
            node = below[step]
        else:
            break
    return node


def load(model: type[M], text: str) -> M:
    """The *model* that a YAML *text* describes.

    Raises:
        InvalidContent: with every fault of syntax and content, each with line and column; not for
            warnings alone.
    """
    node, faults = parse(text)
    if node is None:
        raise InvalidContent(faults)
    try:
        content = read(model, plain(node))
    except InvalidContent as error:
        faults += [locate(node, diagnostic) for diagnostic in error.diagnostics]
        raise InvalidContent(faults, error.sketch) from None
    if any(fault.severity == "error" for fault in faults):
        raise InvalidContent(faults, content)
    return content


@lru_cache(maxsize=256)
def load_cached(model: type[M], text: str) -> M:
    """As `load`, remembering what it read: content is frozen, and read again with every request."""
    return load(model, text)


def dump(content: Model, leave_out: frozenset[str] = frozenset()) -> str:
    """The YAML text of *content*: what `load` reads back as an equal value.

    Long texts stand as they were written, line by line; defaults are left out, and so are the
    top-level keys in *leave_out*. Without a line break at the end, because the platform strips
    the text of a block.
    """
    data = content.model_dump(mode="json", exclude_defaults=True, exclude=set(leave_out))
    # PyYAML's own emitter, not libyaml's: they differ in details, and a package must not.
    text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return str(text).strip()


# Half characters, and line breaks that YAML 1.1 knows and editors do not: lines would not agree.
_INVISIBLE = re.compile("[\ud800-\udfff\x85\u2028\u2029]")


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    if set(text) & set("\x85\u2028\u2029"):  # line breaks to YAML 1.1: only escapes keep them
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


# From events to a tree

_SCALARS: tuple[tuple[re.Pattern[str], Any], ...] = (
    (re.compile(r"(?:|~|null|Null|NULL)\Z"), lambda text: None),
    (re.compile(r"(?:true|True|TRUE)\Z"), lambda text: True),
    (re.compile(r"(?:false|False|FALSE)\Z"), lambda text: False),
    (re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z"), int),
    (re.compile(r"[-+]?[0-9]{1,40}\.[0-9]{1,40}(?:[eE][-+][0-9]{1,3})?\Z"), float),
)


# A note has a blank behind its sign; the number of a cell has none.
_NO_NOTE = re.compile(r"[ ]*#(?=[^\s#!])")


class _TooDeep(Exception):  # noqa: N818 - ends the reading, carries the fault
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class _Builder:
    """Makes a tree of the parser's events, without recursion and with every fault kept."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = text.split("\n")
        self.root: Node | None = None
        self.faults: list[Diagnostic] = []
        # What is open: (place, items so far or mapping so far, the key that waits for its value)
        self._open: list[tuple[Place, list[Node] | dict[str, Node]]] = []
        self._keys: list[tuple[str, Place] | None] = []

    def take_all(self, events: Iterable[Any]) -> None:
        """Takes the events of one document, and no more."""
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
            if documents == 2:
                self._fault(
                    event,
                    "two-documents",
                    "a second text begins here",
                    "take the line `---` out, or indent it if it belongs to a text above",
                )
                return
            self._take(event)

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._special(event, "*", str(event.anchor))
            self._add(Node(f"*{event.anchor}", self._place(event)))
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            self._check_special(event)
            if len(self._open) >= DEEPEST:
                place = self._place(event)
                message = f"this is nested more than {DEEPEST} levels deep"
                raise _TooDeep(Diagnostic("too-deep", message, place=place))
            mapping = isinstance(event, yaml.MappingStartEvent)
            self._open.append((self._place(event), {} if mapping else []))
            self._keys.append(None)
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            place, items = self._open.pop()
            self._keys.pop()
            self._add(Node(items if isinstance(items, dict) else tuple(items), place))

    def _scalar(self, event: Any) -> None:
        self._check_special(event)
        place, text = self._place(event), event.value
        if self._waits_for_key():
            self._keys[-1] = (text, place)
            if text in self._open[-1][1]:
                first = self._open[-1][1][text].key
                self._fault(
                    event,
                    "duplicate-key",
                    f"`{text}` stands here a second time",
                    f"the first is in line {first.line}; keep one of the two, or begin a new item "
                    "with `- `",
                    Related("the first is here", place=first),
                )
            return
        value: Any = text
        if event.tag:  # told already; nothing more shall follow from it
            value = f"!{event.tag.lstrip('!')} {text}".strip()
        elif event.style is None or event.style == "":
            value = next((make(text) for form, make in _SCALARS if form.match(text)), text)
            if value is None or value == text:
                self._cut_off(event, text)
        indent = -1
        if event.style == "|":
            below = (line for line in self.lines[event.start_mark.line + 1 :] if line.strip())
            first_line = next(below, "")
            indent = len(first_line) - len(first_line.lstrip(" "))
        elif event.end_mark.line > event.start_mark.line:
            indent = -2
        self._add(Node(value, place, indent=indent))

    def _cut_off(self, event: Any, text: str) -> None:
        """What follows ` #` is a note; but `#12` was meant to be read."""
        end = event.end_mark
        rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
        if found := _NO_NOTE.match(rest):
            place = Place(self.file, end.line + 1, end.column + found.end())
            message = "what stands behind ` #` is a note for authors, and no part of the text"
            hint = f'put the whole text in quotes: "{(text + rest.rstrip()).strip()}"'
            self.faults.append(
                Diagnostic("cut-off", message, hint, place=place, severity="warning")
            )

    def _waits_for_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1][1], dict) and self._keys[-1] is None

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        items = self._open[-1][1]
        if isinstance(items, list):
            items.append(node)
            return
        key = self._keys[-1]
        if key is None:  # a list, a mapping or an alias stands where a key should
            self._keys[-1] = ("", node.place)
            self.faults.append(Diagnostic("bad-key", "a key must be a word", place=node.place))
            return
        if key[0] not in items and (key[0] or not node.key.line):
            items[key[0]] = replace(node, key=key[1])
        self._keys[-1] = None

    def _check_special(self, event: Any) -> None:
        if event.anchor:
            self._special(event, "&", event.anchor)
        if event.tag:
            self._special(event, "!", event.tag.lstrip("!"))

    def _special(self, event: Any, sign: str, word: str) -> None:
        self._fault(
            event,
            "special-sign",
            f"`{sign}{word}` has a special meaning in YAML that is not used here",
            f'if it is text, put the whole text in quotes: "{sign}{word} …"',
        )

    def _fault(self, event: Any, code: str, message: str, hint: str, *related: Related) -> None:
        place = self._place(event)
        self.faults.append(Diagnostic(code, message, hint, place=place, related=related))

    def _place(self, event: Any) -> Place:
        line, column = event.start_mark.line, event.start_mark.column
        if line >= len(self.lines):  # nothing behind `---`, in the last line
            line, column = len(self.lines) - 1, len(self.lines[-1])
        return Place(self.file, line + 1, column + 1)


def _inside(node: Node, words: str) -> Place:
    """Where *words* stand inside a text, as near as the way it was written allows."""
    text = str(node.value)
    at = text.find(words)
    if at < 0:
        return node.place
    line = text.count("\n", 0, at)
    column = at - (text.rfind("\n", 0, at) + 1)
    file, first, start = node.place
    if node.indent >= 0:
        return Place(file, first + 1 + line, node.indent + column + 1)
    return Place(file, first, start + column) if node.indent == -1 else node.place


# What the parser says → what a trainer understands

_GENERAL: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "a colon followed by a space stands in the middle of a text",
        'put the whole text in quotes: "…: …"; or give each key a line of its own',
    ),
    *(
        (part, "a text cannot begin with this sign", 'put the whole text in quotes: "…"')
        for part in ("cannot start any token", "expected alphabetic or numeric character")
    ),
    (
        "found unexpected end of stream",
        "a quotation mark that is opened here is never closed",
        "close it at the end of the text",
    ),
    (
        "expected ',' or",
        "a bracket is opened here and not closed",
        'close it; if it belongs to a text, put the whole text in quotes: "…"',
    ),
    (
        "could not find expected ':'",
        "a colon is missing in this line or the one above",
        "write `key: value`",
    ),
    (
        "expected <block end>",
        "this line is not indented as its neighbours are",
        "begin it in the same column as the lines it belongs to",
    ),
    (
        "special characters are not allowed",
        "this file holds an invisible character that YAML does not allow",
        "delete it and type the text again",
    ),
)


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Diagnostic:
    context = str(getattr(error, "context", ""))
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    begun = (
        *("while scanning an alias", "while scanning an anchor", "while scanning a quoted scalar"),
        *("while parsing a flow sequence", "while parsing a flow mapping"),
    )
    if context in begun:
        mark = error.context_mark  # type: ignore[attr-defined]
    problem = str(getattr(error, "problem", "") or getattr(error, "reason", "") or error)
    if mark is not None:
        line, column = mark.line, mark.column
    else:  # a ReaderError counts characters
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position)
        column = position - (text.rfind("\n", 0, position) + 1)
    for tab in _tabs(text, line):
        return Diagnostic(
            "tab", "a tab stands here", "indent with spaces, two a level", place=Place(file, *tab)
        )
    lines = text.split("\n")
    for number, at, message, hint in _slips(lines, line, column):
        return Diagnostic("yaml-syntax", message, hint, place=Place(file, number + 1, at + 1))
    place = Place(file, line + 1, column + 1)
    for part, message, hint in _GENERAL:
        if part in problem:
            return Diagnostic("yaml-syntax", message, hint, place=place)
    return Diagnostic("yaml-syntax", f"this cannot be read as YAML: {problem}", place=place)


Slip = tuple[int, int, str, str]
"""A slip of the hand: line and column from 0, what is wrong, and what to write."""

_SPACES = "\u00a0\u2007\u202f\u3000"
_PAIR = re.compile(r"(?P<key>[ ]*(?:-[ ]+)*[A-Za-z_][\w-]*:)[ ]+(?P<value>\S.*?)[ ]*")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^']|'')*'")


def _slips(lines: list[str], line: int, column: int) -> Iterator[Slip]:
    """What the hand has likely slipped at, in the line where reading stopped or just above it."""
    for number in (line, line - 1):
        if 0 <= number < len(lines):
            yield from _in_key(lines[number], number)
    if not 0 <= line < len(lines):
        return
    here = lines[line]
    pair = _PAIR.fullmatch(here)
    if pair is None or _is_flow(lines, line):
        return
    value, start, key = pair["value"], pair.start("value"), pair["key"].strip()
    if column < start:
        above = next((one for one in reversed(lines[:line]) if one.strip()), "")
        more = len(here) - len(here.lstrip())
        if _PAIR.fullmatch(above) and more > _first_key(above):
            message = "this line is indented further than the line above it"
            yield line, more, message, "begin it in the same column as the key above"
        return
    if value[0] in "“”„‘’":
        plain = value.strip("“”„‘’")
        message = "these quotation marks are those of a book, and mean nothing in YAML"
        yield line, start, message, f"write `{key} {_in_quotes(plain)}`"
    elif (quoted := _QUOTED.match(value)) and quoted.end() < len(value):
        message = "words stand behind the closing quotation mark"
        yield (
            line,
            start + quoted.end(),
            message,
            f"write `{key} {_in_quotes(value)}`",
        )
    elif value[0] in "[{*&!%@`" and not value.endswith(("]", "}")):
        message = f"a text cannot begin with `{value[0]}`"
        yield line, start, message, f"write `{key} {_in_quotes(value)}`"
    elif ": " in value and value[0] not in "\"'[{|>":
        message = "a colon followed by a space stands in the middle of a text"
        hint = f"write `{key} {_in_quotes(value)}`; or give each key its own line"
        yield line, start + value.index(": "), message, hint


def _in_key(here: str, number: int) -> Iterator[Slip]:
    """A blank that is missing or none, in what looks like a key with its value."""
    if found := re.match(rf"[ ]*(?:- )*[A-Za-z_][\w-]*(?:：|:[{_SPACES}])", here):
        message = "this is another sign than the colon or the blank of a keyboard"
        yield number, found.end() - 1, message, "write `: `, a colon and a blank"
    elif found := re.match(rf"[ ]*-?[{_SPACES}]", here):
        message = "this is another sign than the blank of a keyboard"
        yield number, found.end() - 1, message, "delete it, and type a blank"
    elif found := re.match(r"[ ]*-(?=[A-Za-z_][\w-]*:(?: |$))", here):
        yield number, found.end() - 1, "a blank is missing behind the dash", "write `- `"
    elif found := re.match(r"[ ]*(?:- )*(?P<key>[A-Za-z_][\w-]*):(?=[^\s:/])", here):
        message, key = "a blank is missing behind the colon", found["key"]
        yield number, found.end() - 1, message, f"write `{key}: {here[found.end() :].strip()}`"


def _is_flow(lines: list[str], line: int) -> bool:
    """Whether the line stands inside brackets that were opened above."""
    above = "\n".join(lines[max(0, line - 20) : line])
    return above.count("[") + above.count("{") > above.count("]") + above.count("}")


def _first_key(line: str) -> int:
    """The column of the key in a line, behind its dashes."""
    found = re.match(r"[ ]*(?:-[ ]+)*", line)
    return found.end() if found else 0


def _in_quotes(value: str) -> str:
    """*value* as one would write it in quotes."""
    if '"' in value and "'" not in value:
        return f"'{value}'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _tabs(text: str, line: int) -> Iterator[tuple[int, int]]:
    """Places of tabs before the first word, in the line where reading stopped or the one above."""
    lines = text.split("\n")
    for number in (line, line - 1):
        if 0 <= number < len(lines):
            written = lines[number]
            space = written[: len(written) - len(written.lstrip())]
            if "\t" in space:
                yield number + 1, space.index("\t") + 1
