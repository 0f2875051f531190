"""Editing in Studio: what is kept, what is refused, and that a refusal changes nothing."""

import json
from types import SimpleNamespace

import pytest
from lxml import etree

from hope_xblocks.platform.drafts import LARGEST
from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.testing import SmallLms, SmallStudio, User, post
from marked_words import Marked

TEXT = """\
# Ask Jo before changing this
scenario: |
  He [left](#gone) and [came back](#back).   # no note, but text
signals:
  - id: gone
    label: flag   # as in last year's
    reason: REASON-GONE

  - {id: back, label: neutral, reason: "REASON: BACK"}
attempts: 2   # as agreed
debrief: DEBRIEF"""


def element(text: str = TEXT, **settings: str) -> str:
    olx = etree.Element("hope_red_flag_quiz", url_name="q", display_name="Quiz", **settings)
    olx.text = text
    return etree.tostring(olx, encoding="unicode")


@pytest.fixture
def studio():
    return SmallStudio()


@pytest.fixture
def block(studio):
    return studio.parse(element())


def sent(text: str = TEXT, **more: object) -> dict[str, object]:
    return {"text": text, "title": "Quiz", "weight": ""} | more


def asked(block, handler: str, **more: object):
    status, answer = post(block, handler, sent(**more))
    assert status == 200
    return answer


def said(answer) -> list[str]:
    return [fault["said"] for fault in answer["faults"]]


def kept(block) -> dict[str, object]:
    """What is stored, and nothing that is only in memory."""
    again = block.runtime.get_block(block.scope_ids.usage_id)
    names = ("content", "display_name", "weight", "content_note", "may_skip")
    return {name: getattr(again, name) for name in names if again.fields[name].is_set_on(again)}


BEFORE = {"content": TEXT, "display_name": "Quiz"}


# The editor


def test_the_editor_shows_the_text_as_it_was_typed_and_needs_no_learner(block):
    fragment = block.render("studio_view")
    page = etree.HTML(fragment.content)

    assert page.xpath("string(//textarea[@data-field='text'])").strip("\n") == TEXT
    assert page.xpath("string(//input[@data-field='attempts']/@value)") == "2"
    assert "data-init='HopeStudio'" in fragment.content
    assert "<script" not in fragment.content
    assert "style=" not in fragment.content


def test_the_editor_has_what_studio_looks_for(block):
    page = etree.HTML(block.render("studio_view").content)

    assert page.xpath("//*[contains(@class, 'editor-with-buttons')]")
    for button in ("save-button", "cancel-button"):
        inside = f"//*[@class='xblock-actions']//button[contains(@class, '{button}')]"
        assert page.xpath(inside), button


def test_a_new_block_begins_with_the_example(studio):
    block = studio.parse(element(""))
    html = block.render("studio_view").content

    assert "This is an example." in html
    assert "Mr Arven" in html


def test_text_of_authors_cannot_become_markup(studio):
    block = studio.parse(element(TEXT + "\n# </textarea><script>x()</script>"))

    assert "<script" not in block.render("studio_view").content
    hostile = TEXT.replace("came back", "<script>x()</script><img src=x onerror=y()>")
    preview = asked(block, "check", text=hostile, title="<script>t()</script>")["preview"]
    assert "<script" not in preview
    assert "onerror" not in preview


# Checking


def test_a_sound_text_has_a_preview_of_both_kinds(block):
    answer = asked(block, "check", text=TEXT.replace("came back", "came home"), title="Other")
    panes = etree.HTML(answer["preview"]).xpath("//*[@data-pane]")
    first, everything = (etree.tostring(pane, encoding="unicode") for pane in panes)

    assert (answer["faults"], answer["summary"]) == ([], "Nothing to mend.")
    assert "came home" in first
    assert ">Other<" in first
    assert "REASON" not in first
    assert "REASON-GONE" in everything
    assert kept(block) == BEFORE


def test_a_note_is_in_the_preview(block):
    answer = asked(block, "check", content_note="It speaks of loss.")

    assert "It speaks of loss." in answer["preview"]


def test_faults_are_told_with_their_places(block):
    answer = asked(block, "check", text=TEXT.replace("label: flag", "label: flog"))

    assert answer["preview"] is None
    assert answer["summary"] == "1 thing to mend."
    assert answer["faults"] == [
        {
            "field": "text",
            "line": 6,
            "column": 12,
            "message": "the text “flog” is not possible here",
            "hint": "did you mean `flag`?",
            "code": "unknown-value",
            "said": "Line 6: the text “flog” is not possible here; did you mean `flag`?",
        }
    ]


FAULTY = TEXT.replace("label: flag ", "label: flog ")


@pytest.mark.parametrize(
    "typed",
    [
        *({"text": FAULTY}, {"title": " "}, {"weight": "many"}, {"attempts": ""}),
        {"content_note": "a\0b"},
    ],
)
def test_a_fault_is_one_sentence_in_one_language(typed):
    """Faults are English so far: half of a sentence in another language helps nobody."""
    block = SmallStudio(i18n=Marked()).parse(element())
    answer = asked(block, "check", **typed)

    assert "⟦" not in "".join(said(answer))
    assert said(answer) == said(asked(SmallStudio().parse(element()), "check", **typed)) != []
    assert answer["summary"].startswith("⟦")


