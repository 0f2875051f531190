"""Self-assessments of one instrument belong together, and lead only to units that there are."""

from __future__ import annotations

from collections.abc import Iterator

from hope_xblocks.content import Diagnostic, Path, Related
from hope_xblocks.self_assessment.content import Instrument, SelfAssessment

from ..course import Course
from ..quizzes import sound, units_of


def check_instruments(course: Course) -> Iterator[Diagnostic]:
    """One occasion that comes twice, an instrument that differs, a step to an unknown unit."""
    first: dict[str, tuple[Instrument, Path]] = {}
    taken: dict[tuple[str, str], Path] = {}
    units = {unit.id for unit in units_of(course)}
    for path, block in sound(course, SelfAssessment):
        instrument = block.instrument
        if block.place in taken:
            yield Diagnostic(
                "occasion-twice",
                f"the instrument `{instrument.id}` is taken a second time on the occasion "
                f"`{block.occasion}`: the learner would see the first answers again",
                "write another occasion: `pre`, `post`, `follow-up` or `then`",
                (*path, "occasion") if "occasion" in block.model_fields_set else path,
                related=(Related("the first time is here", taken[block.place]),),
            )
        taken.setdefault(block.place, path)
        other, place = first.setdefault(instrument.id, (instrument, path))
        if _asked(other) != _asked(instrument):
            yield Diagnostic(
                "instrument-differs",
                f"the instrument `{instrument.id}` has another scale or other statements here than "
                "above: its results could not be compared",
                "take both from one file: `instrument: {file: …}`; or give this one an id of its "
                "own",
                (*path, "instrument"),
                related=(Related("the first one is here", (*place, "instrument")),),
            )
        yield from _unknown_units(instrument, path, units)


def _asked(instrument: Instrument) -> object:
    return (
        [degree.value for degree in instrument.scale],
        [(one.id, [item.id for item in one.items]) for one in instrument.dimensions],
    )


def _unknown_units(instrument: Instrument, path: Path, units: set[str]) -> Iterator[Diagnostic]:
    for at, dimension in enumerate(instrument.dimensions):
        for number, step in enumerate(dimension.steps):
            if step.unit and step.unit not in units:
                yield Diagnostic(
                    "unknown-unit",
                    f"there is no unit `{step.unit}` in this course",
                    "write the id of a unit, or take this line out",
                    (*path, "instrument", "dimensions", at, "steps", number, "unit"),
                )
