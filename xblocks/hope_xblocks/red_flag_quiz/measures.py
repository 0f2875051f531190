"""A learner's skill over all quizzes of a course."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ..figures import Calibration, Detection


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


def measures(record: Mapping[str, Mapping[str, float]]) -> Measures | None:
    """What the learner's quizzes say together; None before there is one."""
    if not record:
        return None
    total: Counter[str] = Counter()
    for counts in record.values():
        total.update(counts)
    detection_ = Detection(total["hits"], total["signals"], total["false-alarms"], total["noise"])
    tags = {
        name.partition(":")[2]: Rate(total[f"false-alarms:{name.partition(':')[2]}"], count)
        for name, count in total.items()
        if name.startswith("noise:") and count >= 3
    }
    bins = {
        int(sure) / 100: (total[f"sure:{sure}"], total[f"right:{sure}"])
        for sure in ("33", "50", "70", "90", "99")
        if total[f"sure:{sure}"]
    }
    return Measures(
        len(record),
        detection_,
        detection_.all_alike,
        tags,
        Calibration(bins) if bins else None,
    )
