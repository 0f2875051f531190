"""Loads, shows and grades native Open edX elements with the platform's own classes.

The classes are those of xblocks-contrib; only the LMS around them is a stand-in.
A choice is called by the name our OLX gives it; what CAPA makes of that name stays in here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import django
from django.apps import apps
from django.conf import settings
from django.test.utils import override_settings
from fs.memoryfs import MemoryFS
from lxml import etree, html
from opaque_keys.edx.keys import CourseKey
from opaque_keys.edx.locator import BlockUsageLocator
from webob import Request
from xblock.core import XBlock, XBlockMixin
from xblock.fields import Boolean, Scope, ScopeIds, UserScope
from xblock.reference.user_service import XBlockUser
from xblock.runtime import DictKeyValueStore, KvsFieldData, MemoryIdManager, Runtime

COURSE = CourseKey.from_string("course-v1:HOPE+Test+1")
FILES = "/asset-v1:HOPE+Test+1+type@asset+block/"


@dataclass(frozen=True)
class Outcome:
    """What the platform answers to one submission: the grade it publishes and the hints."""

    earned: float
    possible: float
    feedback: list[str]

    @property
    def right(self) -> bool:
        """Whether the submission earned full credit."""
        return self.earned == self.possible > 0


def load(xml: str, *, learner: str = "ann", before: XBlock | None = None) -> XBlock:
    """Load one inline element, or its new version over what learners did with `before`."""
    with _django():
        from xblocks_contrib.common.xml_utils import EDX_XML_PARSER  # as imports read OLX

        node = etree.fromstring(xml.encode(), EDX_XML_PARSER)
        usage = BlockUsageLocator(COURSE, node.tag, node.attrib["url_name"])
        lms = Lms(before.runtime.work_of_learners() if before else {})
        block_class = lms.mixologist.mix(lms.load_block_type(node.tag))
        with patch("xblocks_contrib.video.video.get_edxval_api", return_value=None):  # an LMS app
            block = block_class.parse_xml(node, lms, ScopeIds(learner, node.tag, usage, usage))
        block.save()
        return block


def as_learner(block: XBlock, learner: str) -> XBlock:
    """Return the same block as another learner has it."""
    keys = block.scope_ids._replace(user_id=learner)
    return block.runtime.construct_xblock(keys.block_type, keys)


def grade(problem: XBlock, chosen: Sequence[str]) -> bool:
    """Tell whether a learner who never tried before gets full credit for these choices."""
    newcomer = as_learner(problem, f"newcomer {next(problem.runtime.newcomers)}")
    return submit(newcomer, chosen).right


def submit(problem: XBlock, chosen: Sequence[str]) -> Outcome:
    """Submit these choices as the learner's browser would, which takes an attempt."""
    values = _values(problem)
    (field,) = {box.get("name") for box in _boxes(problem)}  # one question in a problem
    answer = _post(problem, "problem_check", [(field, values[name]) for name in chosen])
    if answer["success"] not in ("correct", "incorrect", "submitted"):
        raise AssertionError(answer["success"])
    score = [event for kind, event in problem.runtime.events if kind == "grade"][-1]
    hints = html.fromstring(answer["contents"]).iterfind(".//div[@class='hint-text']")
    return Outcome(score["value"], score["max_value"], [_inside(hint) for hint in hints])


def reply(problem: XBlock, *values: str | Sequence[str], learner: str = "") -> Outcome:
    """Submit a value for each field of the page, in order: a text, or the values of boxes."""
    block = as_learner(problem, learner or f"newcomer {next(problem.runtime.newcomers)}")
    shown = html.fromstring(render(block)).iterfind(".//*[@name]")
    names = [box.get("name") for box in shown if box.get("name").startswith("input_")]
    form = [
        (name, one)
        for name, value in zip(dict.fromkeys(names), values, strict=True)
        for one in ([value] if isinstance(value, str) else value)
    ]
    answer = _post(block, "problem_check", form)
    if answer["success"] not in ("correct", "incorrect", "submitted"):
        raise AssertionError(answer["success"])
    score = [event for kind, event in block.runtime.events if kind == "grade"][-1]
    hints = html.fromstring(answer["contents"]).iterfind(".//div[@class='hint-text']")
    return Outcome(score["value"], score["max_value"], [_inside(hint) for hint in hints])


def choices(problem: XBlock) -> list[str]:
    """Return the names of the choices in the order of the OLX."""
    return list(_values(problem))


def ticked(problem: XBlock) -> list[str]:
    """Return the names of the choices this learner finds ticked."""
    values = [box.get("value") for box in _boxes(problem) if box.get("checked")]
    return [name for name, value in _values(problem).items() if value in values]


def render(block: XBlock) -> str:
    """Return the HTML the learner gets."""
    if block.scope_ids.block_type == "problem":
        return str(_post(block, "problem_get")["html"])
    with _django():
        return str(block.student_view({}).content)


def in_course(page: str) -> str:
    """Return a page as the LMS sends it: with the addresses that files have in the course."""
    return _with_urls_of_the_course(page)


