"""An imported course → files that a person can read and change."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from .blocks import Data

LARGEST = 800_000
"""Characters in one file; the compiler reads no larger ones."""


def write_course(course: Data, folder: Path) -> None:
    """Writes `course.yaml`, a file for each chapter, and below it one for each sequence."""
    chapters = course["chapters"]
    index = [{"file": f"chapters/{_chapter(chapter, folder / 'chapters')}"} for chapter in chapters]
    _write({**course, "chapters": index}, folder / "course.yaml")


def _chapter(chapter: Data, folder: Path) -> str:
    name = chapter["id"]
    if "sequences" in chapter:
        items = [
            {"file": f"{name}/{_sequence(sequence, folder / name)}"}
            for sequence in chapter["sequences"]
        ]
        chapter = {**chapter, "sequences": items}
    _write(chapter, folder / f"{name}.yaml")
    return f"{name}.yaml"


def _sequence(sequence: Data, folder: Path) -> str:
    name = sequence["id"]
    if "units" in sequence and len(_text(sequence).encode()) > LARGEST:
        items = []
        for unit in sequence["units"]:
            _write(unit, folder / name / f"{unit['id']}.yaml")
            items.append({"file": f"{name}/{unit['id']}.yaml"})
        sequence = {**sequence, "units": items}
    _write(sequence, folder / f"{name}.yaml")
    return f"{name}.yaml"


def write_files(files: Mapping[str, Path | bytes], folder: Path) -> None:
    """Writes *files* by their paths below a *folder*."""
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, bytes):
            file.write_bytes(data)
        else:
            shutil.copyfile(data, file)


def _write(data: Data, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_text(data), encoding="utf-8", newline="\n")


def _text(data: Data) -> str:
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100))


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def analyze_scalar(self, scalar: str) -> Any:
        # The library thinks that tabs, and blanks before the end of a line, cannot stand below `|`.
        found = super().analyze_scalar(scalar)
        if _LINES.fullmatch(scalar):
            found.allow_block = True
        return found

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


# Signs that YAML can show, from the first to the last, beginning and ending with something to see.
_LINES = re.compile(
    "(?=[^ \\s])"
    "[\\t\\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010fffe]*"
    "(?<! )"
)
_LONG = 90
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    if _DATE.fullmatch(text):
        return dumper.represent_scalar("tag:yaml.org,2002:timestamp", text)
    style = "|" if "\n" in text or len(text) > _LONG else None
    if set(text) & set("\x85\u2028\u2029"):  # line breaks to YAML 1.1: only escapes keep them
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(tuple, yaml.SafeDumper.represent_list)
