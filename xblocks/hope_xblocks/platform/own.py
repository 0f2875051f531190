"""A learner's own answers to private kinds: sealed, and nowhere but where the learner is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xblock.fields import Scope, String

from . import keeping, shelves
from .lesson import Lesson


class Own(Lesson):
    """Keeps the work of a private kind for the learner alone.

    The platform shows staff what it keeps of a learner and a block: in the report of problem
    responses, in the Django admin, and to whoever views a course as that learner. So nothing of
    it is there. It is in a field of the learner's own, sealed, and found by the content's `place`.
    """

    hope_sealed = String(scope=Scope.user_info, default="")

    def _shelves(self) -> shelves.Shelves:
        """All that is kept for the learner; nothing for whoever is not the learner."""
        if self._is_disguised():
            return {}
        return shelves.opened(keeping.field(self, "hope_sealed"))

    def _shelf(self, instrument: str) -> Mapping[str, shelves.Kept]:
        """What may be shown of an instrument, by occasion."""
        return shelves.shown(self._shelves(), self._organisation(), instrument, self._today())

    def _organisation(self) -> str:
        """Whose course this is in; nothing where there is no course."""
        key = getattr(self.scope_ids.usage_id, "context_key", None)
        return str(getattr(key, "org", None) or "")

    def _state(self) -> Any:
        """The learner's state; a fresh one where what is kept can no longer be read."""
        state, _unreadable = self._state_now(self._read()[0])
        return state

    def _state_now(self, content: Any) -> tuple[Any, Any]:
        """The learner's state, or a fresh one and the work that can no longer be read."""
        given = self._given()
        if given and self.kind.private:
            elsewhere = keeping.share(self._stored().get("done")) < 1
            update = {"occasions": self._occasions(content), "elsewhere": elsewhere}
            given = given.model_copy(update=update)
        return self._state_of(self._kept_of(content), keeping.field(self, "attempts"), given)

    def _kept_of(self, content: Any) -> Mapping[str, Any]:
        """What is kept of the learner's work, wherever this kind keeps it."""
        if not self.kind.private:
            return self._stored()
        if content is None:
            return {}
        instrument, occasion = content.place
        return self._shelf(instrument).get(occasion, {})

    def _keep_own(
        self,
        content: Any,
        work: Mapping[str, Any],
        unreadable: Any = None,
        whole: bool = False,
    ) -> str:
        """Keeps a private kind's *work*, and what is *unreadable* of earlier work beside it.

        Where the work is empty, or is the *whole* of what shall be kept, nothing else is left.

        Returns:
            What the answers mean, as `_keys_of` says.
        """
        instrument, occasion = content.place
        before = self._shelf(instrument).get(occasion, {})
        keys = self._keys_of({} if unreadable else before) if work else ""
        kept: shelves.Kept | None = None
        if work:
            now = {"work": work, "day": self._today(), "version": self.kind.version}
            rest = {} if whole else keeping.with_aside(before, unreadable)
            kept = rest | now | {"keys": keys}
        place = (self._organisation(), instrument, occasion)
        self.hope_sealed = shelves.closed(shelves.with_one(self._shelves(), *place, kept))
        return keys

    def _occasions(self, content: Any) -> Mapping[str, Mapping[str, Any]]:
        """The learner's work with the same instrument, by occasion."""
        if not self.kind.private or content is None:
            return {}
        instrument, _occasion = content.place
        found = self._shelf(instrument)
        return {name: keeping.mapping(one.get("work")) for name, one in found.items()}
