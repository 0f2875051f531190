"""What the platform kept of a learner, read with care.

It may be damaged, edited by hand, or of a later version: no page and no later save fails for it.
What cannot be read is put aside, where a person can look at it; the learner begins afresh.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from ..figures.measures import is_sound

ASIDE = "aside"
"""Where what cannot be read is kept."""

MOST = 2**53 - 1
"""Greater whole numbers change on their way through a browser."""


def field(block: Any, name: str) -> Any:
    """What a field holds; where the platform cannot make anything of it, as it was kept."""
    try:
        return getattr(block, name)
    except (ArithmeticError, TypeError, ValueError):
        return block._field_data.get(block, name)


def mapping(raw: Any) -> dict[str, Any]:
    """*raw* if it is a mapping; else one in which it is put aside."""
    if isinstance(raw, Mapping):
        return dict(raw)
    return {ASIDE: raw} if raw else {}


def with_aside(kept: Mapping[str, Any], unreadable: Any) -> dict[str, Any]:
    """*kept*, and in it what is *unreadable*, beside what was put aside before."""
    if not unreadable:
        return dict(kept)
    number = 1
    while (name := ASIDE if number == 1 else f"{ASIDE}-{number}") in kept:
        number += 1
    return {**kept, name: unreadable}


def count(raw: Any) -> int:
    """A number of times; 0 where it is none."""
    return raw if type(raw) is int and 0 <= raw <= MOST else 0


def share(raw: Any) -> float:
    """A number from 0 to 1; 0 where it is none."""
    return raw if type(raw) in (int, float) and 0 <= raw <= 1 else 0.0


def points(raw: Any) -> tuple[float, float] | None:
    """Points earned and possible; None where they are not two numbers."""
    if not isinstance(raw, list) or len(raw) != 2 or not all(map(_is_number, raw)):
        return None
    earned, possible = raw
    return earned, possible


def record(raw: Any) -> Mapping[str, Mapping[str, float]]:
    """The finished blocks of a learner's record, without those whose figures cannot be."""
    if not isinstance(raw, Mapping):
        return {}
    return {
        name: figures
        for name, figures in raw.items()
        if isinstance(figures, Mapping)
        and all(map(_is_number, figures.values()))
        and is_sound(figures)
    }


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= MOST and isfinite(value)
