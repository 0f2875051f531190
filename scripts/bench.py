"""Measures our lessons beside the XBlocks that others publish, in an environment of its own.

    python3 scripts/bench.py              about a minute, after the first set-up
    python3 scripts/bench.py --quick      fewer rounds: a first impression
    python3 scripts/bench.py --json FILE  also writes every number into FILE
    python3 scripts/bench.py --strict     exit code 1 if a bar is not met
    python3 scripts/bench.py --compiler   the compiler beside others, in place of the lessons

The peers are published packages in the versions of the lock, kept in the folder `.venv-bench`.
Only ratios count: computers differ, and so do their moods.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import environment

ROUNDS, QUICK_ROUNDS = 100, 15
SIZES = ("small", "large")
ACTIONS = ("render", "move", "submit")
KILOBYTE = 1000

Report = Mapping[str, Any]
Subject = Mapping[str, Any]


class Limit(NamedTuple):
    """A bar against a peer: our time may be at most so many times theirs."""

    action: str
    peer: str
    times: float


LIMITS = (
    Limit("render", "drag-and-drop-v2", 1),
    Limit("render", "poll", 0.5),
    Limit("move", "drag-and-drop-v2", 1),
    Limit("move", "branching", 1),
    Limit("move", "poll", 2.5),
)
MOST_SCRIPT_AND_STYLE = 12 * KILOBYTE
MOST_ANSWER = 6 * KILOBYTE
MOST_SAVES, MOST_FIELDS = 1, 3
MOST_ON_PATH = 6 * KILOBYTE
MOST_READING = 50
"""Milliseconds for the report on a cohort of a hundred thousand."""
MOST_GROWTH, LEAST_MEASURED = 2.5, 20.0
"""For twice a hostile text; times of less than so many milliseconds count as that."""


class Bar(NamedTuple):
    """What came of one bar: a sentence, our number, the most it may be; None if nobody knows."""

    sentence: str
    value: float | None
    most: float

    @property
    def met(self) -> bool:
        """Whether our number is known, and within the bar."""
        return self.value is not None and self.value <= self.most

    def __str__(self) -> str:
        verdict = "met" if self.met else "NOT JUDGED" if self.value is None else "NOT met"
        return f"{verdict:10} {self.sentence}"


def main(arguments: list[str]) -> int:
    """Set up, measure, and print the table and the bars."""
    options = parse(arguments)
    environment.move_to(environment.REPOSITORY / ".venv-bench")
    environment.prepare(["authoring"], [] if options.compiler else ["bench"])
    if options.compiler:
        return of_compilers(options)
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    report = measured(rounds)
    judged = list(bars(report))
    for line in (*heading(report), *table(report), "", *map(str, judged), *warnings(report)):
        environment.say(line)
    if options.json:
        report["bars"] = [{**bar._asdict(), "met": bar.met} for bar in judged]
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    return 1 if options.strict and not all(bar.met for bar in judged) else 0


def of_compilers(options: argparse.Namespace) -> int:
    """Measure the compilers, and print what they take and the bars."""
    sys.path.insert(0, str(Path(__file__).parent / "bench"))
    import compilers

    report = compilers.main(1 if options.quick else 3)
    judged = [Bar(*found) for found in compilers.bars(report)]
    for line in (*compilers.table(report), "", *map(str, judged)):
        environment.say(line)
    if options.json:
        report["bars"] = [{**bar._asdict(), "met": bar.met} for bar in judged]
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    return 1 if options.strict and not all(bar.met for bar in judged) else 0


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The user's choices."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROUNDS} rounds, not {ROUNDS}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every number into FILE")
    parser.add_argument("--compiler", action="store_true", help="measure the compiler")
    parser.add_argument("--strict", action="store_true", help="fail if a bar is not met")
    return parser.parse_args(arguments)


def measured(rounds: int) -> dict[str, Any]:
    """What `scripts/bench/measure.py` finds in *rounds* rounds."""
    environment.say(f"Measuring {rounds} rounds of everything, in turns …")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        script = Path(__file__).parent / "bench" / "measure.py"
        code = environment.call([environment.PYTHON, script, rounds, file])
        if code:
            raise environment.Stop(f"The measuring failed (exit code {code}); see above.")
        report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return report


# --- Numbers -------------------------------------------------------------------------------------


def times(subject: Subject, size: str, action: str) -> Sequence[float] | None:
    """A subject's milliseconds, one a round; None where it was not measured."""
    found: Sequence[float] | None = subject["sizes"].get(size, {}).get(action)
    return found or None


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """How many times their time ours is: the median over rounds, each compared with itself."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def bars(report: Report) -> Iterator[Bar]:
    """Every bar for each of our kinds, as far as the kind can be played."""
    peers = {subject["name"]: subject for subject in report["subjects"] if not subject["ours"]}
    kinds = [subject for subject in report["subjects"] if subject["ours"]]
    for kind in kinds:
        for limit in LIMITS:
            yield from against(kind, peers.get(limit.peer), limit)
        yield from along_a_story(kind, peers.values())
    for kind in kinds:
        yield from by_itself(kind)
    if kinds:
        yield from of_a_cohort(report["cohort"])
        gz = max(kind["weight"]["gz"] for kind in kinds)
        yield Bar(
            f"all kinds: script and style are {kb(gz)} kB gzipped; "
            f"at most {kb(MOST_SCRIPT_AND_STYLE)}",
            gz,
            MOST_SCRIPT_AND_STYLE,
        )
    yield from of_texts(report.get("growth", ()))


def of_texts(growth: Iterable[Mapping[str, Any]]) -> Iterator[Bar]:
    """Hostile texts: how much longer twice the text takes; below a tick of the clock, no longer."""
    for text in growth:
        value = text["twice"] / max(text["once"], LEAST_MEASURED)
        yield Bar(
            f"a text of {text['name']}: twice of it takes {value:.2f} times as long, "
            f"{text['most']:.0f} ms at most; at most {MOST_GROWTH} times",
            value,
            MOST_GROWTH,
        )


def of_a_cohort(cohort: Report) -> Iterator[Bar]:
    """The report that is read from totals, beside the one made of all learners' states."""
    took = median(cohort["totals"])
    yield Bar(
        f"the report on {cohort['learners']} learners is read from {kb(cohort['bytes'])} kB of "
        f"totals in {took:.1f} ms, {cohort['states'] / took:.0f} times as fast as from their "
        f"states; at most {MOST_READING} ms",
        took,
        MOST_READING,
    )


