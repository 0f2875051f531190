"""The learner's moves: read, judged by the kind's rules, kept once, told once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from secrets import randbelow
from typing import Any

from pydantic import Field
from xblock.exceptions import JsonHandlerError

from ..content import Id, InvalidContent, Model, read
from ..content.model import NoOrId, without_halves
from ..figures.measures import pooled
from . import cohort, keeping
from .grading import Grading
from .received import json_handler
from .timing import is_closed
from .turns import Again, hold_own, turn


class Sent(Model):
    """What the browser sends: one move, its name, and the revision it was made on."""

    id: Id
    """A name that the browser made up for this move: a repeat is told by it."""
    revision: int = Field(ge=0)
    """The revision of the state that the learner saw."""
    move: dict[str, Any]
    """The move itself; the kind's rules read it."""
    learner: str = Field(max_length=64)
    """Whom the page was made for: its `page_token`."""
    content: str = Field("", max_length=64)
    """The content that the page shows, by its fingerprint: what it has need not be sent again."""
    after: NoOrId = ""
    """The name of the move that was still on its way; then this one is made on what that leaves."""
    live: bool = False
    """Whether only the parts that change while one works are wanted."""


class Entry(Model):
    """The moves that every kind has: past the content note, or past the whole activity."""

    move: str = Field(pattern="^(begin|skip)$")


_TOO_MUCH = {"too-long", "too-many"}

LARGEST = 1_000_000
"""Bytes of a move; the longest that a page of ours has sent has a hundredth of it."""


