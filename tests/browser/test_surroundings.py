"""The lesson in the page, the light, the network and the hands that it will meet."""

import gzip
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from browser.lesson_page import PUBLIC, LessonPage

pytestmark = pytest.mark.browser

HOSTILE = Path(__file__).parent / "hostile.css"
STYLE = "<style>{}</style>"

# How our parts look, as numbers and words.
LOOKS = """() => Object.fromEntries([
  ".hope-title", ".hope-text p", ".hope-paper h4", ".hope-passage", ".hope-key", ".hope-key li",
  ".hope-passages", ".hope-card", ".hope-card fieldset", ".hope-quote", ".hope-choices",
  ".hope-choice", ".hope-choice input", ".hope-icon", ".hope-button", ".hope-form",
  ".hope-status", ".hope-small", ".hope-key strong"
].map(s => { const e = document.querySelector(".hope " + s), c = getComputedStyle(e); return [s, [
  "fontSize", "fontWeight", "fontStyle", "color", "display", "textTransform", "letterSpacing",
  "marginTop", "marginBottom", "marginLeft", "paddingTop", "paddingLeft", "borderTopWidth",
  "borderBottomWidth", "backgroundColor", "backgroundImage", "boxShadow", "float", "boxSizing",
  "listStyleType", "textShadow", "lineHeight"
].map(p => p + ": " + c[p]).join("; ")]; }))"""

THEIRS = """() => ["#theirs", "#theirs button", "h1", "h2", "body"].map(s => {
  const c = getComputedStyle(document.querySelector(s)), size = /size|height|width|origin|inset/;
  return [...c].filter(p => !size.test(p)).map(p => p + c.getPropertyValue(p)).join();
})"""


@pytest.fixture
def lesson():
    lesson = LessonPage()
    yield lesson
    lesson.stop()


def opened(chromium, lesson, width: int = 1280, **options):
    page = chromium.new_context(viewport={"width": width, "height": 800}, **options).new_page()
    page.set_default_timeout(30_000)
    page.goto(lesson.url)
    return page


def mark(page, label: str, passage: int = 0) -> None:
    page.locator(".hope-card").nth(passage).get_by_text(label, exact=True).click()


def status(page):
    return page.locator(".hope-status").first


@pytest.mark.parametrize("place", ["before", "after"])
def test_global_styles_of_the_platform_change_nothing_of_ours(chromium, lesson, place):
    page = opened(chromium, lesson)
    looks = page.evaluate(LOOKS)
    setattr(lesson, place, STYLE.format(HOSTILE.read_text(encoding="utf-8")))
    page.reload()

    now = page.evaluate(LOOKS)
    assert {part: now[part] for part in looks if now[part] != looks[part]} == {}


def test_our_style_changes_nothing_of_theirs(chromium, lesson):
    page = opened(chromium, lesson)
    ours = page.evaluate(THEIRS)
    page.evaluate("document.querySelector('link[rel=stylesheet]').remove()")

    assert page.evaluate(THEIRS) == ours


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("dark", ["theme", "page"])
def test_dark_where_the_platform_is_dark(chromium, lesson, width, dark):
    if dark == "theme":
        lesson.theme = "indigo-dark-theme"
        lesson.before = STYLE.format("body { background: #16191d; color: #eee }")
    else:
        lesson.before = STYLE.format(":root { color-scheme: dark }")
    page = opened(chromium, lesson, width)
    mark(page, "Red flag")
    page.get_by_role("button", name="Submit and see the result").click()
    expect(page.get_by_role("heading", name="Your result")).to_be_focused()

    background = page.locator(".hope").evaluate("e => getComputedStyle(e).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", background)[:3])) < 150
    assert Axe().run(page, ".hope").violations_count == 0


def test_light_where_the_platform_is_light_whatever_the_system_says(chromium, lesson):
    page = opened(chromium, lesson, color_scheme="dark")

    background = page.locator(".hope").evaluate("e => getComputedStyle(e).backgroundColor")
    assert background == "rgb(255, 255, 255)"


