"""New courses, modules, units and blocks: files for an author to go on from."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import yaml

from hope_xblocks.content import Node, parse, plain
from hope_xblocks.kinds import installed_kinds

from . import schemas
from .assets import FOLDER
from .compile import root
from .mending import unix, with_ends_of
from .naming import free, ids_in, slug

PARTS = {"module": "chapters", "unit": "units"}
"""What is no block, and the list in which it stands; a block stands in `content`."""


@dataclass(frozen=True)
class Plan:
    """What is to be written, before anything is."""

    files: Mapping[Path, str]
    """New files."""
    changed: Mapping[Path, str] = field(default_factory=dict)
    """Files that are there, with what is added to them."""
    by_hand: str = ""
    """What the author has to add, where it cannot be done for them."""


def new_course(folder: Path, answers: Mapping[str, str]) -> Plan:
    """A course with one module of one unit.

    Args:
        folder: where its `course.yaml` will be.
        answers: its `title`, `org`, `number`, `run`, `language` and `summary`.
    """
    top = root(folder)
    id_ = "start" if not (top / "modules/start").exists() else f"{folder.name}-start"
    below = new_module("To begin with", id_, top)
    [module] = (file for file in below.files if file.name == "module.yaml")
    this_year = date.today().year
    text = _filled(
        "course",
        folder / "course.yaml",
        top,
        **{key: scalar(value) for key, value in answers.items() if key != "run"},
        run=json.dumps(answers["run"], ensure_ascii=False),
        start=f"{this_year}-01-01",
        end=f"{this_year + 9}-12-31",
        module=_way(module, folder),
    )
    return Plan({folder / "course.yaml": text, **below.files})


def new_module(title: str, id_: str, top: Path) -> Plan:
    """A module with one unit, in the `modules` of the folder *top*."""
    folder = top / "modules" / id_
    unit = folder / f"{id_}-welcome.yaml"
    text = _filled(
        "module", folder / "module.yaml", top, id=id_, title=scalar(title), unit=unit.name
    )
    return Plan({folder / "module.yaml": text, **new_part("unit", "Welcome", unit, top).files})


def new_part(what: str, title: str, file: Path, top: Path) -> Plan:
    """A unit, or a block of the kind *what*, in a *file* whose name is its id."""
    made = {file: _filled(what, file, top, id=file.stem, title=scalar(title))}
    if what == "download":
        made[top / FOLDER / f"{file.stem}.txt"] = f"{title}\n"  # until there is another
    return Plan(made)


def kinds() -> dict[str, str]:
    """What to begin with in a block of each kind, by its name."""
    own = {
        path.name.removesuffix(".yaml"): path.read_text(encoding="utf-8")
        for path in (files(__package__) / "templates").iterdir()
        if path.name not in ("course.yaml", "module.yaml", "unit.yaml")
    }
    return own | {name: _as_template(kind.sample) for name, kind in installed_kinds().items()}


def scalar(text: str) -> str:
    """*text* as it can stand behind a `key: `, in quotes if it needs them."""
    node, faults = parse(f"- {text}\n- {{a: {text}}}")
    plain_ = node is not None and not faults and plain(node) == (text, {"a": text})
    return text if plain_ else json.dumps(text, ensure_ascii=False)


def top_of(folder: Path) -> Path:
    """The folder of all content that *folder* is in: with courses, or of one that stands alone."""
    folder = folder.resolve()
    for above in (folder, *folder.parents):
        if (above / schemas.FOLDER).is_dir() or (above / "courses").is_dir():
            return above
        if (above / "course.yaml").is_file():
            return root(above)
    return folder


def place_for_course(name: str, here: Path) -> Path:
    """The folder of a new course: among others if there are others, else on its own."""
    if "/" in name or "\\" in name:
        return here / name
    for folder in (here / "courses", here / "course_content/courses"):
        if folder.is_dir():
            return folder / name
    return here / name


def free_id(title: str, what: str, top: Path) -> str:
    """An id made of a title that no course in the folder *top* has yet."""
    name = slug(title) or slug(what)
    return free(name, ids_in(top))


def added(plan: Plan, new: Path, into: Path, what: str, of: str = "") -> Plan:
    """The *plan*, with the *new* file named at the end of a list in the file *into*.

    Args:
        plan: what is written.
        new: the file to name.
        into: a file that is there.
        what: what the new file holds: `module`, `unit`, or a kind of block.
        of: the id of what has the list; without, the last such list in the file counts.
    """
    key = PARTS.get(what, "content")
    way = _way(new, into.parent)
    text = into.read_bytes().decode("utf-8-sig")
    lines = unix(text)
    longer = _with_item(lines, key, scalar(way), of)
    if longer is None:
        return Plan(plan.files, by_hand=f"add to the `{key}` in {into}:  - file: {way}")
    return Plan(plan.files, {into: with_ends_of(text, longer)})


def write(plan: Plan) -> None:
    """Writes what is planned; a file that is there is never overwritten.

    Raises:
        FileExistsError: before anything is written.
        OSError: if something cannot be written.
    """
    for file in plan.files:
        if file.exists():
            raise FileExistsError(file)
    for file, text in plan.files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    for file, text in plan.changed.items():
        file.write_bytes(text.encode())


def with_schemas(plan: Plan, top: Path) -> Plan:
    """The *plan*, with the schemas that its files name if they are not there."""
    missing = {
        top / schemas.FOLDER / name: text
        for name, text in (schemas.texts().items() if not (top / schemas.FOLDER).exists() else ())
    }
    return Plan({**plan.files, **missing}, plan.changed, plan.by_hand)


def _filled(what: str, file: Path, top: Path, **values: str) -> str:
    if what in ("course", *PARTS):
        template = (files(__package__) / f"templates/{what}.yaml").read_text(encoding="utf-8")
    else:
        template = kinds()[what]
    schema = what if what in ("course", *PARTS) else "block"
    return schemas.line(schema, file, top) + Template(template).substitute(values)


def _as_template(sample: str) -> str:
    """A kind's sample, in which its id and title are left open."""
    tree = parse(sample)[0]
    assert tree is not None  # noqa: S101 - samples are tested
    assert isinstance(tree.value, dict)  # noqa: S101
    lines = sample.replace("$", "$$").split("\n")
    old = str(tree.value["id"].value)
    for at, line in enumerate(lines):
        if line.strip() == f"id: {old}":  # an instrument within it is called the same
            lines[at] = line.replace(old, "$id")
        elif at + 1 == tree.value["title"].key.line:
            lines[at] = "title: $title"
    return "\n".join(lines)


