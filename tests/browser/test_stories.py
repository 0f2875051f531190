"""Whole stories are played to their end by keyboard alone; every state is looked at."""

import re

import pytest
from playwright.sync_api import expect

from browser.conftest import LONG
from browser.test_quiz import focused, tab_to
from hope_xblocks.content import load
from hope_xblocks.red_flag_quiz import kind, rules
from hope_xblocks.red_flag_quiz.play import State

pytestmark = pytest.mark.browser

# Course, unit, file
STORIES = {
    "the-quiet-change": ("frontline", "m04-quiet-change-read", "quiet-change.yaml"),
    "thursday": ("probation-judicial", "m04-thursday-half-past-two", "thursday.yaml"),
}
LETTERS = {"flag": "Space", "protective": "ArrowDown", "neutral": "ArrowUp"}


PLAYED = [("the-quiet-change", 320), ("thursday", 1280)]
if LONG:
    PLAYED += [(name, 1600 - width) for name, width in PLAYED]


@pytest.fixture(params=PLAYED, ids=lambda one: f"{one[0]}-{one[1]}")
def played(request):
    """A story and the width it is played at; together, they are of both widths."""
    return request.param


@pytest.fixture
def story(played):
    return STORIES[played[0]]


@pytest.fixture
def width(played):
    return played[1]


@pytest.fixture
def colours():
    """In every story: each has parts that the other has not."""
    return True


@pytest.fixture
def site(sites, story):
    return sites(story[0])


@pytest.fixture
def quiz(site, story):
    return load(kind.written, (site.content / "modules/m04" / story[2]).read_text("utf-8"))


def open_unit(page, unit: str) -> str:
    """Goes to the unit of the quiz, past a content note."""
    source = page.goto(f"/unit/{unit}/").text()
    entry = page.get_by_role("button", name="Go on to the activity")
    if entry.count():
        tab_to(page, lambda now: now["text"] == "Go on to the activity")
        page.keyboard.press("Enter")
        expect(entry).to_have_count(0)
    return source


def mark(page, id_: str, label: str, sure: str, because: str) -> None:
    """Answers all that is asked of one passage, as fingers do it."""
    tab_to(page, lambda now: now["name"] == f"marks.{id_}")
    page.keyboard.press(LETTERS[label])
    assert focused(page)["value"] == label
    for name, value in (("because", because), ("sure", sure)):
        if page.locator(f'[name="{name}.{id_}"]').count() and value:
            tab_to(page, lambda now, name=name: now["name"] == f"{name}.{id_}")
            for _ in range(12):
                if focused(page)["value"] == value:
                    break
                page.keyboard.press("ArrowDown")
            assert focused(page)["value"] == value


def test_a_story_is_played_by_keyboard_alone(page, quiz, story, look):
    answers: list[str] = []
    page.on("response", lambda r: "/handler/" in r.url and answers.append(r.text()))
    answers.append(open_unit(page, story[1]))
    state = State()
    name = story[2].removesuffix(".yaml")
    for number, sent in enumerate(rules.expert(quiz)):
        look(page, f"{name}-{number}")
        later = [choice for step in quiz.steps for choice in step.choices]
        taken = set(state.play.chosen.values())
        told = "".join(answers)
        for choice in later:
            if choice.id not in taken:
                assert choice.outcome.split("\n")[0][:40] not in told, "an outcome is told too soon"
        for signal in quiz.signals:
            if signal.id not in state.play.marks:
                assert signal.reason.split("\n")[0][:40] not in told, "a reason is told too soon"
        if sent["move"] == "submit":
            for id_, label in sent["marks"].items():
                sure = sent.get("sure", {}).get(id_, "")
                mark(page, id_, label, sure, sent.get("because", {}).get(id_, ""))
            tab_to(page, lambda now: re.match(r"Hand in|Submit|Go on", now["text"]))
            page.keyboard.press("Enter")
        else:
            choices = [i.get_attribute("value") for i in page.locator("input[name=choice]").all()]
            tab_to(page, lambda now: now["name"] == "choice")
            page.keyboard.press("Space")
            for _ in range(choices.index(sent["choice"])):
                page.keyboard.press("ArrowDown")
            assert focused(page)["value"] == sent["choice"]
            tab_to(page, lambda now: now["text"] == "Decide")
            page.keyboard.press("Enter")
        state = rules.apply(quiz, state, rules.Move.model_validate(sent))
        wanted = "Your result" if state.submitted else "Passage by passage|What came of"
        expect(page.locator("[data-focus]")).to_have_text(re.compile(wanted))
        expect(page.locator("[data-focus]")).to_be_focused()

    points = len(quiz.signals)
    expect(page.get_by_role("heading", name=f"Your result: {points} of {points}")).to_be_visible()
    expect(page.get_by_text("critical error. It counts")).to_have_count(0)
    look(page, f"{name}-result")
    for summary in page.locator("summary:visible").all():
        summary.press("Enter")
    look(page, f"{name}-result-open")


def test_marks_can_be_taken_back_one_by_one(page, story):
    open_unit(page, story[1])
    back = page.get_by_role("button", name="Undo")
    expect(back).to_be_disabled()
    first, second = [
        radio.get_attribute("name")
        for radio in page.locator('.hope-choices input[value="flag"]').all()[:2]
    ]
    page.locator(f'[name="{first}"][value="flag"]').check()
    page.locator(f'[name="{second}"][value="neutral"]').check()
    page.locator(f'[name="{second}"][value="flag"]').check()
    back.press("Enter")
    expect(page.locator(f'[name="{second}"][value="neutral"]')).to_be_checked()
    back.press("Enter")
    expect(page.locator(f'[name="{second}"]:checked')).to_have_count(0)
    back.press("Enter")
    expect(page.locator(f'[name="{first}"]:checked')).to_have_count(0)
    expect(back).to_be_disabled()
    expect(page.locator(".hope-status")).to_have_text("Saved")
    page.reload()
    expect(page.locator(".hope-choices :checked")).to_have_count(0)
