"""What authors do to a content: random changes of its structure, whatever its kind."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from ..content import InvalidContent, Model, read
from ..content.model import Prose
from .html import markup_in

Place = tuple[Any, Any]
"""What holds a value, and the key or the index there."""

TEXTS = (
    *("", "Ναι.", "**Παχιά** και <b>λεπτά</b> & “ρητά” {{ 7 * 7 }}", "χ" * 400, "1", "Ж 😀"),
    *("# Επάνω\n\n- ένα\n- δύο\n\n> λόγια", "[πού](/εκεί/1) και `λέξη`"),
)


class Edited(NamedTuple):
    """A content after an author's edits."""

    data: Any
    """As it is written: mappings, lists, text, numbers."""
    content: Any
    """The content, or None if it has something to mend."""

    @property
    def text(self) -> str:
        """The YAML text that a block holds: as JSON, which is YAML too."""
        return json.dumps(self.data, ensure_ascii=False)


def edited(model: type[Model], data: Any, chance: random.Random, faulty: float = 0.15) -> Edited:
    """*data* after one to four edits; what makes it faulty is mostly left out again.

    Args:
        model: what the data describe.
        data: a content of that model, as it is written.
        chance: where the edits come from.
        faulty: the share of contents that are left with something to mend.
    """
    may_be_faulty = chance.random() < faulty
    wanted = chance.choice((1, 1, 2, 3, 4))
    content, changed = None, 0
    for _attempt in range(20 * wanted):
        before = _copy(data)
        _edit(model, data, chance)
        if json.dumps(data) == json.dumps(before):
            continue
        try:
            content = read(model, data)
        except InvalidContent:
            if may_be_faulty:
                return Edited(data, None)
            data = before
            continue
        changed += 1
        if changed == wanted:
            break
    return Edited(data, content if content is not None else read(model, data))


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value


def translated(model: type[Model], data: Any, change: Callable[[str], str]) -> Any:
    """*data* with every text for people changed."""
    prose = _prose(model)

    def made(value: Any, is_prose: bool) -> Any:
        if isinstance(value, dict):
            return {key: made(item, is_prose or key in prose) for key, item in value.items()}
        if isinstance(value, list):
            return [made(item, is_prose) for item in value]
        return change(value) if is_prose and isinstance(value, str) else value

    return made(data, False)


def names(model: type[Model], data: Any) -> set[str]:
    """The words in *data* that are neither texts for people nor words to choose from."""
    found: set[str] = set()
    prose = _prose(model)
    for holder, key in places(data):
        found |= {str(key)} if isinstance(holder, dict) and not _is_field(model, key) else set()
        value = holder[key]
        if isinstance(value, str) and key in prose:
            found.update(markup_in(value))  # some texts are shown as they are, markup and all
        elif isinstance(value, str) and not _words(model, str(key), value):
            found.add(value)
    return {word.lower() for name in found for word in re.findall(r"[^\W\d_]+", name)}


