"""The one XBlock: what learners, visitors and authors see of a lesson of any kind."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from markupsafe import Markup
from web_fragments.fragment import Fragment
from xblock.core import XBlock

from ..content import Diagnostic, without_hidden
from .moves import Moves
from .reports import Reports
from .studio import StudioEditing
from .timing import may_reveal


class HopeXBlock(StudioEditing, Moves, Reports):
    """A lesson of one kind. A kind's own class only names its kind."""

    has_author_view = True
    icon_class = "problem"
    # All state is in fields: staff may look at a learner's page.
    show_in_read_only_mode = True

    @XBlock.supports("multi_device")
    def student_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """The lesson as the learner has it before them now."""
        html = self._framed(self._inner_html(*self._read(), self._state()), interactive=True)
        return self._fragment(html, "hope.js", "HopeXBlock")

    def public_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """The lesson for visitors: to be read, not to be answered."""
        inner = self._inner_html(*self._read(), self._state(), closed="signed-out")
        return self._fragment(self._framed(inner))

    def author_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """All of the content with its answers, for proof-reading in Studio."""
        content, faults = self._read()
        html = self._render("author.html", content=content, faults=faults, note=self.content_note)
        return self._fragment(self._framed(html))

    def _framed(self, inner: str, interactive: bool = False) -> str:
        return self._render("frame.html", inner=Markup(inner), interactive=interactive)  # noqa: S704

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
        entry = self.state.get("entry", "") if self.content_note else "begun"
        due = getattr(self, "due", None)
        return self._render(
            "inner.html",
            lesson=Markup(self._lesson_html(content, state, has)),  # noqa: S704 - made by templates
            content=self._fingerprint(),
            closed=closed,
            due=self._when(due) if closed == "past-due" and due else "",
            entry=entry,
            note=self.content_note,
            may_skip=self.may_skip,
        )

    def _lesson_html(self, content: Any, state: Any, has: str = "", live: bool = False) -> str:
        reveal = may_reveal(self, self._is_staff())
        # What must not be shown is not there: no template and no rule can let it slip.
        shown = content if reveal else without_hidden(content)
        view = self.kind.rules.view(shown, state, reveal)
        return self._render(
            [f"{self.kind.name}.live.html"] * live + [f"{self.kind.name}.html"],
            view=view,
            number=self._number,
            has_content=has == self._fingerprint(),
        )

    def _fingerprint(self) -> str:
        """Names the content that was read, so that a page can say which one it shows."""
        return hashlib.sha256(self._text.encode()).hexdigest()[:12]

    def _number(self, value: float) -> str:
        """A number with two decimals at most, as the reader's language writes it."""
        # Translators: write one half as your language does, with its own decimal sign
        half = re.search(r"0(\D)5", self._translations().gettext("0.5"))
        sign = half[1] if half else "."
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", sign)

    def _answer(
        self, content: Any, faults: tuple[Diagnostic, ...], state: Any, live: bool, has: str
    ) -> str:
        """The inside of the page; in an answer, nobody else makes its /static/ links work."""
        if live and content is not None:
            html = self._lesson_html(content, state, live=True)
        else:
            html = self._inner_html(content, faults, state, has=has)
        service = self._service("replace_urls")
        return str(service.replace_urls(html)) if service else html
