"""The kinds of blocks that the platform itself shows."""

from . import bank
from .native import Around, NativeKind


def native_kinds() -> tuple[NativeKind, ...]:
    """Every kind of block that needs no plugin."""
    return (*bank.SIMPLE, bank.kind)


__all__ = ["Around", "NativeKind", "native_kinds"]
