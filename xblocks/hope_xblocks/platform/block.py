"""The one XBlock: what learners, visitors and authors see of a lesson of any kind."""

from __future__ import annotations

import hashlib
from typing import Any

from lxml import etree
from markupsafe import Markup
from web_fragments.fragment import Fragment
from xblock.core import XBlock

from ..content import Diagnostic
from . import files
from .access import may_read
from .lesson import titled
from .moves import Moves
from .pages import Pages
from .reports import Reports
from .sealing import pseudonym
from .studio import StudioEditing
from .timing import due_of


class HopeXBlock(StudioEditing, Moves, Pages, Reports):
    """A lesson of one kind. A kind's own class only names its kind."""

    has_author_view = True
    icon_class = "problem"
    # All state is in fields: staff may look at a learner's page, unless the kind is private.
    show_in_read_only_mode = True

    def __init_subclass__(cls, **options: Any) -> None:
        """Tells the platform what it reads from the class: title, picture, and if it has points."""
        super().__init_subclass__(**options)
        if "kind" not in cls.__dict__:  # the platform's own mixture of such a class
            return
        cls.show_in_read_only_mode = not cls.kind.private
        cls.has_score = not cls.kind.private
        cls.icon_class = cls.kind.icon
        cls.display_name = titled(cls.kind.title)

    @classmethod
    def workbench_scenarios(cls) -> list[tuple[str, str]]:
        """The kind's sample, to be played in the Workbench of the XBlock SDK."""
        kind = getattr(cls, "kind", None)
        if kind is None:
            return []
        element = etree.Element(kind.block_type, display_name=kind.title)
        element.text = kind.sample_text
        return [(kind.title, etree.tostring(element, encoding="unicode"))]

    @XBlock.supports("multi_device")
    def student_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """The lesson as the learner has it before them now."""
        content, faults = self._read()
        self._publish_withheld(content)
        html = self._framed(self._inner_html(content, faults, self._state()), interactive=True)
        fragment = self._fragment(html, "hope.js", "HopeXBlock")
        if script := files.own_address(self, "js"):
            fragment.add_javascript_url(script)
        return fragment

    def public_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """The lesson for visitors: to be read, not to be answered."""
        inner = self._inner_html(*self._read(), self._state(), closed="signed-out")
        return self._fragment(self._framed(inner))

    def author_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """All of the content with its answers, for proof-reading in Studio; else a sentence."""
        if not may_read(self):
            return Fragment(self._drawn("studio_closed.html"))
        content, faults = self._read()
        html = self._render("author.html", content=content, faults=faults, note=self.content_note)
        return self._fragment(self._framed(html))

    def _framed(self, inner: str, interactive: bool = False) -> str:
        box = Markup(self._for_facilitators() if interactive else "")  # noqa: S704
        return self._render(
            "frame.html",
            inner=Markup(inner),  # noqa: S704
            interactive=interactive,
            box=box,
            token=self.page_token() if interactive else "",
        )

    def _inner_html(
        self,
        content: Any,
        faults: tuple[Diagnostic, ...],
        state: Any,
        closed: str | None = None,
        has: str = "",
    ) -> str:
        """The inside of the page; what a page that *has* this content shows is left out."""
        if content is None:
            return self._render("broken.html", faults=faults if self._is_staff() else ())
        closed = self._closed() if closed is None else closed
        if closed == "not-yours":
            return self._render("private.html")
        entry = self._stored().get("entry", "") if self.content_note else "begun"
        due = due_of(self)
        lesson, shown = self._lesson_html(content, state, has)
        return self._render(
            "inner.html",
            lesson=Markup(lesson),  # noqa: S704 - made by templates
            content=f"{self._fingerprint()}:{shown}",
            closed=closed,
            no_record=self.kind.wants_given and self._is_disguised(),
            by_staff=self._by_staff(),
            points_shown=self._may_reveal(content),
            due=self._when(due) if closed == "past-due" and due else "",
            entry=entry,
            note=self.content_note,
            may_skip=self.may_skip,
        )

    def _lesson_html(
        self, content: Any, state: Any, has: str = "", live: bool = False
    ) -> tuple[str, str]:
        """The lesson as it stands, and what of its content it shows.

        A view may say in `shown` how much of the content it tells; a page then says it *has* that
        much, and the template can leave it out.
        """
        view = self._view(content, state)
        text, _colon, had = has.partition(":")
        has_content = text == self._fingerprint()
        html = self._render(
            [f"{self.kind.name}.live.html"] * live + [f"{self.kind.name}.html"],
            view=view,
            has=had if has_content else "",
            has_content=has_content,
            **self._own_pages(),
        )
        return html, getattr(view, "shown", "")

    def _fingerprint(self) -> str:
        """Names the content that was read, so that a page can say which one it shows.

        Nobody without the server's secret can make it: a plain hash would tell whoever knows all
        of the text but its labels whether a guess of them is right.
        """
        digest = hashlib.sha256(self._text.encode()).hexdigest()
        return pseudonym("content", digest)[:12]

    def _answer(
        self, content: Any, faults: tuple[Diagnostic, ...], state: Any, live: bool, has: str
    ) -> str:
        """The inside of the page; in an answer, nobody else makes its /static/ links work."""
        if live and content is not None:
            html, _shown = self._lesson_html(content, state, live=True)
        else:
            html = self._inner_html(content, faults, state, has=has)
        service = self._service("replace_urls")
        return str(service.replace_urls(html)) if service else html
