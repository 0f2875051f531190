"""A kind's own style sheet, script and pictures, on all pages that it has."""

import pytest
from playwright.sync_api import expect
from webob import Request

from browser.lesson_page import LessonPage
from browser.studio_page import StudioPage

pytestmark = pytest.mark.browser

STEP = ".ordering-step"
OURS = "e => getComputedStyle(e).display"


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def lesson(fourth_kind):
    lesson = LessonPage(kind=fourth_kind)
    yield lesson
    lesson.stop()


@pytest.fixture
def studio(fourth_kind):
    studio = StudioPage(fourth_kind.sample_text, block_type=fourth_kind.block_type)
    yield studio
    studio.stop()


def test_a_learner_sees_its_styles_and_its_script_works(page, lesson):
    page.goto(lesson.url)
    lists = page.locator(f"{STEP} select")

    assert page.locator(STEP).first.evaluate(OURS) == "flex"
    assert lists.first.evaluate("e => getComputedStyle(e).flexGrow") == "0"
    for number in (0, 1):
        lists.nth(number).select_option("1")
    expect(lists.nth(1)).to_have_attribute("aria-invalid", "true")
    lists.nth(1).select_option("2")
    expect(lists.nth(0)).to_have_attribute("aria-invalid", "false")


def test_its_script_is_told_when_the_lesson_is_there(page, lesson):
    page.goto(lesson.url)

    expect(page.locator(f"{STEP} select").first).to_have_attribute("aria-invalid", "false")


@pytest.mark.parametrize("name", ["projector", "sheet"])
def test_its_pages_for_facilitators_have_its_styles_and_pictures(page, lesson, name):
    lesson.lms = type(lesson.lms)(staff=True)
    block = lesson.lms.parse("<hope_ordering/>")
    page.route(
        "**/page",
        lambda route: route.fulfill(
            body=block.handle("page", Request.blank("/"), name).body, content_type="text/html"
        ),
    )
    page.goto(f"{lesson.url}/page")

    assert page.locator(STEP).first.evaluate(OURS) == "flex"
    pictures = page.locator(".ordering-steps img")
    assert pictures.count() == (name == "projector")
    for number in range(pictures.count()):
        assert pictures.nth(number).evaluate("e => e.naturalWidth") > 0


def test_the_preview_in_studio_has_its_styles(page, studio):
    page.goto(studio.url)
    expect(page.locator(f".hope-studio-preview {STEP}").first).to_be_visible()

    assert page.locator(f".hope-studio-preview {STEP}").first.evaluate(OURS) == "flex"
