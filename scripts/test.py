"""Checks everything: format, lint, types, contracts, all kinds of tests, versions.

    python3 scripts/test.py                       all parts, in this order
    python3 scripts/test.py fast                  what can be tried at every save
    python3 scripts/test.py unit browser          these parts
    python3 scripts/test.py unit -- -k quiz       what follows -- goes to pytest
    python3 scripts/test.py --long                with the trials that take hours
    python3 scripts/test.py --list                what the parts are

The packages come from requirements/lock.txt. With HOPE_RESOLUTION=upgraded in the environment, the
same is run with the newest there are, in the folder .venv-upgraded.

The last line counts the parts: `8 passed, 0 failed`. The exit code is 1 if a part failed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import chromium
import environment
import mariadb

PASSED, FAILED, NOT_RUN = "passed", "FAILED", "NOT RUN"
LONG = "HOPE_LONG"  # set for all parts by --long; tests and scripts ask for it
NO_TESTS = 5  # pytest's exit code when it found no test to run


class Part(NamedTuple):
    """One of the things to check, by its name and its commands in `.venv`."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    is_ordinary: bool = True
    """Whether it is run when no part is named."""


class Result(NamedTuple):
    """What became of a part; the note says why it failed or was not run."""

    name: str
    status: str
    seconds: float = 0.0
    processor_seconds: float = 0.0
    note: str = ""


FORMAT = ("ruff", "format", "--check", ".")
LINT = ("ruff", "check", ".")
CONTRACTS = ("lint-imports", "--no-cache")
SCRIPT_TYPES = ("deno", "check", "--config", "browser/deno.json", "browser/script/hope.js")
MARKED = ("browser", "database", "courses", "installing")
"""The markers of tests that have a part of their own; the part `fast` leaves out `slow` too."""


def among(processes: int) -> tuple[str, ...]:
    """The options that have pytest share tests *among* processes.

    One that is done takes over what another has still before it: none is left alone at the end.
    """
    return "-n", str(processes), "--dist", "worksteal"


def without(*markers: str) -> tuple[str, str]:
    """The options that have pytest leave out tests with one of the *markers*."""
    return "-m", " and ".join(f"not {marker}" for marker in markers)


PARTS = (
    Part("format", (FORMAT,)),
    Part("lint", (LINT, ("scripts/lint_files.py",))),
    Part("types", (("mypy",), SCRIPT_TYPES)),
    Part("contracts", (CONTRACTS,)),
    Part("unit", (("pytest", *without(*MARKED), *among(2)),)),
    Part("courses", (("pytest", "-m", "courses", *among(2)),)),
    Part(
        "plays",
        (
            (
                *("pytest", "tests/red_flag_quiz/test_plays.py", "tests/case_study/test_plays.py"),
                *among(2),
            ),
        ),
    ),
    Part("database", (("pytest", "-m", "database"),)),
    Part("browser", (("pytest", "-m", "browser", *among(3)),)),
    Part("versions", (("scripts/versions.py",), ("pytest", "-m", "installing", *among(2)))),
    Part(
        "fast",
        (
            *(FORMAT, LINT, CONTRACTS),
            ("pytest", *without(*MARKED, "slow"), *among(2)),
        ),
        is_ordinary=False,
    ),
)

OPTIONAL = {"database"}
"""What cannot be run everywhere: not every computer lets us install a database."""


def main(arguments: list[str]) -> int:
    """Run the parts asked for and say what became of them."""
    options = parse(arguments)
    if options.list:
        for part in PARTS:
            for command in part.commands:
                environment.say(f"{part.name:10} {environment.shown(command)}")
        return 0
    chosen = [
        part
        for part in PARTS
        if part.name in options.parts or (part.is_ordinary and not options.parts)
    ]
    return report(list(results(chosen, options)), ci=is_ci())


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The user's choices; `pytest` holds what stood after `--`."""
    ours, theirs = list(arguments), []
    if "--" in ours:
        cut = ours.index("--")
        ours, theirs = ours[:cut], ours[cut + 1 :]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [part.name for part in PARTS]
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(names))
    parser.add_argument("--list", action="store_true", help="show the parts and their commands")
    parser.add_argument("--long", action="store_true", help="with the trials that take hours")
    parser.add_argument("-x", dest="stop", action="store_true", help="stop at the first failure")
    parser.add_argument(
        "--keep-going", dest="stop", action="store_false", help="run all parts (the default)"
    )
    options = parser.parse_args(ours)
    unknown = [name for name in options.parts if name not in names]
    if unknown:
        parser.error(f"no part named {', '.join(unknown)}; there are: {', '.join(names)}")
    options.pytest = theirs
    return options


