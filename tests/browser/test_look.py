"""What a lesson looks like, where the focus goes, and what is told, wherever it stands."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from browser.lesson_page import PUBLIC, LessonPage

pytestmark = pytest.mark.browser

# Rules as heavy as the platform's heaviest that meet us, and its `!important` ones.
PLATFORM = """
html.course-wrapper .course-content p { margin-bottom: 1.6em; color: #777 }
.course-wrapper .course-content ul li { margin-bottom: .8em; list-style: disc }
.course-wrapper .course-content .vert-mod > div ul { padding-left: 1em; list-style: disc outside }
.xmodule_display.xmodule_VerticalBlock input { float: left; margin: 9px; appearance: none }
.indigo .xblock label { display: block; font: italic 300 1.2em serif; color: #999 }
.indigo .xblock h3, .indigo .xblock h4 { color: #c0c; letter-spacing: 3px }
.xblock label::before, .xblock li::before, .xblock a::after { content: "x"; color: red }
.xblock button, form button:hover { text-transform: uppercase; transition: all 2s; opacity: .5 }
.xblock sup, .xblock svg, .xblock i { max-width: 4px; text-indent: 9px }
a:hover, a:focus { color: #e9168c; text-decoration: none !important }
"""

# All that is computed for each part, as far as the platform may not have a say in it.
ALL = """() => [...document.querySelectorAll(".hope, .hope *")].map(e => {
  const s = getComputedStyle(e), name = e.tagName + "." + (e.getAttribute("class") || "");
  return [...s].filter(p => !/^--|^(top|inset.*|position|bottom|left|right|.*-origin)$/.test(p))
    .map(p => name + " " + p + ": " + s.getPropertyValue(p))
    .concat(["::before", "::after"].map(p => name + p + getComputedStyle(e, p).content));
}).flat()"""

CUT_OFF = """() => [...document.querySelectorAll(
  ".hope *:not(.hope-unseen):not(.hope-status)"
)].filter(
  e => e.getClientRects().length && e.closest("[style*=overflow-x]") === null
).filter(e => e.getBoundingClientRect().right > innerWidth + .5
  || (e.scrollWidth > e.clientWidth + 1 && !/inline|contents/.test(getComputedStyle(e).display)
      && e.children.length === 0)).map(e => e.outerHTML.slice(0, 90))"""

TWELVE = "scenario: |\n  Notes.\n" + "".join(
    f"  He [did thing number {n} on a day that nobody remembers](#p{n}).\n" for n in range(12)
)
TWELVE += "signals:\n" + "".join(
    f"  - id: p{n}\n    label: {'flag' if n == 5 else 'neutral'}\n    reason: Reason {n}.\n"
    for n in range(12)
)


@pytest.fixture
def lessons():
    """Makes pages with lessons, and ends them."""
    made = []

    def make(text: str = "", **settings):
        made.append(LessonPage(**settings))
        if text:
            block = made[-1].block()
            block.content = text
            block.save()
        return made[-1]

    yield make
    for lesson in made:
        lesson.stop()


@pytest.fixture
def opened(chromium):
    """Opens a lesson's page."""
    contexts = []

    def open_(lesson, width: int = 1280, **options):
        contexts.append(chromium.new_context(viewport={"width": width, "height": 800}, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(30_000)
        page.goto(lesson.url)
        return page

    yield open_
    for context in contexts:
        context.close()


def mark(page, label: str, passage: int = 0) -> None:
    page.locator(".hope-card").nth(passage).get_by_text(label, exact=True).click()


def submit(page) -> None:
    page.get_by_role("button", name="Submit and see the result").click()


def status(page):
    return page.locator(".hope-status").first


def result(page):
    return page.get_by_role("heading", name=re.compile("^Your result"))


def style(locator, name: str) -> str:
    return locator.evaluate(f"e => getComputedStyle(e).{name}")


def said(page, near: str = ".hope-card fieldset") -> str:
    """What stands beside the choice, as it is drawn."""
    drawn = page.locator(f"{near}[data-said]").evaluate(
        "e => getComputedStyle(e, '::after').content"
    )
    return str(json.loads(drawn))


# The platform around it


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_platforms_heaviest_rules_change_nothing(lessons, opened, place):
    lesson = lessons(content_note="Of **loss**.\n\n- one\n- two\n\n[Help](https://example.org)")
    dressed = lessons(content_note="Of **loss**.\n\n- one\n- two\n\n[Help](https://example.org)")
    setattr(dressed, place, f"<style>{PLATFORM}</style>")
    pages = [opened(one) for one in (lesson, dressed)]
    for page in pages:
        page.evaluate(
            "document.documentElement.className = 'course-wrapper indigo';"
            "document.body.className = 'course-content xmodule_display xmodule_VerticalBlock';"
            "document.querySelector('main').className = 'vert-mod'"
        )

    def same() -> None:
        plain, other = (page.evaluate(ALL) for page in pages)
        changed = {b for a, b in zip(plain, other, strict=True) if a != b}
        assert {rule for rule in changed if "font-family" not in rule} == set()

    same()
    for page in pages:
        page.get_by_role("button", name="Go on").click()
        expect(page.locator(".hope-paper")).to_be_visible()
        page.mouse.move(0, 0)
    same()
    for page in pages:
        mark(page, "Neither")
        expect(status(page)).to_have_text("Saved")
        submit(page)
        expect(result(page)).to_be_focused()
        page.mouse.move(0, 0)
    same()
    link = pages[1].locator(".hope-passage").first
    link.hover()
    assert style(link, "textDecorationLine") == "underline"


@pytest.mark.parametrize("page_is", ["plain", "dark"])
def test_browsers_without_new_style_rules_can_be_read_with(lessons, opened, page_is):
    lesson = lessons(TWELVE)
    lesson.theme = "indigo-dark-theme" if page_is == "dark" else ""
    page = opened(lesson, 320)
    css = (PUBLIC / "hope.css").read_text(encoding="utf-8")
    old = re.sub(r"light-dark\(#000", "unknown(#000", css)
    old = old.replace(":has(", ":unknown(").replace("@container", "@unknown")
    page.evaluate(
        "css => { document.querySelector('link[rel=stylesheet]').remove();"
        " document.head.appendChild(document.createElement('style')).textContent = css }",
        old,
    )
    mark(page, "Red flag")

    dark = style(page.locator(".hope"), "backgroundColor") == "rgb(22, 25, 29)"
    assert dark == (page_is == "dark")
    assert Axe().run(page, ".hope").violations_count == 0
    assert page.evaluate(CUT_OFF) == []


def test_nothing_moves_by_itself(lessons, opened):
    lesson = lessons()
    lesson.after = (
        "<style>* { transition: all 1s; animation: x 1s } html { scroll-behavior: smooth }</style>"
    )
    page = opened(lesson)

    moving = page.locator(".hope *").evaluate_all(
        "all => all.filter(e => getComputedStyle(e).transitionDuration !== '0s'"
        " || getComputedStyle(e).animationName !== 'none').length"
    )
    assert moving == 0


# Small screens, large text, thumbs


@pytest.mark.parametrize(("width", "text"), [(320, 100), (320, 200), (640, 200), (1280, 100)])
def test_nothing_is_cut_off_at_any_stage(lessons, opened, width, text):
    lesson = lessons(TWELVE, content_note="This speaks of loss.", may_skip="true")
    lesson.before = f"<style>html {{ font-size: {text}% }}</style>"
    page = opened(lesson, width)

    def whole() -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT_OFF) == []

    whole()
    page.get_by_role("button", name="Go on").click()
    for passage in range(5):
        mark(page, "Protective", passage)
    expect(status(page)).to_have_text("Saved")
    whole()
    lesson.failures = [500]
    submit(page)
    expect(status(page)).to_contain_text("Trying again")
    whole()
    expect(result(page)).to_be_focused()
    whole()


def test_targets_are_large_and_a_tap_on_the_words_selects(lessons, opened):
    page = opened(lessons(TWELVE), 320, has_touch=True, is_mobile=True)
    for box in page.locator(".hope-choice, .hope-button").all():
        assert box.bounding_box()["height"] >= 44
    lines = page.locator(".hope-passage").evaluate_all(
        "all => all.map((e, n) => [...e.getClientRects()].map(r => [n, r.top, r.bottom])).flat()"
    )
    assert min(bottom - top for _n, top, bottom in lines) >= 24
    tops = sorted({round(top) for _n, top, _bottom in lines})
    assert min(b - a for a, b in pairwise(tops)) >= 24

    page.locator(".hope-card").nth(3).get_by_text("Neither", exact=True).tap()
    expect(page.locator('.hope-card:nth-child(4) [value="neutral"]')).to_be_checked()


# Without colours, and on paper


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_show_state_and_focus(lessons, opened, scheme):
    page = opened(lessons(TWELVE), forced_colors="active", color_scheme=scheme)
    mark(page, "Red flag", 0)
    mark(page, "Neither", 1)
    expect(status(page)).to_have_text("Saved")
    chosen = page.locator(".hope-choice:has(:checked)").first
    other = page.locator(".hope-choice:not(:has(:checked))").first
    assert style(chosen, "outlineStyle") == "solid"
    assert style(other, "outlineStyle") == "none"
    lines = page.locator(".hope-passage").evaluate_all(
        "all => all.slice(0, 3).map(e => getComputedStyle(e).textDecorationStyle)"
    )
    assert lines == ["double", "dashed", "dotted"]

    page.keyboard.press("Tab")
    focused = page.locator(".hope-choice:has(:focus-visible)")
    assert style(focused, "outlineWidth") == "4px"
    icon, word = (
        style(page.locator(at).first, colour)
        for at, colour in (
            (".hope-choice:has(:checked) .hope-is-flag", "backgroundColor"),
            (".hope-title", "color"),
        )
    )
    assert icon == word


@pytest.mark.parametrize("theme", ["", "indigo-dark-theme"])
def test_paper_is_black_on_white_and_cuts_no_card(lessons, opened, theme):
    lesson = lessons(TWELVE)
    lesson.theme = theme
    page = opened(lesson)
    mark(page, "Red flag")
    submit(page)
    expect(result(page)).to_be_focused()
    page.emulate_media(media="print")

    for part in (".hope", ".hope-verdict", ".hope-passage", ".hope-quote"):
        assert style(page.locator(part).first, "color") == "rgb(0, 0, 0)"
    assert style(page.locator(".hope"), "backgroundColor") == "rgb(255, 255, 255)"
    assert style(page.locator(".hope-two"), "display") == "block"
    assert style(page.locator(".hope-card").first, "breakInside") == "avoid"
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    expect(page.locator(".hope-verdict").first).to_have_text("False alarm")


# What is told, where, and where the focus goes


def test_what_became_of_a_mark_is_told_beside_it(lessons, opened):
    lesson = lessons(TWELVE)
    page = opened(lesson)
    heights = [box.bounding_box()["height"] for box in page.locator(".hope-card").all()]
    mark(page, "Neither", 2)
    expect(status(page)).to_have_text("Saved")
    assert said(page) == "Saved"
    assert [box.bounding_box()["height"] for box in page.locator(".hope-card").all()] == heights

    lesson.failures = [403]
    mark(page, "Neither", 7)
    expect(status(page)).to_contain_text("This could not be sent.")
    assert said(page, ".hope-card:nth-child(8) fieldset").startswith("This could not be sent.")
    expect(page.locator("input:checked")).to_have_count(2)

    # Who has signed in again, elsewhere, goes on, and loses nothing.
    mark(page, "Red flag", 5)
    expect(status(page)).to_have_text("Saved")
    page.reload()
    expect(page.locator("input:checked")).to_have_count(3)


def test_a_page_that_is_out_of_date_says_so_above(lessons, opened):
    lesson = lessons(TWELVE)
    page, other = opened(lesson), opened(lesson)
    mark(page, "Neither")
    expect(status(page)).to_have_text("Saved")
    mark(other, "Protective", 1)
    expect(status(other)).to_contain_text("This page was out of date.")

    title = other.get_by_role("heading", name="At the gate")
    expect(title).to_be_focused()
    assert status(other).bounding_box()["y"] < title.bounding_box()["y"]


def test_a_result_that_is_not_shown_is_announced_all_the_same(lessons, opened):
    lesson = lessons()
    block = lesson.block

    def never(number: int = 0):
        made = block(number)
        made.show_correctness = "never"
        return made

    lesson.block = never
    page = opened(lesson)
    submit(page)

    title = page.get_by_role("heading", name="At the gate")
    expect(title).to_be_focused()
    expect(title).to_have_accessible_description(re.compile("^Your marks are in"))


def test_skipping_is_announced(lessons, opened):
    page = opened(lessons(content_note="This speaks of loss.", may_skip="true"))
    # As in browsers that do not say which button was pressed.
    page.evaluate("Object.defineProperty(SubmitEvent.prototype, 'submitter', {value: undefined})")
    page.get_by_role("button", name="Skip this activity").click()

    title = page.get_by_role("heading", name="At the gate")
    expect(title).to_be_focused()
    expect(title).to_have_accessible_description(re.compile("^You have skipped this activity"))


FRAME = """<!doctype html><html lang="en"><title>Course</title><h1 style="height: 300px">Course</h1>
<iframe title="Unit" src="{url}" scrolling="no" style="width: 100%; height: 5000px; border: 0">
</iframe></html>"""


def test_the_result_comes_into_view_in_the_frame_of_a_unit(lessons, opened):
    """The frame is as high as the lesson and of another site; only the page around it scrolls."""
    lesson = lessons(TWELVE)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(FRAME.format(url=lesson.url).encode())

        def log_message(self, *_args) -> None:
            """Stays quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = opened(lesson)
    page.goto(f"http://localhost:{server.server_port}/")
    unit = page.frame_locator("iframe")
    unit.locator(".hope-card").last.get_by_text("Neither", exact=True).click()
    unit.get_by_role("button", name="Submit and see the result").click()

    heading = unit.get_by_role("heading", name=re.compile("^Your result"))
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    server.shutdown()
    server.server_close()


# The line goes dead, people are quick, and nothing is lost


def test_twelve_marks_and_a_submit_in_one_breath(lessons, opened):
    lesson = lessons(TWELVE)
    page = opened(lesson)
    page.evaluate(
        """() => {
          document.querySelectorAll(".hope-card").forEach(function (card, n) {
            card.querySelector("[value=" + (n === 5 ? "flag" : "neutral") + "]").click();
          });
          document.querySelector("[name=move]").click();
        }"""
    )

    expect(page.get_by_role("heading", name="Your result: 12 of 12 points")).to_be_focused()
    assert lesson.block().attempts == 1


def test_what_was_handed_in_stays_as_it_is_until_the_answer_comes(lessons, opened):
    lesson = lessons(TWELVE)
    page = opened(lesson)
    mark(page, "Neither")
    expect(status(page)).to_have_text("Saved")
    page.context.set_offline(True)
    submit(page)
    expect(status(page)).to_have_text("Not saved yet. Trying again …")
    assert said(page, ".hope-actions") == "Not saved yet. Trying again …"
    mark(page, "Protective")
    page.locator(".hope-card").nth(1).get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    submit(page)
    expect(page.locator("input:checked")).to_have_count(1)
    expect(page.locator("input:checked")).to_have_value("neutral")

    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Your result: 0.07 of 12 points")).to_be_focused()
    assert lesson.block().attempts == 1


def test_a_line_that_is_back_is_used_at_once(lessons, opened):
    page = opened(lessons(TWELVE))
    page.context.set_offline(True)
    mark(page, "Neither")
    page.wait_for_timeout(4500)  # tried after 0, 1 and 3 seconds; the next would be after 7
    page.context.set_offline(False)
    expect(status(page)).to_have_text("Saved", timeout=2000)


@pytest.mark.parametrize("slow", [False, True])
def test_leaving_right_after_a_second_mark_keeps_both(lessons, opened, slow):
    lesson = lessons(TWELVE)
    page = opened(lesson)
    mark(page, "Neither")
    if slow:  # the first is still on its way
        handle, arrived, go = lesson.handle, threading.Event(), threading.Event()

        def hold(number, body):
            answer = handle(number, body)
            if not arrived.is_set():
                arrived.set()
                go.wait(5)
            return answer

        lesson.handle = hold
        page.wait_for_timeout(700)
        assert arrived.is_set()
    else:
        expect(status(page)).to_have_text("Saved")
    mark(page, "Protective", 1)
    page.goto("about:blank")
    if slow:
        go.set()
    page.wait_for_timeout(300)
    page.goto(lesson.url)
    expect(page.locator("input:checked")).to_have_count(2)


def test_who_leaves_with_unsaved_marks_is_asked(lessons, opened):
    lesson = lessons(TWELVE)
    page = opened(lesson)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    mark(page, "Neither")
    expect(status(page)).to_have_text("Saved")
    page.reload()
    assert asked == []
    lesson.failures = [500] * 9
    mark(page, "Protective", 1)
    expect(status(page)).to_contain_text("Trying again")
    page.reload()
    assert asked == ["beforeunload"]


def test_a_form_without_its_script_leads_nowhere(lessons, opened):
    page = opened(lessons(TWELVE), java_script_enabled=False)
    told = page.locator("noscript .hope-note")
    assert told.bounding_box()["y"] < page.locator(".hope-title").bounding_box()["y"]
    expect(page.locator(".hope-actions")).to_be_hidden()
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert "?" not in page.url
