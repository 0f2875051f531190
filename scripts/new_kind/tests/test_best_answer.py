"""The kind is whole, and plays as it says."""

from hope_xblocks.content import load
from hope_xblocks.kinds import installed_kinds
from hope_xblocks.testing import check_kind

KIND = installed_kinds()["best_answer"]
SAMPLE = load(KIND.content, KIND.sample_text)


def points(choice):
    move = KIND.rules.Move(move="choose", choice=choice)
    return KIND.rules.score(SAMPLE, KIND.rules.apply(SAMPLE, KIND.rules.State(), move))


def test_it_is_whole():
    check_kind("best_answer")


def test_the_best_option_gives_the_point():
    assert points("ask") == (1, 1)
    assert points("watch") == (0, 1)


def test_an_option_that_does_not_exist_is_no_answer():
    assert points("other") is None
