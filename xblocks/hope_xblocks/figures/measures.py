"""Skill over many quizzes: of a learner, or of all learners together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from .calibration import Calibration
from .detection import Detection


@dataclass(frozen=True)
class Rate:
    """How many of how many."""

    count: float
    total: float


@dataclass(frozen=True)
class Measures:
    """All quizzes of the course that the learner has finished, first attempts only."""

    quizzes: int
    detection: Detection
    pattern: str
    """`everything` or `nothing`, for who gave all passages the same answer."""
    by_tag: Mapping[str, Rate]
    """False alarms, for tags with at least three passages."""
    calibration: Calibration | None


DEGREES = ("33", "50", "70", "90", "99")
"""How sure one can be, in per cent."""
SUMS = ("hits", "signals", "alarms", "noises", "right.", "judged.")
"""How the names of the sums begin that skill is made of; `alarms.TAG`, `right.90` and the like."""


_OF = {"hits": "signals", "alarms": "noises", "right": "judged"}
_LAST_DAY = 1_000_000
"""A day that nobody here will see, counted from 1970-01-01."""


def is_sound(figures: Mapping[str, float]) -> bool:
    """Whether figures of a quiz can be: none below nothing, and no part greater than its whole."""
    for name, number in figures.items():
        part, dot, about = name.partition(".")
        if number < 0 or (part in _OF and number > figures.get(f"{_OF[part]}{dot}{about}", 0)):
            return False
    return figures.get("day", 0) <= _LAST_DAY


def pooled(tally: Mapping[str, float]) -> dict[str, float]:
    """Those sums over all tables of a quiz's `tally`, or of what is released of many."""
    total: defaultdict[str, float] = defaultdict(float)
    for name, number in tally.items():
        rest = name.partition("/")[2]
        if "=" not in rest and rest.startswith(SUMS):
            total[rest.partition("@")[0]] += number
    return dict(total)


def people_in(tally: Mapping[str, float], *names: str) -> float:
    """How many people surely stand in each of these sums: as many as in one passage.

    Over several passages there are more judgements, which may be one person's.
    """
    most = dict.fromkeys(names, 0.0)
    for name, number in tally.items():
        rest = name.partition("/")[2].partition("@")[0]
        if rest in most:
            most[rest] = max(most[rest], number)
    return min(most.values())


def measures(record: Mapping[str, Mapping[str, float]]) -> Measures | None:
    """What the learner's quizzes say together; None before there is one."""
    total: Counter[str] = Counter()
    for counts in record.values():
        total.update({name: count for name, count in counts.items() if name.startswith(SUMS)})
    if not total:
        return None
    detection = detection_in(total)
    return Measures(
        len(record),
        detection,
        detection.all_alike,
        {tag: rate for tag, rate in by_tag(total).items() if rate.total >= 3},
        calibration_in(total),
    )


def detection_in(sums: Mapping[str, float]) -> Detection:
    """How those whose tallies were `pooled` told signals from noise."""
    return Detection(*(sums.get(name, 0) for name in ("hits", "signals", "alarms", "noises")))


def by_tag(sums: Mapping[str, float]) -> Mapping[str, Rate]:
    """Their false alarms, by what the passages are about."""
    start = "noises."
    return {
        name.removeprefix(start): Rate(sums.get(f"alarms.{name.removeprefix(start)}", 0), total)
        for name, total in sums.items()
        if name.startswith(start)
    }


def calibration_in(sums: Mapping[str, float]) -> Calibration | None:
    """How their confidence went with being right; None where nobody was asked."""
    bins = {
        int(sure) / 100: (sums[f"judged.{sure}"], sums.get(f"right.{sure}", 0))
        for sure in DEGREES
        if sums.get(f"judged.{sure}")
    }
    return Calibration(bins) if bins else None
