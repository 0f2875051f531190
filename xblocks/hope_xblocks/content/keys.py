"""What of a content keys its figures: all but its words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from ..richtext import passages
from .model import Model, is_prose, prose


def keys_fingerprint(content: Model, leave_out: frozenset[str] = frozenset()) -> str:
    """Names what answers to *content* mean: the same for other words, and for another language.

    Ids, labels, values, credits and experts are in it, and which passages a text has; no other
    words. Defaults are left out, so that a field that is new to a model changes nothing.

    Args:
        content: the content.
        leave_out: names of fields, at whatever depth, that cannot change what an answer counts for.
    """
    keys = json.dumps(_keys(content, leave_out), sort_keys=True, default=str)
    return sha256(keys.encode()).hexdigest()[:32]


def _keys(value: Any, leave_out: frozenset[str]) -> Any:
    if isinstance(value, Model):
        return dict(_keys_of(value, leave_out))
    if isinstance(value, (tuple, list)):
        return [_keys(item, leave_out) for item in value]
    if isinstance(value, dict):
        return {str(key): _keys(item, leave_out) for key, item in value.items()}
    return value


def _keys_of(model: Model, leave_out: frozenset[str]) -> Iterator[tuple[str, Any]]:
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if name in leave_out or value == field.default:
            continue
        if is_prose(field.annotation, field.metadata):
            found = [
                passage.id for text in prose(value) if "#" in text for passage in passages(text)
            ]
            if found:
                yield name, sorted(found)
        else:
            yield name, _keys(value, leave_out)
