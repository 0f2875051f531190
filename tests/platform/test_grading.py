"""Rescoring, overriding and resetting, as the LMS's instructor tasks do them."""

import pytest
from lxml import html
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


def override(block, earned: float, weight: float = 1) -> None:
    """As `override_score_module_state` does it, in lms/djangoapps/instructor_task."""
    block.set_score(Score(earned / weight, block.max_score() / weight))
    block.publish_grade()


def note(block) -> str:
    """What the page says of points that staff have set."""
    found = html.fragment_fromstring(block.render("student_view").content, create_parent="div")
    notes = [" ".join(one.text_content().split()) for one in found.find_class("hope-note")]
    return "".join(one for one in notes if "course team" in one)


STAYS = "They stay as they are, even if you try again."
SET = f"The course team has set your points here: 1.5 of 2 points. {STAYS}"
RECOUNTED = (
    "The course team had set your points here. Since then, they have been counted again from your "
    "answers."
)


def test_an_override_stays_whatever_the_learner_does_and_the_page_says_so(lms, block):
    move(block, "submit", HALF)
    assert note(block) == ""
    override(block, 1.5)
    assert block.get_score() == Score(1.5, 2)
    assert grades(lms)[-1] == (1.5, 2.0, None)
    assert note(block) == SET

    published = len(grades(lms))
    move(block, "again")
    answer = move(block, "submit", RIGHT)
    assert block.get_score() == Score(1.5, 2)
    assert len(grades(lms)) == published
    assert "1.5 of 2 points" in answer["html"]
    assert note(block) == SET


def test_an_override_with_the_points_that_are_there_is_one_too(lms, block):
    move(block, "submit", {"left": "flag", "back": "flag"})
    override(block, 0)
    move(block, "again")
    move(block, "submit", RIGHT)

    assert grades(lms)[-1] == (0, 2, None)
    assert "0 of 2 points" in note(block)


def test_points_of_the_learners_own_are_not_taken_for_an_override(lms, block):
    """The platform hands published points back to the block that has published them."""
    move(block, "submit", HALF)
    move(block, "again")
    move(block, "submit", RIGHT)
    block.rescore(only_if_higher=False)

    assert note(block) == ""
    assert grades(lms)[-1] == (2, 2, False)


def test_rescoring_takes_an_override_back_and_the_page_says_so(lms, block):
    move(block, "submit", HALF)
    override(block, 1.5)
    block.rescore(only_if_higher=False)
    assert block.get_score() == Score(pytest.approx(1.2), 2)
    assert note(block) == RECOUNTED

    move(block, "again")
    move(block, "submit", RIGHT)
    assert block.get_score() == Score(2, 2)
    assert note(block) == ""


@pytest.mark.parametrize("weight", [1, 10])
def test_rescoring_only_upwards_keeps_an_override_that_is_higher(block, weight):
    """With a weight, the platform hands the points in on a scale of its own."""
    move(block, "submit", HALF)
    block.weight = float(weight)
    override(block, 1.5, weight)
    block.rescore(only_if_higher=True)

    assert block.get_score() == Score(1.5 / weight, 2 / weight)
    assert note(block) == SET

    override(block, 1, weight)
    block.rescore(only_if_higher=True)
    assert block.get_score() == Score(pytest.approx(1.2), 2)
    assert note(block) == RECOUNTED


def test_points_that_may_not_be_shown_are_not_named(block):
    move(block, "submit", HALF)
    override(block, 1.5)
    block.show_correctness = "never"

    assert note(block) == f"The course team has set your points here. {STAYS}"


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
