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


UNIT = "/unit/m04-what-is-a-red-flag/"


def test_a_change_of_a_file_shows_at_once_and_nobody_loses_their_place(page, look, site):
    page.goto(UNIT)
    file = site.content / "modules/m04/what-is-a-red-flag.yaml"
    text = file.read_text(encoding="utf-8")
    tick = page.get_by_role("radio").first
    tick.check()
    tick.focus()
    page.evaluate("document.querySelector('main').dataset.same = 'yes'")
    top = tick.bounding_box()["y"]
    assert page.evaluate("scrollY") > 0

    file.write_text(text.replace("title: What is a red flag?", "title: What is it?"), "utf-8")
    expect(page.get_by_role("heading", name="What is it?")).to_be_visible()
    expect(tick).to_be_checked()
    expect(tick).to_be_focused()
    assert abs(tick.bounding_box()["y"] - top) < 2
    assert page.evaluate("document.querySelector('main').dataset.same") == "yes", "loaded anew"

    # A block above grows: what the reader looks at stays where it is.
    file.write_text(
        text.replace("    text: |\n", "    text: |\n      New words.\n\n" * 1, 1), "utf-8"
    )
    expect(page.get_by_text("New words.")).to_be_attached()
    expect(tick).to_be_checked()
    assert abs(tick.bounding_box()["y"] - top) < 2


def test_faults_are_told_over_the_page_until_they_are_mended(page, look, site):
    page.goto(UNIT)
    file = site.content / "modules/m04/what-is-a-red-flag.yaml"
    text = file.read_text(encoding="utf-8")
    tick = page.get_by_role("radio").first
    tick.check()

    file.write_text(text.replace("correct: true", "corect: true"), "utf-8")
    told = page.get_by_role("status", name="What is wrong with the course")
    expect(told.get_by_text("there is no corect here")).to_be_visible()
    expect(told.get_by_text("did you mean correct?")).to_be_visible()
    expect(told.get_by_role("link", name="Open this place").first).to_have_attribute(
        "href", re.compile(r"^vscode://file/.*/what-is-a-red-flag\.yaml:\d+:\d+$")
    )
    expect(tick).to_be_checked()
    look(page, "preview-faults-over-the-page")

    page.goto("/")
    expect(page.get_by_role("heading", name="cannot be played just now")).to_be_visible()
    look(page, "preview-faults")

    file.write_text(text, "utf-8")
    # The page loads itself anew; going elsewhere while it does would cut that short.
    expect(page.get_by_role("heading", name="cannot be played just now")).to_have_count(0)
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_load_state()
    page.goto(UNIT)
    expect(told).to_have_count(0)


def test_two_learners_side_by_side_have_each_their_own_work(page, look):
    page.goto("/side-by-side/m04-what-is-a-red-flag/?left=Chiara&right=Boris")
    left, right = page.frame_locator("iframe").first, page.frame_locator("iframe").last
    for frame, name in ((left, "Chiara"), (right, "Boris")):
        expect(frame.get_by_text(f"As {name}")).to_be_visible()
    left.get_by_role("radio").first.check()
    left.get_by_role("button", name="Submit").first.click()
    expect(left.locator(".hope-verdict").first).to_be_visible()
    expect(right.locator(".hope-verdict")).to_have_count(0)
    look(page, "preview-side-by-side")
    left.get_by_role("link", name=re.compile("^Next")).click()
    expect(left.get_by_text("As Chiara")).to_be_visible()


def test_a_trainer_goes_to_any_stage_and_sees_the_ways_and_what_was_sent(page, look, site):
    page.context.add_cookies([{"name": "learner", "value": "Trainer", "url": site.url}])
    page.goto("/unit/m04-quiet-change-read/")
    look(page, "preview-unit-trainer")
    page.get_by_role("link", name=re.compile("Inside this block.*the-quiet-change")).click()
    expect(page.get_by_role("img", name="The ways through the scenario")).to_be_visible()
    page.get_by_text("The ways in words").click()
    look(page, "preview-inside")
    stages = page.locator(".stages button")
    assert stages.count() > 3
    last = stages.last.inner_text()
    assert last.startswith("Your result")
    stages.last.click()
    expect(page).to_have_url(
        re.compile("/as/Ana/unit/m04-quiet-change-read/#block-the-quiet-change")
    )
    expect(page.get_by_role("heading", name=last)).to_be_visible()
    look(page, "preview-last-stage")

    page.goto("/unit/m04-quiet-change-read/")
    page.get_by_role("link", name=re.compile("Inside this block.*the-quiet-change")).click()
    sent = page.locator("details", has_text="The page:").first
    expect(sent.locator("pre")).to_contain_text("Your result")
