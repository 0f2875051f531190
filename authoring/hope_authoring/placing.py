"""Blocks as they are in their course: with what they have to know of it, and their files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from hope_xblocks.content import Diagnostic

from .assets import asset, folders, static_name
from .course import Course, Unit
from .kinds import Around, NativeKind, native_kinds
from .quizzes import blocks
from .text_assets import named_assets


@lru_cache(maxsize=1)
def _by_model() -> Mapping[type, NativeKind]:
    return {kind.written: kind for kind in native_kinds()}


def _around(course: Course, folder: Path, chapter: str = "") -> Around:
    return Around(course.language, chapter, lambda name: asset(folder, name))


def placed(course: Course, folder: Path) -> Course:
    """The course in which each block knows what it has to know; units that need nothing stay."""
    kinds = _by_model()

    def block(one: Any, around: Around) -> Any:
        if held := getattr(one, "content", None):
            return one.model_copy(update={"content": tuple(block(each, around) for each in held)})
        kind = kinds.get(type(one))
        return kind.placed(one, around) if kind and kind.placed else one

    def unit(one: Unit, around: Around) -> Unit:
        content = tuple(block(each, around) for each in one.content)
        if all(new is old for new, old in zip(content, one.content, strict=True)):
            return one
        return one.model_copy(update={"content": content})

    chapters = []
    for chapter in course.chapters:
        around = _around(course, folder, chapter.title)
        sequences = tuple(
            one.model_copy(update={"units": tuple(unit(each, around) for each in one.units)})
            for one in chapter.sequences
        )
        chapters.append(chapter.model_copy(update={"sequences": sequences}))
    return course.model_copy(update={"chapters": tuple(chapters)})


def statics(course: Course, folder: Path) -> dict[str, Path | bytes]:
    """What blocks and texts need below `static/`, by name: files, or what was made of them.

    Args:
        course: one that is placed, and whose texts still name assets as authors do.
        folder: where `course.yaml` is.
    """
    found: dict[str, Path | bytes] = {}
    around, kinds = _around(course, folder), _by_model()
    for named in named_assets(course):
        if file := asset(folder, named.name):
            found[static_name(named.name)] = file
    for _path, block in blocks(course):
        if kind := kinds.get(type(block)):
            found |= kind.files(block, around)
    return found


def asset_faults(course: Course, folder: Path) -> Iterator[Diagnostic]:
    """Files that blocks and texts name and that are not there, or are not what they should be.

    Args:
        course: possibly only sketched.
        folder: where `course.yaml` is.
    """
    around, kinds = _around(course, folder), _by_model()
    taken: dict[str, str] = {}
    for path, name, within in named_assets(course):
        if not asset(folder, name):
            yield replace(missing(name, folder, path), within=within)
        other = taken.setdefault(static_name(name), name)
        if other != name:
            yield Diagnostic(
                "same-asset-name",
                f"“{name}” and “{other}” would have the same name on the platform, "
                f"`{static_name(name)}`",
                "give one of the two files another name",
                path,
                within=within,
            )
    for path, block in blocks(course):
        if kind := kinds.get(type(block)):
            for fault in kind.problems(block, around):
                yield fault.under(path)


def missing(name: str, folder: Path, path: tuple[str | int, ...]) -> Diagnostic:
    """What an author is told of an asset that is not there."""
    there = [
        file.relative_to(below).as_posix()
        for below in folders(folder)
        for file in sorted(below.rglob("*"))
        if file.is_file()
    ]
    close = get_close_matches(name.removeprefix("assets/"), there, n=1)
    return Diagnostic(
        "missing-asset",
        f"there is no file “{name}”",
        f"did you mean `assets/{close[0]}`?"
        if close
        else "put it into the folder `assets` beside course.yaml",
        path,
    )


def looked_at(course: Course, folder: Path) -> set[Path]:
    """Every file that is named, where it is or could be: when one changes, compile again."""
    names = {named.name for named in named_assets(course)}
    return {below / name.removeprefix("assets/") for name in names for below in folders(folder)}
