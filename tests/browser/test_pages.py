"""The facilitators' pages in a browser: revealed by keyboard, large on a wall, whole on paper."""

import re

import pytest
from playwright.sync_api import expect

from browser.conftest import LONG
from pages_example import BLOCK, HIDDEN, TEXT

pytestmark = pytest.mark.browser

UNIT = "/unit/m04-quiet-change-read/"


@pytest.fixture(params=[320, 768, 1280] if LONG else [320, 1280])
def width(request):
    return request.param


@pytest.fixture
def trainer(page, site):
    """At the unit as a trainer, with the box for facilitators open."""
    file = site.content / "modules/m04/quiet-change.yaml"
    file.write_text(BLOCK + TEXT.replace(" ![map](/static/map.png)", ""), encoding="utf-8")
    page.context.add_cookies([{"name": "learner", "value": "Trainer", "url": site.url}])
    page.goto(UNIT)
    page.get_by_text("For facilitators", exact=True).focus()
    page.keyboard.press("Enter")
    return page


@pytest.fixture
def opened(trainer):
    """Opens one of the pages by its link, in the tab that it gets."""

    def open_(name: str):
        with trainer.expect_popup() as popup:
            trainer.get_by_role("link", name=re.compile(f"^{name}")).press("Enter")
        popup.value.wait_for_load_state()
        return popup.value

    return open_


def test_the_box_below_the_lesson(trainer, look):
    expect(trainer.get_by_text("NOTES-AIM")).to_be_visible()
    look(trainer, "pages-box")


def test_the_projector_reveals_one_thing_after_another_by_keyboard(opened, look):
    page = opened("For the projector")
    expect(page.get_by_text("REASON-HAIR")).to_be_hidden()
    look(page, "pages-projector")
    small = page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter(
          e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
            && parseFloat(getComputedStyle(e).fontSize) < 24).map(e => e.outerHTML)"""
    )
    assert small == []

    steps = 0
    while page.locator("details:not([open])").count():
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            before = page.locator("details[open]").count()
            page.keyboard.press("Enter")
            assert page.locator("details[open]").count() == before + 1
        steps += 1
        assert steps < 100, "not everything is reached by keyboard"
    for text in ("REASON-SLEEP", "OUTCOME-WAIT", "TOLD-ALONE", "the boxing club"):
        expect(page.get_by_text(text)).to_be_visible()
    look(page, "pages-projector-revealed")


def test_a_passage_leads_to_what_is_said_of_it(opened):
    page = opened("For the projector")
    page.locator("a.page-passage").nth(2).press("Enter")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Passage 3: reveal"


@pytest.mark.parametrize("name", ["Sheet for learners", "Answer key"])
def test_what_is_printed(opened, look, name):
    page = opened(name)
    look(page, f"pages-{name.lower().replace(' ', '-')}")
    hidden = [word for word in HIDDEN if word in page.content()]
    assert (hidden == []) == (name == "Sheet for learners")

    printed = page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert pages >= max(page.locator(".page-sheet").count(), 1)  # new texts, on sheets of their own
    page.set_viewport_size({"width": 673, "height": 998})  # A4 without its margins
    page.emulate_media(media="print")
    assert (
        page.evaluate(
            """() => [...document.querySelectorAll("main *")].filter(
          e => e.getClientRects().length
            && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML)"""
        )
        == []
    )


def test_a_learner_finds_no_box_and_a_link_tells_nothing(trainer, site):
    link = trainer.get_by_role("link", name=re.compile("^Answer key")).get_attribute("href")
    trainer.context.add_cookies([{"name": "learner", "value": "Ana", "url": site.url}])
    trainer.goto(UNIT)
    expect(trainer.get_by_text("For facilitators")).to_have_count(0)

    trainer.goto(link)
    expect(trainer.get_by_text("This page is for facilitators.")).to_be_visible()
    assert not [word for word in (*HIDDEN, "saw his") if word in trainer.content()]
