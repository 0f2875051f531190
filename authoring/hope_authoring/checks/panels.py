"""Agreement with experts gives points only where the experts agree enough among themselves."""

from __future__ import annotations

from collections.abc import Iterator

from hope_xblocks.case_study.content import CaseStudy
from hope_xblocks.case_study.points import panel_of, weights_of
from hope_xblocks.case_study.tasks import Rating
from hope_xblocks.content import Diagnostic
from hope_xblocks.figures.agreement import panel_ceiling

from ..course import Course
from ..quizzes import sound

LEAST = 0.4
"""The kappa that the answers closest to a panel must reach: below, it measures mostly chance."""


def check_panels(course: Course) -> Iterator[Diagnostic]:
    """Every rating that gives points, and whose experts are too far from one another."""
    for path, case in sound(course, CaseStudy):
        if case.points != "agreement":
            continue
        for at, stage in enumerate(case.stages):
            for number, task in enumerate(stage.tasks):
                if isinstance(task, Rating) and not _is_sound(task):
                    yield Diagnostic(
                        "experts-disagree",
                        "the experts' ratings differ too much to give points by, or hardly differ "
                        "from factor to factor",
                        "write `points: commitment`, or take out the factors they disagree on",
                        (*path, "stages", at, "tasks", number, "factors"),
                        severity="warning",
                    )


def _is_sound(task: Rating) -> bool:
    reached = panel_ceiling(list(panel_of(task).values()), weights_of(task))
    return reached is not None and reached >= LEAST
