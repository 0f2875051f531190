"""A course that was exported from Studio → a course in YAML that builds the same course.

What our language can say exactly becomes YAML; all else goes along in the platform's own language.
What cannot go along lies in the folder `olx-rest`, and the report names it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lxml import etree

from hope_xblocks.content import Diagnostic, InvalidContent, read

from .. import olx
from ..assets import static_name
from ..compile import compile_editions
from ..course import Course
from ..imported import COURSE, GRADING, POLICY, as_json
from ..kinds import Around
from ..picture import PICTURE, picture
from .about import course_keys, formats, same_moment
from .blocks import Blocks, Data
from .canonical import canonical_html
from .comparing import differences, number_of
from .names import Names
from .outline import Outline
from .reading import BESIDE, Export, Rest, read_export
from .unpack import CannotImport, unpacked
from .writing import write_course, write_files

ALONG = "olx"
"""The folder for what goes along as it is."""
REST = "olx-rest"
"""The folder for what does not."""


@dataclass
class Report:
    """What came of an import."""

    blocks: Counter[str] = field(default_factory=Counter)
    """How many blocks there are of each kind."""
    along: list[str] = field(default_factory=list)
    """The files that go along as they are."""
    rest: list[Rest] = field(default_factory=list)
    """What was not understood."""
    notes: list[str] = field(default_factory=list)
    """What else a person should know."""
    faults: list[Diagnostic] = field(default_factory=list)
    """What the compiler finds wrong with the course that was made."""
    compared: int = 0
    """How many chapters, sequences, units and blocks are the same when the course is built."""
    differences: list[str] = field(default_factory=list)
    """What is not the same then."""


def import_course(source: Path, folder: Path) -> Report:
    """Makes a course in *folder* of the package or folder *source*.

    Raises:
        CannotImport: if it cannot be read as a course.
    """
    with unpacked(source) as files:
        export = read_export(files)
        statics = {
            path.removeprefix("static/"): file
            for path, file in files.items()
            if path.startswith("static/")
        }
        made = course_keys(export)
        names = Names(export.course)
        by_static = {static_name(name): file for name, file in statics.items()}

        def around(chapter: str) -> Around:
            return Around(
                made.get("language", "en"), chapter, lambda name: by_static.get(static_name(name))
            )

        groups = tuple(one["id"] for one in made.get("groups", ()))
        blocks = Blocks(export, names, around, groups)
        outline = Outline(names, blocks, formats(export, made), groups)
        made["chapters"] = outline.chapters(export.course)
        name = str(export.policy.get("course_image") or PICTURE)
        export.used |= {f"static/{name}" for name in statics}
        statics = _without_picture(statics, str(made["title"]))
        image = _image(name, statics)
        if image:
            made["image"] = image
        course = _course(made, export)
        along = dict(_along(export, course, image or PICTURE))
        assets, more = _assets(statics, image)
        along |= more | blocks.apart
        if along or assets:
            made = _with_before(made, "chapters", {"imported": ALONG})
        rest = dict(_rest(export))
        write_course(made, folder)
        write_files({f"{ALONG}/{path}": data for path, data in along.items()}, folder)
        write_files({f"assets/{name}": file for name, file in assets.items()}, folder)
        if image:
            write_files({image: statics[image]}, folder)
        write_files({f"{REST}/{path}": file for path, file in rest.items()}, folder)
        report = Report(_counted(made), sorted(along), export.rest, export.notes)
        report.faults, report.compared, report.differences = _compared(export, folder)
    return report


def _compared(export: Export, folder: Path) -> tuple[list[Diagnostic], int, list[str]]:
    """What is wrong with the course that was made, and where it differs from the *export*."""
    (build,) = compile_editions(folder)
    faults = [fault for fault in build.diagnostics if fault.severity == "error"]
    if build.course is None:
        return faults, 0, []
    made = olx.course_files(build.course, build.image, build.statics, build.imported)
    with TemporaryDirectory(prefix="hope-import-") as place:
        write_files(made, Path(place))
        with unpacked(Path(place)) as files:
            again = read_export(files)
            return faults, number_of(export), list(differences(export, again))


def _course(made: Data, export: Export) -> Course:
    """The course as the compiler reads it; keys that it refuses are left to the platform's own."""
    _without_needless_modules(made)
    for key in (None, *_OPTIONAL):
        if key is not None and made.pop(key, None) is None:
            continue
        try:
            return read(Course, made)
        except InvalidContent as error:
            faults = error.diagnostics
    fault = faults[0]
    where = ".".join(map(str, fault.path))
    raise CannotImport(f"the course cannot be said in YAML: {where}: {fault.message}")


_OPTIONAL = (
    *("grading", "pages", "updates", "handouts", "prerequisites", "enrolment", "certificate"),
    *("settings", "image"),
)


