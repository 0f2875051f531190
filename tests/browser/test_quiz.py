"""Nothing breaks or gets lost while a red-flag quiz is played."""

import re

import pytest
from playwright.sync_api import expect

from hope_xblocks.content import load
from hope_xblocks.red_flag_quiz import kind, rules

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


def play(page, quiz, moves) -> None:
    """Makes *moves* by mouse."""
    for sent in moves:
        if sent["move"] == "submit":
            for id_, label in sent["marks"].items():
                page.locator(f'label:has(input[name="marks.{id_}"][value={label}])').click()
            page.get_by_role("button", name=re.compile("Hand in|Submit|Go on")).click()
            expect(page.locator("form[data-autosave]")).to_have_count(0)
        else:
            page.locator(f'label:has(input[value="{sent["choice"]}"])').click()
            page.get_by_role("button", name="Decide").click()
            expect(page.locator(f'input[value="{sent["choice"]}"]')).to_have_count(0)


def test_everything_flagged_finds_all_and_earns_nothing(page, quiz, look):
    page.goto(UNIT)
    play(
        page,
        quiz,
        rules.played(
            quiz,
            lambda _id: "flag",
            lambda step: max(step.choices, key=lambda choice: choice.credit),
        ),
    )

    # Half of the points are for the decisions, which were the best.
    expect(page.get_by_role("heading", name="Your result: 6 of 12 points")).to_be_focused()
    expect(page.get_by_text("Red flags found: 1 of 1")).to_be_visible()
    expect(page.get_by_text("False alarms (other passages flagged): 11 of 11")).to_be_visible()
    expect(page.get_by_text("You marked everything as a red flag. That finds")).to_be_visible()
    look(page, "quiz-5-everything")

    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="The quiet change", level=3)).to_be_focused()
    expect(page.get_by_text("prays before unlock").first).to_be_visible()


def test_work_is_there_after_coming_back(page, quiz):
    page.goto(UNIT)
    page.locator('label:has(input[name="marks.prays"][value=neutral])').click()
    expect(page.locator(".hope-status")).to_have_text("Saved")
    page.reload()

    expect(page.locator('input[name="marks.prays"][value=neutral]')).to_be_checked()
    expect(page.get_by_text("2 of 3 passages are not marked yet.")).to_be_visible()
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
    page.get_by_role("button", name="Hand in these marks and go on").click()
    expect(page.locator(".hope-status")).to_have_text("Not saved yet. Trying again …")

    expect(page.get_by_role("heading", name="Passage by passage")).to_be_focused()
    expect(page.get_by_role("button", name="Decide")).to_be_visible()
    assert len(set(lost)) == 1


def test_a_page_in_a_second_tab_is_brought_up_to_date(page, quiz):
    page.goto(UNIT)
    other = page.context.new_page()
    other.goto(UNIT)
    page.locator('label:has(input[name="marks.prays"][value=neutral])').click()
    expect(page.locator(".hope-status")).to_have_text("Saved")
    other.get_by_role("button", name="Hand in these marks and go on").click()

    expect(other.locator(".hope-status")).to_contain_text("This page was out of date.")
    expect(other.locator('input[name="marks.prays"][value=neutral]')).to_be_checked()
    expect(other.get_by_text("2 of 3 passages are not marked yet.")).to_be_visible()


def test_targets_are_large_enough_for_a_thumb(page):
    page.goto(UNIT)
    for box in page.locator(".hope-choice, .hope-button").all():
        assert box.bounding_box()["height"] >= 44
