"""What an author writes about a course as a whole: dates, grades, groups, pages, certificates."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field, JsonValue
from pydantic_core import PydanticCustomError

from hope_xblocks.content import Id, Markdown, Model, NotEmpty, Text
from hope_xblocks.content.model import NoOrId


class Enrolment(Model):
    """When learners can enrol."""

    start: date | None = None
    """The first day; without it, as soon as the course is there."""
    end: date | None = None
    """The last day; without it, as long as the course runs."""


class Assignment(Model):
    """Graded work of one sort, and what it counts for."""

    id: Id
    """Its name; sequences say `counts_as: …` with it."""
    title: Text
    """What learners see on the page of their progress."""
    weight: int = Field(ge=0, le=100)
    """How many per cent of the grade it is; all together are 100."""
    droppable: int = Field(0, ge=0, le=50)
    """How many of a learner's weakest results do not count."""


class Signatory(Model):
    """Who signs a certificate."""

    name: Text
    """The name."""
    title: Text
    """What this person is: `Head of training`."""
    organisation: Text
    """For whom this person signs."""


class Certificate(Model):
    """What learners get who pass."""

    title: Text | None = None
    """What stands on it as the name of the course; without it, the course's title."""
    at_end: bool = False
    """Whether learners get it at the end of the course; without it, as soon as they pass."""
    signatories: tuple[Signatory, ...] = Field((), max_length=4)
    """Who signs it."""


class Group(Model):
    """Learners who see something of their own: `for: [officers]`."""

    id: Id
    """Its name for ever: what is for it is found by its id."""
    title: Text
    """What staff see when they put learners into it."""

    @property
    def number(self) -> int:
        """Its number on the platform: the same in every package, whatever stands beside it."""
        return _number(f"group {self.id}")


class Page(Model):
    """A page beside the course's outline."""

    id: Id
    """Its name for ever: part of its address."""
    title: Text
    """What learners see in the menu."""
    text: Annotated[Markdown, NotEmpty]
    """The page."""


class Update(Model):
    """News on the course's home page."""

    date: date
    """The day."""
    text: Annotated[Markdown, NotEmpty]
    """The news."""


class Silenced(Model):
    """A warning that is known, and that an author does not want to see again."""

    code: Id
    """Its name, which stands in brackets at the end of the message."""
    reason: Text
    """Why it does not matter here."""
    at: NoOrId = ""
    """The id of the block, unit, sequence or chapter; without it, the whole course."""


_KEY = re.compile(r"course-v1:[\w.~-]+\+[\w.~-]+\+[\w.~-]+")


def _course_key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise PydanticCustomError(
            "bad-course-key",
            "this should be the key of a course",
            {"hint": "copy it from the address of the course: `course-v1:ACADEMY+FIRST+2026`"},
        )
    return text


CourseKey = Annotated[str, AfterValidator(_course_key), Field(max_length=255)]

OURS: Mapping[str, str] = {
    "display_name": "title",
    "language": "language",
    "start": "start",
    "end": "end",
    "enrollment_start": "enrolment",
    "enrollment_end": "enrolment",
    "self_paced": "pacing",
    "course_image": "image",
    "tabs": "pages",
    "user_partitions": "groups",
    "certificates": "certificate",
    "certificates_display_behavior": "certificate",
    "cert_html_view_enabled": "certificate",
    "pre_requisite_courses": "prerequisites",
    "grading_policy": "grading",
}
"""The platform's settings that we write, and the key by which an author sets each."""


def _raw(settings: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    for name, ours in OURS.items():
        if name in settings:
            raise PydanticCustomError(
                "our-setting",
                "“{name}” has a key of its own",
                {"name": name, "hint": f"write `{ours}: …` in the course, and take it out here"},
            )
    modules = settings.get("advanced_modules", [])
    if not isinstance(modules, list) or not all(isinstance(one, str) for one in modules):
        raise PydanticCustomError(
            "our-setting",
            "`advanced_modules` should be a list of names",
            {"hint": "write `advanced_modules: [name]`"},
        )
    return settings


Raw = Annotated[dict[str, JsonValue], AfterValidator(_raw)]
"""Settings of the platform that we have no key for, as the platform calls them."""


PARTITION = 1_722_022_026
"""The number of a course's one division into groups; the platform's own are below 100."""


def partition(groups: tuple[Group, ...]) -> dict[str, Any]:
    """The groups as the platform keeps them; the words are Studio's, so that it finds them."""
    return {
        "id": PARTITION,
        "name": "Content Groups",
        "scheme": "cohort",
        "description": "The groups in this configuration can be mapped to cohorts in the "
        "Instructor Dashboard.",
        "parameters": {},
        "active": True,
        "version": 3,
        "groups": [{"id": group.number, "name": group.title, "version": 1} for group in groups],
    }


def group_access(ids: tuple[Id, ...]) -> str:
    """The attribute that keeps a unit or block for the groups of these *ids*."""
    return json.dumps({str(PARTITION): [_number(f"group {id_}") for id_ in ids]})


def certificates(certificate: Certificate, course: str) -> dict[str, Any]:
    """The certificate as the platform keeps it."""
    return {
        "certificates": [
            {
                "id": _number("certificate"),
                "name": course,
                "description": "",
                "course_title": certificate.title or "",
                "is_active": True,
                "editing": False,
                "version": 1,
                "signatories": [
                    {
                        "id": _number(f"signatory {one.name}"),
                        "name": one.name,
                        "title": one.title,
                        "organization": one.organisation,
                        "signature_image_path": "",
                    }
                    for one in certificate.signatories
                ],
            }
        ]
    }


def _number(name: str) -> int:
    """A number for a *name*: from 100 up, for lower ones are the platform's, below 2³¹."""
    return 100 + int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % (2**31 - 100)
