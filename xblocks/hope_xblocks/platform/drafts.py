"""What an author typed in Studio: what is wrong with it, and what of it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..content import Diagnostic, InvalidContent, Model, Place, load, parse, plain, read, schema
from ..kinds import Activity, Kind

LARGEST = 200_000
"""Bytes that the text of a block may have; our longest has a tenth of it."""


class Typed(Model):
    """What the editor sends; settings that it does not send stay as they are."""

    text: str
    """The content as it stands in the editor."""
    attempts: int | str | None = None
    """Another number of attempts, to be written into the text."""
    title: str = ""
    """What learners see above the activity."""
    weight: float | str | None = None
    """The points, as a number or as they were typed; empty for the content's own points."""
    content_note: str = ""
    """A word of warning, shown before anything else."""
    may_skip: bool = False
    """Whether learners may skip the activity after it."""


@dataclass(frozen=True)
class Fault:
    """Something to mend, and where in the editor it is."""

    field: str
    """A field of `Typed`."""
    diagnostic: Diagnostic


@dataclass(frozen=True)
class Draft:
    """What an author typed, read as far as it can be."""

    text: str
    """The content as it was typed, with another number of attempts if one was asked for."""
    content: Any
    """The content that the text describes, or None."""
    settings: Mapping[str, Any]
    """The settings that were sent, as they are kept; none while one of them is faulty."""
    faults: tuple[Fault, ...]
    """All there is to mend; nothing may be kept while there is anything."""


def drafted(kind: Kind, typed: Typed) -> Draft:
    """The draft that *typed* makes for a block of *kind*."""
    text, faults = typed.text, []
    if typed.attempts is not None:
        text, refused = _with_attempts(kind.content, text, str(typed.attempts).strip())
        faults += [Fault("attempts", refused)] if refused else []
    content, found = _read(kind.content, text)
    faults += [Fault("text", fault) for fault in found]
    settings = typed.model_dump(exclude={"text", "attempts"}, exclude_unset=True)
    if isinstance(settings.get("weight"), str):
        settings["weight"], refused = _number(settings["weight"].strip())
        faults += [Fault("weight", refused)] if refused else []
    try:
        activity = read(Activity, {"kind": kind.name, "id": "any", "title": "any"} | settings)
        settings = {name: getattr(activity, name) for name in settings}
    except InvalidContent as error:
        faults += [Fault(str(fault.path[0]), fault) for fault in error.diagnostics]
        settings = {}
    return Draft(text, content, settings, tuple(faults))


def _read(model: type[Model], text: str) -> tuple[Any, Sequence[Diagnostic]]:
    """The content of *text* and what is wrong with it, with places in the text as it was typed."""
    if fault := _unreadable(text):
        return None, [fault]
    bare = text.lstrip()
    above = text[: len(text) - len(bare)]
    try:
        return load(model, bare.rstrip()), []
    except InvalidContent as error:
        return None, [_below(above, fault) for fault in error.diagnostics]


def _unreadable(text: str) -> Diagnostic | None:
    """What keeps *text* from being looked at any closer."""
    size = len(text.encode())
    if size > LARGEST:
        message = f"this text has {size // 1000} kB, and may have {LARGEST // 1000} at most"
        return Diagnostic(
            "too-long", message, "divide it between two activities", place=Place("", 1, 1)
        )
    return None


def _below(above: str, fault: Diagnostic) -> Diagnostic:
    """The *fault* at its place below white space that was not read, because it is not kept."""
    file, line, column = fault.place
    indent = len(above) - (above.rfind("\n") + 1) if line <= 1 else 0
    place = Place(file, max(line, 1) + above.count("\n"), max(column, 1) + indent)
    return replace(fault, place=place)


def _number(typed: str) -> tuple[float | None, Diagnostic | None]:
    """The number that was typed, None for nothing, or what is wrong with it."""
    if re.fullmatch(r"[0-9]{1,9}([.,][0-9]{1,9})?", typed):
        return float(typed.replace(",", ".")), None
    if not typed:
        return None, None
    message = f"this should be a number, not “{typed[:40]}”"
    return None, Diagnostic("wrong-type", message, "write it with digits, like 2 or 1.5")


# The number of attempts stands in the text, and is changed there.


def limits(model: type[Model], name: str) -> dict[str, Any] | None:
    """What the schema says of *name*, if *model* has a whole number of that name."""
    found: dict[str, Any] = schema(model).get("properties", {}).get(name, {})
    return found if found.get("type") == "integer" else None


def attempts_in(model: type[Model], text: str) -> int | None:
    """The number of attempts that *text* gives; None where it gives none."""
    known = limits(model, "attempts")
    root = None if known is None or _unreadable(text) else parse(text)[0]
    if known is None or root is None or not isinstance(root.value, dict):
        return None
    if "attempts" not in root.value:
        return known.get("default")
    value = root.value["attempts"].value
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _with_attempts(model: type[Model], text: str, number: str) -> tuple[str, Diagnostic | None]:
    """*text* with another number of attempts, and every other character as it was.

    Where that cannot be done with certainty, the text as it was and a fault that says what to do.
    """
    if limits(model, "attempts") is None or not re.fullmatch("[0-9]{1,9}", number):
        given = f"“{number[:40]}”" if number else "nothing"
        return text, Diagnostic(
            "wrong-type", f"this should be a whole number, not {given}", "write it with digits only"
        )
    wanted = int(number)
    if attempts_in(model, text) == wanted:
        return text, None
    root = None if _unreadable(text) else parse(text)[0]
    if root is not None and isinstance(root.value, dict):
        if found := root.value.get("attempts"):
            lines = text.split("\n")
            line, column = found.place.line - 1, found.place.column - 1
            rest = re.sub(r"\A[0-9]+(?!\S)", str(wanted), lines[line][column:])
            lines[line] = lines[line][:column] + rest
            changed = "\n".join(lines)
        else:
            text_and_end = f"{text.rstrip()}\n"
            root = parse(text_and_end)[0] or root
            changed = f"{text_and_end}{' ' * (root.place.column - 1)}attempts: {wanted}\n"
        after, faults = parse(changed)
        if after and not faults and plain(after) == {**plain(root), "attempts": wanted}:
            return changed, None
    return text, Diagnostic(
        "attempts-in-text",
        "this cannot be changed here while the text is written as it is",
        f"write `attempts: {wanted}` into the text, on a line of its own",
    )