def places(value: Any) -> Iterator[Place]:
    """Everywhere that something stands below *value*."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, below in list(pairs):
        yield value, key
        if isinstance(below, (dict, list)):
            yield from places(below)


def _edit(model: type[Model], data: Any, chance: random.Random) -> None:
    """One edit, in place: what is there is removed, added, renamed, moved or changed."""
    everywhere = list(places(data))
    holder, key = chance.choice(everywhere)
    deed = chance.random()
    lists = [(h, k) for h, k in everywhere if isinstance(h[k], list) and h[k]]
    if deed < 0.35 and lists:
        _edit_list(*chance.choice(lists), data, chance)
    elif deed < 0.5:
        _rename(everywhere, chance)
    elif deed < 0.6 and isinstance(holder, dict):
        del holder[key]
    elif deed < 0.75:
        _borrow(everywhere, chance)
    else:
        holder[key] = _other(model, holder, key, data, chance)


def _edit_list(holder: Any, key: Any, data: Any, chance: random.Random) -> None:
    items = holder[key]
    deed = chance.random()
    if deed < 0.35:
        del items[chance.randrange(len(items))]
    elif deed < 0.7:
        at = chance.randrange(len(items))
        new = _copy(items[at])
        names = {value for h, k in places(data) if isinstance(value := h[k], str)}
        _renamed(new, names, chance)
        items.insert(chance.randrange(len(items) + 1), new)
    elif deed < 0.85:
        chance.shuffle(items)
    else:
        items.reverse()


def _renamed(item: Any, names: set[str], chance: random.Random) -> None:
    """Gives what is copied, and all in it, ids of its own."""
    if isinstance(item, dict):
        if isinstance(item.get("id"), str):
            item["id"] = next(
                name
                for number in range(2, 10**6)
                if (name := f"{item['id'][:50]}-{number}") not in names
            )
            names.add(item["id"])
        for below in item.values():
            _renamed(below, names, chance)
    elif isinstance(item, list):
        for below in item:
            _renamed(below, names, chance)


def _rename(everywhere: Sequence[Place], chance: random.Random) -> None:
    """Another id: wherever it is named, or here alone."""
    ids = [(h, k) for h, k in everywhere if k == "id" and isinstance(h[k], str)]
    if not ids:
        return
    holder, key = chance.choice(ids)
    old, new = holder[key], f"new-{chance.randrange(1000)}"
    if chance.random() < 0.2:
        holder[key] = new
        return
    for held, at in everywhere:
        if held[at] == old:
            held[at] = new
        elif isinstance(held[at], str) and f"](#{old})" in held[at]:
            held[at] = held[at].replace(f"](#{old})", f"](#{new})")
        elif isinstance(held[at], dict) and old in held[at]:
            held[at] = {new if name == old else name: one for name, one in held[at].items()}


def _borrow(everywhere: Sequence[Place], chance: random.Random) -> None:
    """A value that stands elsewhere under the same key: another goal, condition, level, text."""
    groups: dict[Any, list[Place]] = {}
    for holder, key in everywhere:
        if isinstance(key, str) and key not in ("id", "kind"):
            groups.setdefault(key, []).append((holder, key))
    several = [group for group in groups.values() if len(group) > 1]
    if several:
        group = chance.choice(several)
        (one, key), (other, _key) = chance.choice(group), chance.choice(group)
        one[key] = _copy(other[key])


def _other(model: type[Model], holder: Any, key: Any, data: Any, chance: random.Random) -> Any:
    """Another value of the same sort."""
    value = holder[key]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return max(0, value + chance.choice((-3, -1, 1, 2, 100)))
    if isinstance(value, float):
        return chance.choice((0.0, 1.0, value / 2, value * 2))
    if isinstance(value, str):
        if words := _words(model, str(key), value):
            return chance.choice(words)
        if key in _prose(model):
            return chance.choice((*TEXTS, value.partition(" ")[0], f"{value}\n\n{value}"))
        ids = [h[k] for h, k in places(data) if k == "id"]
        return chance.choice((*ids, "", value))
    if isinstance(value, dict):
        return {name: one for name, one in value.items() if chance.random() < 0.6}
    if isinstance(value, list):
        return [one for one in value if chance.random() < 0.6]
    return chance.choice((0, 1, "a", True, [], {}))


# What the model says of its keys, wherever in it they stand


def _words(model: type[Model], key: str, value: str) -> Sequence[str]:
    """The words to choose from that may stand at a *key* where *value* stands."""
    for words in _choices(model).get(key, ()):
        if value in words:
            return [word for word in words if word is not None]
    return ()


@lru_cache(maxsize=32)
def _choices(model: type[Model]) -> dict[str, list[tuple[Any, ...]]]:
    """Every key, and the lists of words to choose from that may stand under it."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for name, annotation in _fields(model):
        lists = [get_args(part) for part in _parts(annotation) if get_origin(part) is Literal]
        found.setdefault(name, []).extend(lists)
    return found


@lru_cache(maxsize=32)
def _prose(model: type[Model]) -> frozenset[str]:
    """The keys under which texts for people stand."""
    return frozenset(
        name
        for name, annotation in _fields(model)
        if any(isinstance(part, Prose) for part in _parts(annotation))
    )


@lru_cache(maxsize=32)
def _fields(model: type[Model]) -> tuple[tuple[str, Any], ...]:
    found: list[tuple[str, Any]] = []
    seen: set[Any] = set()
    waiting: list[Any] = [model]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        for name, field in one.model_fields.items():
            annotation = Annotated.__class_getitem__((field.annotation, *field.metadata, None))  # type: ignore[attr-defined]
            found.append((name, annotation))
            waiting += [
                part
                for part in _parts(annotation)
                if isinstance(part, type) and issubclass(part, Model)
            ]
    return tuple(found)


def _is_field(model: type[Model], key: Any) -> bool:
    return key in _choices(model)


def _parts(annotation: Any) -> Iterator[Any]:
    """A type, all types that stand in it, and what they are marked with."""
    yield annotation
    yield from getattr(annotation, "__metadata__", ())
    for below in get_args(annotation):
        yield from _parts(below)
