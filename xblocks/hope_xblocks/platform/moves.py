"""The learner's moves: read, judged by the kind's rules, kept once, told once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field
from xblock.exceptions import JsonHandlerError

from ..content import Id, InvalidContent, Model, read
from ..content.model import without_halves
from ..figures.measures import pooled
from . import cohort, keeping
from .grading import Grading
from .received import json_handler
from .timing import is_closed


class Sent(Model):
    """What the browser sends: one move, its name, and the revision it was made on."""

    id: Id
    """A name that the browser made up for this move: a repeat is told by it."""
    revision: int = Field(ge=0)
    """The revision of the state that the learner saw."""
    move: dict[str, Any]
    """The move itself; the kind's rules read it."""
    content: str = Field("", max_length=64)
    """The content that the page shows, by its fingerprint: what it has need not be sent again."""
    live: bool = False
    """Whether only the parts that change while one works are wanted."""


class Entry(Model):
    """The moves that every kind has: past the content note, or past the whole activity."""

    move: str = Field(pattern="^(begin|skip)$")


_TOO_MUCH = {"too-long", "too-many"}

LARGEST = 1_000_000
"""Bytes of a move; the longest that a page of ours has sent has a hundredth of it."""


def _too_long(block: Any) -> dict[str, Any]:
    return {"status": "too-long", "revision": block._revision(), "html": ""}


