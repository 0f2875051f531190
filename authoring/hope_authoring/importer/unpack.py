"""A package or a folder → its files. A package may come from anywhere: nothing in it is trusted."""

from __future__ import annotations

import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

LARGEST = 2_000_000_000
"""Bytes in all the files of a package."""
MOST_FILES = 50_000
RATIO = 200
"""How much larger the files may be than the package; texts shrink to a tenth, zeros to nothing."""
ALLOWED_ANYWAY = 50_000_000
"""Up to here, the ratio does not matter."""


class CannotImport(Exception):  # noqa: N818 - told to a person, who reads no names of classes
    """Why something cannot be imported, as a sentence for whoever asked for it."""


@contextmanager
def unpacked(source: Path) -> Iterator[dict[str, Path]]:
    """The files of the course in *source*, by their paths from where `course.xml` is.

    Raises:
        CannotImport: if it is no package, or one that may do harm.
    """
    if source.is_dir():
        yield _from_root(_files(source))
        return
    with TemporaryDirectory(prefix="hope-import-") as place:
        _extract(source, Path(place))
        yield _from_root(_files(Path(place)))


def _extract(source: Path, place: Path) -> None:
    try:
        packed = source.stat().st_size
        total = number = 0
        with tarfile.open(source, "r:*") as tar:
            for member in tar:
                total += member.size
                number += 1
                if (
                    total > LARGEST
                    or number > MOST_FILES
                    or total > max(ALLOWED_ANYWAY, packed * RATIO)
                ):
                    raise CannotImport("this package is far too large for a course")
                if member.isfile():
                    # Links and devices have no place in a course.
                    tar.extract(member, place, filter="data")
    except tarfile.FilterError:
        raise CannotImport(
            f"the package has a file that would lie outside of it, “{member.name}”"
        ) from None
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError):
        raise CannotImport(
            "this is no package that can be read: it should be a .tar.gz as the platform exports it"
        ) from None


def _files(folder: Path) -> dict[str, Path]:
    inside = folder.resolve()
    found = {}
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if one not in _NOT_OURS)
        for name in sorted(names):
            file = Path(above, name)
            if file.is_file() and file.resolve().is_relative_to(inside):
                found[file.relative_to(folder).as_posix()] = file
            if len(found) > MOST_FILES:
                raise CannotImport("this folder has far too many files for a course")
    return found


_NOT_OURS = (".git", "__MACOSX", "__pycache__")


def _from_root(files: dict[str, Path]) -> dict[str, Path]:
    """The files below the folder of the highest `course.xml`."""
    roots = [path for path in files if PurePosixPath(path).name == "course.xml"]
    if not roots:
        raise CannotImport("there is no course.xml: this is no export of a course")
    root = min(roots, key=lambda path: (path.count("/"), path)).removesuffix("course.xml")
    return {path.removeprefix(root): file for path, file in files.items() if path.startswith(root)}
