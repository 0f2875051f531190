"""The report on a cohort, read from its totals, beside the same made of all learners' states."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

from hope_xblocks.cohort.release import Batches, counted
from hope_xblocks.content import load
from hope_xblocks.figures.report import Released, Report, rows
from hope_xblocks.kinds import installed_kinds

DIFFERENT = 500
"""So many different learners, who come again and again: to make all takes longer than to add."""


def measured(learners: int, rounds: int) -> dict[str, Any]:
    """Milliseconds of both ways, and the number of learners.

    The totals come from the app's table, as a facilitator's page reads them; the states are what
    the platform would keep of the same learners, as JSON.
    """
    from django.core.management import call_command

    call_command("migrate", "hope_cohort", verbosity=0)
    from hope_xblocks.cohort import store
    from hope_xblocks.cohort.models import Totals

    kind = installed_kinds()["self_assessment"]
    content: Any = load(kind.content, json.dumps(_instrument()))
    kept = [_state(content, Random(number)) for number in range(DIFFERENT)]  # noqa: S311 - made up
    states = [kept[number % DIFFERENT] for number in range(learners)]

    @cache
    def tally(state: str) -> dict[str, float]:
        return dict(kind.rules.tally(content, kind.state({"work": json.loads(state)}, 1)))

    batches = Batches()
    for state in states:
        batches = counted(batches, tally(state), 10, lambda _table: False)
    Totals.objects.create(
        key=store.key_of("block"),
        block="block",
        content="content",
        learners=batches.learners,
        released=json.dumps(batches.released),
    )

    def from_totals() -> Report:
        found = store.released("block", "content")
        assert found is not None  # noqa: S101 - a bench of nothing would be no bench
        report: Report = kind.rules.cohort(content, Released(found.sums, found.learners))
        return report

    def from_states() -> Report:
        sums: dict[str, float] = {}
        for state in states:
            work = kind.state({"work": json.loads(state)}, 1)
            for name, value in kind.rules.tally(content, work).items():
                sums[name] = sums.get(name, 0) + value
        for name in {name.partition("/")[0] for name in sums}:
            sums[f"{name}/n"] = learners
        report: Report = kind.rules.cohort(content, Released(sums, learners))
        return report

    if list(rows(from_totals())) != list(rows(from_states())):
        raise AssertionError("the two reports differ")
    return {
        "learners": learners,
        "totals": [_milliseconds(from_totals) for _ in range(rounds)],
        "states": _milliseconds(from_states),
        "bytes": len(json.dumps(batches.released)),
    }


def _instrument() -> dict[str, Any]:
    dimensions = [
        {
            "id": f"dimension-{part}",
            "title": f"Dimension {part}",
            "items": [
                {"id": f"item-{part}-{at}", "text": "A statement.", "reverse": at == 4}
                for at in range(5)
            ],
        }
        for part in range(6)
    ]
    return {
        "notice": "For the bench.",
        "instrument": {
            "id": "bench",
            "scale": [{"value": at, "label": str(at)} for at in range(1, 6)],
            "dimensions": dimensions,
            "bands": [{"id": "low", "label": "Low"}, {"id": "high", "starts": 3, "label": "High"}],
        },
    }


def _state(content: Any, chance: Random) -> str:
    answers = {id_: str(chance.randint(1, 5)) for id_ in content.instrument.items}
    return json.dumps({"begun": "kept", "finished": True, "day": 1, "answers": answers})


def _milliseconds(made: Callable[[], object]) -> float:
    begun = time.perf_counter()
    made()
    return (time.perf_counter() - begun) * 1000