def _without_needless_modules(made: Data) -> None:
    """Takes out the list of plugins where the compiler writes the same."""
    settings = made.get("settings", {})
    named = settings.pop("advanced_modules", None)
    try:
        needed = olx.block_types(read(Course, made))
    except InvalidContent:
        needed = []
    if named is not None and named != needed:
        settings["advanced_modules"] = named
    if not settings:
        made.pop("settings", None)


def _along(export: Export, course: Course, image: str) -> Iterator[tuple[str, Path | bytes]]:
    """What goes along as it is: whatever the course in YAML does not build the same."""
    built = olx.course_files(course, (image, b""))
    policy = json.loads(built[f"policies/{course.run}/policy.json"])[f"course/{course.run}"]
    if "display_name" in export.policy:
        policy["display_name"] = course.title  # stands at the course itself
    grading = json.loads(built[f"policies/{course.run}/grading_policy.json"])
    settings = {
        key: value
        for key, value in export.policy.items()
        if key != "grading_policy" and (key not in policy or not same_moment(policy[key], value))
    }
    settings |= {key: None for key in policy if key not in export.policy}
    if settings:
        yield POLICY, as_json(settings)
    if export.grading is not None and grading != export.grading:
        yield GRADING, as_json(export.grading)
    beside = [one for one in export.course if one.tag in BESIDE]
    if beside:
        holder = etree.Element("course")
        holder.extend(map(deepcopy, beside))
        yield COURSE, etree.tostring(holder, encoding="utf-8")
    for path, file in export.files.items():
        if path.startswith(_KEPT) or path in _KEPT_FILES:
            export.used.add(path)
            if path not in built or not _same(built[path], file.read_bytes()):
                yield path, file
    for path in ("about/overview.html", "about/short_description.html"):
        if path not in export.files:
            yield path, b""


_KEPT = ("about/", "info/", "tabs/", "assets/", "custom_tags/", "textbooks/", "course_info/")
_KEPT_FILES = ("policies/assets.json", "tags.csv")


def _same(one: bytes, other: bytes) -> bool:
    if one.strip() == other.strip():
        return True
    try:
        if other.lstrip()[:1] in (b"[", b"{"):
            return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False
    try:
        return canonical_html(one.decode()) == canonical_html(other.decode())
    except UnicodeDecodeError:
        return False


def _without_picture(statics: Mapping[str, Path], title: str) -> dict[str, Path]:
    """The files but the picture that `hope build` made of the title, and will make again."""
    made = statics.get(PICTURE)
    is_made = made is not None and made.read_bytes() == picture(title)
    return {name: file for name, file in statics.items() if not (is_made and name == PICTURE)}


def _image(name: str, statics: Mapping[str, Path]) -> str:
    """The picture for the catalogue, if it can lie beside the course file."""
    stem, _dot, suffix = name.rpartition(".")
    if name not in statics or not all(part.isalnum() or part in "_-" for part in stem):
        return ""
    return name if suffix in ("png", "jpg", "jpeg") and name.isascii() else ""


def _assets(
    statics: Mapping[str, Path], image: str
) -> tuple[dict[str, Path], dict[str, Path | bytes]]:
    """The files for `assets`; and those that have to keep a name that assets cannot have."""
    assets: dict[str, Path] = {}
    more: dict[str, Path | bytes] = {}
    for name, file in statics.items():
        if name == image:
            continue
        if static_name(name) == name:
            assets[name] = file
        else:
            more[f"static/{name}"] = file
    return assets, more


def _rest(export: Export) -> Iterator[tuple[str, Path]]:
    """The files that were not understood; what is known of the reasons goes into the report."""
    said = {one.file for one in export.rest}
    for path, file in export.files.items():
        if path in said:
            yield path, file
        elif path not in export.used:
            yield path, file
            if path.startswith("drafts/"):
                reason = "it is a draft, which learners do not see"
            elif path.endswith((".xml", ".html")):
                reason = "nothing in the course points to it"
            else:
                reason = "it is no part of a course that is known here"
            export.rest.append(Rest(path, reason))


def _with_before(data: Data, key: str, more: Data) -> Data:
    """*data* with *more* before a *key*."""
    return {
        **{name: value for name, value in data.items() if name != key},
        **more,
        key: data[key],
    }


def _counted(above: Any) -> Counter[str]:
    counts: Counter[str] = Counter()
    for key, below in above.items():
        if key in ("chapters", "sequences", "units", "content"):
            for one in below:
                if "kind" in one:
                    counts[one["kind"]] += 1
                elif "olx" in one:
                    counts["olx"] += 1
                counts += _counted(one)
    return counts


__all__ = ["ALONG", "REST", "CannotImport", "Report", "Rest", "import_course"]
