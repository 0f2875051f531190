"""JSON Schemas of all files of a course: an editor completes and checks with them, while typing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hope_xblocks.content import Model
from hope_xblocks.content.schema import definitions
from hope_xblocks.self_assessment.content import Instrument

from .course import Chapter, Course, Sequence, Unit
from .editions import Region
from .source import MARKS

FOLDER = ".schemas"
"""Where the schemas of a folder with courses lie."""

FILES: Mapping[str, type[Model]] = {
    "course": Course,
    "module": Chapter,
    "sequence": Sequence,
    "unit": Unit,
    "instrument": Instrument,
    "region": Region,
}
"""The files that authors write, and what each holds; besides, `block`: a block of any kind."""

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_NAME: dict[str, Any] = {"type": "string", "minLength": 1}
_WAY = {
    **_NAME,
    "description": "The way to the file from this one: `name.yaml`, `../m04/name.yaml`.",
}
_MARKS = {word: {"$ref": f"#/$defs/{word}"} for word in MARKS}


def _in_file(**marks: Any) -> dict[str, Any]:
    return {
        "description": "Takes what stands in another file.",
        "type": "object",
        "properties": {"file": _WAY, **marks},
        "required": ["file"],
        "additionalProperties": False,
    }


# Models are named with a capital letter.
_COMMON: Mapping[str, Any] = {
    **{
        word: {
            "description": f"The regions, or their law, that it is {which}: `eu`, `[eu, non-eu]`.",
            "anyOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}],
        }
        for word, which in zip(MARKS, ("for", "not for"), strict=True)
    },
    "item": _in_file(**_MARKS),
    "value": _in_file(),
}


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of each file that authors write, by the name of its own file."""
    found = definitions(list(FILES.values()))
    parts: dict[str, Any] = next(iter(found.values()))[1]
    roots = {found[model][0]: f"{name}.schema.json" for name, model in FILES.items()}
    anything = parts[found[Unit][0]]["properties"]["content"]["items"]
    blocks = [one["$ref"].rpartition("/")[2] for one in anything["oneOf"]]
    writer = _Writer(parts, roots, set(blocks), {f"#/$defs/{name}" for name in _items(parts)})
    written = {
        file: {"$schema": _DRAFT, **writer.root(name, marked=name in _items(parts))}
        for name, file in roots.items()
    }
    written["block.schema.json"] = {"$schema": _DRAFT, **writer.blocks(blocks)}
    return written


def texts() -> dict[str, str]:
    """The schemas as they stand in files, by name."""
    return {
        name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for name, schema in sorted(schemas().items())
    }


def line(kind: str, file: Path, root: Path) -> str:
    """The first line of a *file*, by which an editor knows its schema.

    Args:
        kind: what the file holds: `course`, `module`, `unit`, `block` …
        file: where it lies.
        root: the folder in which the schemas are.
    """
    way = Path(os.path.relpath(root / FOLDER / f"{kind}.schema.json", file.parent)).as_posix()
    return f"# yaml-language-server: $schema={way}\n"


def _items(parts: Mapping[str, Any]) -> set[str]:
    """The names of what can be an item of a list: an edition may leave it out."""
    found: set[str] = set()
    for part in _each(parts):
        item = part.get("items")
        if part.get("type") == "array" and isinstance(item, dict):
            for one in (item, *item.get("oneOf", ()), *item.get("anyOf", ())):
                if "$ref" in one:
                    found.add(one["$ref"].rpartition("/")[2])
    return found


def _each(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for below in value.values():
            yield from _each(below)
    elif isinstance(value, list):
        for below in value:
            yield from _each(below)


class _Writer:
    """Makes what authors may write of what the models hold: `file:`, `only:` and `except:`."""

    def __init__(
        self, parts: Mapping[str, Any], roots: Mapping[str, str], blocks: set[str], items: set[str]
    ) -> None:
        self._parts, self._roots, self._blocks, self._items = parts, roots, blocks, items
        self._used: set[str] = set()

    def root(self, name: str, marked: bool) -> dict[str, Any]:
        self._used = set()
        """The schema of a file that holds the part *name*."""
        return self._with_parts(self._object(self._parts[name], marked))

    def blocks(self, names: list[str]) -> dict[str, Any]:
        """The schema of a file that holds one block."""
        self._used = set(names)
        return self._with_parts({"oneOf": [{"$ref": f"#/$defs/{name}"} for name in names]})

    def _with_parts(self, schema: dict[str, Any]) -> dict[str, Any]:
        done: dict[str, Any] = {}
        while missing := sorted(self._used - done.keys()):
            for name in missing:
                done[name] = _COMMON.get(name) or self._object(
                    self._parts[name], f"#/$defs/{name}" in self._items
                )
        return {**schema, **({"$defs": dict(sorted(done.items()))} if done else {})}

    def _object(self, part: Mapping[str, Any], marked: bool) -> dict[str, Any]:
        """A group of keys, which as the item of a list may have marks, too."""
        found = self._value({key: value for key, value in part.items() if key != "title"})
        if marked and part.get("type") == "object":
            found["properties"] |= _MARKS
            self._used |= _MARKS.keys()
        return found

    def _value(self, part: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in part.items():
            if key == "properties":
                found[key] = {name: self._property(below) for name, below in value.items()}
            elif key == "items" and isinstance(value, dict):
                found[key] = self._item(value)
            elif key == "$ref":
                found[key] = self._ref(value)
            elif key in ("anyOf", "oneOf", "allOf", "prefixItems"):
                found[key] = [self._value(below) for below in value]
            elif key == "additionalProperties" and isinstance(value, dict):
                found[key] = self._value(value)
            elif key == "description":
                found[key] = " ".join(value.split())
            elif key not in ("title", "discriminator", "default") or (
                key == "default" and value not in ("", None, [], {})
            ):
                found[key] = value
        return found

    def _ref(self, ref: str) -> str:
        name = ref.rpartition("/")[2]
        if name in self._roots:
            return self._roots[name]
        self._used.add(name)
        return f"#/$defs/{name}"

    def _property(self, part: Mapping[str, Any]) -> dict[str, Any]:
        """A value, which may stand in a file that many share if it is a group of keys."""
        found = self._value(part)
        if "$ref" not in found or self._parts[part["$ref"].rpartition("/")[2]].get("type") != (
            "object"
        ):
            return found
        help_ = {"description": found.pop("description")} if "description" in found else {}
        return {**help_, "anyOf": [found, self._common("value")]}

    def _item(self, part: Mapping[str, Any]) -> dict[str, Any]:
        """An item of a list, which may stand in a file of its own if it is a group of keys."""
        refs = [
            one["$ref"].rpartition("/")[2] for one in part.get("oneOf", [part]) if "$ref" in one
        ]
        if set(refs) == self._blocks:
            found: dict[str, Any] = {"$ref": "block.schema.json"}
        else:
            found = self._value(part)
        if not refs:
            return found
        self._used |= _MARKS.keys()
        return {"anyOf": [found, self._common("item")]}

    def _common(self, name: str) -> dict[str, Any]:
        self._used.add(name)
        return {"$ref": f"#/$defs/{name}"}
