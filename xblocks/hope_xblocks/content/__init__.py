"""How content is defined, read, written and described. Knows nothing of Open edX."""

from .diagnostics import Diagnostic, InvalidContent, Path, Place, Related
from .model import (
    Hidden,
    Id,
    Markdown,
    Model,
    NotEmpty,
    Ordered,
    Text,
    helps,
    repeated_ids,
    without_hidden,
)
from .reading import read
from .schema import schema
from .text import Node, dump, load, locate, parse, plain

__all__ = [
    "Diagnostic",
    "Hidden",
    "Id",
    "InvalidContent",
    "Markdown",
    "Model",
    "Node",
    "NotEmpty",
    "Ordered",
    "Path",
    "Place",
    "Related",
    "Text",
    "dump",
    "helps",
    "load",
    "locate",
    "parse",
    "plain",
    "read",
    "repeated_ids",
    "schema",
    "without_hidden",
]
