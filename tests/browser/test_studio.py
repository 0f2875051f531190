"""A trainer edits a quiz in Studio: mistakes show at once, and nothing typed is lost."""

import json
import re

import pytest
from playwright.sync_api import expect

from browser.studio_page import StudioPage

pytestmark = pytest.mark.browser

TEXT = """\
# Ask Jo before changing this
scenario: |
  He [left](#gone) and [came back](#back).
signals:
  - id: gone
    label: flag
    reason: He was told to stay, and it is the third time this week that he does not.
  - id: back
    label: neutral
    reason: People come back.
attempts: 2   # as agreed
debrief: What next?"""


@pytest.fixture
def site():
    site = StudioPage(TEXT)
    yield site
    site.stop()


@pytest.fixture
def editor(page):
    page.goto("/")
    expect(summary(page)).to_have_text("Nothing to mend.")
    return page


def summary(page):
    return page.locator(".hope-studio-summary").first


def text(page):
    return page.get_by_role("textbox", name="Content", exact=True).first


def retype(page, old: str, new: str) -> None:
    """Selects *old* in the text and types *new* in its place, key by key."""
    text(page).evaluate(
        "(area, old) => { const at = area.value.indexOf(old); area.focus();"
        " area.setSelectionRange(at, at + old.length) }",
        old,
    )
    page.keyboard.type(new)


def told(page):
    return page.evaluate("window.told")


def focused(page) -> str:
    return page.evaluate("document.activeElement.className || document.activeElement.dataset.field")


def line_and_column(page) -> tuple[int, int]:
    before = text(page).evaluate("area => area.value.slice(0, area.selectionStart)")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def test_a_mistake_is_marked_on_its_line_and_announced_and_mended(editor, look):
    look(editor, "studio-1-sound")
    retype(editor, "label: neutral", "label: nuetral")

    marked = editor.locator(".hope-studio-marked")
    expect(marked).to_have_text("    label: nuetral")
    assert marked.evaluate("row => Array.from(row.parentNode.children).indexOf(row)") == 8
    expect(summary(editor)).to_have_text("1 thing to mend.")
    expect(summary(editor)).to_have_role("status")
    expect(text(editor)).to_have_attribute("aria-invalid", "true")
    fault = editor.get_by_role("button", name=re.compile("^Line 9: the text “nuetral”"))
    expect(fault).to_contain_text("did you mean neutral?")
    look(editor, "studio-2-faulty")

    fault.focus()
    editor.keyboard.press("Enter")
    assert line_and_column(editor) == (9, 12)

    retype(editor, "nuetral", "neutral")
    expect(marked).to_have_count(0)
    expect(summary(editor)).to_have_text("Nothing to mend.")


def test_numbers_stand_beside_their_lines_however_long_these_are(editor):
    retype(editor, "People come back.", "People come back. " * 30)
    rows = editor.locator(".hope-studio-lines > div")

    expect(rows).to_have_count(TEXT.count("\n") + 1)
    heights = text(editor).evaluate("area => [area.scrollHeight, area.clientHeight]")
    assert abs(heights[0] - heights[1]) <= 1
    drawn = editor.locator(".hope-studio-lines").evaluate("lines => lines.scrollHeight")
    assert abs(heights[0] - drawn) <= 1


def test_the_preview_follows_what_is_typed(editor, look):
    preview = editor.locator(".hope-studio-preview")
    expect(preview.get_by_role("heading", name="At the gate")).to_be_visible()
    expect(preview.get_by_text("People come back.")).to_be_hidden()

    retype(editor, "came back", "came home")
    editor.get_by_label("Title").fill("At the door")
    expect(preview).to_contain_text("came home")
    expect(preview.get_by_role("heading", name="At the door")).to_be_visible()
    expect(preview.get_by_role("button", name="Submit and see the result")).to_be_disabled()

    editor.get_by_label("everything, with the answers").check()
    expect(preview.get_by_text("People come back.")).to_be_visible()
    look(editor, "studio-3-everything")

    retype(editor, "scenario: |", "scenario |")
    expect(editor.get_by_text("This is how it looked before")).to_be_visible()
    expect(preview).to_contain_text("came home")


