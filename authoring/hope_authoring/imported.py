"""What came with an imported course and has no key in our language: it goes along as it is.

The folder that `imported:` names has the shape of a package. Its files win over what is made of
the course, but for three that are put together: `policy.json` holds settings of the course, and
`null` takes one out; `grading_policy.json` stands for the platform's file of that name; and what
`course.xml` holds stands in the course beside its chapters.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from .assets import FOLDER, static_name

POLICY, GRADING, COURSE = "policy.json", "grading_policy.json", "course.xml"
"""The files that are put together with ours."""


def imported_files(folder: Path, name: str) -> dict[str, Path]:
    """Every file to take along, by its path in the package; those above by their bare names.

    Args:
        folder: where `course.yaml` is.
        name: the folder with what was imported.
    """
    found = {f"static/{static_name(path)}": file for path, file in _below(folder / FOLDER).items()}
    return found | _below(folder / name)


def _below(folder: Path) -> dict[str, Path]:
    inside = folder.resolve()
    return {
        file.relative_to(folder).as_posix(): file
        for file in sorted(folder.rglob("*"))
        # A link that leads out of the folder could put any file of this computer in a package.
        if file.is_file() and file.resolve().is_relative_to(inside)
    }


def merged(
    files: Mapping[str, bytes], run: str, imported: Mapping[str, Path | bytes]
) -> dict[str, bytes]:
    """The *files* of a package with what was *imported*."""
    more = {
        path: data if isinstance(data, bytes) else data.read_bytes()
        for path, data in imported.items()
    }
    made = dict(files)
    if text := more.pop(POLICY, b""):
        path = f"policies/{run}/policy.json"
        policy = json.loads(made[path])
        settings = policy[f"course/{run}"]
        before = settings.get("course_image")
        settings |= json.loads(text)
        policy[f"course/{run}"] = {key: one for key, one in settings.items() if one is not None}
        made[path] = as_json(policy)
        if settings.get("course_image") != before:
            made.pop(f"static/{before}", None)
    if text := more.pop(GRADING, b""):
        made[f"policies/{run}/grading_policy.json"] = text
    if text := more.pop(COURSE, b""):
        path = f"course/{run}.xml"
        course = etree.fromstring(made[path])
        if len(course):
            course[-1].tail = "\n  "
        course.extend(etree.fromstring(text, _parser()))
        made[path] = bytes(etree.tostring(course, encoding="utf-8")) + b"\n"
    return made | more


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def as_json(data: object) -> bytes:
    """Data as it stands in a package."""
    return (json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
