"""Two processes of the LMS that take moves at the same time, in an order that is certain."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from .platform_here import Platform
from .worker import Worker

PATIENCE = 60.0  # seconds for a move that neither ends nor waits for a lock


@dataclass(frozen=True)
class Request:
    """A move of a learner in a block, as a browser sends it."""

    learner: str
    usage: str
    sent: Mapping[str, Any]


LOADED, WRITING, POINTS = "loaded", "writing", "points"
"""Where a request can stop: what is kept has been read; it would be written; points would be."""


class Answer(NamedTuple):
    """What came of a request."""

    status: int
    answer: Any
    written: Mapping[str, int]
    """How often which table was written."""
    grades: int
    """How often points were published."""


@dataclass
class Rivals:
    """Two processes, and a connection to their database that sees who waits for whom."""

    platform: Platform
    first: Worker
    second: Worker
    admin: Any

    def race(self, late: Request, early: Request, at: str = LOADED) -> tuple[Answer, Answer]:
        """The answers to both: *late* stops *at* a place, and goes on when *early* is done.

        Where *late* makes *early* wait for a lock, *late* goes on, as it would in an LMS. What is
        answered with `again` is sent again, as the script in the page does.
        """
        self._begin(self.first, late, at)
        paused = self.first.pauses()
        self._begin(self.second, early)
        if paused:
            self._wait_for_second()
            self.first.go_on()
        results = Answer(*self.first.result()), Answer(*self.second.result())
        assert paused, f"this is no race: {results[0]}"
        pairs = zip((self.first, self.second), (late, early), results, strict=True)
        return tuple(self._after_again(*pair) for pair in pairs)  # type: ignore[return-value]

    def _wait_for_second(self) -> None:
        end = time.monotonic() + PATIENCE
        # Asked more often, the database repeats what it said.
        while not self.second.ends_within(0.15) and not self._someone_waits():
            if time.monotonic() > end:
                raise TimeoutError(f"the second move neither ends nor waits; see {self.second.log}")

    def _after_again(self, worker: Worker, request: Request, answer: Answer) -> Answer:
        if answer.status != 200 or answer.answer["status"] != "again":
            return answer
        self._begin(worker, request)
        return Answer(*worker.result())

    def _begin(self, worker: Worker, request: Request, at: str = "") -> None:
        worker.begin(
            "handler", request.learner, request.usage, "move", dict(request.sent), paused=at
        )

    def _someone_waits(self) -> bool:
        with self.admin.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT COUNT(*) FROM information_schema.innodb_trx"
                "        WHERE trx_state = 'LOCK WAIT')"
                "     + (SELECT COUNT(*) FROM information_schema.processlist"
                "        WHERE state = 'User lock')"
            )
            return bool(cursor.fetchone()[0])
