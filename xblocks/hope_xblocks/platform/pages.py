"""Whole pages for facilitators, to project and to print: content alone, and for staff alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup
from webob import Response
from xblock.core import XBlock

from ..content import without_hidden
from .lesson import Lesson, SharedFiles
from .rendering import render

PAGES = ("projector", "sheet", "key")
"""The pages that a kind may have; it has those whose template is there: `KIND.projector.html`."""

FOR_LEARNERS = ("sheet",)
"""Pages that are handed out; their templates never get what is hidden."""

_HEADER = ""
"""What a catalogue “translates” into all that it says of itself."""

_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


@lru_cache(maxsize=64)
def pages_of(package: str, kind: str) -> tuple[str, ...]:
    """Which pages for facilitators a kind has, by the templates in its package."""
    templates = files(package) / "templates"
    return tuple(page for page in PAGES if (templates / f"{kind}.{page}.html").is_file())


class Pages(Lesson):
    """Shows staff what to take a class through the lesson with."""

    @XBlock.handler
    def page(self, request: Any, suffix: str = "") -> Response:
        """The page that the suffix names, as a whole document.

        Whoever may not see it is told so with 200: to an app, another status is a lost session.
        """
        response = Response(self._document(suffix), content_type="text/html", charset="utf-8")
        response.headers["Cache-Control"] = "no-store"  # browsers are shared in class
        return response

    def _document(self, page: str) -> str:
        """The HTML of a page, or of one that holds nothing but the reason why."""
        if not self._is_staff():
            return self._whole(why="not-staff")
        if page not in pages_of(self.kind.package, self.kind.name):
            return self._whole(why="no-such-page")
        content, _faults = self._read()
        if content is None:
            return self._whole(why="unreadable", title=self._title())
        inner = self._shared(
            f"{self.kind.name}.{page}.html",
            title=self._title(),
            content=without_hidden(content) if page in FOR_LEARNERS else content,
        )
        html = self._whole(page, title=self._title(), inner=Markup(inner))  # noqa: S704
        service = self._service("replace_urls")
        return str(service.replace_urls(html)) if service else html

    def _whole(self, page: str = "", title: str = "", inner: str = "", why: str = "") -> str:
        language = self._words_language()
        sheets = [
            self.runtime.local_resource_url(SharedFiles(), f"public/{name}.css")
            for name in ("hope", "pages")
        ]
        return self._shared(
            "page.html",
            page=page,
            title=title,
            inner=inner,
            why=why,
            style_sheets=sheets,
            language=language,
            direction="rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr",
        )

    def _for_facilitators(self) -> str:
        """The box below the lesson that leads to the pages; nothing for whoever is not staff."""
        names: Sequence[str] = pages_of(self.kind.package, self.kind.name)
        if not names or not self._is_staff():
            return ""
        content, _faults = self._read()
        if content is None:
            return ""
        return self._shared(
            "facilitators.html",
            pages={name: self.runtime.handler_url(self, "page", name) for name in names},
            notes=getattr(content, "facilitator", None),
        )

    def _shared(self, template: str, **context: Any) -> str:
        """A template's HTML without a learner: these pages know nothing of anybody's work."""
        return render(self.kind.package, template, context, self._translations())

    def _words_language(self) -> str:
        """The language that the words of the interface are in, as HTML names it."""
        header = self._translations().gettext(_HEADER)
        found = re.search(r"^Language: *([\w-]+)", header, re.MULTILINE)
        return found[1].replace("_", "-") if found else "en"