Tell = Callable[[], object]
"""Something that the platform is told of a move as soon as all of it is kept."""


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
            status: `taken`, `repeated`, `stale`, `closed`, `too-long`, `other` from a page of
            somebody else, or `again`, which asks for the same move once more; revision; html.

        Raises:
            JsonHandlerError: 400 for what no page of ours sends. Pages that were open before
                moves told whose they are ask, then, to be reloaded.
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
        if not self._is_token(sent.learner) and self._closed() != "signed-out":
            return {"status": "other", "revision": sent.revision, "html": ""}
        try:
            status, state, told = self._settled(content, sent, move)
        except Again:
            return {"status": "again", "revision": sent.revision, "html": ""}
        for tell in told:
            tell()
        live = sent.live and status in ("taken", "repeated")
        # Whoever is out of date gets all of it.
        has = sent.content if status == "taken" else ""
        html = self._answer(content, faults, state, live, has)
        return {"status": status, "revision": self._revision(), "html": html}

    def _settled(self, content: Any, sent: Sent, move: Model) -> tuple[str, Any, Sequence[Tell]]:
        """What becomes of a move: its status, the state after it, and what is to be told then.

        Raises:
            Again: if it has to be sent again.
        """
        status = self._status(content, sent)
        # What the page has seen, and we have not, may be written at this moment by the move before.
        unseen = sent.after or self.kind.private or sent.revision > self._revision()
        if status != "taken" and not (status == "stale" and unseen):
            return status, self._state(), ()
        told: list[Tell] = []
        with turn(self, *(["hope_sealed"] if self.kind.private else [])):
            status = self._status(content, sent)
            state, unreadable = self._state_now(content)
            if status != "taken":
                pass
            elif isinstance(move, Entry):
                told += self._enter(sent, "begun" if move.move == "begin" else "skipped")
            else:
                state, telling = self._take(content, state, sent, move, unreadable)
                told += telling
        return status, state, told

    def _status(self, content: Any, sent: Sent) -> str:
        """What becomes of a move that was made on what is kept now."""
        if content is None or sent.id == self._stored().get("move"):
            return "repeated"
        if self._closed():
            return "closed"
        if not self._is_latest(sent) or self._is_outdated(sent):
            return "stale"
        return "taken"

    def _is_latest(self, sent: Sent) -> bool:
        """Whether a page knows of all that was kept."""
        follows = bool(sent.after) and sent.after == self._stored().get("move")
        return follows or sent.revision == self._revision()

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

    def _enter(self, sent: Sent, entry: str) -> Sequence[Tell]:
        if entry == "skipped" and not self.may_skip:
            return []
        self._keep(sent, entry=entry)
        return self._complete(1.0 if entry == "skipped" else 0.0)

    def _take(
        self, content: Any, before: Any, sent: Sent, move: Model, unreadable: Any
    ) -> tuple[Any, Sequence[Tell]]:
        """The state after the move, which is kept; and what is to be told of it."""
        rules = self.kind.rules
        after = rules.apply(content, before, move, self._may_reveal(content))
        if after == before:
            return before, ()
        ended = after.attempts != before.attempts
        if ended and self._has_record():
            hold_own(self, "hope_record")
        keys = self._keep_work(content, after, sent, unreadable)
        told: list[Tell] = []
        if ended:
            self.attempts = after.attempts
        if ended or rules.score(content, after) != rules.score(content, before):
            repeated = rules.completion(content, before) == 1.0
            told += self._submitted(content, after, repeated)
        told += self._complete(rules.completion(content, after))
        tally = rules.tally(content, self._comparable(content, after)) if ended else {}
        if tally and keys:
            told.append(partial(cohort.add, self, tally))
        return self._recorded(after, tally), told

    def _keep_work(self, content: Any, after: Any, sent: Sent, unreadable: Any) -> str:
        """Keeps the work where this kind keeps it; what the answers mean, as `_keys_of` says."""
        work = after.model_dump(mode="json", exclude={"attempts", "given"}, exclude_defaults=True)
        if self.kind.private:
            self._keep(sent)
            whole = sent.move.get("move") == "forget"
            return self._keep_own(content, work, unreadable, whole=whole)
        keys = self._keys_of({} if unreadable else self._stored())
        # Earlier work that can no longer be read is kept for a person to look at.
        kept = keeping.with_aside(self._stored(), unreadable)
        self._keep(sent, **kept | {"work": work, "keys": keys})
        return keys

    def _comparable(self, content: Any, state: Any) -> Any:
        """The state, with no other occasions than those on which answers meant the same."""
        if not self.kind.private or not state.given.occasions:
            return state
        instrument, _occasion = content.place
        same = {
            name: one["work"]
            for name, one in self._shelf(instrument).items()
            if one.get("keys") == self._keys()
        }
        return state.model_copy(
            update={"given": state.given.model_copy(update={"occasions": same})}
        )

    def _has_record(self) -> bool:
        """Whether what is finished here comes into the learner's own record."""
        return self.kind.wants_given and not self.kind.private and not self._is_disguised()

    def _recorded(self, state: Any, tally: Mapping[str, float]) -> Any:
        """Adds a block that is finished for the first time to the learner's own record."""
        if not tally or not self._has_record():
            return state
        records = self._records()
        own = keeping.mapping(records.get(self._course()))
        name = getattr(self.scope_ids.usage_id, "block_id", "") or str(self.scope_ids.usage_id)
        if name in own:
            return state
        own = {**own, name: {**pooled(tally), "day": self._today()}}
        self.hope_record = {**records, self._course(): own}
        return state.model_copy(update={"given": self._given()})

    def _submitted(self, content: Any, state: Any, repeated: bool) -> Sequence[Tell]:
        score = self._score(content, state)
        event: dict[str, Any] = {"kind": self.kind.name, "attempt": state.attempts}
        told: list[Tell] = []
        if score is None or self._is_set_by_staff():
            pass
        elif repeated and self._withholds(content):
            # From the sums of several attempts, one could find the key.
            self.state = {**self._stored(), "withheld": True}
        else:
            self._keep_points(score)
            told.append(partial(self.publish_grade, score))
            event |= {"earned": score.raw_earned, "possible": score.raw_possible}
        told.append(partial(self.runtime.publish, self, "hope.activity.submitted", event))
        return told

    def _complete(self, done: float) -> Sequence[Tell]:
        """Keeps how much is done; never less than before, whatever an author has added since."""
        stored = self._stored()
        if done <= keeping.share(stored.get("done")):
            return []
        self.state = {**stored, "done": done}
        told: list[Tell] = [partial(self.emit_completion, done)]
        if done == 1.0:
            event = {"kind": self.kind.name}
            told.append(partial(self.runtime.publish, self, "hope.activity.completed", event))
        return told

    def _next_revision(self) -> int:
        """Another number than any before. Of a private kind it does not count: staff may read it.

        Revisions are compared for being equal, and for nothing else.
        """
        return 1 + randbelow(keeping.MOST) if self.kind.private else self._revision() + 1

    def _keep(self, sent: Sent, **what: Any) -> None:
        """One write: what changed, and which move made it."""
        kept = {**self._stored(), **what, "revision": self._next_revision(), "move": sent.id}
        if "work" in what or self.kind.private:
            kept.pop("version", None)
            if self.kind.version > 1:
                kept["version"] = self.kind.version
        self.state = kept
