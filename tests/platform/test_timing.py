"""Deadlines are kept on the server, and nothing is shown before it may be."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from hope_xblocks.testing import SmallLms, User
from platform_example import RIGHT, SECRETS, element, move

YESTERDAY = datetime.now(UTC) - timedelta(days=1)
TOMORROW = datetime.now(UTC) + timedelta(days=1)


def with_settings(lms: SmallLms, **settings: object):
    """A block with what the platform gives every block."""
    block = lms.parse(element())
    for name, value in settings.items():
        setattr(block, name, value)
    return block


@pytest.mark.parametrize(
    ("settings", "closed"),
    [
        ({}, False),
        ({"due": None}, False),
        ({"due": TOMORROW}, False),
        ({"due": YESTERDAY}, True),
        ({"due": YESTERDAY, "graceperiod": timedelta(days=2)}, False),
        ({"due": YESTERDAY, "graceperiod": timedelta(hours=2)}, True),
        ({"due": YESTERDAY, "self_paced": True}, False),
        # The platform's own answer comes first: it knows extensions.
        ({"due": YESTERDAY, "has_deadline_passed": lambda: False}, False),
        ({"due": TOMORROW, "has_deadline_passed": lambda: True}, True),
    ],
)
def test_no_move_after_the_deadline(lms, settings, closed):
    block = with_settings(lms, **settings)

    answer = move(block, "submit", RIGHT)
    assert answer["status"] == ("closed" if closed else "taken")
    assert block.attempts == (0 if closed else 1)
    assert bool(lms.published) != closed
    assert ("<fieldset" in answer["html"] and "disabled" in answer["html"]) == closed


def test_after_the_deadline_the_page_says_when_it_was(lms):
    html = with_settings(lms, due=YESTERDAY).render("student_view").content

    assert f"This was due on {YESTERDAY:%Y-%m-%d %H:%M}" in html
    assert not [secret for secret in SECRETS if secret in html]


def test_work_that_was_sent_in_time_is_shown_after_the_deadline(lms):
    block = with_settings(lms)
    move(block, "submit", RIGHT)
    block.due = YESTERDAY

    assert "REASON-LEFT" in block.render("student_view").content


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({"show_correctness": "always"}, True),
        ({"show_correctness": None}, True),
        ({"show_correctness": "never"}, False),
        ({"show_correctness": "never_but_include_grade"}, False),
        ({"show_correctness": "past_due"}, True),
        ({"show_correctness": "past_due", "due": TOMORROW}, False),
    ],
)
def test_correctness_is_shown_as_the_course_says(lms, settings, shown):
    block = with_settings(lms, **settings)

    told = json.dumps([move(block, "submit", RIGHT), block.render("student_view").content])
    assert [secret for secret in ("REASON", "DEBRIEF", "Your result") if secret in told] == (
        ["REASON", "DEBRIEF", "Your result"] if shown else []
    )
    assert ("Your marks are in." in told) != shown
    assert ("grade", {"value": 2.0, "max_value": 2.0, "only_if_higher": None}) in lms.published


def test_correctness_comes_with_the_due_date(lms):
    block = with_settings(lms, show_correctness="past_due", due=TOMORROW)
    move(block, "submit", RIGHT)
    assert "REASON" not in block.render("student_view").content

    block.due = YESTERDAY
    assert "REASON-LEFT" in block.render("student_view").content


def test_staff_see_correctness_before_the_due_date():
    block = with_settings(SmallLms(staff=True), show_correctness="past_due", due=TOMORROW)

    assert "REASON-LEFT" in move(block, "submit", RIGHT)["html"]


def test_a_visitor_may_look_and_is_told_to_sign_in():
    lms = SmallLms(user=User(signed_in=False))
    block = lms.parse(element())

    for view in ("student_view", "public_view"):
        html = block.render(view).content
        assert "To answer, please sign in." in html
        assert "came back" in html
        assert not [secret for secret in SECRETS if secret in html]
    assert move(block, "submit", RIGHT)["status"] == "closed"
    assert block.state == {}
    assert lms.published == []


def test_the_public_view_needs_no_script(block):
    fragment = block.render("public_view")

    assert [r.data for r in fragment.resources] == ["/resource/hope_red_flag_quiz/public/hope.css"]


@pytest.mark.parametrize(
    ("due", "closed"),
    [(YESTERDAY.replace(tzinfo=None), True), (TOMORROW.replace(tzinfo=None), False)],
)
def test_a_date_without_a_time_zone_is_in_utc(lms, due, closed):
    block = lms.parse(element())
    type(block).due.write_to(block, None)
    block._field_data_cache["due"] = due  # as a runtime hands it in that checks no types

    assert (move(block, "submit", RIGHT)["status"] == "closed") == closed
    if closed:
        page = block.render("student_view").content
        assert f"This was due on {YESTERDAY:%Y-%m-%d %H:%M} UTC" in page


def test_a_due_that_is_no_field_of_the_block_is_nobodys_word():
    lms = SmallLms()
    lms.mixologist = type(lms.mixologist)(())
    block = lms.parse(element())
    assert "due" not in block.fields
    block.due = YESTERDAY.replace(tzinfo=None)
    block.show_correctness = "past_due"

    assert move(block, "submit", RIGHT)["status"] == "taken"
