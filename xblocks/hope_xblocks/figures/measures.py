"""Skill over many quizzes: of a learner, or of all learners together."""

from __future__ import annotations

from collections import Counter
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


TABLES = ("detection/", "tag.", "sure.")
"""How the names of the counts begin that measures are made of."""


def measures(record: Mapping[str, Mapping[str, float]]) -> Measures | None:
    """What the learner's quizzes say together; None before there is one."""
    total: Counter[str] = Counter()
    for counts in record.values():
        total.update({name: count for name, count in counts.items() if name.startswith(TABLES)})
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


def detection_in(counts: Mapping[str, float]) -> Detection:
    """How those whose `tally` was added up told signals from noise."""
    hits, missed = (counts.get(f"detection/signal={came}", 0) for came in ("hit", "missed"))
    alarms, left = (counts.get(f"detection/noise={came}", 0) for came in ("false-alarm", "left"))
    return Detection(hits, hits + missed, alarms, alarms + left)


def by_tag(counts: Mapping[str, float]) -> Mapping[str, Rate]:
    """Their false alarms, by what the passages are about."""
    names = (name.partition("/")[0] for name in counts if name.startswith("tag."))
    found = {}
    for table in dict.fromkeys(names):
        alarms, left = (counts.get(f"{table}/noise={came}", 0) for came in ("false-alarm", "left"))
        found[table.removeprefix("tag.")] = Rate(alarms, alarms + left)
    return found


def calibration_in(counts: Mapping[str, float]) -> Calibration | None:
    """How their confidence went with being right; None where nobody was asked."""
    bins = {}
    for sure in ("33", "50", "70", "90", "99"):
        right, wrong = (counts.get(f"sure.{sure}/judged={came}", 0) for came in ("right", "wrong"))
        if right + wrong:
            bins[int(sure) / 100] = (right + wrong, right)
    return Calibration(bins) if bins else None
