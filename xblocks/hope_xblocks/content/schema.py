"""The JSON Schema of a model, for editors that complete and check while an author types."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core.core_schema import ModelSchema

from .model import Model, helps


@lru_cache(maxsize=64)
def schema(model: type[Model]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what an author may write for *model*.

    It is made once, and nobody changes it: Studio asks for it with every check of what is typed.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(mode="validation", schema_generator=_WithHelp),
    }


def definitions(models: Sequence[type[Model]]) -> dict[type[Model], tuple[str, dict[str, Any]]]:
    """What stands in the schemas of several *models*: for each its name among all that they need.

    A model that several of them need is there once.
    """
    names, found = models_json_schema(
        [(model, "validation") for model in models], schema_generator=_WithHelp
    )
    return {
        model: (names[model, "validation"]["$ref"].rpartition("/")[2], found["$defs"])
        for model in models
    }


class _WithHelp(GenerateJsonSchema):
    def model_schema(self, schema: ModelSchema) -> dict[str, Any]:
        found = super().model_schema(schema)
        model: type[Model] = schema["cls"]
        for name, text in helps(model).items():
            if name in found.get("properties", {}):
                found["properties"][name] = {"description": text, **found["properties"][name]}
        return found
