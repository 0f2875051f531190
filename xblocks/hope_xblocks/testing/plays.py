"""Learners who fill in at random whatever forms a page has: plays of any kind."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from lxml import html

from ..content import InvalidContent, read
from ..kinds import Given, Kind

TEXTS = ("Γιατί.", "χ" * 300, "<Δ>&</Δ> {{ 7 * 7 }}", "Ж 😀 “έτσι”", "ένα δύο τρία")


class Moment(NamedTuple):
    """Where a learner stands in a play."""

    state: Any
    onwards: bool
    """Whether the page asks for something else than at the beginning."""

    def kept(self) -> dict[str, Any]:
        """What a block keeps of it, as JSON."""
        work = self.state.model_dump(
            mode="json", exclude={"attempts", "given"}, exclude_defaults=True
        )
        return {"work": work} if work else {}


Show = Callable[[Any, Any], str]
"""(content, state) → the HTML of the lesson."""


def play(
    kind: Kind, content: Any, show: Show, chance: random.Random, given: Given | None
) -> Iterator[Moment]:
    """One learner's way with *content*: some of an expert's moves, and then what chance makes."""
    state = kind.rules.State(given=given) if given else kind.rules.State()
    page = html.fragment_fromstring(show(content, state), create_parent="div")
    asked_at_first = _asked(page)
    expert = list(kind.rules.expert(content))
    begun = expert[: chance.randrange(-3, len(expert) + 1)] if expert else []
    sent = [_forgetful(dict(move), chance) for move in begun]
    onwards = False
    yield Moment(state, onwards)
    for _ in range(chance.choice((3, 6, 12, 20))):
        possible = moves(page, chance)
        for other in possible:  # what could have been done instead: where it leads is not looked at
            if (after := _after(kind, content, state, other)) != state:
                yield Moment(after, onwards)
        if sent:
            move = sent.pop(0)
        elif possible:
            move = chance.choice(possible)
            sent = [dict(move) for move in expert] if chance.random() < 0.2 else []
        else:
            return
        if (after := _after(kind, content, state, move)) != state:
            state = after
            page = html.fragment_fromstring(show(content, state), create_parent="div")
            onwards = onwards or _asked(page) != asked_at_first
            yield Moment(state, onwards)


def _forgetful(move: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The *move*, now and then with something left out."""
    if chance.random() < 0.7:
        return move
    return {
        name: {key: one for key, one in value.items() if chance.random() < 0.6}
        if isinstance(value, dict)
        else value
        for name, value in move.items()
    }


def _asked(page: Any) -> tuple[frozenset[str], frozenset[str]]:
    """What tells one page's forms from another's: fields to fill in, and things to do."""
    fields = frozenset(str(field.get("name")) for field in page.iter("input", "select", "textarea"))
    deeds = frozenset(str(button.get("value")) for button in page.iter("button"))
    return fields, deeds


def moves(page: Any, chance: random.Random) -> Sequence[dict[str, Any]]:
    """One move for each thing that can be done on a page, its forms filled in by chance."""
    found = []
    for form in page.iter("form"):
        deeds = [one.get("value") for one in form.iter("button") if one.get("name") == "move"]
        if saving := form.get("data-autosave"):
            deeds.append(saving)
        found += [_filled(form, deed, chance) for deed in deeds]
    return found


def _after(kind: Kind, content: Any, state: Any, move: Mapping[str, Any]) -> Any:
    """The state after a move; the same if it is none."""
    try:
        return kind.rules.apply(content, state, read(kind.rules.Move, dict(move)))
    except InvalidContent:
        return state


def _filled(form: Any, deed: str, chance: random.Random) -> dict[str, Any]:
    """What the script sends of a form: `a.b` is `b` in `a`, and what is empty is left out."""
    whole = chance.random() < 0.6
    alike = chance.random() if chance.random() < 0.4 else None
    sent: dict[str, Any] = {"move": deed}
    for name, values in _fields(form).items():
        if not whole and chance.random() < 0.3:
            continue
        at = int(alike * len(values)) if alike is not None else chance.randrange(len(values))
        if value := values[at]:
            *steps, last = name.split(".")
            below = sent
            for step in steps:
                below = below.setdefault(step, {})
            below[last] = value
    return sent


def _fields(form: Any) -> Mapping[str, list[str]]:
    """What each field of a form may send."""
    found: dict[str, list[str]] = {}
    for field in form.iter("input", "select", "textarea"):
        name, sort = field.get("name"), field.get("type", "text")
        if not name:
            continue
        values = found.setdefault(name, [])
        if field.tag == "select":
            values += [one.get("value", "") for one in field.iter("option")]
        elif sort == "hidden":
            values.append(field.get("value", ""))
        elif sort == "radio":
            values.append(field.get("value", "on"))
        elif sort == "checkbox":
            values += [field.get("value", "on"), ""]
        elif sort in ("number", "range"):
            low, high = int(field.get("min") or 0), int(field.get("max") or 10)
            values += [
                str(number) for number in {low, (low + high) // 2, (2 * low + high) // 3, high}
            ]
        else:
            values += TEXTS
    return {name: values for name, values in found.items() if values}
