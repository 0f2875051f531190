"""Random plays without end: nothing raises, nothing goes out of bounds, every ending is reached."""

import os
import random
from multiprocessing import Pool
from pathlib import Path

import pytest

from hope_xblocks.content import load
from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz
from hope_xblocks.red_flag_quiz.play import way
from hope_xblocks.red_flag_quiz.rules import (
    Move,
    State,
    apply,
    completion,
    expert,
    possible,
    score,
)
from hope_xblocks.red_flag_quiz.strategies import shares

ROOT = Path(__file__).parents[2]
PLAYS = int(os.environ.get("HOPE_PLAYS", "600"))
LABELS = ("flag", "protective", "neutral", None)
SURE = ("33", "50", "70", "90", "99")


def stories() -> list[Path]:
    """A specimen, and every quiz of the courses in the repository."""
    found = sorted((ROOT / "course_content/modules").rglob("*.yaml"))
    texts = [path for path in found if path.read_text().startswith("kind: red_flag_quiz")]
    stories = [path for path in texts if "\nreview:" not in path.read_text()]  # no way, no points
    return [Path(__file__).parent / "branching.yaml", *stories]


def read(path: Path) -> RedFlagQuiz:
    return load(kind.written, path.read_text(encoding="utf-8"))  # type: ignore[return-value]


def plays(path: Path, seed: int, times: int) -> set[str]:
    """The endings that *times* random plays came to, each play checked at each move."""
    content, chance, ends = read(path), random.Random(seed), set()
    most = possible(content)
    for _ in range(times):
        state, done = State(), 0.0
        while not state.submitted:
            stop = way(content, state.play).stops[-1]
            if stop.what == "decision":
                move = Move(move="decide", choice=chance.choice(stop.step.choices).id)
            else:
                ids = content.to_mark[stop.step.id]
                marks = {id_: label for id_ in ids if (label := chance.choice(LABELS))}
                sure = {id_: chance.choice(SURE) for id_ in ids if chance.random() < 0.5}
                move = Move(move="submit", marks=marks, sure=sure)
                if chance.random() < 0.1:
                    saved = apply(content, state, move.model_copy(update={"move": "save"}))
                    again = apply(content, saved, move.model_copy(update={"move": "save"}))
                    assert saved == again, "saving twice is not saving once"
                    state = saved
            after = apply(content, state, move)
            now = completion(content, after)
            assert done <= now <= 1
            done, state = now, after
        assert apply(content, state, move) == state, "a move after the end changes something"
        earned = score(content, state)
        assert earned is not None
        assert 0 <= earned.earned <= earned.possible == most
        ending = way(content, state.play).ending
        ends.add(ending.id if ending else "")
    return ends


def _plays(job: tuple[Path, int, int]) -> set[str]:
    return plays(*job)


@pytest.mark.parametrize("path", stories(), ids=lambda path: path.stem)
def test_random_plays_of_every_story(path):
    content = read(path)
    share = max(200, PLAYS // len(stories()))
    if PLAYS > 100_000:
        with Pool(2) as pool:
            parts = pool.map(_plays, [(path, seed, share // 8 + 1) for seed in range(8)])
        ends = set().union(*parts)
    else:
        ends = plays(path, 1, share)

    assert ends - {""} == {ending.id for ending in content.endings}


@pytest.mark.parametrize("path", stories(), ids=lambda path: path.stem)
def test_playing_without_a_thought_earns_less_than_half(path):
    content = read(path)
    state = State()
    for sent in expert(content):
        state = apply(content, state, Move.model_validate(sent))

    assert score(content, state) == (possible(content), possible(content))
    assert {name: share for name, share in shares(content).items() if share >= 0.5} == {}
