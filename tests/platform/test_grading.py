"""Rescoring, overriding and resetting, as the LMS's instructor tasks do them."""

import pytest
from xblock.scorable import Score

from platform_example import RIGHT, TEXT, move

HALF = {"left": "flag", "back": "protective"}


def grades(lms) -> list[tuple[float, float, object]]:
    return [
        (data["value"], data["max_value"], data["only_if_higher"])
        for name, data in lms.published
        if name == "grade"
    ]


def test_there_is_nothing_to_score_before_a_submit(block):
    assert block.has_submitted_answer() is False
    assert block.calculate_score() == Score(0, 2)
    with pytest.raises(ValueError, match="no submitted answer"):
        block.rescore(only_if_higher=False)


def test_rescoring_after_an_edit_gives_the_new_points(lms, block):
    move(block, "submit", RIGHT)
    block.content = TEXT.replace("label: neutral", "label: protective")
    assert block.get_score() == Score(2, 2)

    block.rescore(only_if_higher=False)

    # Credit .75, and blindly (1 + 0 + .25 + .5) / 4: (.75 - .4375) / (1 - .4375) of two points.
    assert block.get_score() == Score(pytest.approx(10 / 9), 2)
    assert grades(lms)[-1] == (pytest.approx(10 / 9), 2.0, False)


def test_rescoring_only_upwards_keeps_the_higher_points(lms, block):
    move(block, "submit", RIGHT)
    block.content = TEXT.replace("label: neutral", "label: protective")

    block.rescore(only_if_higher=True)

    assert block.get_score() == Score(2, 2)
    assert grades(lms)[-1] == (pytest.approx(10 / 9), 2.0, True)


def test_calculating_changes_nothing(block):
    move(block, "submit", HALF)
    block.points = [1.0, 2.0]
    before = dict(block.state)

    assert block.calculate_score() == Score(pytest.approx(1.2), 2)
    assert block.points == [1.0, 2.0]
    assert block.state == before


def test_an_override_stays_until_the_learner_submits_again(lms, block):
    move(block, "submit", HALF)
    block.set_score(Score(0.5, 2))
    block.publish_grade()
    assert block.get_score() == Score(0.5, 2)
    assert grades(lms)[-1] == (0.5, 2.0, None)

    move(block, "again")
    move(block, "submit", RIGHT)
    assert block.get_score() == Score(2, 2)


def test_an_override_without_any_work_is_possible(lms, block):
    block.set_score(Score(1, 2))
    block.publish_grade()

    assert grades(lms) == [(1, 2, None)]


def test_attempts_reset_one_by_one_or_in_bulk(lms, block):
    # Both only set `attempts` to 0 in the stored state.
    move(block, "submit", HALF)
    move(block, "again")
    move(block, "submit", HALF)
    assert move(block, "again")["html"].count("You have used all attempts") == 1

    block.attempts = 0
    assert move(block, "again")["status"] == "taken"
    move(block, "submit", RIGHT)
    assert block.get_score() == Score(2, 2)
    assert block.attempts == 1


def test_deleted_state_leaves_a_fresh_block(lms, block):
    move(block, "submit", HALF)
    for name in ("attempts", "points", "state"):
        block.fields[name].delete_from(block)

    assert block.has_submitted_answer() is False
    assert move(block, "submit", RIGHT)["status"] == "taken"


def test_completion_never_goes_down_by_an_edit(lms, block):
    move(block, "submit", RIGHT)
    block.state = {**block.state, "work": {}}
    move(block, "again")
    move(block, "save", HALF)

    assert [data for name, data in lms.published if name == "completion"] == [{"completion": 1.0}]