def test_saving_keeps_what_was_typed_and_closes(editor, site):
    retype(editor, "What next?", "And now?")
    editor.get_by_label("Points").fill("2,5")
    editor.get_by_role("button", name="Save").click()

    expect(editor.locator(".hope-studio-status")).to_have_text("Saved")
    assert told(editor) == [["save", {"state": "start"}], ["save", {"state": "end"}]]
    assert site.kept().content == TEXT.replace("What next?", "And now?")
    assert site.kept().weight == 2.5


def test_faults_are_not_saved_and_the_first_has_the_focus(editor, site, look):
    retype(editor, "signals:", "signs:")
    editor.get_by_label("Points").fill("many")
    editor.get_by_role("button", name="Save").click()

    expect(editor.locator(".hope-studio-status")).to_contain_text("Not saved yet")
    expect(editor.locator(".hope-studio-faults button").first).to_be_focused()
    expect(editor.get_by_text("this should be a number, not “many”").last).to_be_visible()
    look(editor, "studio-4-not-saved")
    assert told(editor) == []
    assert site.kept().content == TEXT
    assert "signs:" in text(editor).input_value()

    editor.get_by_role("button", name=re.compile("^Points:")).click()
    expect(editor.get_by_label("Points")).to_be_focused()


def test_a_lost_connection_loses_nothing(editor, site):
    editor.route("**/handler/**", lambda route: route.abort())
    retype(editor, "What next?", "And now?")
    expect(summary(editor)).to_contain_text("could not be checked")
    editor.get_by_role("button", name="Save").click()
    expect(editor.locator(".hope-studio-status")).to_contain_text("What you typed is still here")
    assert "And now?" in text(editor).input_value()
    assert told(editor) == []

    editor.unroute("**/handler/**")
    editor.get_by_role("button", name="Save").click()
    expect(editor.locator(".hope-studio-status")).to_have_text("Saved")
    assert "And now?" in site.kept().content


def test_cancel_asks_once_where_something_was_changed(editor, site, look):
    retype(editor, "What next?", "And now?")
    cancel = editor.get_by_role("button", name="Cancel")
    cancel.click()
    stay = editor.get_by_role("button", name="No, go on writing")
    expect(stay).to_be_focused()
    look(editor, "studio-5-cancel")
    assert told(editor) == []

    editor.keyboard.press("Escape")
    expect(stay).to_be_hidden()
    expect(text(editor)).to_be_focused()

    cancel.click()
    editor.get_by_role("button", name="Yes, close without saving").click()
    assert told(editor) == [["cancel", {}]]
    assert site.kept().content == TEXT


def test_cancel_does_not_ask_where_nothing_was_changed(editor):
    editor.get_by_role("button", name="Cancel").click()

    assert told(editor) == [["cancel", {}]]


def test_another_number_of_attempts_changes_its_line_alone(editor, site):
    retype(editor, "What next?", "And now?")
    editor.get_by_label("Attempts").fill("3")
    editor.keyboard.press("Tab")
    wanted = TEXT.replace("What next?", "And now?").replace("attempts: 2 ", "attempts: 3 ")
    expect(text(editor)).to_have_value(wanted)

    retype(editor, "attempts: 3", "attempts: 5")
    expect(editor.get_by_label("Attempts")).to_have_value("5")

    editor.get_by_label("Attempts").fill("4")  # and at once:
    editor.keyboard.press("Enter")
    editor.get_by_role("button", name="Save").click()
    expect(editor.locator(".hope-studio-status")).to_have_text("Saved")
    assert site.kept().content == wanted.replace("attempts: 3", "attempts: 4")


