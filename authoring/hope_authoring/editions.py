"""Editions: one course for several regions, with what is `only:` for some of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from hope_xblocks.content import (
    Diagnostic,
    Id,
    InvalidContent,
    Model,
    Node,
    Place,
    Text,
    locate,
    plain,
    read,
)

from . import source
from .remembered import remembered

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Region(Model):
    """Where an edition of a course is used."""

    name: Text
    """What the region is called."""
    law: tuple[Id, ...] = ()
    """The law that applies there, by names that `only` and `except` may use."""


@dataclass
class Regions:
    """The regions that a course can be made for, as they were found on disk."""

    by_code: dict[str, Region] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    files: set[Path] = field(default_factory=set)
    """Every file that was read or looked for, and their folder: a new file makes it change."""


def load_regions(folder: Path, root: Path) -> Regions:
    """The regions in *folder*, each in a file `<code>.yaml`.

    Args:
        folder: where the files are, if there are any.
        root: the folder that no path may leave.
    """
    regions = Regions(files={folder})
    for file in sorted(folder.glob("*.yaml")):
        if not _CODE.fullmatch(file.stem):
            continue  # nobody can name it: mostly something that an editor or a system left there
        found = source.load(file, root)
        regions.files |= found.files
        regions.diagnostics += found.diagnostics
        if found.tree is None:
            continue
        try:
            regions.by_code[file.stem] = read(Region, plain(found.tree))
        except InvalidContent as error:
            regions.diagnostics += (locate(found.tree, fault) for fault in error.diagnostics)
    return regions


def editions_in(tree: Node) -> dict[str, Node]:
    """The codes in the `editions` of a course, in order, and where each stands."""
    below = tree.value.get("editions") if isinstance(tree.value, dict) else None
    found: dict[str, Node] = {}
    if below is not None:
        for node in below.value if isinstance(below.value, tuple) else (below,):
            if isinstance(node.value, str):
                found.setdefault(node.value, node)
    return found


def missing_regions(editions: Mapping[str, Node], regions: Regions) -> Iterator[Diagnostic]:
    """Every edition for whose region there is no file."""
    there = sorted(path.stem for path in regions.files if path.suffix == ".yaml")
    for code, node in editions.items():
        if code in there or not _CODE.fullmatch(code):  # what is no id is told by the reader
            continue
        close = get_close_matches(code, there, n=1)
        yield Diagnostic(
            "missing-file",
            f"there is no file “{code}.yaml” in the folder `regions`",
            f"did you mean `{close[0]}`?" if close else "make it, with the `name` of the region",
            place=node.place,
        )


def select(tree: Node, region: str, regions: Mapping[str, Region]) -> tuple[Node, list[Diagnostic]]:
    """The tree for one region: without the list items that are for others.

    Args:
        tree: a course with all that is for any region.
        region: the code of the region; empty where the course has no editions.
        regions: all regions that can be named, by their codes.

    Returns:
        The tree without any `only` and `except`, and what is wrong with these, with places: also
        in items that are left out.
    """
    selection = _Selection(region, regions)
    return selection.below(tree), selection.faults


def _is_marked(node: Node) -> bool:
    """Whether anything in a tree is for some editions only."""
    if isinstance(node.value, tuple):
        return any(map(_is_marked, node.value))
    return isinstance(node.value, dict) and _has_marks(node)


@remembered
def _selected(_node: Node) -> dict[tuple[object, ...], Node]:
    """What a tree without faults is for one region and another; filled by those who ask."""
    return {}


@remembered
def _has_marks(node: Node) -> bool:
    keys: Mapping[str, Node] = node.value  # type: ignore[assignment]  # only of mappings
    return any(word in keys for word in source.MARKS) or any(map(_is_marked, keys.values()))


class _Selection:
    def __init__(self, region: str, regions: Mapping[str, Region]) -> None:
        self.faults: list[Diagnostic] = []
        self._region = region
        self._here = {region, *(regions[region].law if region in regions else ())}
        law = (name for one in regions.values() for name in one.law)
        self._known = list(dict.fromkeys((region, *regions, *law)))

    def below(self, node: Node, is_item: bool = False) -> Node:
        """The *node* with what is below it selected; the same node where nothing is left out."""
        if not _is_marked(node):
            return node
        if node.place.column != 1:  # what is no file of its own
            return self._below(node, is_item)
        kept = _selected(node)
        key = (is_item, *sorted(self._here), "", *self._known)
        if key not in kept:
            faults = len(self.faults)
            below = self._below(node, is_item)
            if len(self.faults) > faults:
                return below
            kept[key] = below
        return kept[key]

    def _below(self, node: Node, is_item: bool) -> Node:
        if isinstance(node.value, tuple):
            items = [(item, self.below(item, is_item=True)) for item in node.value]
            kept = tuple(below for item, below in items if self._fits(item))
            return source.with_value(node, kept)
        if isinstance(node.value, dict):
            for word in source.MARKS:
                if word in node.value and not is_item:
                    self._fault(
                        "only-misplaced",
                        f"`{word}` stands where there is no list item to leave out",
                        "write it in an item of a list, below its `- `",
                        node.value[word].key,
                    )
            values = {
                key: self.below(below)
                for key, below in node.value.items()
                if key not in source.MARKS
            }
            return source.with_value(node, values)
        return node

    def _fits(self, item: Node) -> bool:
        """Whether a list *item* is for this region; one that cannot be told is kept."""
        if not isinstance(item.value, dict):
            return True
        marks = {word: item.value[word] for word in source.MARKS if word in item.value}
        if not self._region:
            for word, mark in marks.items():
                self._fault(
                    "no-editions",
                    f"`{word}` stands here, and this course has no editions",
                    "add `editions: [eu, non-eu]` to course.yaml",
                    mark.key,
                )
            return True
        names = {word: self._names(mark) for word, mark in marks.items()}
        if len(marks) > 1:
            self._fault(
                "only-and-except",
                "`only` and `except` stand in the same item",
                "keep one of the two",
                marks["except"].key,
            )
            return True
        return all(
            meant is None or bool(meant & self._here) == (word == "only")
            for word, meant in names.items()
        )

    def _names(self, mark: Node) -> set[str] | None:
        """The names in `only` or `except`, or None where they cannot be made out."""
        nodes = mark.value if isinstance(mark.value, tuple) else (mark,)
        if not nodes or not all(isinstance(node.value, str) for node in nodes):
            self._fault(
                "wrong-type",
                "this should be the name of a region or of its law, or a list of names",
                "write `only: eu` or `only: [eu, non-eu]`",
                mark.place,
            )
            return None
        names = [self._meant(node) for node in nodes]
        return None if None in names else {name for name in names if name}

    def _meant(self, node: Node) -> str | None:
        """The name that *node* holds; for a misspelt one, the one that is likely meant.

        Otherwise the item would be missing in its edition, and other faults follow from that.
        """
        name = str(node.value)
        if name in self._known:
            return name
        close = get_close_matches(name.lower(), self._known, n=1)
        possible = ", ".join(f"`{one}`" for one in self._known)
        self._fault(
            "unknown-region",
            f"there is no region and no law `{' '.join(name.split())[:40]}`",
            f"did you mean `{close[0]}`?" if close else f"possible are {possible}",
            node.place,
        )
        return close[0] if close else None

    def _fault(self, code: str, message: str, hint: str, place: Place) -> None:
        self.faults.append(Diagnostic(code, message, hint, place=place))


def told_once(editions: Mapping[str, Iterable[Diagnostic]]) -> list[Diagnostic]:
    """The diagnostics of all *editions*, each once, with the editions that have it."""
    first: dict[tuple[Place, str, str], Diagnostic] = {}
    where: dict[tuple[Place, str, str], list[str]] = {}
    for edition, diagnostics in editions.items():
        for one in diagnostics:
            key = (one.place, one.code, one.message)
            first.setdefault(key, one)
            if edition not in where.setdefault(key, []):
                where[key].append(edition)
    return [
        one if len(where[key]) == len(editions) else replace(one, editions=tuple(where[key]))
        for key, one in sorted(first.items(), key=lambda item: item[0])
    ]
