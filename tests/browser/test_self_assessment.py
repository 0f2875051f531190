"""A real instrument is answered before and after a course by keyboard; results are looked at."""

import random
import threading

import pytest
from playwright.sync_api import expect

from browser.conftest import course_of
from browser.lesson_page import LessonPage
from browser.test_quiz import focused, tab_to
from hope_authoring.quizzes import blocks
from hope_xblocks.content import load
from hope_xblocks.self_assessment import kind
from hope_xblocks.self_assessment.rules import Move, State, apply, view

pytestmark = pytest.mark.browser


def block_of(id_):
    (found,) = [block for _path, block in blocks(course_of("frontline")) if block.id == id_]
    return load(kind.content, kind.text(found))


def some_answers(content, seed):
    chance = random.Random(seed)
    return {id_: str(chance.randint(2, 5)) for id_ in content.instrument.items}


def answer_by_keyboard(page, block, answers, start):
    tab_to(page, lambda now: now["text"] == start)
    page.keyboard.press("Enter")
    expect(block.locator(".hope-statement")).to_have_count(len(answers))
    for field in block.locator(".hope-statement").all():
        name = field.locator("input").first.get_attribute("name")
        tab_to(page, lambda now, name=name: now["name"] == name)
        page.keyboard.press("Space")
        while focused(page)["value"] != answers[name.removeprefix("answers.")]:
            page.keyboard.press("ArrowRight")
    tab_to(page, lambda now: now["text"] == "Show my result")
    page.keyboard.press("Enter")
    expect(block.locator("[data-focus]")).to_be_focused()


def figures(block):
    rows = block.locator("table").first.locator("tbody tr").all()
    return [row.locator("td").all_text_contents() for row in rows]


def test_before_and_after_by_keyboard(page, look, picture, width):
    before, after = block_of("my-practice-before"), block_of("my-practice-after")
    first, second = some_answers(before, 1), some_answers(after, 2)
    page.goto("/unit/self-my-practice-before/")
    block = page.locator(".hope").first
    look(page, "practice-notice")
    answer_by_keyboard(page, block, first, "Begin, and keep my answers")
    look(page, "practice-before")

    page.goto("/unit/self-my-practice-after/")
    block = page.locator(".hope").first
    answer_by_keyboard(page, block, second, "Begin, and keep my answers")
    expect(block.get_by_role("columnheader", name="before")).to_be_visible()
    look(page, "practice-after")

    state = State()
    for sent in ({"move": "start"}, {"move": "finish", "answers": second}):
        state = apply(after, state, Move.model_validate(sent))
    expected = [one.means["post"] for one in view(after, state).result.outcomes]
    assert [float(values[1]) for values in figures(block)] == expected
    assert all(len(values) == 2 for values in figures(block))
    assert block.get_by_text("you rate yourself").count() >= 5

    for name, media in {
        "forced": {"forced_colors": "active"},
        "print": {"media": "print"},
    }.items():
        page.emulate_media(**media)
        picture(page, f"practice-after-{name}-{width}")
        page.emulate_media(media="screen", forced_colors="none", color_scheme="light")


def test_the_result_is_printed_and_saved_and_deleted(page, site, look):
    page.goto("/unit/self-my-practice-before/")
    block = page.locator(".hope").first
    block.get_by_role("button", name="Begin, and keep my answers").click()
    expect(block.locator(".hope-statement")).to_have_count(30)
    for field in block.locator(".hope-statement").all():
        field.locator("input").nth(3).check()
    block.get_by_role("button", name="Show my result").click()
    with page.expect_popup() as popup:
        block.get_by_role("link", name="To print").click()
    own = popup.value
    own.wait_for_load_state()
    look(own, "practice-own")
    own.close()
    with page.expect_download() as download:
        block.get_by_role("link", name="To save").click()
    assert "Your means" in download.value.path().read_text(encoding="utf-8")

    block.locator("summary", has_text="Delete my answers").click()
    look(page, "practice-delete")
    block.get_by_role("button", name="Delete my answers").click()
    expect(block.get_by_text("Your answers are deleted.")).to_be_visible()
    expect(block.locator("[data-focus]").last).to_be_visible()
    look(page, "practice-deleted")
    page.reload()
    expect(block.locator(".hope-mean")).to_have_count(0)