def test_an_example_is_put_into_an_empty_text_and_below_any_other(editor, look):
    button = editor.get_by_role("button", name="Insert an example")
    button.click()
    typed = text(editor).input_value()
    assert typed.startswith(TEXT + "\n\n# introduction: ")
    assert [line for line in typed[len(TEXT) :].split("\n") if line and line[0] != "#"] == []
    expect(summary(editor)).to_have_text("Nothing to mend.")
    look(editor, "studio-6-example")

    text(editor).fill("")
    expect(
        editor.get_by_role("button", name=re.compile("there is nothing in here"))
    ).to_be_visible()
    button.click()
    assert text(editor).input_value().startswith("introduction: ")
    expect(summary(editor)).to_have_text("Nothing to mend.")

    text(editor).press("Control+z")
    assert text(editor).input_value() == ""


def test_enter_keeps_the_indentation_and_tab_leads_on(editor):
    retype(editor, "label: neutral", "label: neutral")
    editor.keyboard.press("Enter")
    editor.keyboard.type("# why?")
    assert "\n    label: neutral\n    # why?\n    reason:" in text(editor).input_value()

    before = text(editor).input_value()
    editor.keyboard.press("Tab")
    assert text(editor).input_value() == before
    expect(text(editor)).not_to_be_focused()
    editor.keyboard.press("Shift+Tab")
    expect(text(editor)).to_be_focused()


def test_everything_can_be_done_by_keyboard(editor, site):
    editor.get_by_label("Title").focus()
    editor.keyboard.press("Control+a")
    editor.keyboard.type("By hand")
    seen = []
    while (
        focused(editor) != "hope-studio-button hope-studio-main button action-primary save-button"
    ):
        editor.keyboard.press("Tab")
        seen.append(focused(editor))
        assert len(seen) < 40
    assert "text" in seen
    editor.keyboard.press("Enter")

    expect(editor.locator(".hope-studio-status")).to_have_text("Saved")
    assert site.kept().display_name == "By hand"


def test_a_note_beforehand_is_written_shown_and_saved(editor, site):
    editor.get_by_text("A note beforehand").click()
    editor.get_by_label("Note", exact=True).fill("This is about **violence**.")
    editor.get_by_label("Learners may skip the activity").check()
    expect(editor.locator(".hope-studio-preview")).to_contain_text("This is about violence.")
    editor.get_by_role("button", name="Save").click()

    expect(editor.locator(".hope-studio-status")).to_have_text("Saved")
    assert site.kept().content_note == "This is about **violence**."
    assert site.kept().may_skip


def test_help_tells_every_key(editor, look):
    editor.get_by_text("What can I write here?").click()

    help_ = editor.locator(".hope-studio-help dl").first
    for key in ("introduction", "scenario", "signals", "label", "attempts", "debrief"):
        expect(help_.locator("dt").get_by_text(key, exact=True)).to_be_visible()
    look(editor, "studio-7-help")


def test_targets_are_large_enough_for_a_thumb(editor):
    retype(editor, "signals:", "signs:")
    expect(editor.locator(".hope-studio-faults button").first).to_be_visible()
    selector = (
        ".hope-studio button:visible, .hope-studio summary, .hope-studio-field input[type=text]"
    )
    selector += ", .hope-studio-switch label"
    for target in editor.locator(selector).all():
        assert target.bounding_box()["height"] >= 44, target.inner_text()


def test_two_editors_on_a_page_do_not_know_each_other(page, site):
    site.blocks.append(site._block("b1", TEXT.replace("came back", "was seen")))
    page.goto("/")
    expect(page.locator(".hope-studio-summary").nth(1)).to_have_text("Nothing to mend.")
    retype(page, "signals:", "signs:")

    expect(summary(page)).to_contain_text("to mend.")
    expect(page.locator(".hope-studio").nth(1).locator(".hope-studio-marked")).to_have_count(0)
    expect(page.locator(".hope-studio-summary").nth(1)).to_have_text("Nothing to mend.")
    ids = page.evaluate("Array.from(document.querySelectorAll('[id]')).map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_nothing_typed_stays_in_the_browser(editor):
    retype(editor, "What next?", "And now?")
    expect(editor.locator(".hope-studio-preview")).to_be_visible()

    assert editor.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert json.dumps(editor.context.cookies()) == "[]"
