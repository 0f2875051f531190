"""Our compiler beside others that make course packages, on one made-up course in each language.

Time is that of the processor, of a program and all that it starts; memory is the most that it held.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import environment

sys.path.insert(0, str(Path(__file__).parent))
import courses

SIZES = (10, 100, 1000)
EDITIONS = ("one", "two", "three", "four")
MEGABYTE = 1_000_000


class Peer(NamedTuple):
    """Another compiler."""

    name: str
    group: str | None
    """The dependency group that installs it; None where no package index has it."""
    write: Callable[[Path, int], Path]
    """Writes the course for it into a folder."""
    commands: Callable[[Path], list[list[str]]]
    """How it is started; the first word is a program of its environment."""


PEERS = (
    Peer(
        "latex2edx",
        "bench-latex2edx",
        courses.latex,
        lambda file: [["latex2edx", "-d", "out", file.name]],
    ),
    Peer(
        "olx-utils",
        "bench-olx-utils",
        courses.mako,
        lambda _: [["olx", "new-run", "r1", "2026-01-01", "2026-12-31"], ["olx", "archive"]],
    ),
    Peer(
        "cc2olx",
        None,
        courses.cartridge,
        lambda file: [["cc2olx", "-l", "ERROR", "-r", "zip", "-i", file.name, "-o", "out"]],
    ),
)


class Cost(NamedTuple):
    """What a program took."""

    seconds: float
    bytes: int


def main(rounds: int, sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """Measures all compilers in turns.

    Returns:
        `costs`: by compiler and size, a list of (seconds, bytes); `start`: of `hope --version` and
        of a Python that does nothing; `again`: what a compiler that stays takes, in milliseconds;
        `left_out`: the peers that are not here, and why.
    """
    left_out, programs = {}, {}
    for peer in PEERS:
        try:
            programs[peer.name] = installed(peer)
        except environment.Stop as stop:
            left_out[peer.name] = str(stop)
    costs: dict[str, dict[int, list[Cost]]] = {}
    hope = environment.PROGRAMS / f"hope{environment.EXE}"
    for size in sizes:
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                ours = courses.ours(folder / "ours", size)
                for what in ("build", "check"):
                    cost = run([hope, what, ours], folder)
                    costs.setdefault(f"hope {what}", {}).setdefault(size, []).append(cost)
                for peer in PEERS:
                    if peer.name in programs:
                        try:
                            cost = compiled(peer, programs[peer.name], folder / peer.name, size)
                        except environment.Stop as stop:
                            left_out[peer.name] = str(stop)
                            del programs[peer.name]
                        else:
                            costs.setdefault(peer.name, {}).setdefault(size, []).append(cost)
    return {
        "costs": costs,
        "start": [
            (run([hope, "--version"]).seconds, run([environment.PYTHON, "-c", "pass"]).seconds)
            for _ in range(5 * rounds)
        ],
        "again": again(max(sizes), 3 * rounds),
        "left_out": left_out,
    }


def installed(peer: Peer) -> Path:
    """The folder with the programs of a *peer*: an environment of its own, or the user's.

    Raises environment.Stop if it cannot be had.
    """
    if peer.group is None:
        return found(peer)
    folder = environment.VENV / "compilers" / peer.name
    programs = folder / environment.PROGRAMS.name
    if (folder / "complete").is_file():
        return programs
    shutil.rmtree(folder, ignore_errors=True)
    environment.say(f"Installing {peer.name}, once.")
    python = programs / environment.PYTHON.name
    build, itself = ("--group", "build"), ("--no-build-isolation", "--group", peer.group)
    for command in (
        [sys.executable, "-m", "venv", folder],
        environment.uv_install(python, *build),
        environment.uv_install(python, *itself),
    ):
        works, answer = environment.answer_of(command, **environment.index())
        if not works:
            raise environment.Stop(f"it could not be installed: {answer[-200:]}")
    (folder / "complete").touch()
    return programs


def found(peer: Peer) -> Path:
    """The folder with the program of a *peer* that the user has installed."""
    variable = f"HOPE_{peer.name.upper()}"
    program = os.environ.get(variable) or shutil.which(peer.name)
    if program is None:
        raise environment.Stop(
            f"no package index has it: install it from its repository and name its program in "
            f"the variable {variable}"
        )
    return Path(program).parent


def compiled(peer: Peer, programs: Path, folder: Path, size: int) -> Cost:
    """What a *peer* takes for the course of that *size*, written into *folder*."""
    folder.mkdir()
    written = peer.write(folder, size)
    found = [run([programs / name, *rest], folder) for name, *rest in peer.commands(written)]
    return Cost(sum(cost.seconds for cost in found), max(cost.bytes for cost in found))


def run(command: Sequence[object], folder: Path | None = None) -> Cost:
    """What a *command* takes.

    Raises:
        Stop: if it fails.
    """
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(
            [str(part) for part in command], cwd=folder, stdout=output, stderr=output
        )
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            output.seek(0)
            said = output.read().decode(errors="replace")[-200:]
            raise environment.Stop(f"{environment.shown(command)} failed: {said}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def again(size: int, rounds: int) -> dict[str, list[float]]:
    """What `recompile.py` finds on a course with editions."""
    with tempfile.TemporaryDirectory() as name:
        course = courses.ours(Path(name), size, EDITIONS)
        unit = next((Path(name) / "modules").rglob("u*5.yaml"))
        script = Path(__file__).parent / "recompile.py"
        works, answer = environment.answer_of([environment.PYTHON, script, course, unit, rounds])
        if not works:
            raise environment.Stop(f"The measuring failed: {answer}")
        found: dict[str, list[float]] = json.loads(answer)
        return found


def table(report: dict[str, Any]) -> Iterator[str]:
    """Seconds and megabytes of each compiler at each size; who is missing, and why."""
    for name, sizes in report["costs"].items():
        cells = (
            f"{size:6} units {median(cost[0] for cost in found):7.2f} s "
            f"{max(cost[1] for cost in found) / MEGABYTE:4.0f} MB"
            for size, found in sizes.items()
        )
        yield f"{name:12}{'  '.join(cells)}"
    for name, reason in report["left_out"].items():
        yield f"{name:12}left out: {reason}"


def bars(report: dict[str, Any]) -> Iterator[tuple[str, float, float]]:
    """Each bar: what was found, its number, and the most that it may be."""
    costs = report["costs"]
    largest = max(costs["hope build"])

    def seconds(name: str, size: int = largest) -> float:
        return median(cost[0] for cost in costs[name][size])

    def bar(text: str, value: float, most: float) -> tuple[str, float, float]:
        return f"{text} {value:.2f}; at most {most:g}", value, most

    build = seconds("hope build")
    for peer, most in (("latex2edx", 1 / 25), ("cc2olx", 1), ("olx-utils", 1)):
        if largest in costs.get(peer, {}):
            text = f"compiler: {largest} units, all checks, beside {peer}: times"
            yield bar(text, build / seconds(peer), most)
    yield bar("compiler: a check beside a build: times", seconds("hope check") / build, 0.5)
    smaller = largest // 10
    growth = build / seconds("hope build", smaller)
    yield bar(f"compiler: {largest} units beside {smaller}: times", growth, 12)
    memory = max(cost[1] for cost in costs["hope build"][largest]) / MEGABYTE
    yield bar(f"compiler: megabytes for {largest} units:", memory, 200)
    kept = {name: median(found) for name, found in report["again"].items()}
    yield bar(
        "compiler: a further edition beside the first: times", kept["further"] / kept["first"], 0.25
    )
    yield bar("compiler: an edit beside a cold compile: times", kept["edit"] / kept["first"], 0.1)
    text = "compiler: the preview's page after an edit, beside a cold compile: times"
    yield bar(text, kept["page"] / kept["first"], 0.05)
    start = median(ours for ours, _ in report["start"]) / median(
        bare for _, bare in report["start"]
    )
    yield bar("compiler: `hope --version` beside an empty Python: times", start, 4)
