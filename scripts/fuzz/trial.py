"""One text after the other is compiled as part of a course; something sound must come of each."""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from tarfile import open as open_tar
from tempfile import TemporaryDirectory
from types import FrameType

from lxml import etree
from mutations import mutated

from hope_authoring import source
from hope_authoring.compile import Build, compile_editions
from hope_xblocks.content import load
from hope_xblocks.kinds import installed_kinds

ROOT = Path(__file__).parents[2]
LONGEST = 2.0
"""Seconds of the processor for one text."""
LARGEST = 500_000_000
"""Bytes of memory."""

COURSE = """\
org: HOPE
number: FUZZ
run: "1"
title: Fuzz
summary: One text after the other.
about: About it.
editions: [eu, non-eu]
chapters:
  - id: c-h-a
    title: A
    sequences:
      - id: s-e-q
        title: S
        units:
          - file: ../unit.yaml
"""
REGIONS = {"eu": "name: Some\nlaw: [treaty]\n", "non-eu": "name: Others\n"}


class Unsound(Exception):  # noqa: N818 - it says what was found
    """What came of a text is not what may come of any."""


def seeds() -> list[str]:
    """The texts to begin with: units of the real courses, and each of their blocks alone."""
    found = []
    for file in sorted((ROOT / "course_content/modules").rglob("*.yaml")):
        text = file.read_text("utf-8")
        if "\ncontent:" not in text or text.startswith("units:"):
            continue
        head, _, below = text.partition("\ncontent:\n")
        found.append(text)
        blocks = below.replace("\n  - kind:", "\n\0  - kind:").split("\0")
        found += (f"{head}\ncontent:\n{block}" for block in blocks if block.strip())
    for name, kind in installed_kinds().items():
        sample = "".join(f"    {line}\n" for line in kind.sample_text.splitlines())
        head = (
            ""
            if "\nkind:" in f"\n{kind.sample_text}"
            else f"kind: {name}\n    id: b\n    title: B\n"
        )
        found.append(f"id: u\ntitle: U\ncontent:\n  - {head}{sample if head else sample.lstrip()}")
    return found


class Trial:
    """A course in a folder, of which one text is tried after the other."""

    def __init__(self, folder: Path) -> None:
        """Makes the course in *folder*."""
        self._course = folder / "courses/fuzz"
        self._unit = folder / "courses/unit.yaml"
        self.made = False
        """Whether a package came of the last text."""
        self._course.mkdir(parents=True)
        (folder / "regions").mkdir()
        (self._course / "course.yaml").write_text(COURSE, "utf-8")
        for name, text in REGIONS.items():
            (folder / f"regions/{name}.yaml").write_text(text, "utf-8")

    def of(self, text: str) -> None:
        """Compiles *text*.

        Raises:
            Unsound: with what is wrong with its diagnostics or its package.
            Exception: whatever the compiler raises; it should raise nothing.
        """
        self.made = False
        data = text.encode("utf-8", "surrogatepass")
        self._unit.write_bytes(data)
        begun = time.process_time()
        with _no_longer_than(5 * LONGEST):
            builds = compile_editions(self._course)
            made = [build.archive for build in builds]  # only now is the Markdown converted
        took = time.process_time() - begun
        if took > LONGEST:
            raise Unsound(f"it took {took:.1f} s")
        lines = (
            data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        )
        for build in builds:
            _sound_diagnostics(build, self._unit, lines)
            _sound_package(build)
        self.made = all(made)


def _sound_diagnostics(build: Build, unit: Path, lines: list[str]) -> None:
    if any(one.severity == "error" for one in build.diagnostics) == bool(build.archive):
        raise Unsound("a package and errors, or neither")
    for one in build.diagnostics:
        file, line, column = one.place
        if not (one.message and one.code and str(one)):
            raise Unsound(f"{one!r} says nothing")
        if not Path(file).is_file():
            raise Unsound(f"{one} is in no file")
        if Path(file).resolve() != unit.resolve():
            continue
        if not 1 <= line <= len(lines):
            raise Unsound(f"{one} is in no line")
        if not 1 <= column <= len(lines[line - 1]) + 2:
            raise Unsound(f"{one} is beyond its line")


def _sound_package(build: Build) -> None:
    if build.archive is None:
        return
    kinds = {kind.block_type: kind for kind in installed_kinds().values()}
    with open_tar(fileobj=BytesIO(build.archive)) as tar:
        for member in tar:
            if not member.name.endswith(".xml"):
                continue
            file = tar.extractfile(member)
            for element in etree.fromstring(file.read() if file else b"").iter():
                if element.tag in kinds:
                    # What the compiler accepts, the block accepts.
                    load(kinds[element.tag].content, (element.text or "").strip())


@contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Unsound(f"it took more than {seconds} s")

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def fault_of(trial: Trial, text: str) -> str:
    """In one line, what goes wrong with *text*; empty if nothing does."""
    try:
        trial.of(text)
    except Unsound as error:
        return f"unsound: {error}"
    except Exception as error:
        frame = error.__traceback__
        while frame and frame.tb_next:
            frame = frame.tb_next
        where = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""
        return f"{type(error).__name__} in {where}: {error}"[:300]
    return ""


def smallest(trial: Trial, text: str, fault: str) -> str:
    """As few lines of *text* as have the same fault, found in some time."""
    kind = fault.split(":")[0]
    lines = text.split("\n")
    step = max(1, len(lines) // 2)
    tries = 0
    while step and tries < 300:
        at = 0
        while at < len(lines) and tries < 300:
            fewer = lines[:at] + lines[at + step :]
            tries += 1
            if fault_of(trial, "\n".join(fewer)).startswith(kind):
                lines = fewer
            else:
                at += step
        step //= 2
    return "\n".join(lines)


class Tried:
    """What came of the texts so far; of each sort of fault, the first is kept in a folder."""

    def __init__(self, found: Path) -> None:
        """Keeps what goes wrong in *found*."""
        self.texts = self.packages = 0
        self._found = found
        self._faults: dict[str, str] = {}
        self._folder = TemporaryDirectory()
        self._trial = Trial(Path(self._folder.name))

    def one(self, text: str) -> None:
        """Tries one text more."""
        fault = fault_of(self._trial, text)
        self.texts += 1
        self.packages += self._trial.made
        if fault and (name := fault.split(":")[0]) not in self._faults:
            self._faults[name] = fault
            small = smallest(self._trial, text, fault).encode("utf-8", "surrogatepass")
            self._found.mkdir(parents=True, exist_ok=True)
            (self._found / f"{sha256(small).hexdigest()[:12]}.yaml").write_bytes(small)
            sys.stderr.write(f"{fault}\n")
        if self.texts % 2000 == 0:
            source._parsed.cache_clear()
            sys.stderr.write(
                f"{self.texts} texts, {self.packages} packages, {len(self._faults)} faults\n"
            )

    def report(self, seconds: float) -> dict[str, object]:
        """What there is to tell; memory in MB."""
        return {
            "texts": self.texts,
            "packages": self.packages,
            "faults": self._faults,
            "seconds": round(seconds, 1),
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }


def main(number: int, seed: int, found: Path) -> dict[str, object]:
    """Tries so many texts; each that goes wrong is kept in the folder *found*."""
    soft = LARGEST + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (soft, soft))
    chance = Random(seed)  # noqa: S311 - a seed makes the same texts again
    texts, begun, tried = seeds(), time.monotonic(), Tried(found)
    for _ in range(number):
        tried.one(mutated(chance.choice(texts), chance, texts))
    return tried.report(time.monotonic() - begun)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))
