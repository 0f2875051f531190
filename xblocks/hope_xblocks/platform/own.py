"""A learner's own answers to private kinds: sealed, and nowhere but where the learner is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from xblock.fields import Scope, String

from . import keeping
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
        sealed = keeping.field(self, "hope_sealed")
        if not sealed or not isinstance(sealed, str) or self._is_disguised():
            return {}
        try:
            all_ = json.loads(unseal(sealed))
        except ValueError:  # the installation's secret was changed
            return {}
        oldest = self._today() - KEPT_DAYS
        return {
            instrument: kept
            for instrument, found in keeping.mapping(all_).items()
            if (kept := dict(self._not_before(oldest, keeping.mapping(found))))
        }

    def _not_before(self, oldest: int, found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """What is kept by occasion; what cannot tell its day is as if it were kept today."""
        for name, raw in found.items():
            one = keeping.mapping(raw)
            if type(one.get("day")) is not int:
                one["day"] = self._today()
            if one["day"] >= oldest:
                yield name, one

    def _state(self) -> Any:
        """The learner's state; a fresh one where what is kept can no longer be read."""
        state, _unreadable = self._state_now(self._read()[0])
        return state

    def _state_now(self, content: Any) -> tuple[Any, Any]:
        """The learner's state, or a fresh one and the work that can no longer be read."""
        given = self._given()
        if given and self.kind.private:
            given = given.model_copy(update={"occasions": self._occasions(content)})
        return self._state_of(self._kept_of(content), keeping.field(self, "attempts"), given)

    def _kept_of(self, content: Any) -> Mapping[str, Any]:
        """What is kept of the learner's work, wherever this kind keeps it."""
        if not self.kind.private:
            return self._stored()
        if content is None:
            return {}
        instrument, occasion = content.place
        return self._shelves().get(instrument, {}).get(occasion, {})

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
        shelves = self._shelves()
        shelf = shelves.setdefault(instrument, {})
        before = shelf.pop(occasion, {})
        keys = self._keys_of({} if unreadable else before) if work else ""
        if work:
            kept = {} if whole else keeping.with_aside(before, unreadable)
            now = {"work": work, "day": self._today(), "version": self.kind.version}
            shelf[occasion] = kept | now | {"keys": keys}
        shelves = {name: found for name, found in shelves.items() if found}
        self.hope_sealed = seal(json.dumps(shelves)) if shelves else ""
        return keys

    def _occasions(self, content: Any) -> Mapping[str, Mapping[str, Any]]:
        """The learner's work with the same instrument, by occasion."""
        if not self.kind.private or content is None:
            return {}
        instrument, _occasion = content.place
        found = self._shelves().get(instrument, {})
        return {name: keeping.mapping(one.get("work")) for name, one in found.items()}