def explanation(problem: XBlock) -> str:
    """Return what “Show answer” explains, or raise ProcessingError while it is not on offer."""
    answers = _post(problem, "problem_show")["answers"].items()
    solutions = [answer for key, answer in answers if "_solution_" in key]
    return "".join(_inside(html.fragment_fromstring(solution)) for solution in solutions)


class LmsFields(XBlockMixin):
    """The field of the LMS that a problem reads."""

    graded = Boolean(default=False, scope=Scope.settings)


class Lms(Runtime):
    """As much of the LMS as an html or problem block needs, all in memory."""

    def __init__(self, stored: dict[Any, Any]) -> None:
        self.store = DictKeyValueStore(stored)
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.newcomers = count(1)
        self.resources_fs = MemoryFS()  # inline elements read no files
        ids = MemoryIdManager()
        services = {
            "field-data": KvsFieldData(self.store),
            "user": SimpleNamespace(get_current_user=_user),
            "replace_urls": SimpleNamespace(replace_urls=_with_urls_of_the_course),
            "sandbox": SimpleNamespace(
                can_execute_unsafe_code=lambda: False, get_python_lib_zip=lambda: None
            ),
            "cache": SimpleNamespace(get=lambda _: None, set=lambda *_: None),
            "xqueue": SimpleNamespace(waittime=0),
        }
        super().__init__(ids, ids, mixins=(LmsFields,), services=services)

    def work_of_learners(self) -> dict[Any, Any]:
        """Return what an import keeps: every value that belongs to one learner."""
        stored = self.store.db_dict.items()
        return {key: value for key, value in stored if key.scope.user is UserScope.ONE}

    def load_block_type(self, block_type: str) -> type[XBlock]:
        """Return the platform's own class."""
        from xblocks_contrib import (  # needs Django's settings
            HtmlBlock,
            ProblemBlock,
            VideoBlock,
            WordCloudBlock,
        )

        return {
            "html": HtmlBlock,
            "problem": ProblemBlock,
            "video": VideoBlock,
            "word_cloud": WordCloudBlock,
        }[block_type]

    def get_policy(self, _usage: object) -> dict[str, Any]:
        """Return no settings beside those in the OLX."""
        return {}

    def publish(self, _block: XBlock, event_type: str, event_data: dict[str, Any]) -> None:
        """Keep the event, such as a grade."""
        self.events.append((event_type, event_data))

    def handler_url(self, block: XBlock, handler_name: str, *_: object, **__: object) -> str:
        """Return an address a page may hold; nobody calls it."""
        return f"/handler/{block.scope_ids.usage_id}/{handler_name}"

    local_resource_url = handler_url
    resource_url = handler_url


def _user() -> XBlockUser:
    user = XBlockUser(is_current_user=True, emails=["ann@example.org"])
    user.opt_attrs.update({"edx-platform.user_id": 1, "edx-platform.user_is_staff": False})
    return user


def _with_urls_of_the_course(text: str) -> str:
    return re.sub(r"(?<=[\"'])/static/", FILES, text)


@contextmanager
def _django() -> Iterator[None]:
    """Lend CAPA's templates to whichever Django site this process has, or to a bare one."""
    if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
        settings.configure()
    if not apps.ready:
        django.setup()
    from xblocks_contrib.problem import capa  # needs Django's settings

    backend = "django.template.backends.django.DjangoTemplates"
    folder = Path(capa.__file__).parent / "templates"
    templates = [{"NAME": "capa", "BACKEND": backend, "DIRS": [folder]}, *settings.TEMPLATES]
    with override_settings(TEMPLATES=templates):
        yield


def _post(problem: XBlock, action: str, form: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """Post a form to the problem's handler, as its JavaScript does."""
    request = Request.blank("/", method="POST", body=urlencode(form).encode())
    request.content_type = "application/x-www-form-urlencoded"
    with _django():
        return dict(problem.runtime.handle(problem, "xmodule_handler", request, action).json)


def _boxes(problem: XBlock) -> list[Any]:
    """Return the radio buttons or checkboxes the learner sees."""
    return list(html.fromstring(render(problem)).iterfind(".//fieldset//input"))


def _values(problem: XBlock) -> dict[str, str]:
    """Return what the browser posts for each named choice.

    CAPA keeps the names of radio buttons, but replaces those of checkboxes by positions.
    """
    olx: Any = etree.fromstring(problem.data)
    keeps_names = olx.find(".//choicegroup") is not None
    names = [choice.attrib["name"] for choice in olx.iter("choice")]
    values = {name: f"choice_{name if keeps_names else i}" for i, name in enumerate(names)}
    shown = [box.get("value") for box in _boxes(problem)]
    if sorted(values.values()) != sorted(shown):  # else a misspelt choice would pass for wrong
        raise AssertionError(f"the page offers {shown}, the OLX {values}")
    return values


def _inside(element: Any) -> str:
    """Return an element's inner HTML without the blanks around it."""
    children = (etree.tostring(child, encoding="unicode", method="html") for child in element)
    return (escape(element.text or "", quote=False) + "".join(children)).strip()
