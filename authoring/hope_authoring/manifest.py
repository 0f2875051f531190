"""What is in a package, in a file beside it: ids, types, sums, and the source it was made of."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .quizzes import blocks, placed_sequences, placed_units

if TYPE_CHECKING:
    from .compile import Build

LARGE = 100_000_000
"""Bytes of a package from which on somebody should think of slow networks."""
LARGE_FILE = 10_000_000
"""Bytes of one file, as above."""


def text(made: Build, folder: Path) -> str:
    """The manifest of what was *made* of the course in *folder*, as JSON.

    The same source gives the same text; `revision` is that of git, where the folder is in one, with
    `+` behind it if there were changes that git does not know.
    """
    course, archive = made.course, made.archive
    if course is None or archive is None:
        raise ValueError("there is no package")
    ids = dict(_ids(course))
    found: dict[str, Any] = {
        "package": f"{made.name}.tar.gz",
        "sha256": hashlib.sha256(archive).hexdigest(),
        "bytes": len(archive),
        "course": f"course-v1:{course.org}+{course.number}+{course.run}",
        "edition": made.edition,
        "language": course.language,
        "revision": revision(folder),
        "counts": dict(sorted(Counter(ids.values()).items())),
        "ids": dict(sorted(ids.items())),
        "files": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(made.files.items())
        },
    }
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _ids(course: Any) -> Iterator[tuple[str, str]]:
    for chapter in course.chapters:
        yield chapter.id, "chapter"
    for _path, sequence in placed_sequences(course):
        yield sequence.id, "sequence"
    for _path, unit in placed_units(course):
        yield unit.id, "unit"
    for _path, block in blocks(course):
        yield block.id, block.kind


def revision(folder: Path) -> str:
    """The revision of git that *folder* is at; empty where git knows nothing of it."""
    asked = (["rev-parse", "HEAD"], ["status", "--porcelain", "--", "."])
    try:
        answers = [
            subprocess.run(  # noqa: S603 - nothing in it is anybody's
                ["git", "-C", str(folder), *question],  # noqa: S607
                capture_output=True,
                text=True,
                timeout=10,
                check=True,
            ).stdout.strip()
            for question in asked
        ]
    except (OSError, subprocess.SubprocessError):
        return ""
    return answers[0] + ("+" if answers[1] else "")


def sizes(files: Mapping[str, bytes]) -> Iterator[str]:
    """Where a package's bytes are, and what is too large for slow networks."""
    static = {name: len(data) for name, data in files.items() if name.startswith("static/")}
    rest = sum(len(data) for data in files.values()) - sum(static.values())
    yield f"texts {_kb(rest)}, pictures and films {_kb(sum(static.values()))}"
    for name, size in sorted(static.items(), key=lambda item: -item[1])[:5]:
        if size > LARGE_FILE:
            yield f"large: {name.removeprefix('static/')}, {_kb(size)}: can it be made smaller?"
    if rest + sum(static.values()) > LARGE:
        yield f"The package is larger than {_kb(LARGE)}: learners with slow networks will wait."


def _kb(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{size / 1000:.0f} kB"
