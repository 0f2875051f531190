"""The one XBlock: reads a learner's move, lets the kind's rules judge it, saves, shows, reports."""

from __future__ import annotations

import gettext
import hashlib
from typing import Any, ClassVar

from markupsafe import Markup
from web_fragments.fragment import Fragment
from xblock.completable import CompletableXBlockMixin
from xblock.core import XBlock
from xblock.exceptions import JsonHandlerError, NoSuchServiceError
from xblock.fields import Dict, Float, Integer, Scope, String

from ..content import Id, InvalidContent, Model, read
from ..content.text import load_cached
from ..kinds import Kind
from .rendering import Translations, render


def _(text: str) -> str:
    """Marks a word of the interface for translation, where none can be made yet."""
    return text


class Sent(Model):
    """What the browser sends: one move, its name, and the revision it was made on."""

    id: Id
    """A name that the browser made up for this move: a repeat is told by it."""
    revision: int
    """The revision of the state that the learner saw."""
    move: dict[str, Any]
    """The move itself, which the kind's rules read."""


@XBlock.wants("i18n", "replace_urls", "user")
class HopeXBlock(CompletableXBlockMixin, XBlock):
    """A lesson of one kind. A kind's own class only names its kind."""

    kind: ClassVar[Kind]

    has_score = True
    has_author_view = True
    has_custom_completion = True
    icon_class = "problem"
    # All state is in fields: staff may look at a learner's page.
    show_in_read_only_mode = True

    display_name = String(
        display_name=_("Title"),
        help=_("The name of this activity, shown above it."),
        scope=Scope.settings,
        default="",
    )
    # Named `content`, so that XBlock itself reads it from the text of the OLX element and writes
    # it back there.
    content = String(
        display_name=_("Content"),
        help=_("What is learned here, as YAML."),
        scope=Scope.content,
        default="",
    )
    weight = Float(
        display_name=_("Weight"),
        help=_("How many points this activity counts for; empty for its own points."),
        scope=Scope.settings,
        default=None,
        values={"min": 0},
    )
    # A field of its own, named so, because the LMS's "reset attempts" sets it to 0.
    attempts = Integer(scope=Scope.user_state, default=0)
    state = Dict(scope=Scope.user_state, default={})

    # Views

    @XBlock.supports("multi_device")
    def student_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """The lesson as the learner has it before them now."""
        return self._fragment(self._inner_html())

    def author_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """All of the content with its answers, for proof-reading in Studio."""
        content, faults = self._read()
        return self._fragment(
            self._render("author.html", content=content, faults=faults), interactive=False
        )

    def _fragment(self, inner: str, interactive: bool = True) -> Fragment:
        html = self._render("frame.html", inner=Markup(inner), interactive=interactive)  # noqa: S704
        fragment = Fragment(html)
        fragment.add_css_url(self.runtime.local_resource_url(self, "public/hope.css"))
        if interactive:
            fragment.add_javascript_url(self.runtime.local_resource_url(self, "public/hope.js"))
            fragment.initialize_js("HopeXBlock")
        return fragment

    def _inner_html(self) -> str:
        content, faults = self._read()
        if content is None:
            return self._render("broken.html", faults=faults if self._is_staff() else ())
        view = self.kind.rules.view(content, self._state())
        return self._render(f"{self.kind.name}.html", view=view)

    def _render(self, template: str, **context: Any) -> str:
        context |= {
            "title": self.display_name or self.kind.name.replace("_", " ").capitalize(),
            "uid": self._uid(),
            "revision": self._revision(),
            "kind": self.kind.name,
        }
        return render(self.kind.package, template, context, self._translations())

    def _uid(self) -> str:
        """A prefix for ids in the page, where other blocks stand beside this one."""
        return "h" + hashlib.sha256(str(self.scope_ids.usage_id).encode()).hexdigest()[:10]

    # The learner's moves

    @XBlock.json_handler
    def move(self, data: Any, suffix: str = "") -> dict[str, Any]:
        """Takes one move and answers with what the learner sees then.

        A repeated move changes nothing; a move made on a page that is out of date changes nothing
        either. Both get the page as it is now.

        Raises:
            JsonHandlerError: 400 for what no page of ours sends.
        """
        content, _faults = self._read()
        try:
            sent = read(Sent, data)
            move = read(self.kind.rules.Move, sent.move)
        except InvalidContent:
            raise JsonHandlerError(400, "this is no move") from None
        if content is None or sent.id == self.state.get("move"):
            status = "repeated"
        elif sent.revision != self._revision():
            status = "stale"
        else:
            status = "taken"
            self._take(content, sent, move)
        return {"status": status, "revision": self._revision(), "html": self._answer()}

    def _take(self, content: Model, sent: Sent, move: Model) -> None:
        rules = self.kind.rules
        before = self._state()
        after = rules.apply(content, before, move)
        if after == before:
            return
        self._keep(after, sent)
        score = rules.score(content, after)
        if score is not None and after.attempts != before.attempts:
            self.runtime.publish(
                self, "grade", {"value": score.earned, "max_value": score.possible}
            )
        done = rules.completion(content, after)
        if done > rules.completion(content, before):
            self.emit_completion(done)

    def _answer(self) -> str:
        """The inside of the page; in an answer, nobody else makes its /static/ links work."""
        html = self._inner_html()
        service = self._service("replace_urls")
        return service.replace_urls(html) if service else html

    # What is kept

    def _state(self) -> Any:
        """The learner's state; a fresh one where what is kept can no longer be read."""
        try:
            work = {**self.state.get("work", {}), "attempts": self.attempts}
            return read(self.kind.rules.State, work)
        except InvalidContent:
            return self.kind.rules.State()

    def _keep(self, state: Any, sent: Sent) -> None:
        """One write: the work, and which move made it."""
        kept: dict[str, Any] = {
            "version": 1,
            "revision": self._revision() + 1,
            "move": sent.id,
            "work": state.model_dump(mode="json", exclude={"attempts"}, exclude_defaults=True),
        }
        if aside := self.state.get("aside", self._unreadable()):
            kept["aside"] = aside
        self.state = kept
        if self.attempts != state.attempts:
            self.attempts = state.attempts

    def _unreadable(self) -> Any:
        """Earlier work that can no longer be read: kept for a person to look at."""
        work = self.state.get("work")
        try:
            read(self.kind.rules.State, work or {})
        except InvalidContent:
            return work
        return None

    def _revision(self) -> int:
        return int(self.state.get("revision", 0))

    # What the platform asks without a learner: content alone, and never an exception

    def max_score(self) -> float:
        """The points there are; 0 where the content cannot be read."""
        content, _faults = self._read()
        return self.kind.rules.possible(content) if content is not None else 0.0

    def _read(self) -> tuple[Any, tuple[Any, ...]]:
        """The content, or None and what is wrong with it."""
        try:
            return load_cached(self.kind.content, self.content or self.kind.sample_text), ()
        except InvalidContent as error:
            return None, error.diagnostics

    # Services: each may be absent (Studio, workbench), none is missed

    def _service(self, name: str) -> Any:
        try:
            return self.runtime.service(self, name)
        except NoSuchServiceError:
            return None

    def _translations(self) -> Translations:
        return self._service("i18n") or gettext.NullTranslations()

    def _is_staff(self) -> bool:
        service = self._service("user")
        user = service.get_current_user() if service else None
        return bool(user and user.opt_attrs.get("edx-platform.user_is_staff"))
