"""Tries the wheel, as the LMS would install it, with the versions it says it works with.

    python3 scripts/versions.py              builds it, and tries it in three environments
    python3 scripts/versions.py --long       in all of them
    python3 scripts/versions.py oldest       only in these environments

`oldest` has the lowest versions that setup.py allows, `locked-3.12` those of the lock, and
`upgraded-3.11` the newest of today: what goes wrong there is reported and fails nothing, because no
line of ours has changed. None has the extra `authoring`. Beside the wheel, each gets two kinds of
lessons from other distributions: tests/fourth_kind, and one that new_kind.py has just written. A
Python that is not on this computer is left out, and said to be.

The environments stay in the folder .venv-versions.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from email.parser import Parser
from pathlib import Path
from typing import NamedTuple

import environment
import new_kind

SUPPORTED = ((3, 11), (3, 12), (3, 13))
PLATFORM = (3, 12)  # the newest that Open edX runs on
HERE = environment.REPOSITORY
FOLDER = HERE / ".venv-versions"
WHEELS = FOLDER / "wheels"
SOURCES = FOLDER / "sources"
SHIPPED = ("setup.py", "pyproject.toml", "README.md", "LICENSE", "xblocks", "authoring")
FOURTH = HERE / "tests/fourth_kind"
WRITTEN = "first_words"
KINDS, FEW = "tests/test_kinds.py", 50  # pairs of a state and a content with each kind
OLDEST, LOCKED, UPGRADED = "oldest", "locked", "upgraded"
PINS = {OLDEST: "oldest.txt", LOCKED: "lock.txt"}


class Trial(NamedTuple):
    """One environment: a Python, and where the versions of the packages come from."""

    resolution: str
    python: str
    version: str
    is_ordinary: bool
    """Whether it is tried without --long."""

    @property
    def name(self) -> str:
        """How it is called, also in commands."""
        return self.resolution if self.resolution == OLDEST else f"{self.resolution}-{self.version}"

    @property
    def pins(self) -> Path | None:
        """The file that pins its packages; None if the newest of today are taken."""
        name = PINS.get(self.resolution)
        return environment.LOCKED.with_name(name) if name else None

    @property
    def venv(self) -> Path:
        """Where it is."""
        return FOLDER / self.name

    @property
    def program(self) -> Path:
        """Its own Python."""
        return self.venv / environment.PYTHON.relative_to(environment.VENV)

    @property
    def packages(self) -> Path:
        """Where its packages are."""
        places = "Lib/site-packages" if environment.WINDOWS else "lib/python*/site-packages"
        return next(self.venv.glob(places), self.venv)


class Failed(Exception):  # noqa: N818 - it is what we look for, and no error of ours
    """A trial that went wrong, and at what."""


def main(arguments: list[str]) -> int:
    """Build the wheels and try them; 1 if a trial failed."""
    pythons = dict(found_pythons())
    everything = trials(pythons)
    options = parse(arguments, [trial.name for trial in everything])
    environment.prepare(["authoring", "test"])
    FOLDER.mkdir(exist_ok=True)
    state = build()
    named = set(options.names)
    wanted = [
        trial
        for trial in everything
        if trial.name in named or (not named and (trial.is_ordinary or options.long))
    ]
    # Each waits for pip and the network for half of its time.
    with ThreadPoolExecutor(max_workers=2) as two:
        try:
            verdicts = list(two.map(lambda trial: verdict(trial, state, options.long), wanted))
        except BaseException:
            two.shutdown(wait=False, cancel_futures=True)
            environment.end_all()
            raise
    environment.say()
    for _, line in verdicts:
        environment.say(line)
    for line in missing(pythons):
        environment.say(line)
    return 0 if all(passed for passed, _ in verdicts) else 1


def parse(arguments: Sequence[str], names: Sequence[str]) -> argparse.Namespace:
    """The user's choices; no `names` means the ordinary ones, or all with `long`."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="environment", help=", ".join(names))
    parser.add_argument(
        "--long",
        action="store_true",
        default=bool(os.environ.get("HOPE_LONG")),
        help="try all environments",
    )
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in names]
    if unknown:
        parser.error(f"no environment named {', '.join(unknown)}; there are: {', '.join(names)}")
    return options


# --- What to try ---------------------------------------------------------------------------------


def trials(pythons: dict[tuple[int, ...], str]) -> list[Trial]:
    """Every environment there can be with these *pythons*, by version.

    In the ordinary run: the lowest packages on the lowest Python, where the wheels of those days
    are; the locked ones on the highest that Open edX runs on; the newest on this one.
    """
    found = sorted(pythons.items())
    highest = max((v for v in pythons if v <= PLATFORM), default=min(pythons))
    here = sys.version_info[:2]
    made = [Trial(OLDEST, python, environment.dotted(v), True) for v, python in found[:1]]
    for v, python in found:
        dotted = environment.dotted(v)
        made.append(Trial(LOCKED, python, dotted, v == highest))
        made.append(Trial(UPGRADED, python, dotted, v == here))
    return made


