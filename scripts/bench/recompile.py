"""What a compiler that stays takes for editions and edits, and the preview for the page after one.

Run in the environment of `hope`.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from hope_authoring.compile import compile_course
from hope_authoring.preview import site


def main(course: Path, edit: Path, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of the processor: the first edition, further ones, edits of a line, their pages.

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

    def edited(what: Callable[[], object]) -> list[float]:
        found = []
        for number in range(rounds):
            edit.write_text(text.replace("title: Unit", f"title: Unit {number},"), "utf-8")
            found.append(took(what))
        edit.write_text(text, "utf-8")
        return found

    edits = edited(made)
    page = previewed(course, edit.stem)
    page()
    return {"first": first, "further": further, "edit": edits, "page": edited(page)}


def previewed(course: Path, unit: str) -> Callable[[], object]:
    """What asks the preview of a course for the page of a unit."""
    logging.disable(logging.CRITICAL)
    site.open_site(course, compile_course)
    from django.test import Client  # only now, when the site is open

    client = Client(SERVER_NAME="127.0.0.1")

    def page() -> None:
        if client.get(f"/unit/{unit}/").status_code != 200:
            raise SystemExit("no page came of it")

    return page


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
