"""Whole pages to project and to print: for facilitators alone, and a learner's own record."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from io import StringIO
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from markupsafe import Markup
from webob import Response
from xblock.core import XBlock

from ..content import without_hidden
from ..richtext import to_text
from .exports import harmless, learners_of
from .lesson import Lesson, SharedFiles

PAGES = ("projector", "sheet", "key", "submissions")
"""The pages that a kind may have; it has those whose template is there: `KIND.projector.html`."""

FOR_LEARNERS = ("sheet",)
"""Pages that are handed out; their templates never get what is hidden."""

OWN = "own"
"""A learner's own record, to print or to save; it holds nothing that the lesson does not show."""

_HEADER = ""
"""What a catalogue “translates” into all that it says of itself."""

_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


@lru_cache(maxsize=64)
def pages_of(package: str, kind: str) -> tuple[str, ...]:
    """Which pages for facilitators a kind has, by the templates in its package."""
    templates = files(package) / "templates"
    return tuple(page for page in (*PAGES, OWN) if (templates / f"{kind}.{page}.html").is_file())


class Submission(NamedTuple):
    """What one learner has handed in."""

    name: str
    written: Sequence[tuple[Any, Any]]
    """Tasks and answers, as the kind's rules give them."""


@lru_cache(maxsize=8)
def _style(name: str) -> str:
    path = files("hope_xblocks") / "public" / f"{name}.css"
    return path.read_text(encoding="utf-8").replace("</", "<\\/")


class Pages(Lesson):
    """Shows staff what to take a class through the lesson with, and learners their record."""

    @XBlock.handler
    def page(self, request: Any, suffix: str = "") -> Response:
        """The page that the suffix names, as a whole document.

        Whoever may not see it is told so with 200: to an app, another status is a lost session.
        """
        page, _dot, form = suffix.partition(".")
        kind = "text/html"
        if page == "submissions" and form == "csv" and self._has_page(page) and self._is_staff():
            kind, text = "text/csv", self._csv()
        elif page == OWN:
            text = self._own_document(to_save=form == "html")
        else:
            # Not request.GET, which raises where a query is no UTF-8.
            sent = dict(parse_qsl(request.query_string, keep_blank_values=True))
            text = self._document(suffix, sent)
        response = Response(text, content_type=kind, charset="utf-8")
        if suffix in (f"{OWN}.html", "submissions.csv"):
            response.headers["Content-Disposition"] = f"attachment; filename={suffix}"
        response.headers["Cache-Control"] = "no-store"  # browsers are shared in class
        return response

    def _has_page(self, page: str) -> bool:
        return page in pages_of(self.kind.package, self.kind.name)

    def _document(self, page: str, sent: Mapping[str, str] = MappingProxyType({})) -> str:
        """The HTML of a page, or of one that holds nothing but the reason why.

        Args:
            page: its name.
            sent: what a form in it sent. Where the kind's rules have a function of the page's
                name, the template gets what it makes of the content and of this, as `made`.
        """
        if not self._is_staff():
            return self._whole(why="not-staff")
        if page == OWN or not self._has_page(page):
            return self._whole(why="no-such-page")
        content, _faults = self._read()
        if content is None:
            return self._whole(why="unreadable", title=self._title())
        make = getattr(self.kind.rules, page, None)
        inner = self._shared(
            f"{self.kind.name}.{page}.html",
            title=self._title(),
            uid=self._uid(),
            content=without_hidden(content) if page in FOR_LEARNERS else content,
            made=make(content, sent) if make else None,
            submissions=self._submissions(content) if page == "submissions" else None,
            csv=self.runtime.handler_url(self, "page", "submissions.csv"),
        )
        return self._finished(self._whole(page, title=self._title(), inner=Markup(inner)))  # noqa: S704

    def _own_document(self, to_save: bool) -> str:
        """The learner's own record; what is *to_save* is complete in one file."""
        if not self._has_page(OWN):
            return self._whole(why="no-such-page")
        if self._user("is_authenticated") is False:
            return self._whole(why="signed-out")
        content, _faults = self._read()
        if content is None:
            return self._whole(why="unreadable", title=self._title())
        inner = self._shared(
            f"{self.kind.name}.{OWN}.html",
            title=self._title(),
            uid=self._uid(),
            view=self._view(content, self._state()),
            has="",
        )
        html = self._whole(OWN, title=self._title(), inner=Markup(inner), to_save=to_save)  # noqa: S704
        return self._finished(html)

    def _own_pages(self) -> Mapping[str, str]:
        """Where the learner's own record is, to print and to save; nothing for most kinds."""
        if not self._has_page(OWN):
            return {}
        names = {"own_page": OWN, "own_file": f"{OWN}.html"}
        return {key: self.runtime.handler_url(self, "page", name) for key, name in names.items()}

    def _finished(self, html: str) -> str:
        service = self._service("replace_urls")
        return str(service.replace_urls(html)) if service else html

    def _whole(
        self, page: str = "", title: str = "", inner: str = "", why: str = "", to_save: bool = False
    ) -> str:
        language = self._words_language()
        names = ("hope", "pages")
        return self._shared(
            "page.html",
            page=page,
            title=title,
            inner=inner,
            why=why,
            style_sheets=[]
            if to_save
            else [
                self.runtime.local_resource_url(SharedFiles(), f"public/{name}.css")
                for name in names
            ],
            style=Markup("".join(map(_style, names)) if to_save else ""),  # noqa: S704 - our own
            language=language,
            direction="rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr",
        )

    def _submissions(self, content: Any) -> Sequence[Submission] | None:
        """What learners have handed in that a person may assess; None where it cannot be read."""
        kept = learners_of(self.scope_ids.usage_id)
        if kept is None:
            return None
        found = []
        for learner in kept:
            state, _unreadable = self._state_of(
                learner.fields.get("state") or {}, learner.fields.get("attempts") or 0
            )
            if written := self.kind.rules.written(content, state):  # type: ignore[attr-defined]
                found.append(Submission(learner.name, written))
        return found

    def _csv(self) -> str:
        """All submissions as a table for spreadsheets, which takes nothing for a formula."""
        content, _faults = self._read()
        found = self._submissions(content) if content is not None else None
        table = StringIO()
        writer = csv.writer(table)
        writer.writerow(["username", "task", "question", "answer"])
        for submission in found or ():
            for task, answer in submission.written:
                text = self.kind.rules.in_words(content, task, answer)  # type: ignore[attr-defined]
                row = (submission.name, task.id, to_text(task.question), text)
                writer.writerow([harmless(cell) for cell in row])
        return "\ufeff" + table.getvalue()  # so that spreadsheets see UTF-8

    def _for_facilitators(self) -> str:
        """The box below the lesson that leads to the pages; nothing for whoever is not staff."""
        names = [one for one in pages_of(self.kind.package, self.kind.name) if one != OWN]
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

    def _words_language(self) -> str:
        """The language that the words of the interface are in, as HTML names it."""
        header = self._translations().gettext(_HEADER)
        found = re.search(r"^Language: *([\w-]+)", header, re.MULTILINE)
        return found[1].replace("_", "-") if found else "en"