def found_pythons() -> Iterator[tuple[tuple[int, ...], str]]:
    """The Pythons on this computer that are worth a trial: the supported ones, and this."""
    here = sys.version_info[:2]
    yield here, getattr(sys, "_base_executable", None) or sys.executable
    for version in SUPPORTED:
        if version != here:
            found = next(filter(None, (answers(c, version) for c in candidates(version))), None)
            if found:
                yield version, found


def candidates(version: tuple[int, ...]) -> Iterator[list[str]]:
    """The ways in which a Python of this *version* may be started here."""
    dotted = environment.dotted(version)
    yield [f"python{dotted}"]
    root = os.environ.get("PYENV_ROOT")
    pyenv = Path(root) if root else Path.home() / ".pyenv"
    for folder in sorted(pyenv.glob(f"versions/{dotted}.*"), reverse=True):
        yield [str(folder / "bin" / "python")]
    if environment.WINDOWS:
        yield ["py", f"-{dotted}"]


def answers(command: Sequence[str], version: tuple[int, ...]) -> str:
    """The path of the Python that *command* starts, if it is one of this *version*."""
    if not shutil.which(command[0]):
        return ""
    ask = "import ensurepip, sys, venv; print(*sys.version_info[:2], sys.executable, sep='|')"
    works, said = environment.answer_of([*command, "-c", ask])
    answer = said.strip().split("|")
    right = works and answer[:-1] == [str(number) for number in version]
    return answer[-1] if right else ""


def missing(pythons: Iterable[tuple[int, ...]]) -> Iterator[str]:
    """A line for each supported Python that is not here."""
    for version in SUPPORTED:
        if version not in pythons:
            dotted = environment.dotted(version)
            yield f"!!! LEFT OUT: no Python {dotted} here, so nothing was tried with it !!!"


# --- The wheels ----------------------------------------------------------------------------------


def build() -> str:
    """Leave the three wheels in WHEELS; the fingerprint of what they were made of."""
    state = fingerprint(
        *(HERE / name for name in SHIPPED),
        *(FOURTH, new_kind.MODEL, Path(new_kind.__file__), Path(__file__)),
    )
    note = FOLDER / "wheels.txt"
    if note.is_file() and note.read_text(encoding="utf-8") == state:
        return state
    for folder in (WHEELS, SOURCES):
        shutil.rmtree(folder, ignore_errors=True)
    copy_shipped(SOURCES / "hope-xblocks")
    shutil.copytree(FOURTH, SOURCES / "fourth_kind", ignore=shutil.ignore_patterns("__pycache__"))
    new_kind.write(WRITTEN, SOURCES / "written")
    environment.say("Building the wheels …")
    # Without isolation: .venv has setuptools, and nothing needs to be fetched.
    for folder in sorted(SOURCES.iterdir()):
        command = [
            *(environment.PYTHON, "-m", "pip", "wheel", *environment.PIP_OPTIONS),
            *("--no-deps", "--no-build-isolation", "--wheel-dir", WHEELS, folder),
        ]
        done, said = environment.answer_of(command)
        if not done:
            raise environment.Stop(f"No wheel of {folder}:\n{environment.last_lines(said)}")
    note.write_text(state, encoding="utf-8")
    return state


def copy_shipped(folder: Path) -> None:
    """Copy into *folder* what the wheel is built from, and nothing that building leaves behind."""
    folder.mkdir(parents=True)
    for name in SHIPPED:
        if (HERE / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(HERE / name, folder / name, ignore=ignored)
        else:
            shutil.copy(HERE / name, folder / name)


def fingerprint(*paths: Path) -> str:
    """A hash of all files in *paths*, names and contents."""
    made = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                made.update(f"{file.relative_to(HERE)}\n".encode())
                made.update(hashlib.sha256(file.read_bytes()).digest())
    return made.hexdigest()


def wheel(distribution: str) -> Path:
    """The wheel of a *distribution*."""
    return next(WHEELS.glob(f"{distribution}-*.whl"))


def requirements() -> list[str]:
    """What our wheel requires without extras, as its metadata say."""
    with zipfile.ZipFile(wheel("hope_xblocks")) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(name).decode("utf-8"))
    return [line for line in metadata.get_all("Requires-Dist") or [] if "extra ==" not in line]


# --- A trial -------------------------------------------------------------------------------------


def verdict(trial: Trial, state: str, is_long: bool) -> tuple[bool, str]:
    """Whether a *trial* passed, and a line that says what was tried."""
    begun = time.monotonic()
    try:
        install(trial, state)
        test(trial, is_long)
        result = "passed"
    except Failed as failure:
        result = f"FAILED: {failure}"
    seconds = time.monotonic() - begun
    has = ", ".join(versions(trial))
    passed = result == "passed"
    if not passed and trial.resolution == UPGRADED:
        passed, result = True, f"{result}; REPORTED ONLY: {HOW_TO_UPGRADE}"
    return passed, f"  {trial.name}: {result}, {seconds:.0f} s ({has})"


