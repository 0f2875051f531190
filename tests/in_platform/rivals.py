"""Two processes of the LMS that take moves at the same time, in an order that is certain."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .platform_here import Platform
from .worker import Worker

PATIENCE = 60.0  # seconds for a move that neither ends nor waits for a lock


@dataclass(frozen=True)
class Request:
    """A move of a learner in a block, as a browser sends it."""

    learner: str
    usage: str
    sent: Mapping[str, Any]


@dataclass
class Rivals:
    """Two processes, and a connection to their database that sees who waits for whom."""

    platform: Platform
    first: Worker
    second: Worker
    admin: Any

    def race(self, late: Request, early: Request) -> tuple[Any, Any]:
        """The answers to both: *late* reads its state first, and writes it when *early* is done.

        Where *late* makes *early* wait for a lock, *late* goes on, as it would in an LMS.
        """
        self._begin(self.first, late, paused=True)
        if not self.first.pauses():
            self._begin(self.second, early)
            return self.first.result()[:2], self.second.result()[:2]
        self._begin(self.second, early)
        end = time.monotonic() + PATIENCE
        while not self.second.ends_within(0.05) and not self._someone_waits():
            if time.monotonic() > end:
                raise TimeoutError(f"the second move neither ends nor waits; see {self.second.log}")
        self.first.go_on()
        return self.first.result()[:2], self.second.result()[:2]

    def _begin(self, worker: Worker, request: Request, paused: bool = False) -> None:
        worker.begin(
            "handler", request.learner, request.usage, "move", dict(request.sent), paused=paused
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
