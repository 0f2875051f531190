"""What a compiler that stays takes for editions and edits; run in the environment of `hope`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from hope_authoring.compile import compile_course


def main(course: Path, edit: Path, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of the processor for the first edition, further ones, and edits of a line.

    Args:
        course: the folder of a course with editions.
        edit: a file of one of its units.
        rounds: how many edits.
    """

    def took(what: Callable[[], object]) -> float:
        begun = time.process_time()
        what()
        return 1000 * (time.process_time() - begun)

    def made(edition: str = "one") -> None:
        if compile_course(course, edition).archive is None:
            raise SystemExit("no package came of it")

    first = [took(made)]
    further = [took(partial(made, edition)) for edition in ("two", "three", "four")]
    text = edit.read_text("utf-8")
    edits = []
    for number in range(rounds):
        edit.write_text(text.replace("title: Unit", f"title: Unit {number},"), "utf-8")
        edits.append(took(made))
    edit.write_text(text, "utf-8")
    return {"first": first, "further": further, "edit": edits}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
