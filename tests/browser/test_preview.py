"""The preview: outline, pages, answers, learners, and what happens when a file changes."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_whole_course_can_be_walked_through(page, look, site):
    page.goto("/")
    look(page, "preview-outline")
    units = page.locator("main a[href^='/unit/']")
    count = units.count()
    units.first.click()
    seen = 0
    while True:
        seen += 1
        look(page, f"preview-unit-{seen:02}")
        onward = page.get_by_role("link", name=re.compile("^Next"))
        if not onward.count():
            break
        onward.first.click()
    assert seen == count > 17


def test_a_question_is_answered_by_keyboard(page, look):
    page.goto("/unit/m04-what-is-a-red-flag/")
    page.get_by_label("told Mr").or_(page.get_by_label(re.compile("Tuesday, 18:20"))).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Time, place, source and words.")).to_be_visible()
    look(page, "preview-question")


def test_a_change_of_a_file_shows_at_once_and_a_fault_is_told(page, look, site):
    page.goto("/unit/m04-what-is-a-red-flag/")
    file = site.content / "modules/m04/what-is-a-red-flag.yaml"
    text = file.read_text(encoding="utf-8")

    file.write_text(text.replace("title: What is a red flag?", "title: What is it?"), "utf-8")
    expect(page.get_by_role("heading", name="What is it?")).to_be_visible()

    file.write_text(text.replace("correct: true", "corect: true"), "utf-8")
    expect(page.get_by_text("there is no corect here")).to_be_visible()
    expect(page.get_by_text("did you mean correct?")).to_be_visible()
    look(page, "preview-faults")

    file.write_text(text, "utf-8")
    expect(page.get_by_role("heading", name="What is a red flag?").first).to_be_visible()
