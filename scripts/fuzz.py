"""Compiles courses with mistakes made at random: something sound must come of each.

    python3 scripts/fuzz.py                        20 000 texts
    python3 scripts/fuzz.py --texts 200000 --jobs 2 --seed 7
    python3 scripts/fuzz.py --guided               by what of the compiler they reach, with Atheris

A text that stops the compiler, takes it too long, or gets a message without a place, is made as
small as can be and kept in `tests/fuzz/found`, where the unit tests try it again.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path

import environment

FOUND = Path(__file__).parents[1] / "tests/fuzz/found"


def main(arguments: list[str]) -> int:
    """Share the texts out, and say what came of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=20_000, help="how many")
    parser.add_argument("--jobs", type=int, default=2, help="processes at once")
    parser.add_argument("--seed", type=int, default=1, help="the same number makes the same texts")
    parser.add_argument("--guided", action="store_true", help="with Atheris; slower, and deeper")
    options = parser.parse_args(arguments)
    environment.prepare(["authoring", "test", *(["fuzz"] if options.guided else [])])
    script = Path(__file__).parent / "fuzz" / ("guided.py" if options.guided else "trial.py")
    each = -(-options.texts // options.jobs)
    started = [
        subprocess.Popen(
            [environment.PYTHON, script, str(each), str(options.seed * 1000 + job), FOUND],
            stdout=subprocess.PIPE,
            text=True,
        )
        for job in range(options.jobs)
    ]
    answers = [child.communicate()[0] for child in started]
    if any(child.returncode for child in started):
        return 1
    reports = [json.loads(answer) for answer in answers]
    texts, packages = (sum(one[what] for one in reports) for what in ("texts", "packages"))
    faults = {name: fault for one in reports for name, fault in one["faults"].items()}
    seconds, memory = (max(one[what] for one in reports) for what in ("seconds", "memory"))
    environment.say(f"{texts} texts, {packages} packages, {seconds:.0f} s, at most {memory} MB")
    for fault in faults.values():
        environment.say(f"FAULT {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    environment.run(main)
