"""What cannot be shown cannot be found out either: not by guessing, and not from what moves."""

import hashlib
import re
from pathlib import Path

import pytest
from lxml import etree

from case_examples import EVERYTHING, case, element, text_of
from case_examples import move as case_move
from hope_xblocks.case_study import rules as case_rules
from hope_xblocks.content import load
from hope_xblocks.red_flag_quiz import kind as quiz_kind
from hope_xblocks.testing import SmallLms, post

STORY = (Path(__file__).parent.parent / "red_flag_quiz" / "branching.yaml").read_text()


def story(lms, show_correctness):
    made = etree.Element(quiz_kind.block_type, url_name="q", display_name="Story")
    made.text = quiz_kind.text(load(quiz_kind.written, STORY))
    block = lms.parse(etree.tostring(made, encoding="unicode"))
    block.show_correctness = show_correctness
    return block


def fingerprint_on(block) -> str:
    return re.search(r'data-content="([^":]*):', block.render("student_view").content)[1]


# The content's fingerprint


@pytest.mark.parametrize("name", ["sha256", "sha1", "md5", "blake2b"])
def test_the_fingerprint_is_no_hash_that_a_learner_can_make(name):
    block = story(SmallLms(), "always")

    assert fingerprint_on(block) not in hashlib.new(name, block.content.encode()).hexdigest()


def test_the_fingerprint_hangs_on_the_servers_secret_and_on_the_content(monkeypatch):
    block = story(SmallLms(), "always")
    here = fingerprint_on(block)
    assert fingerprint_on(story(SmallLms(), "always")) == here

    monkeypatch.setattr("hope_xblocks.platform.sealing._secrets", lambda: (b"another",))
    assert fingerprint_on(block) != here
    monkeypatch.undo()
    block.content = block.content.replace("label: protective", "label: neutral", 1)
    assert fingerprint_on(block) != here


# What a story shows of its key


def finished(block):
    for sent in quiz_kind.rules.expert(load(quiz_kind.content, block.content)):
        revision = block.state.get("revision", 0)
        post(block, "move", {"id": f"m{revision}", "revision": revision, "move": sent})
        yield block.render("student_view").content


def test_meters_and_endings_are_shown_with_the_result():
    *_before, page = finished(story(SmallLms(), "always"))

    assert "Trust" in page
    assert "A quiet morning" in page


@pytest.mark.parametrize("setting", ["never", "never_but_include_grade"])
def test_meters_and_endings_are_answers(setting):
    pages = list(finished(story(SmallLms(), setting)))

    assert "Your marks are in." in pages[-1]
    for page in pages:
        assert not [word for word in ("Trust", " of 10", "A quiet morning") if word in page]


# What is hidden, and can be guessed


@pytest.mark.parametrize("setting", ["never", "always"])
def test_the_name_of_a_hidden_item_cannot_be_guessed(setting):
    content = case(text_of(EVERYTHING))
    block = SmallLms().parse(element(text_of(EVERYTHING)))
    block.show_correctness = setting
    for sent in case_rules.expert(content):
        case_move(block, sent)
    before = dict(block.state)
    hidden = {
        id_: {item.id: 1 for item in getattr(task, "checklist", ())}
        for id_, task in content.tasks.items()
    }
    answer = case_move(block, {"move": "check", "checks": hidden})

    taken = block.state != before
    assert any(hidden.values())
    assert taken == (setting == "always")
    assert (answer["revision"] != before["revision"]) == taken
