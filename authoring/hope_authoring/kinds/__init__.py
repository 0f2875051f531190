"""The kinds of blocks that the platform itself shows."""

from . import question, text
from .native import NativeKind


def native_kinds() -> tuple[NativeKind, ...]:
    """Every kind of block that needs no plugin."""
    return (text.kind, question.kind)


__all__ = ["NativeKind", "native_kinds"]
