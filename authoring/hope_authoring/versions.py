"""A version of a course: a package, a folder, or a folder as git knows it."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from .compile import compile_course
from .importer.reading import Export, read_export
from .importer.unpack import CannotImport, unpacked


class NoVersion(Exception):  # noqa: N818 - told to a person, who reads no names of classes
    """Why a version cannot be read, as a sentence for whoever asked for it."""


@contextmanager
def version(name: str, edition: str = "") -> Iterator[Export]:
    """The course that *name* stands for: `course.tar.gz`, a folder, or `REVISION:folder`.

    Raises:
        NoVersion: if there is none, or it cannot be read.
    """
    path = Path(name)
    with TemporaryDirectory(prefix="hope-diff-") as place:
        if (path / "course.yaml").is_file():
            path = _built(path, edition, Path(place), name)
        elif not path.exists() and ":" in name:
            path = _built(_from_git(name, Path(place)), edition, Path(place), name)
        elif not path.is_file() and not (path / "course.xml").is_file():
            raise NoVersion(f"“{name}” is no course, no package, and no REVISION:folder")
        try:
            with unpacked(path) as files:
                yield read_export(files)
        except CannotImport as error:
            raise NoVersion(f"“{name}” cannot be read: {error}") from None


def _built(folder: Path, edition: str, place: Path, name: str) -> Path:
    build = compile_course(folder, edition)
    if build.archive is None:
        first = next(fault for fault in build.diagnostics if fault.severity == "error")
        raise NoVersion(f"“{name}” has errors, see `hope check`; the first: {first.message}")
    file = place / "built.tar.gz"
    file.write_bytes(build.archive)
    return file


def _from_git(name: str, place: Path) -> Path:
    """The folder of a course as it was, with all that it may take files from."""
    revision, _, folder = name.partition(":")
    course = Path(folder.rstrip("/"))
    root = course.parent.parent if course.parent.name == "courses" else course
    if revision.startswith("-") or not revision or ".." in course.parts:
        raise NoVersion(f"“{name}” names no version")
    tree = f"{revision}:{'' if root == Path() else root.as_posix()}"
    try:
        asked = subprocess.run(  # noqa: S603 - a list, and no word of it is an option
            ["git", "archive", "--format=tar", tree],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
        )
    except OSError:
        raise NoVersion("git is not installed") from None
    if asked.returncode:
        said = asked.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise NoVersion(f"git does not know “{name}”: {said}")
    below = place / "tree"
    try:
        with tarfile.open(fileobj=io.BytesIO(asked.stdout)) as tar:
            tar.extractall(below, filter="data")
    except (tarfile.TarError, OSError) as error:
        raise NoVersion(f"“{name}” cannot be taken out of git: {error}") from None
    found = below / course.relative_to(root)
    if not (found / "course.yaml").is_file():
        raise NoVersion(f"there is no course.yaml in “{name}”")
    return found
