"""What an author of an instrument is told."""

from pathlib import Path

import pytest

from hope_xblocks.content import InvalidContent, load
from hope_xblocks.self_assessment import kind
from hope_xblocks.testing import SmallStudio, post

TEXT = (Path(__file__).parent / "practice.yaml").read_text(encoding="utf-8")
SHOWN_TO_SOME = ("MYTH of quick eyes.", "FEEDBACK start.", "OVERRIDE do not write alone.")
PICTURES = (
    "![A gate](assets/gate.png)",
    "![A gate](https://a.example/gate.png)",
    "![A gate][gate]",
    "<img alt='A gate' src='/static/gate.png'>",
)


def told(text):
    try:
        load(kind.written, text)
    except InvalidContent as error:
        return error.diagnostics
    return ()


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("words", SHOWN_TO_SOME)
def test_a_picture_that_only_some_see_is_refused(words, picture):
    (before,) = (at for at, line in enumerate(TEXT.splitlines(), 1) if words in line)
    text = TEXT.replace(words, f'"{words}\\n\\n{picture}\\n\\n[gate]: /static/g.png"')
    (fault,) = told(text)

    assert (fault.code, fault.severity, fault.place.line) == ("picture-for-some", "error", before)
    assert fault.place.column > 1
    assert "`introduction`" in fault.hint


@pytest.mark.parametrize("words", ["Six statements.", "NOTICE of the academy.", "DEBRIEF."])
def test_a_picture_that_all_see_may_stand(words):
    assert told(TEXT.replace(words, f"{words} ![A gate](/static/gate.png)")) == ()


@pytest.mark.parametrize("text", ["Look!", "Say `![no picture](a.png)`.", "[a](#b) !"])
def test_what_only_looks_like_a_picture_may_stand(text):
    assert told(TEXT.replace(SHOWN_TO_SOME[1], f"'{text}'")) == ()


def test_studio_refuses_it_too():
    block = SmallStudio().parse(f"<{kind.block_type}/>")
    content = kind.text(load(kind.written, TEXT))
    sent = {"text": content.replace("FEEDBACK start.", PICTURES[0]), "title": "T", "weight": ""}
    sent["text"] = sent["text"].replace(f"feedback: {PICTURES[0]}", f"feedback: '{PICTURES[0]}'")
    _status, answer = post(block, "save_content", sent)

    assert [fault["code"] for fault in answer["faults"]] == ["picture-for-some"]
    assert not answer["saved"]
