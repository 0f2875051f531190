"""Pictures, films and files to download: where they lie, and what they are called in the package.

Authors name a file `assets/gate.png`. It lies in the folder `assets` of the course or, for what
several courses share, in the folder `assets` beside `courses` and `modules`. In the package, all
files lie in one folder, `static`, under names that the platform does not change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

FOLDER = "assets"
"""The folder for assets, and how their names begin."""


@dataclass(frozen=True)
class Asset:
    """A file of a course that learners see or take with them."""

    name: str
    """As authors write it: `assets/gate.png`."""
    file: Path
    """Where it lies."""

    @property
    def static(self) -> str:
        """What it is called in the package, below `static/`."""
        return static_name(self.name)


class NamesAsset:
    """Marks the text of a model as the name of an asset: see `AssetName`."""


_NAME = re.compile(rf"{FOLDER}/(?:[^/\\\x00-\x1f]+/)*[^/\\\x00-\x1f]+")


def _asset_name(text: str) -> str:
    if not _NAME.fullmatch(text) or {".", ".."} & set(text.split("/")):
        name = text.replace("\\", "/").rsplit("/", 1)[-1].strip()
        raise PydanticCustomError(
            "bad-asset-name",
            "this should be the name of a file in the folder `assets`",
            {"hint": f"put the file there, and write `{FOLDER}/{name or 'name.pdf'}`"},
        )
    return text


AssetName = Annotated[str, AfterValidator(_asset_name), NamesAsset()]
"""The name of an asset, as the value of a key: `file: assets/house-rules.pdf`."""


def asset(course_folder: Path, name: str) -> Path | None:
    """The file that an author means by *name*; None where there is none.

    Args:
        course_folder: where `course.yaml` is.
        name: with the folder, as authors write it: `assets/gate.png`.
    """
    for folder in folders(course_folder):
        file = folder / name.removeprefix(f"{FOLDER}/")
        # A link that leads out of the folder could put any file of this computer in a package.
        if file.is_file() and file.resolve().is_relative_to(folder.resolve()):
            return file
    return None


def folders(course_folder: Path) -> tuple[Path, ...]:
    """The folders that assets may lie in: that of the course first, then that of all courses."""
    course_folder = course_folder.resolve()
    above = course_folder.parent.parent if course_folder.parent.name == "courses" else course_folder
    return tuple(dict.fromkeys((course_folder / FOLDER, above / FOLDER)))


_STRANGE = re.compile(r"[^\w.-]")


@lru_cache(maxsize=4096)
def static_name(name: str) -> str:
    """What an asset is called in the package.

    The platform keeps all files in one folder and changes what it cannot use in their names; here
    the same is done before, so that links are right at once.
    """
    return _STRANGE.sub("_", name.removeprefix(f"{FOLDER}/"))


def link(name: str) -> str:
    """The address of an asset in a text; the platform makes it that of the course."""
    return f"/static/{static_name(name)}"


def asset_fields(block: object) -> tuple[str, ...]:
    """The fields of a *block* that hold the name of an asset."""
    model: Any = type(block)
    return _fields(model)


@lru_cache(maxsize=256)
def _fields(model: Any) -> tuple[str, ...]:
    fields: dict[str, Any] = getattr(model, "model_fields", {})
    return tuple(
        name
        for name, field in fields.items()
        if any(isinstance(mark, NamesAsset) for mark in _marks(field))
    )


def _marks(field: Any) -> Iterator[object]:
    yield from field.metadata
    yield from _nested(field.annotation)


def _nested(annotation: Any) -> Iterator[object]:
    yield from getattr(annotation, "__metadata__", ())
    for argument in getattr(annotation, "__args__", ()):
        yield from _nested(argument)
