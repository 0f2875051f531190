"""Measures all subjects in this one process and writes what it found into a JSON file.

    python scripts/bench/measure.py ROUNDS FILE

Started by `scripts/bench.py` in an environment that has everything.
"""

from __future__ import annotations

import gc
import gzip
import importlib.util
import json
import logging
import os
import random
import re
import sys
import time
import traceback
import warnings
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import lms
import prose
from subjects import Call, Size, Specimen, Subject, subjects

import cohort

WARM_UP = 5
COHORT = 100_000
# Time of the processor: other programs on this computer are not in it. Windows counts it in steps
# of 16 ms, which are too wide.
clock = time.perf_counter if os.name == "nt" else time.process_time

Case = tuple[Subject, Size, Specimen]


def main(rounds: int) -> dict[str, Any]:
    """Everything about every subject that can be made to run, and why the others cannot."""
    lms.configure(capa_templates())
    cases: list[Case] = []
    found: list[dict[str, Any]] = []
    left_out = []
    for subject in subjects():
        try:
            loaded = [
                (subject, size, subject.load(lms.Lms(subject.distribution), size))
                for size in subject.sizes
            ]
            found.append(
                {
                    "name": subject.name,
                    "ours": subject.ours,
                    "distribution": subject.distribution,
                    "version": version(subject.distribution),
                    "weight": weight(loaded[-1][2]),
                    "sizes": {size: counted(specimen) for _, size, specimen in loaded},
                }
            )
        except Exception as error:  # a peer may fail in any way; the others are measured still
            if subject.ours:
                raise
            traceback.print_exc()
            left_out.append(
                {
                    "name": subject.name,
                    "distribution": subject.distribution,
                    "reason": f"{type(error).__name__}: {error}",
                }
            )
        else:
            cases += loaded
    times = timed(cases, rounds)
    for subject in found:
        for size, numbers in subject["sizes"].items():
            for action in ("render", "move", "submit"):
                numbers[action] = times.get((subject["name"], size, action))
    return {
        "python": sys.version.split()[0],
        "xblock": version("XBlock"),
        "django": version("Django"),
        "rounds": rounds,
        "growth": prose.growth(clock),
        "cohort": cohort.measured(COHORT if rounds > 50 else COHORT // 10, rounds),
        "subjects": found,
        "left_out": left_out,
    }


def capa_templates() -> Sequence[str]:
    """Where the native problem's templates lie; importing it would need Django already."""
    found = importlib.util.find_spec("xblocks_contrib")
    if found is None or found.origin is None:
        return []
    return [str(Path(found.origin).parent / "problem" / "capa" / "templates")]


# What is counted once


def counted(specimen: Specimen) -> dict[str, Any]:
    """Bytes and saves, with every answer looked at: what is not taken is not measured."""
    page = render(specimen)
    if specimen.shows not in page:
        raise AssertionError(f"the page does not show “{specimen.shows}”: {page[:300]}")
    numbers: dict[str, Any] = {"page": sizes(page.encode())}
    if specimen.move is None:
        return numbers
    begin(specimen)
    numbers["answer"] = sizes(play(specimen, specimen.submit or specimen.move))
    saves = specimen.lms.store.saves
    numbers["writes"] = {
        "saves": len(saves),
        "fields": sum(map(len, saves)),
        "bytes": written(specimen),
    }
    specimen.lms.forget()
    for call in specimen.path:
        play(specimen, call)
    numbers["path"] = {"calls": len(specimen.path), "bytes": written(specimen)}
    return numbers


def begin(specimen: Specimen) -> None:
    """Forgets the learner, and does what they have done before the move."""
    specimen.lms.forget()
    for call in specimen.before:
        play(specimen, call)
    specimen.lms.store.saves.clear()


def written(specimen: Specimen) -> int:
    """The bytes of all saves so far."""
    return sum(sum(save.values()) for save in specimen.lms.store.saves)


def sizes(data: bytes) -> dict[str, int]:
    """Bytes as they are, and as they travel."""
    return {"raw": len(data), "gz": len(gzip.compress(data, 9, mtime=0))}


def render(specimen: Specimen) -> str:
    """The learner's page: HTML and the JSON that its script begins with."""
    block = specimen.lms.get_block(specimen.usage)
    return str(block.render("student_view", {}).content)


def play(specimen: Specimen, call: Call) -> bytes:
    """The answer to a move, which must have been taken."""
    block = specimen.lms.get_block(specimen.usage)
    answer = specimen.lms.post(block, call.handler, call.request(), call.suffix)
    if answer.status_code != 200 or not specimen.taken(json.loads(answer.body)):
        raise AssertionError(f"{call.body!r} is answered by {answer.status}: {answer.body[:300]!r}")
    return bytes(answer.body)


def weight(specimen: Specimen) -> dict[str, Any]:
    """Scripts and styles of a learner's page: linked, in the fragment, or named to its script."""
    fragment = specimen.lms.get_block(specimen.usage).render("student_view", {})
    linked = [resource.data for resource in fragment.resources if resource.kind == "url"]
    everything = "\n".join([fragment.content, *linked])
    urls = dict.fromkeys(re.findall(rf"{lms.RESOURCES}/[\w./-]+\.(?:js|css)\b", everything))
    parts = [specimen.lms.resource(url) for url in urls]
    parts += [
        resource.data.encode()
        for resource in fragment.resources
        if resource.kind == "text" and resource.mimetype in ("text/css", "application/javascript")
    ]
    styles = b"\n".join(parts).decode(errors="replace")
    imported = re.findall(r"@import\s+(?:url\()?[\"']?(?:https?:)?//([\w.-]+)", styles)
    outside = re.findall(r"(?:https?:)?//([\w.-]+\.\w+)/", "\n".join(linked))
    both = [sizes(part) for part in parts]
    return {
        "raw": sum(part["raw"] for part in both),
        "gz": sum(part["gz"] for part in both),
        "files": len(parts),
        "hosts": sorted({*imported, *outside}),
    }


# What is timed


def timed(cases: Sequence[Case], rounds: int) -> dict[tuple[str, Size, str], list[float]]:
    """Milliseconds of each subject, size and action, one a round; every round in another order.

    All meet the same disturbances that way, and a round's times may be compared with each other.
    """
    jobs = [
        (subject.name, size, action, specimen)
        for subject, size, specimen in cases
        for action in ("render", "move", "submit")
        if action == "render" or getattr(specimen, action)
    ]
    found: dict[tuple[str, Size, str], list[float]] = {job[:3]: [] for job in jobs}
    shuffle = random.Random(1).shuffle  # noqa: S311 - for fairness, not for secrets
    for number in range(-WARM_UP, rounds):
        if number == 0:
            gc.collect()
            gc.freeze()  # what is loaded by now, is for good
        shuffle(jobs)
        for name, size, action, specimen in jobs:
            took = milliseconds(specimen, action)
            if number >= 0:
                found[name, size, action].append(took)
    return found


def milliseconds(specimen: Specimen, action: str) -> float:
    """One newcomer's render, move or submit, of a block that is loaded already."""
    begin(specimen)
    block = specimen.lms.get_block(specimen.usage)
    call = None if action == "render" else getattr(specimen, action)
    request = call.request() if call else None
    begun = clock()
    if call:
        specimen.lms.post(block, call.handler, request, call.suffix)
    else:
        block.render("student_view", {})
    return (clock() - begun) * 1000


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.ERROR)
    Path(sys.argv[2]).write_text(json.dumps(main(int(sys.argv[1]))), encoding="utf-8")