class Moves(Grading):
    """One handler for all moves of all kinds."""

    @json_handler(LARGEST, _too_long)
    def move(self, data: Any, suffix: str = "") -> dict[str, Any]:
        """Takes one move and answers with what the learner sees then.

        A repeated move changes nothing. Nor does one that was made on a page that is out of
        date, comes after the deadline, or from somebody who has not signed in: each of them gets
        the page as it is now.

        Returns:
            status: `taken`, `repeated`, `stale`, `closed`, or `too-long`; revision; html.

        Raises:
            JsonHandlerError: 400 for what no page of ours sends.
        """
        content, faults = self._read()
        try:
            sent = read(Sent, without_halves(data))
            own = sent.move.get("move") in ("begin", "skip") and bool(self.content_note)
            move = read(Entry if own else self.kind.rules.Move, sent.move)
        except InvalidContent as error:
            if error.diagnostics and {fault.code for fault in error.diagnostics} <= _TOO_MUCH:
                return _too_long(self)
            raise JsonHandlerError(400, "this is no move") from None
        state, unreadable = self._state_now(content)
        tally: Mapping[str, float] = {}
        if content is None or sent.id == self._stored().get("move"):
            status = "repeated"
        elif self._closed():
            status = "closed"
        elif sent.revision != self._revision() or self._is_outdated(sent):
            status = "stale"
        else:
            status = "taken"
            if own:
                self._enter(sent, "begun" if move.move == "begin" else "skipped")
            else:
                state, tally = self._take(content, state, sent, move, unreadable)
        live = sent.live and status in ("taken", "repeated")
        # Whoever is out of date gets all of it.
        has = sent.content if status == "taken" else ""
        html = self._answer(content, faults, state, live, has)
        if tally:
            # As late as can be: until the request ends, others who finish have to wait.
            self.save()
            cohort.add(self, tally)
        return {"status": status, "revision": self._revision(), "html": html}

    def _is_outdated(self, sent: Sent) -> bool:
        """Whether a page hands in what it showed of a content that an author has changed since.

        What is only kept meanwhile is no harm: it names ids.
        """
        shown = sent.content.partition(":")[0]
        return bool(shown) and not sent.live and shown != self._fingerprint()

    def _closed(self) -> str:
        """Why nothing can be answered now: `signed-out`, `not-yours`, `past-due`, or nothing."""
        if self._user("is_authenticated") is False:
            return "signed-out"
        if self.kind.private and self._is_disguised():
            return "not-yours"
        return "past-due" if is_closed(self) else ""

    def _enter(self, sent: Sent, entry: str) -> None:
        if entry == "skipped" and not self.may_skip:
            return
        self._keep(sent, entry=entry)
        self._complete(1.0 if entry == "skipped" else 0.0)

    def _take(
        self, content: Any, before: Any, sent: Sent, move: Model, unreadable: Any
    ) -> tuple[Any, Mapping[str, float]]:
        """The state after the move, which is kept and told; and what it adds to totals."""
        rules = self.kind.rules
        after = rules.apply(content, before, move, self._may_reveal(content))
        if after == before:
            return before, {}
        work = after.model_dump(mode="json", exclude={"attempts", "given"}, exclude_defaults=True)
        if self.kind.private:
            self._keep(sent)
            whole = sent.move.get("move") == "forget"
            keys = self._keep_own(content, work, unreadable, whole=whole)
        else:
            keys = self._keys_of({} if unreadable else self._stored())
            # Earlier work that can no longer be read is kept for a person to look at.
            kept = keeping.with_aside(self._stored(), unreadable)
            self._keep(sent, **kept | {"work": work, "keys": keys})
        ended = after.attempts != before.attempts
        if ended:
            self.attempts = after.attempts
        if ended or rules.score(content, after) != rules.score(content, before):
            self._submitted(content, after, repeated=rules.completion(content, before) == 1.0)
        self._complete(rules.completion(content, after))
        tally = rules.tally(content, self._comparable(content, after)) if ended else {}
        return self._recorded(after, tally), tally if keys else {}

    def _comparable(self, content: Any, state: Any) -> Any:
        """The state, with no other occasions than those on which answers meant the same."""
        if not self.kind.private or not state.given.occasions:
            return state
        instrument, _occasion = content.place
        same = {
            name: one["work"]
            for name, one in self._shelves().get(instrument, {}).items()
            if one.get("keys") == self._keys()
        }
        return state.model_copy(
            update={"given": state.given.model_copy(update={"occasions": same})}
        )

    def _recorded(self, state: Any, tally: Mapping[str, float]) -> Any:
        """Adds a block that is finished for the first time to the learner's own record."""
        if not tally or not self.kind.wants_given or self.kind.private or self._is_disguised():
            return state
        records = self._records()
        own = keeping.mapping(records.get(self._course()))
        name = getattr(self.scope_ids.usage_id, "block_id", "") or str(self.scope_ids.usage_id)
        if name in own:
            return state
        own = {**own, name: {**pooled(tally), "day": self._today()}}
        self.hope_record = {**records, self._course(): own}
        return state.model_copy(update={"given": self._given()})

    def _submitted(self, content: Any, state: Any, repeated: bool) -> None:
        score = self._score(content, state)
        told: dict[str, Any] = {"kind": self.kind.name, "attempt": state.attempts}
        if score is not None and repeated and self._awaits_date(content):
            # From the sums of several attempts, one could find the key before it is shown.
            self.state = {**self._stored(), "withheld": True}
        elif score is not None:
            self.set_score(score)
            self.publish_grade(score)
            told |= {"earned": score.raw_earned, "possible": score.raw_possible}
        self.runtime.publish(self, "hope.activity.submitted", told)

    def _complete(self, done: float) -> None:
        """Tells how much is done; never less than before, whatever an author has added since."""
        stored = self._stored()
        if done <= keeping.share(stored.get("done")):
            return
        self.state = {**stored, "done": done}
        self.emit_completion(done)
        if done == 1.0:
            self.runtime.publish(self, "hope.activity.completed", {"kind": self.kind.name})

    def _keep(self, sent: Sent, **what: Any) -> None:
        """One write: what changed, and which move made it."""
        kept = {**self._stored(), **what, "revision": self._revision() + 1, "move": sent.id}
        if "work" in what or self.kind.private:
            kept.pop("version", None)
            if self.kind.version > 1:
                kept["version"] = self.kind.version
        self.state = kept
