"""What the platform asks of a block without showing it: search, mobile apps, reports, checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..content.model import prose
from ..richtext import to_text
from . import keeping
from .exports import columns
from .grading import Grading


class Reports(Grading):
    """Answers from content and kept states alone; never raises, never tells what is hidden."""

    def index_dictionary(self) -> dict[str, Any]:
        """What can be searched for: the words that every learner may see."""
        index: dict[str, Any] = super().index_dictionary()
        content, _faults = self._read()
        words = [self.content_note, *prose(content.openly())] if content is not None else []
        text = " ".join(to_text(text) for text in words if text)
        index["content_type"] = "HOPE activity"
        index["content"] = {"display_name": self._title(), "text": text}
        return index

    def student_view_data(self, context: Any = None) -> dict[str, Any]:
        """What a mobile app may know beforehand: nothing of a learner, no answers."""
        return {"kind": self.kind.name, "title": self._title(), "possible": self.max_score()}

    def generate_report_data(
        self, user_state_iterator: Iterable[Any], limit_responses: int | None = None
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """A row a learner for the problem-responses report; none where answers are private.

        Args:
            user_state_iterator: as the platform gives it, with `username` and `state`.
            limit_responses: how many rows at most; None for all.
        """
        content, _faults = self._read()
        if content is None or self.kind.private:
            return
        rules = self.kind.rules
        for number, kept in enumerate(user_state_iterator):
            if limit_responses is not None and number >= limit_responses:
                return
            fields = keeping.mapping(kept.state)
            state, _unreadable = self._state_of(fields.get("state"), fields.get("attempts"))
            score = rules.score(content, state)
            own: dict[str, Any] = {"Attempts": state.attempts}
            if score is not None:
                own |= {"Points": score.earned, "Points possible": score.possible}
            yield kept.username, columns(own, rules.answers(content, state))
