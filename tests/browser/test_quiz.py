"""A red-flag quiz is played to its end by keyboard alone; nothing leaks, breaks or gets lost."""

import re

import pytest
from playwright.sync_api import expect

from hope_xblocks.content import load
from hope_xblocks.red_flag_quiz import kind

pytestmark = pytest.mark.browser

UNIT = "/unit/m04-quiet-change-read/"


@pytest.fixture
def quiz(site):
    text = (site.content / "modules/m04/quiet-change.yaml").read_text(encoding="utf-8")
    return load(kind.written, text)


def focused(page) -> dict[str, str]:
    return page.evaluate(
        "() => { const e = document.activeElement;"
        " return {tag: e.tagName, name: e.name || '', type: e.type || '', value: e.value || '',"
        " text: e.textContent.trim(), goto: e.dataset.goto || ''} }"
    )


def tab_to(page, wanted, key: str = "Tab") -> dict[str, str]:
    """Presses Tab until the focus is where it is *wanted*."""
    for _ in range(120):
        page.keyboard.press(key)
        now = focused(page)
        if wanted(now):
            return now
    raise AssertionError("not to be reached by keyboard")


def mark_by_keyboard(page, id_: str, label: str) -> None:
    tab_to(page, lambda now: now["name"] == f"marks.{id_}")
    page.keyboard.press({"flag": "Space", "protective": "ArrowDown", "neutral": "ArrowUp"}[label])
    assert focused(page)["value"] == label


def test_played_to_its_end_by_keyboard(page, quiz, look):
    answers: list[str] = []
    page.on(
        "response",
        lambda response: "/handler/" in response.url and answers.append(response.text()),
    )
    source = page.goto(UNIT).text()
    look(page, "quiz-1-start")

    # A passage in the text leads to its answers.
    link = tab_to(page, lambda now: now["goto"].endswith(quiz.signals[0].id))
    assert "prays before unlock" in link["text"]
    page.keyboard.press("Enter")
    assert focused(page)["name"] == f"marks.{quiz.signals[0].id}"
    page.keyboard.press("ArrowUp")
    for signal in quiz.signals[1:]:
        mark_by_keyboard(page, signal.id, signal.label)
    status = page.locator(".hope-status")
    expect(status).to_have_text("Saved")
    expect(page.get_by_text("All passages are marked.")).to_be_visible()
    look(page, "quiz-2-marked")

    # Nothing hidden has come before it is due.
    for text in [source, *answers]:
        for signal in quiz.signals:
            assert signal.reason.split("\n")[0] not in text
        assert quiz.debrief.split("\n")[0].strip("# ") not in text
        assert not re.search(r"data-outcome|hope-verdict", text)
    assert answers

    tab_to(page, lambda now: now["text"] == "Submit and see the result")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your result: 12 of 12 points")).to_be_focused()
    expect(page.get_by_text("Red flags found: 1 of 1")).to_be_visible()
    expect(page.get_by_text("False alarms (other passages flagged): 0 of 11")).to_be_visible()
    expect(
        page.get_by_text("You found what should be passed on, and wronged nobody.")
    ).to_be_visible()
    look(page, "quiz-3-result")

    tab_to(page, lambda now: now["text"] == "Try again")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The quiet change", level=3)).to_be_focused()
    expect(page.get_by_text("1 attempt left.")).to_be_visible()
    look(page, "quiz-4-again")


def test_everything_flagged_finds_all_and_earns_nothing(page, quiz, look):
    page.goto(UNIT)
    for signal in quiz.signals:
        page.locator(f'label:has(input[name="marks.{signal.id}"][value=flag])').click()
    page.get_by_role("button", name="Submit and see the result").click()

    expect(page.get_by_role("heading", name="Your result: 0 of 12 points")).to_be_focused()
    expect(page.get_by_text("Red flags found: 1 of 1")).to_be_visible()
    expect(page.get_by_text("False alarms (other passages flagged): 11 of 11")).to_be_visible()
    expect(page.get_by_text("You marked everything as a red flag.")).to_be_visible()
    look(page, "quiz-5-everything")


def test_work_is_there_after_coming_back(page, quiz):
    page.goto(UNIT)
    page.locator('label:has(input[name="marks.prays"][value=neutral])').click()
    expect(page.locator(".hope-status")).to_have_text("Saved")
    page.reload()

    expect(page.locator('input[name="marks.prays"][value=neutral]')).to_be_checked()
    expect(page.get_by_text("11 of 12 passages are not marked yet.")).to_be_visible()
    expect(page.locator('[data-mirror="marks.prays"]')).to_have_attribute("data-value", "neutral")


def test_a_lost_connection_loses_nothing(page, quiz):
    page.goto(UNIT)
    page.locator('label:has(input[name="marks.prays"][value=neutral])').click()
    expect(page.locator(".hope-status")).to_have_text("Saved")
    lost = []

    def lose_the_answer(route):
        if len(lost) < 2:
            if lost:
                route.fetch()  # the server has it, the browser never hears of it
            lost.append(route.request.post_data_json["id"])
            route.abort()
        else:
            route.continue_()

    page.route("**/handler/**", lose_the_answer)
    page.get_by_role("button", name="Submit and see the result").click()
    expect(page.locator(".hope-status")).to_have_text("Not saved yet. Trying again …")

    expect(page.get_by_role("heading", name="Your result: 1 of 12 points")).to_be_focused()
    expect(page.get_by_text("1 attempt left.")).to_be_visible()
    assert len(set(lost)) == 1


def test_a_page_in_a_second_tab_is_brought_up_to_date(page, quiz):
    page.goto(UNIT)
    other = page.context.new_page()
    other.goto(UNIT)
    page.locator('label:has(input[name="marks.prays"][value=neutral])').click()
    expect(page.locator(".hope-status")).to_have_text("Saved")
    other.get_by_role("button", name="Submit and see the result").click()

    expect(other.locator(".hope-status")).to_contain_text("This page was out of date.")
    expect(other.locator('input[name="marks.prays"][value=neutral]')).to_be_checked()
    expect(other.get_by_text("2 attempts left.")).to_be_visible()


def test_targets_are_large_enough_for_a_thumb(page):
    page.goto(UNIT)
    for box in page.locator(".hope-choice, .hope-button").all():
        assert box.bounding_box()["height"] >= 44