def test_forced_colours_show_what_is_chosen(chromium, lesson):
    page = opened(chromium, lesson, forced_colors="active")
    mark(page, "Protective")

    chosen = page.locator(".hope-choice:has(:checked)")
    assert chosen.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    icon = page.locator(".hope-choice .hope-icon").first
    colours = icon.evaluate(
        "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e.parentElement).color]"
    )
    assert colours[0] == colours[1]


def test_several_copies_on_one_page_do_not_disturb_one_another(chromium):
    lesson = LessonPage(copies=10)
    page = opened(chromium, lesson)
    cards = page.locator("[data-block='7'] .hope-card")
    cards.first.get_by_text("Red flag", exact=True).click()
    expect(page.locator("[data-block='7'] .hope-status")).to_have_text("Saved")

    assert [bool(lesson.block(n).state) for n in range(10)] == [n == 7 for n in range(10)]
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    html = lesson.html()
    assert (html.count("hope.js"), html.count("hope.css")) == (1, 1)
    assert "<style" not in "".join(re.findall(r'<div class="hope".*', html, re.DOTALL))
    lesson.stop()


def test_blocks_of_a_page_send_one_after_the_other(chromium):
    lesson = LessonPage(copies=4)
    lesson.pause = 0.5
    page = opened(chromium, lesson)
    for number in range(4):
        page.locator(f"[data-block='{number}'] .hope-card").first.get_by_text("Neither").click()
    for number in range(4):
        block = page.locator(f"[data-block='{number}'] .hope-status")
        expect(block).to_have_text("Saved")

    assert len(lesson.asked) == 4
    assert lesson.at_once[1] == 1
    lesson.stop()


def test_leaving_sends_what_waits_for_its_turn(chromium):
    lesson = LessonPage(copies=4)
    lesson.pause = 0.5
    page = opened(chromium, lesson)
    for number in range(4):
        page.locator(f"[data-block='{number}'] .hope-card").first.get_by_text("Neither").click()
    page.goto("about:blank")
    page.wait_for_timeout(2_000)
    page.goto(lesson.url)
    expect(page.locator("input:checked")).to_have_count(4)
    lesson.stop()


def test_a_block_that_gets_no_answer_holds_up_no_other(chromium):
    lesson = LessonPage(copies=2)
    page = opened(chromium, lesson)
    page.route("**/handler/0/**", lambda _route: None)
    for number in range(2):
        page.locator(f"[data-block='{number}'] .hope-card").first.get_by_text("Neither").click()

    expect(page.locator("[data-block='1'] .hope-status")).to_have_text("Saved")
    expect(page.locator("[data-block='0'] .hope-status")).to_have_text("Saving …")
    lesson.stop()


def test_a_block_whose_server_fails_holds_up_no_other(chromium):
    lesson = LessonPage(copies=2)
    page = opened(chromium, lesson)
    page.route("**/handler/0/**", lambda route: route.fulfill(status=500))
    for number in range(2):
        page.locator(f"[data-block='{number}'] .hope-card").first.get_by_text("Neither").click()

    expect(page.locator("[data-block='1'] .hope-status")).to_have_text("Saved", timeout=5_000)
    lesson.stop()


@pytest.mark.parametrize("note", ["", "This speaks of loss."])
def test_without_javascript_the_text_can_be_read(chromium, note):
    lesson = LessonPage(**({"content_note": note} if note else {}))
    page = opened(chromium, lesson, java_script_enabled=False)

    # Playwright looks for no text in <noscript>.
    text = page.locator("noscript .hope-paper" if note else ".hope-paper")
    expect(text).to_be_visible()
    assert "Mr Arven comes back from leave." in text.evaluate("e => e.textContent")
    expect(page.locator("noscript .hope-note").last).to_be_visible()
    lesson.stop()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_content_note_by_keyboard(chromium, width):
    lesson = LessonPage(content_note="This speaks of **loss**.", may_skip="true")
    page = opened(chromium, lesson, width)
    expect(page.get_by_text("This speaks of loss.")).to_be_visible()
    assert Axe().run(page, ".hope").violations_count == 0
    go_on, skip = page.locator(".hope-button").all()
    colours = "e => getComputedStyle(e).backgroundColor"
    assert go_on.evaluate(colours) != skip.evaluate(colours)

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have skipped this activity.")).to_be_visible()
    expect(page.get_by_role("heading", name="At the gate")).to_be_focused()
    assert lesson.lms.published[0] == ("completion", {"completion": 1.0})

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Submit and see the result")).to_be_visible()
    expect(page.get_by_role("heading", name="At the gate")).to_be_focused()
    lesson.stop()


