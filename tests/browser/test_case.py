"""A whole case is played by keyboard alone; every stage is looked at, and the case file printed."""

import re

import pytest
from playwright.sync_api import expect

from browser.conftest import LONG, course_of
from browser.lesson_page import LessonPage
from browser.test_quiz import focused, tab_to
from hope_authoring.quizzes import blocks
from hope_xblocks.case_study import kind, rules
from hope_xblocks.case_study.play import State
from hope_xblocks.content import load

pytestmark = pytest.mark.browser

CASES = {
    "where-his-sister-lives": "probation-judicial",
    "three-appointments": "probation-judicial",
    "nine-months": "frontline",
}


@pytest.fixture
def case_id():
    return "where-his-sister-lives"


@pytest.fixture
def site(sites, case_id):
    return sites(CASES[case_id])


@pytest.fixture
def unit(case_id):
    """The unit that the case stands on, and the case as the first edition has it."""
    course = course_of(CASES[case_id])
    for _chapter, _sequence, unit in course.units():
        for block in unit.content:
            if block.id == case_id:
                return unit.id, load(kind.content, kind.text(block))
    raise AssertionError(f"no unit has the case {case_id}: {[b.id for _, b in blocks(course)]}")


def press_until(page, key: str, done, most: int = 40) -> None:
    for _ in range(most):
        if done():
            return
        page.keyboard.press(key)
    assert done()


def choose(page, name: str, value: str) -> None:
    """One of several radio buttons, as fingers choose it."""
    tab_to(page, lambda now: now["name"] == name)
    page.keyboard.press("Space")
    press_until(page, "ArrowDown", lambda: focused(page)["value"] == value)


def select(page, name: str, value: str) -> None:
    tab_to(page, lambda now: now["name"] == name)
    press_until(page, "ArrowDown", lambda: focused(page)["value"] == value)


def tick(page, name: str) -> None:
    tab_to(page, lambda now: now["name"] == name)
    page.keyboard.press("Space")


def type_in(page, name: str, text: str) -> None:
    tab_to(page, lambda now: now["name"] == name)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def give(page, task, answer) -> None:
    """Answers one task as it is asked, in the order in which it stands in the page."""
    name = f"answers.{task.id}"
    sure = answer.get("sure", {})
    if task.task == "rating":
        for factor in task.factors:
            choose(page, f"{name}.levels.{factor.id}", answer["levels"][factor.id])
            if sure:
                select(page, f"{name}.sure.{factor.id}", sure[factor.id])
    elif task.task == "estimate":
        type_in(page, f"{name}.value", answer["value"])
    elif task.task == "choice":
        choose(page, f"{name}.chosen", answer["chosen"])
    elif task.task == "several":
        for option in task.options:
            if option.id in answer["chosen"]:
                tick(page, f"{name}.chosen.{option.id}")
    elif task.task == "ordering":
        for item in task.items:
            select(page, f"{name}.places.{item.id}", answer["places"][item.id])
    elif task.task == "writing":
        type_in(page, f"{name}.text", "Ask first. <b>Then</b> decide.")
    else:
        for row in answer["rows"]:
            for part in ("measure", "who", "until", "why"):
                type_in(page, f"{name}.rows.{row}.{part}", f"{part} of {row}")
    if sure and task.task != "rating":
        select(page, f"{name}.sure.{task.id}", sure[task.id])
    for id_ in (
        p.id for p in page_order(page, f"{name}.cited.") if p.id in answer.get("cited", {})
    ):
        tick(page, f"{name}.cited.{id_}")


class Named:
    def __init__(self, id_: str) -> None:
        self.id = id_


def page_order(page, prefix: str) -> list[Named]:
    names = page.eval_on_selector_all(
        f'[name^="{prefix}"]:not(:disabled):not(:checked)', "all => all.map(e => e.name)"
    )
    return [Named(name.removeprefix(prefix)) for name in names]


# Together, the first two have every kind of task, and both widths; colours are judged in all.
PLAYED = [
    ("where-his-sister-lives", 320, True),
    ("nine-months", 1280, True),
    ("three-appointments", 320, True),
]