HOW_TO_UPGRADE = (
    "a package newer than the lock breaks something. See what by HOPE_RESOLUTION=upgraded "
    "python3 scripts/test.py"
)


def install(trial: Trial, state: str) -> None:
    """Leave the environment with the three wheels and the test tools; at once if it is so."""
    pins = trial.pins.read_text(encoding="utf-8") if trial.pins else time.strftime("%Y-%m-%d")
    wanted = [trial.python, trial.version, *requirements(), pins]
    stamp = trial.venv / "hope-stamp.json"
    has = json.loads(stamp.read_text(encoding="utf-8")) if stamp.is_file() else {}
    if has == {"wanted": wanted, "state": state, "packages": packages(trial)}:
        return
    stamp.unlink(missing_ok=True)
    if has.get("wanted") != wanted or has.get("packages") != packages(trial):
        environment.say(f"Making the environment {trial.name} …")
        command = [trial.python, "-m", "venv", "--clear", "--without-pip", trial.venv]
        done, said = environment.answer_of(command)
        if not done:
            raise Failed(f"it could not be made:\n{environment.last_lines(said)}")
        # The wheel is there for its requirements alone; it is installed with the other two.
        uv(trial, wheel("hope_xblocks"), "--group", "trial")
    ours = [wheel(name) for name in ("hope_xblocks", "hope_ordering", f"hope_{WRITTEN}")]
    uv(trial, "--no-deps", "--reinstall", *ours)
    done, said = environment.answer_of(
        [environment.PYTHON, "-m", "uv", "pip", "check", "--python", trial.program]
    )
    if not done:
        raise Failed(f"uv pip check:\n{environment.last_lines(said)}")
    note = {"wanted": wanted, "state": state, "packages": packages(trial)}
    stamp.write_text(json.dumps(note), encoding="utf-8")


def uv(trial: Trial, *arguments: object) -> None:
    """Install into the environment of *trial* in silence, unless it fails."""
    pins = ("--constraint", trial.pins) if trial.pins else ("--upgrade",)
    command = [
        *(environment.PYTHON, "-m", "uv", "pip", "install", "--quiet", "--python", trial.program),
        *pins,
        *arguments,
    ]
    done, said = environment.answer_of(command, **environment.index())
    if not done:
        raise Failed(f"{environment.shown(command)}:\n{environment.last_lines(said)}")


def test(trial: Trial, is_long: bool) -> None:
    """Run the tests of what runs in the LMS, and those of the other two distributions.

    Raises:
        Failed: if one of them fails.
    """
    for arguments in test_runs(is_long):
        command = [trial.program, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
        # Else Python looks for packages in the current folder first, which is the checkout.
        passed, said = environment.answer_of(command, PYTHONSAFEPATH="1")
        environment.say(f"--- {trial.name}: {environment.shown(command)}\n{said}")
        if not passed:
            raise Failed("its tests")


def test_runs(is_long: bool) -> list[list[str]]:
    """The arguments of pytest for each of its runs.

    Other versions of packages break what is drawn and read at all, not one state in a thousand: so
    the ordinary run tries every kind with few states, and leaves out what is slow.
    """
    if is_long:
        return [tests() + others()]
    ordinary = [path for path in tests() if path != KINDS]
    return [["-m", "not slow", *ordinary], [KINDS, f"--pairs={FEW}"]]


def tests() -> list[str]:
    """The tests that need nothing but what a trial has, beginning with whether it has just that."""
    mirrored = sorted(
        path.name
        for path in (HERE / "xblocks/hope_xblocks").iterdir()
        # The cohort needs Django, which is the host's.
        if path.is_dir() and path.name not in ("cohort", "__pycache__")
    )
    ours = ["installed.py", "test_richtext.py", *mirrored]
    paths = [HERE / "tests" / name for name in ours]
    return [*(path.relative_to(HERE).as_posix() for path in paths if path.exists()), KINDS]


def others() -> list[str]:
    """The tests that the other two distributions bring."""
    paths = (SOURCES / "fourth_kind/tests", SOURCES / "written/tests")
    return [path.relative_to(HERE).as_posix() for path in paths if path.exists()]


def packages(trial: Trial) -> list[str]:
    """The packages in an environment, with their versions."""
    return sorted(path.name for path in trial.packages.glob("*.dist-info"))


def versions(trial: Trial) -> list[str]:
    """The versions of what we require, as they are there."""
    names = [re.split(r"[^\w.-]", line)[0] for line in requirements()]
    wanted = [re.sub(r"[-_.]+", "_", name).lower() for name in names]
    has = dict(path.rsplit(".dist-info")[0].rsplit("-", 1) for path in packages(trial))
    return [f"{name} {has[name]}" for name in sorted(has, key=str.lower) if name.lower() in wanted]


if __name__ == "__main__":
    environment.run(main)