def _way(file: Path, folder: Path) -> str:
    return Path(os.path.relpath(file, folder)).as_posix()


# A list with one item more


def _with_item(text: str, key: str, way: str, of: str) -> str | None:
    """*text* with an item at the end of a list; None where that cannot be done."""
    tree, faults = parse(text)
    if tree is None or faults:
        return None
    found = [
        node.value[key]
        for node in _groups(tree)
        if key in node.value
        and isinstance(node.value[key].value, tuple)
        and (not of or ("id" in node.value and node.value["id"].value == of))
    ]
    if not found:
        return None
    end = _end(text, found[-1])
    if end is None:
        return None
    item, lines = f"file: {way}", text.split("\n")
    wanted = _longer(tree, found[-1], {"file": plain(parse(f"- {way}")[0])[0]})  # type: ignore[arg-type]
    line, column, flow = end
    if flow:
        comma = ", " if found[-1].value else ""
        old = lines[line]
        lines[line] = f"{old[: column - 1].rstrip()}{comma}{{{item}}}{old[column - 1 :]}"
        ways = ["\n".join(lines)]
    else:
        above = line
        margin = found[-1].place.column - 1
        while above and re.match(rf" {{0,{max(margin - 1, 0)}}}(#|\s*$)", lines[above - 1]):
            above -= 1
        new = f"{' ' * margin}- {item}"
        ways = ["\n".join([*lines[:at], new, *lines[at:]]) for at in (above, line)]
    for one in ways:
        node, more = parse(one)
        if node is not None and not more and plain(node) == wanted:
            return one
    return None


def _groups(node: Node) -> Iterator[Any]:
    if isinstance(node.value, dict):
        yield node
    value = node.value
    below = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    for one in below:
        yield from _groups(one)


def _end(text: str, node: Node) -> tuple[int, int, bool] | None:
    """Line (from 0) and column where a list ends, and whether it is written in brackets."""
    starts: list[Any] = []
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.SequenceStartEvent):
            starts.append(event)
        elif isinstance(event, yaml.SequenceEndEvent):
            start = starts.pop()
            if (start.start_mark.line + 1, start.start_mark.column + 1) == node.place[1:]:
                mark: Any = event.end_mark if start.flow_style else event.start_mark
                column, flow = mark.column, bool(start.flow_style)
                at_end = not flow and mark.index >= len(text.rstrip("\n"))
                return text.rstrip("\n").count("\n") + 1 if at_end else mark.line, column, flow
    return None


def _longer(tree: Node, node: Node, item: Any) -> Any:
    """The bare values of *tree*, with one item more in the list *node*."""
    if isinstance(tree.value, dict):
        return {key: _longer(below, node, item) for key, below in tree.value.items()}
    if isinstance(tree.value, tuple):
        found = tuple(_longer(below, node, item) for below in tree.value)
        return (*found, item) if tree is node else found
    return tree.value
