"""The Studio editor: content as text, judged and shown while it is typed, kept once it is sound."""

from __future__ import annotations

from typing import Any, NoReturn

from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.exceptions import JsonHandlerError
from xblock.validation import Validation, ValidationMessage

from ..content import InvalidContent, read, schema
from ..content.model import without_halves
from . import files
from .access import may_write
from .drafts import Draft, Fault, Typed, attempts_in, drafted, limits
from .lesson import Lesson
from .received import json_handler

FIRST = 5
"""Faults that the unit page shows; the editor shows them all."""

LARGEST_SENT = 10_000_000
"""Bytes that an editor may send: a text that is far too long is still told so, and not lost."""


_FIELDS = {
    "title": "Title",
    "weight": "Points",
    "attempts": "Attempts",
    "content_note": "Note beforehand",
}
"""What the fields of the editor are called where a fault is in one of them."""


def _no_editor(_block: Any) -> NoReturn:
    raise JsonHandlerError(400, "no editor sends this")


@XBlock.wants("studio_user_permissions")
class StudioEditing(Lesson):
    """Lets an author edit a block in Studio, and warns on the unit page of what is faulty."""

    # What Studio asks for

    def studio_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """The editor; to whoever may not write here, a sentence that says so."""
        if not may_write(self):
            return Fragment(self._drawn("studio_closed.html"))
        model = self.kind.content
        text = self.content or self.kind.sample_text
        html = self._drawn(
            "studio.html",
            text=text,
            is_example=not self.content,
            example=self.kind.sample_text,
            weight=self.weight,
            note=self.content_note,
            may_skip=self.may_skip,
            attempts=attempts_in(model, text),
            limits=limits(model, "attempts"),
            described=schema(model),
        )
        fragment = self._fragment(html, "studio.js", "HopeStudio")
        fragment.add_css_url(files.shared(self, "studio.css"))
        return fragment

    def validate(self) -> Validation:
        """What is wrong with the content, for the unit page."""
        validation = super().validate()
        _content, faults = self._read()
        said = [self._told(Fault("text", fault))["said"] for fault in faults[:FIRST]]
        if more := len(faults) - len(said):
            words = self._translations().ngettext("and {count} more", "and {count} more", more)
            said.append(words.format(count=more))
        for sentence in said:
            validation.add(ValidationMessage(ValidationMessage.ERROR, sentence))
        return validation

    # What the editor asks for. The LMS offers these handlers to everybody; there, they refuse.

    @json_handler(LARGEST_SENT, _no_editor)
    def check(self, data: Any, suffix: str = "") -> dict[str, Any]:
        """What is wrong with what was typed, and how it would look; keeps nothing.

        Raises:
            JsonHandlerError: 403 for whoever may not write here, 400 for what no editor sends.
        """
        draft = drafted(self.kind, self._typed(data))
        return self._judged(draft) | {
            "preview": None if draft.content is None else self._preview(draft),
            "attempts": attempts_in(self.kind.content, draft.text),
        }

    @json_handler(LARGEST_SENT, _no_editor)
    def save_content(self, data: Any, suffix: str = "") -> dict[str, Any]:
        """Keeps what was typed if it is sound; otherwise keeps nothing and says what to mend.

        Raises:
            JsonHandlerError: 403 for whoever may not write here, 400 for what no editor sends.
        """
        draft = drafted(self.kind, self._typed(data))
        # Studio saves what is assigned, whatever the answer: judge first, then assign.
        if not draft.faults:
            self._keep_draft(draft)
        return self._judged(draft) | {"saved": not draft.faults}

    def _keep_draft(self, draft: Draft) -> None:
        # The platform strips the text of a block; stripped already, it comes back equal.
        self.content = draft.text.strip()
        for name, value in draft.settings.items():
            field = self.fields["display_name" if name == "title" else name]
            # The editor shows the default title in the author's language.
            default = self._own_title() if name == "title" else field.default
            if value not in (field.default, default):
                field.write_to(self, value)
            elif field.is_set_on(self):
                field.delete_from(self)
        # XBlock's own save passes over a field that was only unset; a library keeps that here.
        self.save()
        self.runtime.save_block(self)

    def _typed(self, data: Any) -> Typed:
        if not may_write(self):
            raise JsonHandlerError(403, "only the course team can edit this, in Studio")
        try:
            return read(Typed, without_halves(data))
        except InvalidContent:
            _no_editor(self)

    # What the editor shows

    def _judged(self, draft: Draft) -> dict[str, Any]:
        words, count = self._translations(), len(draft.faults)
        summary = words.ngettext("{count} thing to mend.", "{count} things to mend.", count)
        return {
            "text": draft.text,
            "faults": [self._told(fault) for fault in draft.faults],
            "summary": summary.format(count=count) if count else words.gettext("Nothing to mend."),
        }

    def _told(self, fault: Fault) -> dict[str, Any]:
        """A fault as the editor takes it; `said` is the whole sentence.

        It is English, as all that is said of an author's text: no half of it is translated.
        """
        told = fault.diagnostic
        return {
            "field": fault.field,
            "line": told.place.line,
            "column": told.place.column,
            "message": told.message,
            "hint": told.hint,
            "code": told.code,
            "said": told.said(_FIELDS.get(fault.field, f"Line {told.place.line}")),
        }

    def _preview(self, draft: Draft) -> str:
        """What learners see first, and everything, of content that is only typed."""
        html = self._drawn(
            "studio_preview.html",
            title=draft.settings.get("title", self._title()),
            note=draft.settings.get("content_note", self.content_note),
            may_skip=draft.settings.get("may_skip", self.may_skip),
            content=draft.content,
            view=self.kind.rules.view(draft.content, self.kind.rules.State(), True),
            kind_template=f"{self.kind.name}.html",
            uid=f"{self._uid()}-shown",
        )
        service = self._service("replace_urls")
        return str(service.replace_urls(html)) if service else html

    def _drawn(self, template: str, **context: Any) -> str:
        """A template's HTML without a learner: where Studio edits, there is no state to read."""
        own: dict[str, Any] = {"title": self._title(), "uid": f"{self._uid()}-studio"}
        return self._shared(template, **({**own, "revision": 0} | context))
