"""Texts that once stopped the compiler, and some that never were tried."""

import sys
from pathlib import Path
from random import Random

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FOUND = sorted((Path(__file__).parent / "found").iterdir())


@pytest.fixture(scope="module")
def fuzz():
    sys.path.insert(0, str(ROOT / "scripts/fuzz"))
    try:
        import mutations
        import trial
    finally:
        sys.path.pop(0)
    trial.mutated = mutations.mutated
    return trial


@pytest.fixture
def trial(fuzz, tmp_path):
    return fuzz.Trial(tmp_path)


@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.stem)
def test_what_was_found_stays_mended(fuzz, trial, file):
    assert fuzz.fault_of(trial, file.read_bytes().decode("utf-8", "surrogatepass")) == ""


@pytest.mark.courses
def test_mistakes_at_random_come_to_a_package_or_to_messages_with_places(fuzz, trial):
    chance = Random(2026)
    seeds = fuzz.seeds()
    made = 0
    for _ in range(300):
        assert fuzz.fault_of(trial, fuzz.mutated(chance.choice(seeds), chance, seeds)) == ""
        made += trial.made
    assert 10 < made < 290


def test_every_text_to_begin_with_is_read_as_far_as_it_goes_alone(fuzz, trial):
    for text in fuzz.seeds():
        assert fuzz.fault_of(trial, text) == ""


def test_a_compiler_that_fails_is_told(fuzz, trial, monkeypatch):
    def fails(folder):
        raise KeyError("who")

    monkeypatch.setattr(fuzz, "compile_editions", fails)

    assert fuzz.fault_of(trial, "id: a").startswith("KeyError in test_found.py:")
