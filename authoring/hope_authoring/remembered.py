"""What came of a thing, remembered as long as the thing lives.

A course is compiled again and again: for each edition, and in the preview after each change of a
file. What has not changed is the same object then, and what was made of it is made already.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import ref

T = TypeVar("T")


def remembered(make: Callable[..., T]) -> Callable[..., T]:
    """*make*, which is called once for each first argument and what else it is given.

    Things are told apart by identity, and must not change. The other arguments are compared, so
    they need a hash. What is made must not hold the thing itself, which would live for ever then.
    """
    known: dict[tuple[Any, ...], tuple[ref[Any], T]] = {}

    def made(thing: Any, *more: Any) -> T:
        key = (id(thing), *more)
        found = known.get(key)
        if found is not None and found[0]() is thing:
            return found[1]
        result = make(thing, *more)
        known[key] = (ref(thing, lambda _dead: known.pop(key, None)), result)
        return result

    return made