def against(kind: Subject, peer: Subject | None, limit: Limit) -> Iterator[Bar]:
    """A kind's time beside a peer's, small and large."""
    for size in SIZES:
        ours = times(kind, size, limit.action)
        if ours is None:
            continue
        what = f"{kind['name']}: {limit.action}, {size},"
        bound = f"at most {limit.times:g}"
        theirs = times(peer, size, limit.action) if peer else None
        if theirs is None:
            yield Bar(f"{what} beside {limit.peer}, which was left out; {bound}", None, limit.times)
        else:
            value = ratio(ours, theirs)
            yield Bar(
                f"{what} takes {value:.2f} times as long as {limit.peer}; {bound}",
                value,
                limit.times,
            )


def along_a_story(kind: Subject, peers: Iterable[Subject]) -> Iterator[Bar]:
    """A kind half-way through a long story, beside the fastest peer with its small example."""
    for action in ("render", "move"):
        ours = times(kind, "story", action)
        small = {peer["name"]: times(peer, "small", action) for peer in peers}
        theirs = {name: median(found) for name, found in small.items() if found}
        if ours and theirs:
            name = min(theirs, key=lambda peer: theirs[peer])
            value = ratio(ours, small[name] or ours)
            yield Bar(
                f"{kind['name']}: {action}, half-way through 60 passages and 40 steps, takes "
                f"{value:.2f} times as long as {name}, small; at most 1",
                value,
                1,
            )


def by_itself(kind: Subject) -> Iterator[Bar]:
    """What a kind sends and writes."""
    name = kind["name"]
    large = kind["sizes"].get("large", {})
    if "answer" not in large:
        return
    gz = large["answer"]["gz"]
    yield Bar(
        f"{name}: the answer to a large submit is {kb(gz)} kB gzipped; at most {kb(MOST_ANSWER)}",
        gz,
        MOST_ANSWER,
    )
    writes = large["writes"]
    yield Bar(
        f"{name}: saves a submit, large: {writes['saves']}, with fields: {writes['fields']}; "
        f"at most {MOST_SAVES} with {MOST_FIELDS}",
        # One number for both: the worse of the two.
        max(writes["saves"] / MOST_SAVES, writes["fields"] / MOST_FIELDS),
        1,
    )
    path = large["path"]
    yield Bar(
        f"{name}: {path['calls']} decisions write {kb(path['bytes'])} kB in all; "
        f"at most {kb(MOST_ON_PATH)}",
        path["bytes"],
        MOST_ON_PATH,
    )