def test_a_fault_on_the_unit_page_is_one_sentence_in_one_language():
    block = SmallStudio(i18n=Marked()).parse(element(FAULTY))
    (message,) = block.validate().to_json()["messages"]
    assert message["text"].startswith("Line 6: the text “flog”")
    ((sentence,),) = etree.HTML(block.render("author_view").content).iter("li")
    assert sentence.get("lang") == "en"
    assert sentence.text.startswith("Line 6, column 12: the text “flog”")


def test_the_help_of_the_attempts_is_translated():
    block = SmallStudio(i18n=Marked()).parse(element())
    page = etree.HTML(block.render("studio_view").content)
    (help_,) = page.xpath("//*[contains(@class, 'hope-studio-attempts')]//p[@id][last()]")
    assert help_.text.startswith("⟦How often the learner may submit")
    assert help_.get("lang") is None


def test_places_are_those_of_the_text_as_it_was_typed(block):
    answer = asked(block, "check", text="\n \n\n  " + "scenaro: x")

    assert {(fault["line"], fault["column"]) for fault in answer["faults"]} == {(4, 3)}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"title": " "}, "Title: this must not be empty; write a text"),
        ({"weight": "0"}, "Points: the number 0 is not possible here; write more than 0"),
        (
            {"weight": "many"},
            "Points: this should be a number, not “many”; write it with digits, like 2 or 1.5",
        ),
        ({"weight": 1001}, "Points: the number 1001 is not possible here; write 1000 or less"),
        (
            {"attempts": ""},
            "Attempts: this should be a whole number, not nothing; write it with digits only",
        ),
        (
            {"content_note": "\x00"},
            "Note beforehand: this text holds an invisible character (U+0000) that no web page can"
            " show; delete it and type the text again",
        ),
    ],
)
def test_faulty_settings_are_told_and_not_kept(block, settings, expected):
    assert said(asked(block, "check", **settings)) == [expected]
    answer = asked(block, "save_content", **settings | {"text": TEXT + "!"})

    assert answer["saved"] is False
    assert said(answer) == [expected]
    assert kept(block) == BEFORE


def test_pictures_work_in_the_preview_where_somebody_makes_them_work(block):
    text = TEXT.replace("came back", "came ![back](/static/back.png)")
    assert '"/static/back.png"' in asked(block, "check", text=text)["preview"]

    block.runtime._services["replace_urls"] = SmallLms()._services["replace_urls"]
    assert '"/asset-v1/back.png"' in asked(block, "check", text=text)["preview"]


# Saving


def test_the_text_is_kept_as_it_was_typed_through_export_and_import(studio, block):
    typed = "\n" + TEXT.replace("as agreed", "as agreed <&> “here”") + "\n# the end\n\n  \n"
    answer = asked(block, "save_content", text=typed, title="  New  ", weight="2,5")

    assert (answer["saved"], answer["faults"]) == (True, [])
    assert kept(block) == {"content": typed.strip(), "display_name": "New", "weight": 2.5}
    again = studio.parse(studio.export(block))
    assert again.content == typed.strip()
    assert (again.display_name, again.weight) == ("New", 2.5)


def test_settings_that_are_empty_are_not_kept_at_all(studio):
    block = studio.parse(element(weight="3.0", content_note="Mind.", may_skip="true"))
    asked(block, "save_content", content_note="", may_skip=False)

    assert kept(block) == BEFORE
    assert "weight" not in studio.export(block)


def test_settings_that_are_not_sent_stay(studio):
    block = studio.parse(element(weight="3.0", content_note="Mind.", may_skip="true"))
    status, answer = post(block, "save_content", {"text": TEXT})

    assert (status, answer["saved"]) == (200, True)
    assert kept(block) == BEFORE | {"weight": 3.0, "content_note": "Mind.", "may_skip": True}


@pytest.mark.parametrize(
    "text", ["", " \n", "a: [", "scenario: x", "\x00", "\ud83d", "a: &a [*a]", "[" * 5000, "-\t-"]
)
def test_a_faulty_text_is_refused_and_changes_nothing(block, text):
    for handler in ("check", "save_content"):
        answer = asked(block, handler, text=text, title="Other", weight="9")
        assert said(answer)[0].startswith("Line ")
        assert not answer.get("saved")
    assert kept(block) == BEFORE


def test_a_text_may_not_be_endless(block):
    long = TEXT + "\n#" + "x" * LARGEST
    answer = asked(block, "save_content", text=long)

    assert said(answer) == [
        "Line 1: this text has 200 kB, and may have 200 at most; divide it between two activities"
    ]
    assert kept(block) == BEFORE


