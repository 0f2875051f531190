"""What has changed between two versions of a course, for learners and for translators."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from lxml import etree

from hope_xblocks.content import parse, plain
from hope_xblocks.kinds import installed_kinds

from .importer.canonical import inner
from .importer.reading import BESIDE, Export

OUTLINE = {"chapter": "chapter", "sequential": "sequence", "vertical": "unit"}
KEYS = {
    "answer", "because", "correct", "credit", "critical", "defensible", "experts", "label",
    "place", "reverse",
}  # fmt: skip
"""What says who was right."""
POINTS = {
    "attempts", "decisions_share", "due", "format", "graded", "max_attempts", "points", "weight",
}  # fmt: skip
"""What says how much it counts, and how often one may try."""


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was."""

    unit: str
    """The unit it is in, by its title; empty for the outline and the course itself."""
    block: str
    """The id of what has changed; empty for the course itself."""
    sort: str
    """`added`, `removed`, `moved`, `renamed`, `orphaned`, `text`, `key`, `points`, `setting`."""
    message: str
    """What has changed, as a sentence."""


@dataclass(frozen=True)
class _Thing:
    """A part of the outline, or a block."""

    id: str
    tag: str
    title: str
    above: str
    unit: str
    values: Mapping[str, str] = field(default_factory=dict)
    """Everything that it says, by the way to it."""

    @property
    def name(self) -> str:
        return f"the {OUTLINE.get(self.tag, 'block')} `{self.id}` “{self.title}”"


def changes(old: Export, new: Export) -> list[Change]:
    """What is not as it was, in the order of the new course; what is gone comes last."""
    before = {thing.id: thing for thing in _things(old.course)}
    after = {thing.id: thing for thing in _things(new.course)}
    found = [*_of_course(old, new)]
    moved = _moved(before, after)
    for id_, thing in after.items():
        if id_ not in before:
            found.append(Change(thing.unit, id_, "added", f"{thing.name} is new"))
        else:
            found += _between(before[id_], thing, id_ in moved)
    found += (_gone(thing) for id_, thing in before.items() if id_ not in after)
    return found


def as_text(found: Sequence[Change]) -> str:
    """The changes for people, unit by unit."""
    lines = []
    for unit, some in groupby(found, key=lambda one: one.unit):
        lines.append(f"{unit or 'The course'}:")
        lines += (f"  [{one.sort}] {one.message}" for one in some)
    return "\n".join(lines or ["Nothing has changed."]) + "\n"


def as_json(found: Sequence[Change]) -> str:
    """The changes for programs."""
    return json.dumps([asdict(one) for one in found], indent=2, ensure_ascii=False) + "\n"


def words(old: str, new: str, most: int = 3) -> str:
    """The words that differ between two texts, with a few beside them."""
    one, other = old.split(), new.split()
    shown = []
    for kind, i, j, k, end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind != "equal":
            parts = [
                "…" if k > 2 else "",
                *other[max(0, k - 2) : k],
                f"[-{_short(one[i:j])}-]" if i < j else "",
                f"{{+{_short(other[k:end])}+}}" if k < end else "",
                *other[end : end + 2],
                "…" if end + 2 < len(other) else "",
            ]
            shown.append(" ".join(filter(None, parts)))
    more = f"; and {len(shown) - most} more" if len(shown) > most else ""
    return "; ".join(shown[:most]) + more


def _short(some: list[str], most: int = 25) -> str:
    return " ".join(some[:most]) + (" …" if len(some) > most else "")


def _of_course(old: Export, new: Export) -> Iterator[Change]:
    for key in ("org", "number", "run"):
        if getattr(old, key) != getattr(new, key):
            message = f"`{key}` was {getattr(old, key)}, and is {getattr(new, key)}"
            yield Change("", "", "setting", message)
    for sort, one, other in (
        ("setting", _flat(old.policy), _flat(new.policy)),
        ("points", _flat(old.grading), _flat(new.grading)),
    ):
        for way, message in _differences(one, other):
            yield Change("", "", sort, f"{way}: {message}")
    for path in sorted(old.files.keys() | new.files.keys()):
        if not path.startswith(("about/", "info/", "static/", "tabs/")):
            continue
        if path not in old.files:
            yield Change("", "", "added", f"the file {path} is new")
        elif path not in new.files:
            yield Change("", "", "removed", f"the file {path} is gone")
        elif old.files[path].read_bytes() != new.files[path].read_bytes():
            if path.endswith((".html", ".json")):
                said = words(old.text(path) or "", new.text(path) or "")
                yield Change("", "", "text", f"{path}: {said}")
            else:
                yield Change("", "", "setting", f"the file {path} is another")


def _moved(before: Mapping[str, _Thing], after: Mapping[str, _Thing]) -> set[str]:
    """The ids that stand in another place than before, as few as possible."""
    one = [id_ for id_ in before if id_ in after and before[id_].above == after[id_].above]
    kept = set(one)
    places: dict[str, tuple[list[str], list[str]]] = {}
    for id_ in one:
        places.setdefault(before[id_].above, ([], []))[0].append(id_)
    for id_, thing in after.items():
        if id_ in kept:
            places[thing.above][1].append(id_)
    found = {id_ for id_ in before if id_ in after and id_ not in kept}
    for was, now in places.values():
        if was != now:
            matcher = SequenceMatcher(None, was, now, autojunk=False)
            same = {id_ for at, _, size in matcher.get_matching_blocks() for id_ in was[at:][:size]}
            found |= set(now) - same
    return found