def test_marking_fast_and_submitting_at_once_loses_nothing(chromium, lesson):
    page = opened(chromium, lesson)
    for passage, label in enumerate(("Neither", "Protective", "Red flag")):
        mark(page, label, passage)
    page.get_by_role("button", name="Submit and see the result").dblclick()

    # The second click may come after the result: then it, not the result, says where the focus is.
    expect(page.get_by_role("heading", name="Your result: 3 of 3 points")).to_be_visible()
    assert lesson.block().attempts == 1


def test_leaving_right_after_a_mark_keeps_it(chromium, lesson):
    page = opened(chromium, lesson)
    mark(page, "Neither")
    page.goto("about:blank")
    page.goto(lesson.url)
    expect(page.locator("input:checked")).to_have_count(1)


@pytest.mark.parametrize("trouble", ["offline", "server", "answer"])
def test_trouble_on_the_line_is_told_and_costs_nothing(chromium, lesson, trouble):
    page = opened(chromium, lesson)
    mark(page, "Neither")
    expect(status(page)).to_have_text("Saved")
    if trouble == "offline":
        page.context.set_offline(True)
    elif trouble == "server":
        lesson.failures = [500, 503]
    else:
        lesson.lost = True
    page.get_by_role("button", name="Submit and see the result").click()
    expect(status(page)).to_have_text("Not saved yet. Trying again …")
    page.context.set_offline(False)

    expect(page.get_by_role("heading", name="Your result: 0.52 of 3 points")).to_be_focused()
    assert lesson.block().attempts == 1


@pytest.mark.parametrize("times", [1, 3])
def test_what_another_request_came_between_is_sent_again(chromium, lesson, times):
    page = opened(chromium, lesson)
    lesson.again = times
    mark(page, "Neither")
    if times > 1:
        expect(status(page)).to_have_text("Not saved yet. Trying again …")
    expect(status(page)).to_have_text("Saved")

    assert len(lesson.asked) == times + 1
    assert len({sent["id"] for sent in lesson.asked}) == 1
    expect(page.locator("input:checked")).to_have_count(1)


def test_who_was_signed_out_is_told_and_keeps_the_marks_on_the_page(chromium, lesson):
    page = opened(chromium, lesson)
    lesson.failures = [403]
    mark(page, "Neither")

    expect(status(page)).to_contain_text("This could not be sent.")
    expect(page.locator("input:checked")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 1280])
def test_large_text_cuts_nothing_off(chromium, lesson, width):
    lesson.before = STYLE.format("html { font-size: 200% }")
    page = opened(chromium, lesson, width)

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_printed_without_buttons(chromium, lesson):
    page = opened(chromium, lesson)
    page.emulate_media(media="print")

    expect(page.locator(".hope-actions").first).to_be_hidden()
    expect(page.get_by_text("Mr Arven comes back from leave.").first).to_be_visible()


def test_script_and_style_are_small_and_old_browsers_read_them():
    script, style = ((PUBLIC / name).read_bytes() for name in ("hope.js", "hope.css"))

    assert sum(len(gzip.compress(part, 9)) for part in (script, style)) <= 12_000
    # Syntax that is too young for them; of functions, browser/deno.json knows no younger ones.
    assert not re.search(rb"\bstatic \{|\bimport\b", script)
