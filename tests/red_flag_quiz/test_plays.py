"""Random plays without end: nothing raises, nothing goes out of bounds, every ending is reached."""

import os
import random
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

import pytest

from hope_authoring import source
from hope_authoring.editions import load_regions, select
from hope_xblocks.content import plain
from hope_xblocks.content import read as content_of
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

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
REGIONS = load_regions(ROOT / "course_content/regions", ROOT).by_code
PLAYS = int(os.environ.get("HOPE_PLAYS", "600"))
LABELS = ("flag", "protective", "neutral", None)
SURE = ("33", "50", "70", "90", "99")


class Story(NamedTuple):
    """A file with a quiz, in one edition."""

    path: Path
    region: str

    def __str__(self) -> str:
        return f"{self.path.stem}-{self.region}" if self.region else self.path.stem


def stories() -> list[Story]:
    """A specimen, and every quiz of the courses in the repository, in every edition."""
    found = sorted((ROOT / "course_content/modules").rglob("*.yaml"))
    told = [Story(Path(__file__).parent / "branching.yaml", "")]
    for path in found:
        text = path.read_text(encoding="utf-8")
        if text.startswith("kind: red_flag_quiz") and "\nreview:" not in text:  # no way, no points
            told += [Story(path, region) for region in (REGIONS if " only: " in text else [""])]
    return told


def read(story: Story) -> RedFlagQuiz:
    tree = source.load(story.path, story.path.parent).tree
    tree, faults = select(tree, story.region, REGIONS) if story.region else (tree, [])
    assert faults == []
    return content_of(kind.written, plain(tree))  # type: ignore[return-value]


def plays(story: Story, seed: int, times: int) -> set[str]:
    """The endings that *times* random plays came to, each play checked at each move."""
    content, chance, ends = read(story), random.Random(seed), set()
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


def _plays(job: tuple[Story, int, int]) -> set[str]:
    return plays(*job)


@pytest.mark.parametrize("story", stories(), ids=str)
def test_random_plays_of_every_story(story):
    content = read(story)
    share = max(200, PLAYS // len(stories()))
    if PLAYS > 100_000:
        with Pool(2) as pool:
            parts = pool.map(_plays, [(story, seed, share // 8 + 1) for seed in range(8)])
        ends = set().union(*parts)
    else:
        ends = plays(story, 1, share)

    assert ends - {""} == {ending.id for ending in content.endings}


@pytest.mark.parametrize("story", stories(), ids=str)
def test_playing_without_a_thought_earns_less_than_half(story):
    content = read(story)
    state = State()
    for sent in expert(content):
        state = apply(content, state, Move.model_validate(sent))

    assert score(content, state) == (possible(content), possible(content))
    assert {name: share for name, share in shares(content).items() if share >= 0.5} == {}
