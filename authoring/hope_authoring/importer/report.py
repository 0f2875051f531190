"""What came of an import, in words for whoever asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import ALONG, REST, Report

MOST = 20
"""Lines about one subject; the files themselves lie in their folder."""


def told(report: Report, folder: Path) -> Iterator[str]:
    """The report, line by line."""
    yield f"{folder / 'course.yaml'}: {_blocks(report)}"
    if report.along:
        yield (
            f"{len(report.along)} files go into the package as they are, "
            f"because there is no key for what they say. They lie in {folder / ALONG}:"
        )
        yield from _listed(report.along)
    if report.rest:
        yield f"{len(report.rest)} files were not taken over. They lie in {folder / REST}:"
        yield from _listed([f"{one.file}: {one.reason}" for one in report.rest])
    if report.notes:
        yield "What else you should know:"
        yield from _listed(report.notes)
    if report.faults:
        yield "The course is not ready: mend what is said above, and run `hope check` on it."
    elif report.differences:
        yield "Built again, the course is not quite what it was:"
        yield from _listed(report.differences)
    else:
        yield (
            f"Built again, it is the same course: {report.compared} chapters, sequences, units and "
            "blocks were compared."
        )


def _blocks(report: Report) -> str:
    raw = report.blocks["olx"]
    total = sum(report.blocks.values())
    kinds = ", ".join(
        f"{kind} {number}" for kind, number in sorted(report.blocks.items()) if kind != "olx"
    )
    said = f"{total} blocks"
    if kinds:
        said += f": {kinds}"
    if raw:
        said += f"{', ' if kinds else ': '}{raw} in the platform’s own language (kind: olx)"
    return said


def _listed(lines: list[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:MOST])
    if len(lines) > MOST:
        yield f"  … and {len(lines) - MOST} more"