# --- The table -----------------------------------------------------------------------------------


def heading(report: Report) -> Iterator[str]:
    """What was measured, with which versions."""
    yield ""
    yield (
        f"Python {report['python']}, XBlock {report['xblock']}, Django {report['django']}; "
        f"medians of {report['rounds']} rounds; ratios count, not milliseconds"
    )
    yield "A move is one decision: a mark kept, a drop, a click, a vote; a submit is all at once."
    yield "S small content, L large; raw/gz bytes as made / as gzip -9 sends them; kB = 1000 bytes"
    yield ""


def table(report: Report) -> list[str]:
    """The lines of the table: a column for each subject."""
    subjects = report["subjects"]
    rows = [
        ["", *(subject["name"] for subject in subjects)],
        ["version", *(subject["version"] for subject in subjects)],
    ]
    kinds = [subject for subject in subjects if subject["ours"]]
    for action in ACTIONS:
        for size in SIZES:
            label = f"{action} {size[0].upper()}"
            rows.append([f"{label}, ms", *(cell_ms(one, size, action) for one in subjects)])
            for kind in kinds:
                if ours := times(kind, size, action):
                    cells = [cell_ratio(ours, times(one, size, action)) for one in subjects]
                    rows.append([f"  {kind['name']} : this", *cells])
    for size in SIZES:
        letter = size[0].upper()
        measured = [subject["sizes"].get(size, {}) for subject in subjects]
        rows += [
            [f"page {letter}, kB raw/gz", *(cell_bytes(one.get("page")) for one in measured)],
            [f"answer {letter}, kB raw/gz", *(cell_bytes(one.get("answer")) for one in measured)],
            [
                f"submit {letter}: saves/fields/bytes",
                *(cell_writes(one.get("writes")) for one in measured),
            ],
        ]
    large = [subject["sizes"].get("large", {}) for subject in subjects]
    weights = [subject["weight"] for subject in subjects]
    rows += [
        ["whole task L: calls, kB written", *(cell_path(one.get("path")) for one in large)],
        ["JS + CSS, kB raw/gz", *(cell_bytes(weight) for weight in weights)],
        ["other hosts asked", *(", ".join(weight["hosts"]) or "none" for weight in weights)],
    ]
    return aligned(rows)


def warnings(report: Report) -> Iterator[str]:
    """What could not be measured, so that nobody overlooks it."""
    for kind in report["subjects"]:
        if kind["ours"] and times(kind, "small", "move") is None:
            yield (
                f"\n!!! {kind['name']}: only its sample was rendered. For its moves, "
                "tell scripts/bench/subjects.py how an expert plays it. !!!"
            )
    for peer in report["left_out"]:
        yield f"\n!!! LEFT OUT: {peer['name']}. {peer['reason']} !!!"


def cell_ms(subject: Subject, size: str, action: str) -> str:
    """A median time."""
    found = times(subject, size, action)
    return f"{median(found):.2f}" if found else "–"


def cell_ratio(ours: Sequence[float], theirs: Sequence[float] | None) -> str:
    """Our time as a multiple of theirs; nothing beside ourselves."""
    if theirs is None:
        return "–"
    return "" if theirs is ours else f"× {ratio(ours, theirs):.2f}"


def cell_bytes(found: Mapping[str, int] | None) -> str:
    """Kilobytes as they are and gzipped."""
    return f"{kb(found['raw'])} / {kb(found['gz'])}" if found else "–"


def cell_writes(found: Mapping[str, int] | None) -> str:
    """What one move writes."""
    return f"{found['saves']} / {found['fields']} / {found['bytes']}" if found else "–"


def cell_path(found: Mapping[str, int] | None) -> str:
    """What the whole task writes, and in how many calls."""
    return f"{found['calls']}, {kb(found['bytes'])}" if found else "–"


def kb(number: float) -> str:
    """Bytes in kilobytes."""
    return f"{number / KILOBYTE:.1f}"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows with columns as wide as they must be: the first to the left, the others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if index else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


if __name__ == "__main__":
    environment.run(main)
