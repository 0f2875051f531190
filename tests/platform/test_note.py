"""A content note comes first; where the author allows, the activity can be skipped."""

import pytest
from lxml import etree

from platform_example import RIGHT, element, move


@pytest.fixture
def noted(lms):
    return lms.parse(element(content_note="Speaks of **loss**.\n\nBe kind.", may_skip="true"))


def without_noscript(html: str) -> str:
    page = etree.HTML(html)
    etree.strip_elements(page, "noscript", with_tail=False)
    return etree.tostring(page, encoding="unicode")


def test_the_note_comes_first(noted):
    html = noted.render("student_view").content

    assert "Speaks of <strong>loss</strong>." in html
    assert "<p>Be kind.</p>" in html
    assert "came back" not in without_noscript(html)
    assert "Skip this activity" in html


def test_without_javascript_the_text_can_be_read_all_the_same(noted):
    page = etree.HTML(noted.render("student_view").content)

    assert "came back" in etree.tostring(page.find(".//noscript"), encoding="unicode")


def test_going_on_shows_the_activity_and_it_stays(lms, noted):
    answer = move(noted, "begin")

    assert answer["status"] == "taken"
    assert "came back" in without_noscript(answer["html"])
    assert "Speaks of" not in noted.render("student_view").content
    assert lms.published == []
    assert move(noted, "submit", RIGHT)["status"] == "taken"


def test_skipping_counts_as_done_and_can_be_undone(lms, noted):
    answer = move(noted, "skip")

    assert "You have skipped this activity." in answer["html"]
    assert [name for name, _ in lms.published] == ["completion", "hope.activity.completed"]
    assert "came back" in without_noscript(move(noted, "begin")["html"])
    assert noted.has_submitted_answer() is False


def test_only_where_the_author_allows_it(lms):
    block = lms.parse(element(content_note="Speaks of loss."))

    assert "Skip this activity" not in block.render("student_view").content
    assert "Go on to the activity" in move(block, "skip")["html"]
    assert lms.published == []


def test_settings_go_through_olx(lms, noted):
    again = lms.parse(lms.export(noted).replace("<hope_red", "<hope_red", 1))

    assert again.content_note == "Speaks of **loss**.\n\nBe kind."
    assert again.may_skip is True