def results(parts: Sequence[Part], options: argparse.Namespace) -> Iterator[Result]:
    """Run *parts* one after the other; after a failed set-up, or with -x, the rest is not run."""
    stopped = ""
    try:
        environment.prepare(["authoring", "test"])
    except environment.Stop as stop:
        environment.say(str(stop))
        stopped = "the set-up failed"
        yield Result("set-up", FAILED, note="see above")
    for part in parts:
        result = Result(part.name, NOT_RUN, note=stopped) if stopped else run(part, options)
        if result.status == FAILED and options.stop:
            stopped = f"-x: {part.name} failed"
        yield result


def run(part: Part, options: argparse.Namespace) -> Result:
    """Run one *part* under a heading."""
    environment.say(f"=== {part.name} " + "=" * (75 - len(part.name)))
    begun, begun_processor = time.monotonic(), processor_seconds()
    status, note = outcome(part, options)
    seconds = time.monotonic() - begun
    processor = processor_seconds() - begun_processor
    environment.say(
        f"--- {part.name}: {status}, {seconds:.1f} s, {processor:.1f} s of a processor"
        + (f": {note}" if note else "")
    )
    environment.say()
    return Result(part.name, status, seconds, processor, note)


def processor_seconds() -> float:
    """User and system seconds of all programs that we have started and that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def outcome(part: Part, options: argparse.Namespace) -> tuple[str, str]:
    """Run the commands of *part*; what became of it, with a note."""
    with contextlib.ExitStack() as needs:
        try:
            variables = prepared(part, needs, options.long)
        except environment.Stop as stop:
            return NOT_RUN, str(stop)
        if options.long:
            variables[LONG] = "1"
        for words in part.commands:
            extra = options.pytest if words[0] == "pytest" else ()
            command = [*in_venv(words), *extra]
            settings = "".join(f"{name}={value} " for name, value in variables.items())
            environment.say(f"$ {settings}{environment.shown(command)}")
            try:
                code = environment.call(command, **variables)
            except environment.Stop as stop:
                return FAILED, str(stop)
            if code == NO_TESTS and extra:
                return NOT_RUN, "no test here fits what was asked of pytest"
            if code:
                return FAILED, f"exit code {code}"
    return PASSED, ""


def prepared(part: Part, needs: contextlib.ExitStack, is_long: bool) -> dict[str, str]:
    """The variables of *part*; what has to run beside it ends with *needs*."""
    if part.name == "plays":
        return {"HOPE_PLAYS": os.environ.get("HOPE_PLAYS", "1200000" if is_long else "60000")}
    if part.name == "database":
        return {mariadb.VARIABLE: needs.enter_context(mariadb.running())}
    if part.name == "browser":
        return {chromium.VARIABLE: chromium.get()}
    return {}


def in_venv(command: Sequence[str]) -> list[str]:
    """The *command* as it is started in `.venv`."""
    program, *rest = command
    if program == "lint-imports":  # the only tool of ours that `python -m` does not start
        return [str(environment.PROGRAMS / program) + environment.EXE, *rest]
    if program.endswith(".py"):
        return [str(environment.PYTHON), *command]
    return [str(environment.PYTHON), "-m", program, *rest]


def is_ci() -> bool:
    """Whether nobody is watching: there, a part that was not run is a failure."""
    return os.environ.get("CI", "").lower() in ("true", "1")


def report(done: Sequence[Result], ci: bool) -> int:
    """Print the summary, with the counts as the last line of all; the exit code."""
    environment.say("=== summary " + "=" * 68)
    for result in done:
        seconds = f"{result.seconds:7.1f} s {result.processor_seconds:7.1f} s"
        environment.say(f"  {result.name:10} {result.status:8} {seconds}   {result.note}".rstrip())
    total = sum(result.seconds for result in done)
    processor = sum(result.processor_seconds for result in done)
    environment.say(f"  {'':19} {total:7.1f} s {processor:7.1f} s   by the clock, of processors")
    missing = [result.name for result in done if result.status == NOT_RUN]
    if missing:
        fails = ci and set(missing) - OPTIONAL
        verdict = "With CI set, this is a failure." if fails else "This is left unchecked."
        environment.say(f"\n!!! NOT RUN: {', '.join(missing)}. {verdict} !!!")
    environment.say()
    environment.say(closing_line(done, ci))
    return 1 if counts(done, ci)[1] else 0


def closing_line(done: Sequence[Result], ci: bool) -> str:
    """The counts in words."""
    passed, failed, skipped = counts(done, ci)
    return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")


def counts(done: Sequence[Result], ci: bool) -> tuple[int, int, int]:
    """How many parts passed, failed and were skipped; under CI, few may be skipped."""
    statuses = [result.status for result in done]
    passed, failed, skipped = (statuses.count(status) for status in (PASSED, FAILED, NOT_RUN))
    missed = sum(one.status == NOT_RUN and one.name not in OPTIONAL for one in done) if ci else 0
    return passed, failed + missed, skipped - missed


if __name__ == "__main__":
    environment.run(main)
