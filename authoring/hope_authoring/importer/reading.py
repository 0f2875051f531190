"""The files of an export → one tree, in which everything stands where it belongs.

An export scatters a course over files that point to one another, and says some things in a second
place: what stands in `policy.json` wins over what stands at an element.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from .unpack import CannotImport

DEEPEST = 30
"""Levels of elements that point to others; courses have four to six."""


@dataclass(frozen=True)
class Rest:
    """Something that was not understood."""

    file: str
    """The file, by its path in the export."""
    reason: str
    """Why, as a sentence for a person."""


@dataclass
class Export:
    """A course as it was exported."""

    files: Mapping[str, Path]
    """All files by their paths."""
    org: str = ""
    number: str = ""
    run: str = ""
    course: etree._Element = field(default_factory=lambda: etree.Element("course"))
    """The whole course as one tree."""
    policy: dict[str, Any] = field(default_factory=dict)
    """The settings of the course."""
    grading: dict[str, Any] | None = None
    """How grades are made."""
    used: set[str] = field(default_factory=set)
    """The files that are understood."""
    rest: list[Rest] = field(default_factory=list)
    """What is not."""
    notes: list[str] = field(default_factory=list)
    """What else a person should know."""
    apart: set[tuple[str, str]] = field(default_factory=set)
    """The types and names of what stood in a file of its own."""
    settled: set[str] = field(default_factory=set)
    """What has the settings that a policy has for it."""

    def text(self, path: str) -> str | None:
        """The text of a file, if it is there."""
        if path not in self.files:
            return None
        self.used.add(path)
        data = self.files[path].read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
            self.notes.append(f"{path} is not in UTF-8; it was read as Latin-1")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def data(self, path: str) -> Any:
        """The JSON in a file; None where there is none."""
        text = self.text(path)
        try:
            return None if text is None else json.loads(text)
        except ValueError:
            self.rest.append(Rest(path, "it is no JSON"))
            return None


def read_export(files: Mapping[str, Path]) -> Export:
    """The course in the *files* of an export.

    Raises:
        CannotImport: if it has no course that can be read.
    """
    export = Export(files)
    root = _parsed(export, "course.xml")
    if root is None or root.tag != "course":
        raise CannotImport("the file course.xml cannot be read as the beginning of a course")
    export.run = root.get("url_name") or root.get("slug") or root.get("name") or "run"
    export.org = root.get("org") or "edx"
    export.number = root.get("course") or "course"
    policies = _policies(export)
    course = _resolved(export, root, policies)
    if course is None or all(one.tag in BESIDE for one in course.iterchildren("*")):
        raise CannotImport("the course has no chapters")
    for name in ("url_name", "org", "course", "slug"):
        course.attrib.pop(name, "")
    own = policies.get(f"course/{export.run}", {})
    export.policy = {str(name): _value(str(text)) for name, text in course.attrib.items()} | own
    export.grading = export.data(f"policies/{export.run}/grading_policy.json")
    if export.grading is None:
        export.grading = export.data("grading_policy.json")
    _whole(export, course, policies, (("course", export.run),))
    for key in sorted(policies.keys() - export.settled - {f"course/{export.run}"}):
        export.notes.append(f"policy.json has settings for {key}, which is not in the course")
    export.course = course
    return export


def _policies(export: Export) -> dict[str, dict[str, Any]]:
    for path in (f"policies/{export.run}/policy.json", f"policies/{export.run}.json"):
        found = export.data(path)
        if isinstance(found, dict):
            return {key: value for key, value in found.items() if isinstance(value, dict)}
    return {}


_PARSER_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "strip_cdata": False,
    "remove_pis": True,
}


def _parsed(export: Export, path: str) -> etree._Element | None:
    if path not in export.files:
        return None
    export.used.add(path)
    try:
        root = etree.fromstring(export.files[path].read_bytes(), etree.XMLParser(**_PARSER_OPTIONS))
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = str(getattr(error, "msg", error)).partition(", line ")[0]
        export.rest.append(Rest(path, f"it cannot be read as XML: {reason}"))
        return None
    if root.getroottree().docinfo.internalDTD is not None or any(
        one.tag is etree.Entity for one in root.iter()
    ):
        export.rest.append(Rest(path, "it has a DOCTYPE or names of its own for signs"))
        return None
    return root


def _points(element: etree._Element) -> bool:
    """Whether an element only says where its definition is."""
    names = set(element.attrib)
    if element.tag == "course":
        names -= {"org", "course"}
    return names == {"url_name"} and not len(element) and not (element.text or "").strip()


def _resolved(
    export: Export, element: etree._Element, policies: Mapping[str, Mapping[str, Any]]
) -> etree._Element | None:
    """The definition of an *element*: itself, or what it points to; with what policies say.

    None where it points to what is not there: the platform leaves that out, too.
    """
    name = element.get("url_name", "")
    if _points(element):
        path = f"{element.tag}/{name.replace(':', '/')}.xml"
        found = _parsed(export, path)
        if found is not None:
            export.apart.add((str(element.tag), name))
            found.attrib.pop("slug", "")
            found.set("url_name", name)
            found.tail = element.tail
            element = found
        elif element.tag in _SPLIT:
            if path not in export.files:
                export.notes.append(f"the course points to {path}, which is not in the export")
            if element.tag != "course":
                return None
    if element.tag == "html":
        _with_text(export, element, name)
    export.settled.add(f"{element.tag}/{name}")
    for key, value in policies.get(f"{element.tag}/{name}", {}).items():
        if element.tag != "course":
            element.set(key, value if isinstance(value, str) else json.dumps(value))
    return element


_SPLIT = ("course", "chapter", "sequential", "vertical", "html", "problem", "video")
"""What the platform keeps in files of its own, and would miss."""


def _with_text(export: Export, element: etree._Element, name: str) -> None:
    """Brings the HTML of an `html` element from the file where the platform keeps it."""
    filename = str(element.attrib.pop("filename", ""))
    if not filename:
        return
    folder = "html/" + "".join(f"{part}/" for part in name.split(":")[:-1])
    paths = (f"{folder}{filename}.html", f"html/{filename}.html", f"{folder}{filename}.xml")
    for path in paths:
        if (text := export.text(path)) is not None:
            break
    else:
        export.rest.append(
            Rest(paths[0], f"the text of “{name}” should be here, and it is not there")
        )
        return
    kept = _UNPRINTABLE.sub("", text)
    if kept != text:
        export.notes.append(f"{path} had invisible characters, which are left out")
    for child in list(element):
        element.remove(child)
    element.text = None
    if kept.strip():
        element.text = kept if "]]>" in kept else etree.CDATA(kept)


_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _whole(
    export: Export,
    element: etree._Element,
    policies: Mapping[str, Mapping[str, Any]],
    way: tuple[tuple[str, str], ...],
) -> None:
    """Puts everything that an *element* points to in its place, all the way down."""
    for child in list(element):
        if isinstance(child, etree._Comment):
            if element.tag in _OUTLINE:
                export.notes.append(f"a comment in {element.tag} “{way[-1][1]}” is left out")
                _remove(child)
            continue
        if not isinstance(child.tag, str) or child.tag in BESIDE:
            continue
        here = (child.tag, child.get("url_name", ""))
        if here[1] and (here in way or len(way) > DEEPEST):
            export.rest.append(Rest(f"{here[0]}/{here[1]}.xml", "it points to itself"))
            _remove(child)
            continue
        found: etree._Element | None = child
        if element.tag not in TEXTS and (
            _points(child) or child.tag == "html" or f"{here[0]}/{here[1]}" in policies
        ):
            found = _resolved(export, child, policies)
        if found is None:
            _remove(child)
            continue
        if found is not child:
            element.replace(child, found)
        if element.tag in _OUTLINE:
            _name(export, found)
        if found.tag not in TEXTS:
            _whole(export, found, policies, (*way, here))


_OUTLINE = ("course", "chapter", "sequential", "vertical")
TEXTS = ("html", "problem", "about", "static_tab", "course_info")
"""What holds markup, not blocks."""
BESIDE = ("wiki", "textbook", "pdf_textbook", "html_textbook")
"""What stands in a course beside its chapters."""


def _remove(element: etree._Element) -> None:
    """Takes an element out; what stands behind it stays."""
    above, before = element.getparent(), element.getprevious()
    if above is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            above.text = (above.text or "") + element.tail
    above.remove(element)


def _name(export: Export, element: etree._Element) -> None:
    """Gives a part of the outline or a block a name if it has none: the one it gets on import."""
    name = element.get("url_name", "")
    if name and (not _NAME.fullmatch(name) or {".", ".."} & set(name.split(":"))):
        raise CannotImport(
            f"there is a {element.tag} with the name “{name}”, which the platform refuses, too: "
            "a name has letters, digits and the signs _ - . ~ : only"
        )
    if element.tag == "course" or name:
        return
    slug = str(element.attrib.pop("slug", ""))
    name = slug or element.get("name", "") or element.get("display_name", "")
    name = re.sub(r"_+", "_", re.sub(r"[^\w.:~-]", "_", name))
    if not name:
        digest = hashlib.sha1(etree.tostring(element), usedforsecurity=False).hexdigest()
        name = f"{element.tag}_{digest[:12]}"
    element.set("url_name", name)
    export.apart.add((str(element.tag), name))
    export.notes.append(f"a {element.tag} without a name is called “{name}”")


_NAME = re.compile(r"[\w.~:-]{1,200}")


def _value(text: str) -> Any:
    """The value of an attribute: the platform reads each as JSON first."""
    try:
        return json.loads(text)
    except ValueError:
        return text