@pytest.mark.parametrize("handler", ["check", "save_content"])
@pytest.mark.parametrize(
    "data",
    [
        b"no json",
        b"\xff",
        b"[1]",
        b"null",
        b"{}",
        b'{"text": 1}',
        b'{"text": null}',
        b'{"text": "a", "weight": NaN}',
        b'{"text": "a", "weight": [1]}',
        b'{"text": "a", "title": 1}',
        b'{"text": "a", "may_skip": "yes"}',
        b'{"text": "a", "attempts": 1.5}',
        b'{"text": "a", "content": "b"}',
        b'{"text": "a", "state": {}}',
    ],
)
def test_what_no_editor_sends_is_refused_and_changes_nothing(block, handler, data):
    status, answer = post(block, handler, data)

    assert status == 400
    assert list(answer) == ["error"]
    assert kept(block) == BEFORE


# Attempts


def test_another_number_of_attempts_changes_its_line_alone(block):
    asked(block, "save_content", attempts="3")

    assert kept(block)["content"] == TEXT.replace("attempts: 2 ", "attempts: 3 ")


@pytest.mark.parametrize(
    ("text", "attempts", "expected"),
    [
        ("attempts: 2\r\nsignals: x", 10, "attempts: 10\r\nsignals: x"),
        ("\n  signals: |\n    attempts: 2", 3, "\n  signals: |\n    attempts: 2\n  attempts: 3\n"),
        ("signals: x # y", 3, "signals: x # y\nattempts: 3\n"),
        ("signals: x", 2, "signals: x"),  # what it is without a line of its own
        ("é: x\nattempts: 12#3", 1, None),
        ("attempts: '2'", 3, None),
        ("attempts:", 3, None),
        ("{signals: x, attempts: 2}", 3, None),
        ("{signals: x}", 3, None),
        ("signals: x\n...", 3, None),
        ("- signals", 3, None),
        ("signals: [", 3, None),
        ("", 3, None),
    ],
)
def test_attempts_are_changed_where_that_is_safe(block, text, attempts, expected):
    answer = asked(block, "check", text=text, attempts=attempts)
    by_hand = [one["hint"] for one in answer["faults"] if one["field"] == "attempts"]

    if expected is None:
        assert answer["text"] == text
        assert by_hand == [f"write `attempts: {attempts}` into the text, on a line of its own"]
    else:
        assert answer["text"] == expected
        assert answer["attempts"] == attempts
        assert by_hand == []


def test_attempts_that_are_out_of_range_are_told_at_their_line(block):
    answer = asked(block, "save_content", attempts=21)

    assert said(answer) == ["Line 10: the number 21 is not possible here; write 20 or less"]
    assert kept(block) == BEFORE


# Who may edit


def refused(block) -> bool:
    for handler in ("check", "save_content"):
        status, answer = post(block, handler, sent(TEXT + "!"))
        if (status, list(answer)) != (403, ["error"]):
            return False
    html = block.render("studio_view").content
    return "DEBRIEF" not in html and "can be edited in Studio" in html and kept(block) == BEFORE


def test_nobody_can_edit_in_the_lms():
    assert refused(SmallLms().parse(element()))
    assert refused(SmallLms(staff=True).parse(element()))
    assert refused(SmallLms(user=User(signed_in=False)).parse(element()))
    assert refused(SmallLms(without=("user", "i18n", "replace_urls")).parse(element()))


def test_in_studio_only_those_can_edit_who_may_write_the_course():
    assert refused(SmallStudio(may_write=False).parse(element()))
    assert not refused(SmallStudio().parse(element()))


class SmallLibrary(SmallLms):
    """A content library, to one of its team: it saves what it is told to save."""

    authored_data_mode = SimpleNamespace(name="DEFAULT_DRAFT")
    saved = 0

    def save_block(self, block) -> None:
        self.saved += 1


def test_a_library_is_told_of_a_setting_that_was_only_emptied(monkeypatch):
    # Who may edit in a library is tried in test_who_sees_what.py.
    monkeypatch.setattr("hope_xblocks.platform.studio.may_write", lambda _block: True)
    library = SmallLibrary()
    block = library.parse(element(weight="3.0"))
    before = library.saved
    asked(block, "save_content")

    assert kept(block) == BEFORE
    assert library.saved > before


def test_checking_writes_nothing_at_all(studio, block):
    studio.store.writes.clear()
    asked(block, "check", text=TEXT + "\n# more", title="Other", weight="7", attempts=5)

    assert studio.store.writes == []


# The unit page


def test_a_sound_block_has_nothing_to_say(block):
    assert block.validate().to_json()["messages"] == []


def test_the_unit_page_tells_the_first_faults(studio):
    faulty = "\n".join(f"key{number}: x" for number in range(6))
    messages = studio.parse(element(faulty)).validate().to_json()["messages"]

    assert [message["type"] for message in messages] == ["error"] * 6
    assert messages[0]["text"].startswith("Line 1: ")
    assert messages[-1]["text"] == "and 3 more"


def test_every_kind_can_be_edited_with_its_example(studio):
    block = studio.parse(element(kind.sample_text))
    answer = asked(block, "save_content", text=kind.sample_text)

    assert answer["saved"]
    assert json.dumps(kept(block)["content"]) == json.dumps(kind.sample_text)
