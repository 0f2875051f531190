"""The course as its files stand now: compiled again when one of them has changed."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from hope_xblocks.content import Diagnostic

from ..checks.minutes import estimated
from ..compile import Build
from ..course import Course
from .player import Player

Stamp = tuple[int, int] | None
"""When a file was changed, and its size; None where there is no file."""


class Current:
    """A course folder and the last thing that came of compiling it."""

    def __init__(self, folder: Path, compile_folder: Callable[[Path, str], Build]) -> None:
        self.player: Player | None = None
        """The course as it can be played; None where its files have errors."""
        self.diagnostics: tuple[Diagnostic, ...] = ()
        """What is wrong with its files."""
        self.edition = ""
        """The one that is played, of `editions`."""
        self.editions: tuple[str, ...] = ()
        """All that the course has."""
        self.version = ""
        """Names what there is to show: pages of another version are out of date."""
        self._sent: dict[tuple[int, str], deque[tuple[str, str]]] = {}
        self._folder = folder
        self._compile = compile_folder
        self._stamps: Mapping[Path, Stamp] = {}
        self._source: Course | None = None
        self._last: Player | None = None

    def refresh(self) -> None:
        """Compiles again if a source has changed since."""
        before = _stamps(self._stamps)
        if self.version and before == self._stamps:
            return
        build = self._compile(self._folder, self.edition)
        # The stamp from before: a file may have changed again while the compiler was at work.
        self._stamps = _stamps(build.sources - before.keys()) | {
            file: stamp for file, stamp in before.items() if file in build.sources
        }
        version = _version(build)
        if version != self.version:
            self.player = Player(build.files, self._last) if build.files else None
            self._last = self.player or self._last
        self.diagnostics = build.diagnostics
        self.edition, self.editions = build.edition, build.editions
        self._source = build.course
        self.version = version

    def estimates(self) -> Mapping[str, tuple[int, int]]:
        """For each unit and module the words and the minutes that it likely takes."""
        found: dict[str, tuple[int, int]] = {}
        for chapter, _sequence, unit in self._source.units() if self._source else ():
            words, _tasks, minutes = estimated(unit)
            found[unit.id] = round(words), minutes
            before = found.get(chapter.id, (0, 0))
            found[chapter.id] = before[0] + round(words), before[1] + minutes
        return found

    def remember(self, learner: int, usage: str, what: str, text: str) -> None:
        """Keeps for a while what was sent to a learner's browser for a block."""
        self._sent.setdefault((learner, usage), deque(maxlen=10)).append((what, text))

    def sent(self, learner: int, usage: str) -> tuple[tuple[str, str], ...]:
        """What was sent lately: what it was, and the text."""
        return tuple(self._sent.get((learner, usage), ()))

    def choose(self, edition: str) -> None:
        """Plays another edition, if there is one of this name."""
        if edition in self.editions and edition != self.edition:
            self.edition, self.version = edition, ""


opened: Current
"""The course that this process plays."""


def _stamps(files: Iterable[Path]) -> dict[Path, Stamp]:
    return {file: _stamp(file) for file in files}


def _stamp(file: Path) -> Stamp:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _version(build: Build) -> str:
    # The same source gives the same package: a comment that was mended reloads no page.
    named = hashlib.blake2b(digest_size=8)
    for name, data in sorted(build.files.items()):
        named.update(name.encode() + b"\0" + data)
    if not build.files:
        named.update("\n".join(map(str, build.diagnostics)).encode("utf-8", "replace"))
    return named.hexdigest()