class TestSample:
    """What one's fingers may do."""

    @pytest.fixture
    def site(self):
        site = LessonPage(kind=kind)
        yield site
        site.stop()

    @pytest.fixture
    def lesson(self, page, site):
        page.goto(site.url)
        return page

    def test_what_is_missing_is_named_and_led_to(self, lesson, look):
        lesson.get_by_role("button", name="keep my answers").click()
        lesson.locator('[name="answers.seen-thought"][value="4"]').check()
        lesson.get_by_role("button", name="Show my result").click()
        note = lesson.locator(".hope-alarm")
        expect(note).to_be_focused()
        expect(note).to_contain_text("3 statements have no answer")
        look(lesson, "practice-missing")
        note.get_by_role("link").first.click()
        assert focused(lesson)["name"] == "answers.informally"
        lesson.get_by_role("button", name="Finish without them").click()
        expect(lesson.get_by_text("Too few of these statements").first).to_be_visible()

    def test_answers_are_saved_on_the_way_and_there_after_a_reload(self, lesson, site):
        lesson.get_by_role("button", name="keep my answers").click()
        lesson.locator('[name="answers.whom-to-call"][value="5"]').check()
        expect(lesson.locator(".hope-status")).to_have_text("Saved")
        lesson.reload()
        expect(lesson.locator('[name="answers.whom-to-call"][value="5"]')).to_be_checked()

    def test_nothing_is_sent_on_the_way_of_who_wants_nothing_kept(self, lesson, look):
        lesson.get_by_role("button", name="keep nothing").click()
        expect(lesson.locator(".hope-statement")).to_have_count(4)
        sent = []
        lesson.on("request", lambda request: sent.append(request.post_data))
        for field in lesson.locator(".hope-statement").all():
            field.locator("input").nth(1).check()
        lesson.wait_for_timeout(900)
        assert sent == []
        lesson.get_by_role("button", name="Show my result").click()
        expect(lesson.locator(".hope-mean")).to_have_count(2)
        look(lesson, "practice-shown-once")
        lesson.reload()
        expect(lesson.get_by_text("without having your answers kept")).to_be_visible()
        look(lesson, "practice-not-kept")

    def test_leaving_while_an_answer_is_on_its_way_keeps_the_next_one_too(self, lesson, site):
        lesson.get_by_role("button", name="keep my answers").click()
        expect(lesson.locator(".hope-statement")).to_have_count(4)
        handle, arrived, go = site.handle, threading.Event(), threading.Event()

        def hold(number, body):
            answer = handle(number, body)
            if not arrived.is_set():
                arrived.set()
                go.wait(5)
            return answer

        site.handle = hold
        lesson.locator('[name="answers.seen-thought"][value="4"]').check()
        lesson.wait_for_timeout(700)
        assert arrived.is_set()
        lesson.locator('[name="answers.informally"][value="2"]').check()
        lesson.goto("about:blank")
        go.set()
        lesson.wait_for_timeout(300)
        lesson.goto(site.url)
        expect(lesson.locator("input:checked")).to_have_count(2)

    def test_enter_in_a_statement_finishes_nothing(self, lesson):
        lesson.get_by_role("button", name="keep my answers").click()
        lesson.locator('[name="answers.seen-thought"][value="4"]').press("Enter")
        lesson.wait_for_timeout(300)
        expect(lesson.locator(".hope-alarm")).to_have_count(0)
        expect(lesson.get_by_role("button", name="Show my result")).to_be_visible()

    def test_the_result_is_dark_where_the_platform_is(self, page, site, look):
        site.theme = "indigo-dark-theme"
        page.goto(site.url)
        page.get_by_role("button", name="keep my answers").click()
        expect(page.locator(".hope-statement")).to_have_count(4)
        look(page, "practice-items-dark")
        for field in page.locator(".hope-statement").all():
            field.locator("input").nth(2).check()
        page.get_by_role("button", name="Show my result").click()
        expect(page.locator(".hope-mean")).to_have_count(2)
        look(page, "practice-result-dark")
        background = page.evaluate(
            "getComputedStyle(document.querySelector('.hope')).backgroundColor"
        )
        assert background == "rgb(22, 25, 29)"


class TestSecondCourse:
    """The same instrument stands in another block, as it does in a second course."""

    @pytest.fixture
    def site(self):
        site = LessonPage(2, kind)
        yield site
        site.stop()

    @pytest.fixture(params=[320, 768, 1024, 1280])
    def width(self, request):
        return request.param

    def finished_once(self, page, site):
        page.goto(site.url)
        first = page.locator(".hope").first
        first.get_by_role("button", name="keep my answers").click()
        expect(first.locator(".hope-statement")).to_have_count(4)
        for field in first.locator(".hope-statement").all():
            field.locator("input").nth(2).check()
        first.get_by_role("button", name="Show my result").click()
        expect(first.locator(".hope-mean")).to_have_count(2)
        page.reload()
        return page.locator(".hope").last

    def test_the_result_is_taken_over_by_keyboard(self, page, site, look):
        second = self.finished_once(page, site)
        expect(second.get_by_text("You have answered these statements before")).to_be_visible()
        expect(second.locator(".hope-mean")).to_have_count(0)
        look(page, "practice-offered")
        tab_to(page, lambda now: now["text"] == "Take my result over")
        page.keyboard.press("Enter")
        expect(second.locator(".hope-mean")).to_have_count(2)
        expect(second.locator("[data-focus]")).to_be_focused()
        # In a course, no two activities of one page have the same title.
        page.locator(".xblock").first.evaluate("block => block.remove()")
        look(page, "practice-taken-over")
        page.reload()
        expect(second.locator(".hope-mean")).to_have_count(2)
        assert site.block(1).state["done"] == 1

    def test_or_one_begins_anew_by_keyboard(self, page, site):
        second = self.finished_once(page, site)
        tab_to(page, lambda now: now["text"] == "Begin anew")
        page.keyboard.press("Enter")
        expect(second.get_by_text("Who sees your answers")).to_be_visible()
        expect(second.locator("[data-focus]")).to_be_focused()
        tab_to(page, lambda now: now["text"] == "Begin, and keep my answers")
        page.keyboard.press("Enter")
        expect(second.locator(".hope-statement")).to_have_count(4)
