"""Lists whose order is the key: whether a page gives it away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..content import Model, Ordered
from ..content.model import prose
from ..richtext import to_text


def ordered_texts(value: object) -> Iterator[Sequence[str]]:
    """The first text of each item, for each list in *value* that is marked as `Ordered`."""
    if isinstance(value, Model):
        for name, field in type(value).model_fields.items():
            below = getattr(value, name)
            if any(isinstance(mark, Ordered) for mark in field.metadata):
                firsts = [next(iter(prose(item)), "") for item in below]
                texts = [" ".join(to_text(text).split()) for text in firsts]
                if len(texts) > 1 and all(texts):
                    yield texts
            yield from ordered_texts(below)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from ordered_texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from ordered_texts(item)
