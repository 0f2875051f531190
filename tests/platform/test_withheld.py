"""What is shown after a date is not published before it: no grade tells a key early."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from xblock.scorable import Score

from hope_xblocks.testing import SmallLms, User
from platform_example import RIGHT, TEXT, element, move

YESTERDAY = datetime.now(UTC) - timedelta(days=1)
TOMORROW = datetime.now(UTC) + timedelta(days=1)
WRONG = {"left": "neutral", "back": "flag"}
DUE = TEXT + "attempts: 0\nfeedback: due\n"


def grades(lms):
    return [data["value"] for name, data in lms.published if name == "grade"]


def told(lms):
    return [data for name, data in lms.published if name == "hope.activity.submitted"]


def waiting(lms, text=DUE, **settings):
    block = lms.parse(element(text))
    for name, value in ({"due": TOMORROW} | settings).items():
        setattr(block, name, value)
    return block


def again(block, marks):
    move(block, "again")
    move(block, "submit", marks)


def key_from_grades(lms, block):
    """What grades alone tell: each passage tried with each label, and the sum looked at."""
    best, found, last = -1.0, {}, dict(WRONG)
    move(block, "submit", last)
    for id_ in last:
        for label in ("flag", "protective", "neutral"):
            again(block, {**last, id_: label})
            if grades(lms)[-1] > best:
                best, found[id_] = grades(lms)[-1], label
        last |= found
    return found


def test_what_waits_does_not_undo_what_staff_have_set():
    lms = SmallLms()
    block = waiting(lms)
    move(block, "submit", WRONG)
    block.set_score(Score(1, 2))
    block.publish_grade()
    again(block, RIGHT)
    block.due = YESTERDAY
    block.render("student_view")

    assert grades(lms)[-1] == 1
    assert block.get_score() == Score(1, 2)


def test_the_key_is_not_found_from_grades():
    lms = SmallLms()
    shown = lms.parse(element(TEXT + "attempts: 0\n"))
    assert key_from_grades(lms, shown) == RIGHT

    lms = SmallLms()
    assert key_from_grades(lms, waiting(lms)) != RIGHT
    assert len(set(grades(lms))) == 1


@pytest.mark.parametrize(
    ("text", "settings"),
    [(DUE, {}), (TEXT + "attempts: 3\n", {"show_correctness": "past_due"})],
    ids=["by the author", "by the subsection"],
)
def test_before_the_date_only_the_first_sum_is_published(text, settings):
    lms = SmallLms()
    block = waiting(lms, text, **settings)
    move(block, "submit", WRONG)
    again(block, RIGHT)

    assert grades(lms) == [0.0]
    assert block.get_score() == Score(0, 2)
    assert [data.get("earned") for data in told(lms)] == [0.0, None]
    assert [data["attempt"] for data in told(lms)] == [1, 2]


def test_the_final_sum_is_published_once_at_the_next_visit():
    lms = SmallLms()
    block = waiting(lms)
    move(block, "submit", WRONG)
    again(block, RIGHT)
    block.render("student_view")
    assert grades(lms) == [0.0]

    block.due = YESTERDAY
    block.render("student_view")
    block.render("student_view")
    assert grades(lms) == [0.0, 2.0]
    assert block.get_score() == Score(2, 2)
    assert lms.get_block(block.scope_ids.usage_id).points == [2.0, 2.0]


def test_staff_who_look_at_the_learners_page_publish_nothing():
    lms = SmallLms()
    block = waiting(lms)
    move(block, "submit", WRONG)
    again(block, RIGHT)
    block.due = YESTERDAY
    disguised = User()
    disguised._django_user = SimpleNamespace(real_user=object())
    lms._services["user"] = disguised

    block.render("student_view")
    assert grades(lms) == [0.0]


def test_rescoring_refuses_before_the_date_and_publishes_after_it():
    lms = SmallLms()
    block = waiting(lms)
    move(block, "submit", WRONG)
    again(block, RIGHT)
    for only_if_higher in (False, True):
        with pytest.raises(ValueError, match="before the due date"):
            block.rescore(only_if_higher)
    assert grades(lms) == [0.0]

    block.due = YESTERDAY
    block.rescore(only_if_higher=False)
    block.render("student_view")
    assert grades(lms) == [0.0, 2.0]


def test_points_that_staff_have_set_stay_after_the_date():
    lms = SmallLms()
    block = waiting(lms)
    move(block, "submit", WRONG)
    again(block, RIGHT)
    block.set_score(Score(1.5, 2))
    block.due = YESTERDAY
    block.render("student_view")

    assert block.get_score() == Score(1.5, 2)
    assert grades(lms) == [0.0]


def test_one_handing_in_is_graded_at_once():
    lms = SmallLms()
    block = waiting(lms, TEXT + "attempts: 1\nfeedback: due\n")
    move(block, "submit", RIGHT)

    assert grades(lms) == [2.0]


def test_an_attempt_that_staff_have_given_back_is_a_repetition():
    lms = SmallLms()
    block = waiting(lms, TEXT + "attempts: 1\nfeedback: due\n")
    move(block, "submit", WRONG)
    block.attempts = 0
    again(block, RIGHT)

    assert grades(lms) == [0.0]


def test_who_skipped_it_first_is_graded_at_once():
    lms = SmallLms()
    block = waiting(lms, content_note="Mind.", may_skip=True)
    move(block, "skip")
    move(block, "begin")
    move(block, "submit", RIGHT)

    assert grades(lms) == [2.0]


# Correctness is never shown, while the grade may be


NEVER = ("never", "never_but_include_grade")


@pytest.mark.parametrize("setting", NEVER)
@pytest.mark.parametrize("due", [None, TOMORROW])
def test_where_correctness_is_never_shown_the_key_is_not_found_from_grades(setting, due):
    lms = SmallLms()
    block = waiting(lms, TEXT + "attempts: 0\n", due=due, show_correctness=setting)

    assert key_from_grades(lms, block) != RIGHT
    assert len(set(grades(lms))) == 1


@pytest.mark.parametrize("setting", NEVER)
def test_the_best_sum_is_published_once_nothing_more_can_be_handed_in(setting):
    lms = SmallLms()
    block = waiting(lms, TEXT + "attempts: 0\n", show_correctness=setting)
    move(block, "submit", WRONG)
    again(block, RIGHT)
    block.due = YESTERDAY
    block.render("student_view")
    block.render("student_view")

    assert grades(lms) == [0.0, 2.0]


def test_at_ones_own_pace_nothing_ends_and_staff_publish_the_best_sum():
    lms = SmallLms()
    block = waiting(lms, TEXT + "attempts: 0\n", due=YESTERDAY, show_correctness=NEVER[1])
    block.self_paced = True
    move(block, "submit", WRONG)
    again(block, RIGHT)
    block.render("student_view")
    assert grades(lms) == [0.0]

    block.rescore(only_if_higher=True)
    assert grades(lms) == [0.0, 2.0]
