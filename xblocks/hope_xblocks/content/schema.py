"""The JSON Schema of a model, for editors that complete and check while an author types."""

from __future__ import annotations

from typing import Any

from .model import Model


def schema(model: type[Model]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what an author may write for *model*."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(mode="validation"),
    }