@pytest.mark.parametrize(
    ("case_id", "width", "colours"), PLAYED if LONG else PLAYED[:2], indirect=["width"]
)
def test_a_case_is_played_by_keyboard_alone(page, site, unit, look, case_id):
    name, case = unit
    answers: list[str] = []
    page.on("response", lambda r: "/handler/" in r.url and answers.append(r.text()))
    answers.append(page.goto(f"/unit/{name}/").text())
    if page.get_by_role("button", name="Go on to the activity").count():
        tab_to(page, lambda now: now["text"] == "Go on to the activity")
        page.keyboard.press("Enter")
    state = State()
    for number, sent in enumerate(rules.expert(case)):
        expect(page.locator("[data-autosave=save] [name=stage]")).to_have_value(
            case.stages[number].id
        )
        look(page, f"{case_id}-{number}")
        told = "".join(answers)
        for stage in case.stages[number + 1 :]:
            for paper in stage.documents:
                early = [words for words in paper.passages.values() if words in told]
                assert early == [], "a paper is told too soon"
        for pin in page_order(page, "pins."):
            if pin.id in sent["pins"]:
                box = page.locator(f'[name="pins.{pin.id}"]')
                if not box.is_visible():  # in a paper that is folded up
                    box.locator("xpath=ancestor::details[1]/summary").press("Enter")
        body = page.locator(f"#{page.locator('.hope-stage').get_attribute('id')}")
        body.focus()
        for pin in page_order(page, "pins."):
            if pin.id in sent["pins"]:
                tick(page, f"pins.{pin.id}")
        for id_, answer in sent["answers"].items():
            if id_ not in state.answers:  # one that may be revised stays as it is
                give(page, case.tasks[id_], answer)
        expect(page.get_by_text("All tasks are answered.")).to_be_visible()
        tab_to(page, lambda now: now["text"] in ("Hand in this stage", "Go on"))
        page.keyboard.press("Enter")
        state = rules.apply(case, state, rules.Move.model_validate(sent))
        expect(page.locator("[data-focus]")).to_be_focused()

    expect(
        page.get_by_role("heading", name="You have worked through the whole case")
    ).to_be_focused()
    look(page, f"{case_id}-end")
    for summary in page.locator("summary:visible").all():
        summary.press("Enter")
    look(page, f"{case_id}-end-open")
    assert page.locator("b", has_text="Then").count() == 0, "what learners write is no markup"
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Open my case file").press("Enter")
    own = popup.value
    own.wait_for_load_state()
    look(own, f"{case_id}-own")
    assert (
        own.evaluate("getComputedStyle(document.querySelector('.hope-card')).borderRadius") == "6px"
    )
    printed = own.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= 3
    for stage in case.stages:
        expect(own.get_by_role("heading", name=stage.title)).to_be_visible()
    expect(own.get_by_text("Ask first. <b>Then</b> decide.").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save my case file").press("Enter")
    saved = download.value.path().read_text(encoding="utf-8")
    assert "Ask first. &lt;b&gt;Then&lt;/b&gt; decide." in saved
    assert "<style>" in saved
    assert "<link" not in saved


class TestSample:
    """What one's fingers may do to the sample."""

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
        lesson.get_by_role("button", name="Hand in this stage").press("Enter")
        note = lesson.locator(".hope-alarm")
        expect(note).to_be_focused()
        expect(note).to_contain_text("1 task is still open")
        look(lesson, "case-missing")
        note.get_by_role("link").press("Enter")
        assert focused(lesson)["name"] == "answers.weigh.levels.tie"

    def test_enter_in_a_field_commits_nothing(self, lesson, site):
        field = lesson.get_by_label("Search the papers:")
        field.fill("sister")
        field.press("Enter")
        lesson.wait_for_timeout(300)
        assert site.block().state == {}

    def test_a_search_shows_what_has_the_words(self, lesson):
        field = lesson.get_by_label("Search the papers:")
        field.fill("GATE")
        expect(lesson.locator("[data-found]")).to_have_text("Papers found: 1")
        expect(lesson.locator(".hope-document:visible")).to_have_count(1)
        field.fill("nobody wrote this")
        expect(lesson.locator("[data-found]")).to_have_text("No paper has these words.")
        field.fill("")
        expect(lesson.locator(".hope-document:visible")).to_have_count(2)

    def test_only_what_is_pinned_can_be_cited(self, lesson, site):
        cited = lesson.locator('[name="answers.weigh.cited.sister"]')
        expect(cited).to_be_hidden()
        lesson.locator('[name="pins.sister"]').check()
        cited.check()
        expect(lesson.locator(".hope-status")).to_have_text("Saved")
        assert site.block().state["work"]["answers"]["weigh"]["cited"] == ["sister"]
        lesson.locator('[name="pins.sister"]').uncheck()
        expect(cited).to_be_hidden()
        expect(lesson.locator(".hope-status")).to_have_text("Saved")
        lesson.reload()
        expect(lesson.locator('[name="answers.weigh.cited.sister"]')).to_be_hidden()

    def test_a_long_text_is_refused_with_a_word_and_stays_in_the_field(self, lesson, site):
        self.answer_first_stage(lesson)
        field = lesson.locator('[name="answers.why.text"]')
        field.fill("x" * 20_001)
        expect(lesson.locator(".hope-status")).to_contain_text("this is too long")
        assert len(field.input_value()) == 20_001
        text = "\u202eمرحبا 👩‍⚖️ <script>alert(1)</script> =1+1 "
        field.fill(text.ljust(20_000, "y"))
        expect(lesson.locator(".hope-status")).to_have_text("Saved")
        lesson.reload()
        kept = lesson.locator('[name="answers.why.text"]').input_value()
        assert kept == text.ljust(20_000, "y")
        assert lesson.evaluate("document.documentElement.scrollWidth <= innerWidth")

    @staticmethod
    def answer_first_stage(lesson):
        for choice in lesson.locator(".hope-card").all():
            choice.locator("input").first.check()
            choice.locator("select").select_option("70")
        lesson.get_by_role("button", name="Hand in this stage").click()
        expect(lesson.locator("[data-autosave=save] [name=stage]")).to_have_value("decision")


class TestPages:
    """What a trainer has for a workshop."""

    @pytest.fixture(params=[320, 768, 1280] if LONG else [320, 1280])
    def width(self, request):
        return request.param

    @pytest.fixture
    def opened(self, page, site, unit):
        """Opens one of the pages by its link below the case, in the tab that it gets."""
        page.context.add_cookies([{"name": "learner", "value": "Trainer", "url": site.url}])
        page.goto(f"/unit/{unit[0]}/")
        page.get_by_text("For facilitators", exact=True).press("Enter")

        def open_(name: str):
            with page.expect_popup() as popup:
                page.get_by_role("link", name=re.compile(f"^{name}")).press("Enter")
            popup.value.wait_for_load_state()
            return popup.value

        return open_

    def test_groups_are_compared_on_one_screen(self, opened, unit, look):
        page = opened("For the projector")
        look(page, "case-projector")
        case = unit[1]
        task = next(t for stage in case.stages for t in stage.tasks if t.task == "rating")
        form = page.locator(f"form:has([name=task][value={task.id}])").first
        form.locator("xpath=ancestor::details[1]/summary").press("Enter")
        for factor in task.factors:
            form.locator(f'[name="1.{factor.id}"]').select_option(task.levels[0].id)
            form.locator(f'[name="2.{factor.id}"]').select_option(task.levels[1].id)
        form.get_by_role("button", name="Show").press("Enter")
        page.wait_for_load_state()

        expect(page.get_by_text("The groups differ most on:").first).to_be_visible()
        expect(page.locator(f'[name="2.{task.factors[0].id}"]').first).to_have_value(
            task.levels[1].id
        )
        reason = task.factors[0].reason.split("\n")[0]
        expect(page.get_by_text(reason[:40]).first).to_be_hidden()
        look(page, "case-projector-groups")

    @pytest.mark.parametrize("name", ["Sheet for learners", "Answer key", "Submissions"])
    def test_what_is_printed(self, opened, unit, look, name):
        page = opened(name)
        look(page, f"case-{name.lower().replace(' ', '-')}")
        experts = [t.rationale[:40] for s in unit[1].stages for t in s.tasks if t.rationale]
        told = [text for text in experts if text in page.content()]
        assert bool(told) == (name == "Answer key")
        page.set_viewport_size({"width": 673, "height": 998})  # A4 without its margins
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
