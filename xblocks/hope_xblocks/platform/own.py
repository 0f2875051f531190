"""A learner's own answers to private kinds: sealed, and nowhere but where the learner is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from xblock.fields import Scope, String

from .lesson import Lesson
from .sealing import seal, unseal

KEPT_DAYS = 365
"""How long answers are kept after the learner last changed them."""

Shelves = dict[str, dict[str, dict[str, Any]]]
"""By instrument and occasion: {"work": the kind's own, "day": of the last change, "version"}."""


class Own(Lesson):
    """Keeps the work of a private kind for the learner alone.

    The platform shows staff what it keeps of a learner and a block: in the report of problem
    responses, in the Django admin, and to whoever views a course as that learner. So nothing of
    it is there. It is in a field of the learner's own, sealed, and found by the content's `place`.
    """

    hope_sealed = String(scope=Scope.user_info, default="")

    def _shelves(self) -> Shelves:
        """All that is kept for the learner; nothing for whoever is not the learner."""
        if not self.hope_sealed or self._is_disguised():
            return {}
        try:
            all_: Shelves = json.loads(unseal(self.hope_sealed))
        except ValueError:  # the installation's secret was changed
            return {}
        oldest = self._today() - KEPT_DAYS
        return {
            instrument: kept
            for instrument, found in all_.items()
            if (kept := {name: one for name, one in found.items() if one["day"] >= oldest})
        }

    def _state(self) -> Any:
        """The learner's state; a fresh one where what is kept can no longer be read."""
        state, _unreadable = self._state_now(self._read()[0])
        return state

    def _state_now(self, content: Any) -> tuple[Any, Any]:
        """The learner's state, or a fresh one and the work that can no longer be read."""
        given = self._given()
        if given and self.kind.private:
            given = given.model_copy(update={"occasions": self._occasions(content)})
        return self._state_of(self._kept_of(content), self.attempts, given)

    def _kept_of(self, content: Any) -> Mapping[str, Any]:
        """What is kept of the learner's work, wherever this kind keeps it."""
        if not self.kind.private:
            return dict(self.state)
        if content is None:
            return {}
        instrument, occasion = content.place
        return self._shelves().get(instrument, {}).get(occasion, {})

    def _keep_own(self, content: Any, work: Mapping[str, Any]) -> None:
        """Keeps a private kind's *work*; what is empty leaves nothing behind."""
        instrument, occasion = content.place
        shelves = self._shelves()
        shelf = shelves.setdefault(instrument, {})
        shelf.pop(occasion, None)
        if work:
            shelf[occasion] = {"work": work, "day": self._today(), "version": self.kind.version}
        shelves = {name: found for name, found in shelves.items() if found}
        self.hope_sealed = seal(json.dumps(shelves)) if shelves else ""

    def _occasions(self, content: Any) -> Mapping[str, Mapping[str, Any]]:
        """The learner's work with the same instrument, by occasion."""
        if not self.kind.private or content is None:
            return {}
        instrument, _occasion = content.place
        return {name: one["work"] for name, one in self._shelves().get(instrument, {}).items()}
