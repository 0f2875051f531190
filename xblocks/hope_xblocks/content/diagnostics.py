"""What an author wrote wrongly, as a value: where, what, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

Path = tuple[str | int, ...]
"""The way from the top of a text to a value in it: keys and positions, `("signals", 2)`."""


class Place(NamedTuple):
    """Where something stands in a file; lines and columns count from 1, 0 means unknown."""

    file: str = ""
    line: int = 0
    column: int = 0


NOWHERE = Place()


class Related(NamedTuple):
    """Another place that a fault has to do with: “first used here”."""

    message: str
    path: Path = ()
    place: Place = NOWHERE


@dataclass(frozen=True)
class Diagnostic:
    """One fault, told to the person who can mend it."""

    code: str
    """A short name that the docs explain: `unknown-key`."""
    message: str
    """One sentence: what is wrong."""
    hint: str = ""
    """What to write instead."""
    path: Path = ()
    """The value it is about."""
    at_key: bool = False
    """It is the key, not the value, that is wrong."""
    within: str = ""
    """The words inside the value that it is about, so that a long text is pointed into."""
    severity: Literal["error", "warning"] = "error"
    place: Place = NOWHERE
    related: tuple[Related, ...] = ()
    """Other places that it has to do with."""
    editions: tuple[str, ...] = ()
    """The editions of a course that have it; none named means all."""

    def under(self, prefix: Path) -> Diagnostic:
        """The same fault, seen from further up the tree."""
        related = tuple(one._replace(path=prefix + one.path) for one in self.related if one.path)
        kept = tuple(one for one in self.related if not one.path)
        return replace(self, path=prefix + self.path, related=related + kept)

    @property
    def sentence(self) -> str:
        """What is wrong, and in which editions."""
        if not self.editions:
            return self.message
        which = f"edition{'' if len(self.editions) == 1 else 's'} {', '.join(self.editions)}"
        return f"{self.message} ({which})"

    def said(self, where: str = "") -> str:
        """All of it in one English sentence, for whoever has the text before them.

        Args:
            where: what it is about, if not its line and column.
        """
        where = where or f"Line {self.place.line}, column {self.place.column}"
        return f"{where}: {self.sentence}" + (f"; {self.hint}" if self.hint else "")

    def __str__(self) -> str:
        file, line, column = self.place
        where = f"{file}:{line}:{column}: " if line else f"{file}: " if file else ""
        hint = f"; {self.hint}" if self.hint else ""
        mild = "warning: " if self.severity == "warning" else ""
        return f"{where}{mild}{self.sentence}{hint} [{self.code}]"


class InvalidContent(Exception):  # noqa: N818 - it carries faults, and is none itself
    """Carries every diagnostic of a text that cannot be read, across the edge of a stage.

    `sketch` is the unchecked value as far as it could be made out: good enough for looking for
    further faults, for nothing else.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic], sketch: object = None) -> None:
        self.diagnostics = tuple(diagnostics)
        self.sketch = sketch
        super().__init__("\n".join(map(str, self.diagnostics)))
