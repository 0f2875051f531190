"""Files of a course: small enough to be loaded anywhere, and all of them used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from hope_xblocks.content import Diagnostic, Node

from ..assets import FOLDER, asset
from ..course import Course
from ..text_assets import Named, named_assets

MEGABYTE = 1_000_000
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
FILMS = (".mp4", ".webm")
LARGE_PICTURE, LARGEST_PICTURE = 1 * MEGABYTE, 10 * MEGABYTE
LARGE_FILE, LARGE_FILM = 10 * MEGABYTE, 100 * MEGABYTE
WIDEST = 2000
"""Pixels of a picture; no page of a course shows more of them."""


def check_files(course: Course, folder: Path, tree: Node) -> Iterator[Diagnostic]:
    """Files that are too large, and files that nothing uses.

    Args:
        course: possibly only sketched.
        folder: where `course.yaml` is.
        tree: all that authors wrote, for all editions: what one uses, another need not.
    """
    found = {named.name: named for named in reversed(named_assets(course))}
    files = {name: asset(folder, name) for name in found}
    for name, file in files.items():
        if file is not None:
            yield from _large(found[name], file)
    # Where one is missing, another that seems unused is likely the one that is meant.
    if None not in files.values() and not course.imported:
        yield from _unused(folder, tree)


def _large(named: Named, file: Path) -> Iterator[Diagnostic]:
    size = file.stat().st_size
    kind = file.suffix.lower()
    if kind not in PICTURES:
        if size > (LARGE_FILM if kind in FILMS else LARGE_FILE):
            yield _fault(
                named,
                f"“{named.name}” has {size / MEGABYTE:.0f} MB, and all learners load it",
                "put the film on a server of your academy, and write `link: https://…`"
                if kind in FILMS
                else "save it smaller, or divide it; pictures in it are mostly what makes it large",
            )
        return
    if size > LARGE_PICTURE:
        yield _fault(
            named,
            f"the picture “{named.name}” has {size / MEGABYTE:.1f} MB",
            "make it 1600 pixels wide at most, and save a photograph as .jpg, a drawing as .png",
            is_error=size > LARGEST_PICTURE,
        )
    elif (pixels := pixels_of(file, file.stat().st_mtime_ns)) and max(pixels) > WIDEST:
        yield _fault(
            named,
            f"the picture “{named.name}” has {pixels[0]} × {pixels[1]} pixels",
            "make it 1600 pixels wide at most: no page shows more",
        )


def _fault(named: Named, message: str, hint: str, is_error: bool = False) -> Diagnostic:
    return Diagnostic(
        "large-asset",
        message,
        hint,
        named.path,
        within=named.within,
        severity="error" if is_error else "warning",
    )


# PNG, GIF, JPEG, WebP. A drawing in SVG has no pixels; and imagesize may take a minute to read what
# is damaged in ways that only other formats allow.
_HEADS = (b"\x89PNG", b"GIF8", b"\xff\xd8", b"RIFF")


@lru_cache(maxsize=512)
def pixels_of(file: Path, _changed: int = 0) -> tuple[int, int] | None:
    """Width and height of a picture as it is shown; None where its first bytes do not say.

    Args:
        file: of any format, and perhaps damaged.
        _changed: when; whoever changes a picture is not told of the one before.
    """
    import imagesize  # here: it brings what it would load pictures of the web with, 50 ms

    with file.open("rb") as stream:
        if not stream.read(4).startswith(_HEADS):
            return None
        width, height = imagesize.get(stream)
    return (width, height) if min(width, height) > 0 else None


_NAME = re.compile(rf"{FOLDER}/[^\s\"'<>]+")


def _unused(folder: Path, tree: Node) -> Iterator[Diagnostic]:
    own = folder / FOLDER
    if not own.is_dir():
        return
    files = [
        file.relative_to(own)
        for file in sorted(own.rglob("*"))
        if file.is_file() and not file.name.startswith((".", "~")) and file.name != "Thumbs.db"
    ]
    if not files:
        return
    texts = "\n".join(_with_assets(tree))
    words = set(_NAME.findall(texts))
    for file in files:
        name = f"{FOLDER}/{file.as_posix()}"
        if name not in words and name not in texts:
            yield Diagnostic(
                "unused-asset",
                f"nothing in this course uses the file “{name}”",
                "name it in a text or block, or delete it; it is not part of the package",
                severity="warning",
            )


def _with_assets(node: Node) -> Iterator[str]:
    """The texts in a tree that name some asset."""
    waiting = [node]
    while waiting:
        value = waiting.pop().value
        if isinstance(value, str):
            if FOLDER in value:
                yield value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, tuple):
            waiting += value