def _between(old: _Thing, new: _Thing, moved: bool) -> Iterator[Change]:
    def change(sort: str, message: str) -> Change:
        return Change(new.unit, new.id, sort, message)

    if old.tag != new.tag:
        message = f"{new.name} was a `{old.tag}`, and is a `{new.tag}`: learners’ answers to it"
        yield change("orphaned", f"{message} are orphaned")
        return
    if old.title != new.title:
        yield change("renamed", f"{new.name} was called “{old.title}”")
    if moved:
        where = f"from `{old.above}` to `{new.above}`" if old.above != new.above else "in its place"
        yield change("moved", f"{new.name} has moved {where}")
    lost = _lost_ids(old, new)
    for way in lost:
        message = f"`{new.id}`: `{way}` is gone: what learners answered there is orphaned"
        yield change("orphaned", message)
    for way, message in _differences(old.values, new.values):
        if not any(way.startswith(f"{one}/") for one in lost):
            sort = _sort(way, old.values.get(way, ""), new.values.get(way, ""))
            yield change(sort, f"`{new.id}` {way}: {message}")


def _lost_ids(old: _Thing, new: _Thing) -> list[str]:
    """The parts with an id of their own that are no longer there."""
    was, now = ({way[:-3] for way in one.values if way.endswith("/id")} for one in (old, new))
    gone = was - now
    return sorted(way for way in gone if not any(way.startswith(f"{up}/") for up in gone))


def _gone(thing: _Thing) -> Change:
    if thing.tag in (*OUTLINE, "html", "video", "discussion"):
        return Change(thing.unit, thing.id, "removed", f"{thing.name} is gone")
    message = f"{thing.name} is gone: learners’ answers to it are orphaned"
    return Change(thing.unit, thing.id, "orphaned", message)


def _differences(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for way in dict.fromkeys((*new, *old)):
        was, now = old.get(way), new.get(way)
        if was == now:
            continue
        if was is None:
            yield way, f"new: {_quoted(now or '')}"
        elif now is None:
            yield way, f"gone: {_quoted(was)}"
        elif " " in was.strip() or " " in now.strip():
            yield way, words(was, now) or "only blanks and lines differ"
        else:
            yield way, f"was {_quoted(was)}, is {_quoted(now)}"


def _quoted(text: str) -> str:
    return f"“{_short(text.split())}”"


def _sort(way: str, was: str, now: str) -> str:
    named = set(re.split(r"[/@]", way))
    for sort, some in (("key", KEYS), ("points", POINTS)):
        if named & some:
            return sort
    is_text = way.endswith(("text", "reason", "title", "label")) or " " in f"{was}{now}".strip()
    return "text" if is_text else "setting"


def _things(course: etree._Element, above: str = "course", unit: str = "") -> Iterator[_Thing]:
    for element in course.iterchildren("*"):
        tag = str(element.tag)
        if tag in BESIDE:
            continue
        id_, title = element.get("url_name") or "", element.get("display_name") or ""
        here = title if tag == "vertical" else unit
        yield _Thing(id_, tag, title, above, here, dict(_values(element)))
        if tag in OUTLINE:
            yield from _things(element, id_, here)


def _values(element: etree._Element) -> Iterator[tuple[str, str]]:
    for name, value in sorted(element.attrib.items()):
        if name not in ("url_name", "display_name"):
            yield "@" + str(name), str(value)
    tag = str(element.tag)
    if tag in OUTLINE:
        return
    if tag in {kind.block_type for kind in installed_kinds().values()}:
        tree, faults = parse(element.text or "")
        if tree is not None and not faults:
            yield from _flat(plain(tree)).items()
            return
    if tag == "html":
        yield "text", inner(element).strip()
        return
    if element.text and element.text.strip():
        yield "text", element.text.strip()
    seen: dict[str, int] = {}
    for child in element.iterchildren("*"):
        seen[str(child.tag)] = number = seen.get(str(child.tag), 0) + 1
        name = child.get("name") or child.get("url_name") or str(number)
        for way, value in _values(child):
            yield f"{child.tag} {name}/{way}", value
        if child.tail and child.tail.strip():
            yield f"{child.tag} {name}/after/text", child.tail.strip()


def _flat(data: Any, way: str = "") -> dict[str, str]:
    """The single values of plain *data*, by the way to them; what has an id goes by it."""
    below = f"{way}/" if way else ""
    found: dict[str, str] = {}
    if isinstance(data, Mapping):
        for key, value in data.items():
            found |= _flat(value, f"{below}{key}")
    elif isinstance(data, (list, tuple)):
        for number, item in enumerate(data, 1):
            id_ = item.get("id") if isinstance(item, Mapping) else None
            found |= _flat(item, f"{below}{id_ if isinstance(id_, str) else number}")
    elif data is not None:
        found[way] = data if isinstance(data, str) else json.dumps(data)
    return found
