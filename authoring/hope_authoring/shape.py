"""Finding one's way in a tree and in the models that it is meant to be."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hope_xblocks.content import Model, Node, Path


def below(tree: Node, path: Path) -> Node | None:
    """What lies at *path*; None if there is nothing."""
    found = tree
    for step in path:
        value = found.value
        if isinstance(value, dict) and step in value:
            found = value[str(step)]
        elif isinstance(value, tuple) and isinstance(step, int) and step < len(value):
            found = value[step]
        else:
            return None
    return found


def model_at(model: type[Model], data: Any, path: Path) -> type[Model] | None:
    """The model that the group of keys at *path* is meant to be.

    Args:
        model: what *data* is meant to be.
        data: plain values, faults and all.
        path: the way to the group.
    """
    annotation: Any = model
    for step in path:
        if isinstance(data, Mapping) and step in data:
            meant = _model(annotation, data)
            field = meant.model_fields.get(str(step)) if meant else None
            annotation = field.annotation if field else _items(annotation)
            data = data[step]
        elif isinstance(data, tuple) and isinstance(step, int) and step < len(data):
            annotation, data = _items(annotation), data[step]
        else:
            return None
    return _model(annotation, data) if isinstance(data, Mapping) else None


def alternatives(annotation: Any) -> Iterator[Any]:
    """The types that an annotation allows; mostly one."""
    if get_origin(annotation) is Annotated:
        yield from alternatives(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType):
        for one in get_args(annotation):
            yield from alternatives(one)
    else:
        yield annotation


def _items(annotation: Any) -> Any:
    for one in alternatives(annotation):
        kind = get_origin(one)
        if kind in (tuple, list):
            return get_args(one)[0]
        if isinstance(kind, type) and issubclass(kind, Mapping):
            return get_args(one)[1]
    return None


def _model(annotation: Any, data: Mapping[Any, Any]) -> type[Model] | None:
    """Which of the allowed models *data* is meant to be: the one whose fixed words it has."""
    models = [
        one for one in alternatives(annotation) if isinstance(one, type) and issubclass(one, Model)
    ]
    if len(models) == 1:
        return models[0]
    return next((one for one in models if _has_words(one, data)), None)


def _has_words(model: type[Model], data: Mapping[Any, Any]) -> bool:
    return all(
        data.get(name) in get_args(one)
        for name, field in model.model_fields.items()
        if field.is_required()
        for one in alternatives(field.annotation)
        if get_origin(one) is Literal
    )
