"""Whole pages to project and to print: for facilitators alone, and a learner's own record."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
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
from ..figures.cohort import Activity, course_report
from ..figures.report import Released, Report
from ..figures.report import rows as report_rows
from ..richtext import to_text
from . import cohort
from .exports import harmless, learners_of
from .files import FOLDER, own_text
from .own import Own

PAGES = ("projector", "sheet", "key", "submissions")
"""The pages that a kind may have; it has those whose template is there: `KIND.projector.html`."""

COHORT, COURSE = "cohort", "course"
"""Cohort figures of the activity, where its rules have `cohort`; and of all activities together."""

FOR_LEARNERS = ("sheet",)
"""Pages that are handed out; their templates never get what is hidden."""

OWN = "own"
"""A learner's own record, to print or to save; it holds nothing that the lesson does not show."""

STYLES = ("hope", "pages")
"""The style sheets of all pages; the kind's own comes after them."""

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


class Pages(Own):
    """Shows staff what to take a class through the lesson with, and learners their record."""

    @XBlock.handler
    def page(self, request: Any, suffix: str = "") -> Response:
        """The page that the suffix names, as a whole document.

        Whoever may not see it is told so with 200: to an app, another status is a lost session.
        """
        page, _dot, form = suffix.partition(".")
        kind = "text/html"
        if form == "csv" and self._is_staff() and (made := self._table(page)):
            kind, text = "text/csv", made
        elif page == OWN:
            text = self._own_document(to_save=form == "html")
        else:
            # Not request.GET, which raises where a query is no UTF-8.
            sent = dict(parse_qsl(request.query_string, keep_blank_values=True))
            text = self._document(suffix, sent)
        response = Response(text, content_type=kind, charset="utf-8")
        if kind == "text/csv" or suffix == f"{OWN}.html":
            response.headers["Content-Disposition"] = f"attachment; filename={suffix}"
        response.headers["Cache-Control"] = "no-store"  # browsers are shared in class
        return response

    def _has_page(self, page: str) -> bool:
        if page in (COHORT, COURSE):
            return hasattr(self.kind.rules, "cohort")
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
        if page in (COHORT, COURSE):
            return self._figures(page, content)
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
        return self._shared(
            "page.html",
            page=page,
            title=title,
            inner=inner,
            why=why,
            style_sheets=[] if to_save else self._style_sheets(*STYLES),
            style=Markup(self._style() if to_save else ""),  # noqa: S704 - from packages
            language=language,
            direction="rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr",
        )

    def _style(self) -> str:
        """The text of all style sheets of a page, to stand in the page itself."""
        folder = files("hope_xblocks") / FOLDER
        texts = [(folder / f"{name}.css").read_text(encoding="utf-8") for name in STYLES]
        return "".join([*texts, own_text(self, "css")]).replace("</", "<\\/")

    def _submissions(self, content: Any) -> Sequence[Submission] | None:
        """What learners have handed in that a person may assess; None where it cannot be read."""
        kept = learners_of(self.scope_ids.usage_id)
        if kept is None:
            return None
        found = []
        for learner in kept:
            fields = learner.fields
            state, _unreadable = self._state_of(fields.get("state"), fields.get("attempts"))
            if written := self.kind.rules.written(content, state):  # type: ignore[attr-defined]
                found.append(Submission(learner.name, written))
        return found

    def _figures(self, page: str, content: Any) -> str:
        """The page with what a cohort did; it is made of released totals alone."""
        report = self._report(page, content)
        words = self._translations()
        made = {
            "words": {code: words.gettext(word) for code, word in report.words.items()},
            "installed": cohort.installed(),
            "tables": cohort.has_tables(),
            "least": cohort.least_of(self.kind),
            "people": report.people,
            "report": report,
        }
        inner = self._shared(
            "cohort.html",
            page=page,
            made=made,
            csv=self.runtime.handler_url(self, "page", f"{page}.csv"),
            course=self.runtime.handler_url(self, "page", COURSE),
        )
        return self._finished(self._whole(page, title=self._title(), inner=Markup(inner)))  # noqa: S704

    def _report(self, page: str, content: Any) -> Report:
        if page == COURSE:
            found = cohort.released_in_course(self)
            return course_report(
                Activity(one.title, one.learners, one.sums, one.kind) for one in found
            )
        found = cohort.released(self)
        released = Released(found.sums, found.learners) if found else Released({})
        report: Report = self.kind.rules.cohort(content, released)  # type: ignore[attr-defined]
        return report

    def _table(self, page: str) -> str:
        """A page as a table for spreadsheets, which takes nothing for a formula; or nothing."""
        content, _faults = self._read()
        if content is None or not self._has_page(page):
            return ""
        if page in (COHORT, COURSE):
            head, rows = (
                ["section", "about", "answer", "value", "learners"],
                self._figure_rows(page),
            )
        elif page == "submissions":
            head, rows = ["username", "task", "question", "answer"], self._submitted_rows(content)
        else:
            return ""
        table = StringIO()
        writer = csv.writer(table)
        writer.writerow(head)
        writer.writerows([harmless(cell) for cell in row] for row in rows)
        return "\ufeff" + table.getvalue()  # so that spreadsheets see UTF-8

    def _figure_rows(self, page: str) -> Iterator[Sequence[object]]:
        yield from report_rows(self._report(page, self._read()[0]))

    def _submitted_rows(self, content: Any) -> Iterator[Sequence[object]]:
        for submission in self._submissions(content) or ():
            for task, answer in submission.written:
                text = self.kind.rules.in_words(content, task, answer)  # type: ignore[attr-defined]
                yield submission.name, task.id, to_text(task.question), text

    def _for_facilitators(self) -> str:
        """The box below the lesson that leads to the pages; nothing for whoever is not staff."""
        names = [one for one in pages_of(self.kind.package, self.kind.name) if one != OWN]
        names += [one for one in (COHORT, COURSE) if cohort.installed() and self._has_page(one)]
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
