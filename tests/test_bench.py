"""The benchmark's arithmetic, its bars and its table, on made-up numbers."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts"


def load(name: str, known_as: str):
    spec = importlib.util.spec_from_file_location(known_as, SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[known_as] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if "environment" not in sys.modules:  # by this name, the scripts import it
    load("environment", "environment")
bench = load("bench", "scripts_bench")


def size(render, move, **more):
    return {
        "render": render,
        "move": move,
        "page": {"raw": 5000, "gz": 1500},
        "answer": {"raw": 4000, "gz": 1000},
        "writes": {"saves": 1, "fields": 2, "bytes": 300},
        "path": {"calls": 27, "bytes": 5900},
        **more,
    }


def subject(name, large, small=None, ours=False):
    return {
        "name": name,
        "ours": ours,
        "version": "1.0",
        "weight": {"raw": 9000, "gz": 4000, "files": 2, "hosts": []},
        "sizes": {"small": small or large, "large": large},
    }


def report(*subjects, left_out=()):
    return {
        "python": "3.12.1",
        "xblock": "6.1.0",
        "django": "5.2",
        "rounds": 3,
        "cohort": {"learners": 100_000, "bytes": 9000, "totals": [4.0], "states": 2000.0},
        "subjects": subjects,
        "left_out": left_out,
    }


QUIZ = subject("quiz", size([1.0, 2.0, 3.0], [1.0, 1.0, 1.0]), ours=True)
POLL = subject("poll", size([4.0, 4.0, 4.0], [0.5, 0.5, 0.25]))


def sentences(*subjects, left_out=()):
    return [str(bar) for bar in bench.bars(report(*subjects, left_out=left_out))]


def test_a_ratio_compares_each_round_with_itself():
    # A disturbance that lasts for a round is in both of its times.
    assert bench.ratio([1, 10, 1], [2, 20, 2]) == 0.5
    assert bench.ratio([1, 1, 100], [2, 2, 2]) == 0.5


def test_a_bar_against_a_peer_is_a_sentence_with_its_ratio():
    found = sentences(QUIZ, POLL)

    assert "met        quiz: render, large, takes 0.50 times as long as poll; at most 0.5" in found
    assert "met        quiz: move, small, takes 2.00 times as long as poll; at most 2.5" in found


def test_a_bar_is_not_met_by_a_hair():
    slow = subject("quiz", size([2.1, 2.1, 2.1], [1.3, 1.3, 1.3]), ours=True)

    assert [line for line in sentences(slow, POLL) if "poll" in line and "large" in line] == [
        "NOT met    quiz: render, large, takes 0.53 times as long as poll; at most 0.5",
        "NOT met    quiz: move, large, takes 2.60 times as long as poll; at most 2.5",
    ]


def test_beside_a_peer_that_was_left_out_nothing_is_judged():
    bars = list(bench.bars(report(QUIZ)))
    unknown = [bar for bar in bars if bar.value is None]

    assert len(unknown) == 2 * len(bench.LIMITS)
    assert not any(bar.met for bar in unknown)
    assert "NOT JUDGED quiz: render, large, beside poll, which was left out; at most 0.5" in map(
        str, bars
    )


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (
            {},
            "met        quiz: the answer to a large submit is 1.0 kB gzipped; at most 6.0",
        ),
        (
            {"answer": {"raw": 60000, "gz": 6001}},
            "NOT met    quiz: the answer to a large submit is 6.0 kB gzipped; at most 6.0",
        ),
        (
            {"writes": {"saves": 1, "fields": 3, "bytes": 9}},
            "met        quiz: saves a submit, large: 1, with fields: 3; at most 1 with 3",
        ),
        (
            {"writes": {"saves": 2, "fields": 2, "bytes": 9}},
            "NOT met    quiz: saves a submit, large: 2, with fields: 2; at most 1 with 3",
        ),
        (
            {"path": {"calls": 27, "bytes": 13000}},
            "NOT met    quiz: 27 decisions write 13.0 kB in all; at most 6.0",
        ),
        (
            {},
            "met        all kinds: script and style are 4.0 kB gzipped; at most 12.0",
        ),
    ],
)
def test_bars_on_what_is_sent_and_written(more, line):
    quiz = subject("quiz", size([1.0], [1.0], **more), ours=True)

    assert line in sentences(quiz)


def test_the_table_has_a_column_for_each_and_our_time_as_a_multiple_of_theirs():
    lines = bench.table(report(QUIZ, POLL))

    assert lines[0].split() == ["quiz", "poll"]
    assert lines[2].split() == ["render", "S,", "ms", "2.00", "4.00"]
    assert lines[3].split() == ["quiz", ":", "this", "×", "0.50"]
    assert "submit L: saves/fields/bytes" in "\n".join(lines)


def test_a_kind_without_an_expert_is_rendered_and_said_to_be_unplayed():
    sample = {"render": [1.0, 1.0, 1.0], "move": None, "page": {"raw": 1, "gz": 1}}
    kind = subject("new", sample, ours=True) | {"sizes": {"small": sample}}
    lines = bench.table(report(kind, POLL))

    assert [line.split()[-2:] for line in lines if line.startswith("move S, ms")] == [["–", "0.50"]]
    assert "tell scripts/bench/subjects.py" in "".join(bench.warnings(report(kind, POLL)))
    assert not [line for line in sentences(kind, POLL) if "move" in line]


def test_who_is_left_out_is_said_with_the_reason():
    left_out = [{"name": "poll", "reason": "ImportError: no bleach"}]

    assert list(bench.warnings(report(QUIZ, left_out=left_out))) == [
        "\n!!! LEFT OUT: poll. ImportError: no bleach !!!"
    ]


def test_columns_are_aligned():
    assert bench.aligned([["a", "1"], ["long", "22"]]) == ["a      1", "long  22"]
