"""The other kinds that the platform itself shows, each as the platform reads it."""

import json
import shutil

import pytest
from lxml import etree
from olxcleaner import validate
from olxcleaner.reporting import report_errors

from everything import HERE, element, files, olx
from hope_authoring.compile import compile_course
from hope_authoring.kinds import native_kinds
from hope_authoring.kinds.bank import kind as bank
from hope_authoring.kinds.raw import LARGEST
from hope_authoring.kinds.raw import kind as raw
from hope_xblocks.content import InvalidContent, load, read
from hope_xblocks.testing import SmallLms
from platform_blocks import FILES, in_course, render
from platform_blocks import load as load_native

pytestmark = pytest.mark.slow

EXPECTED = HERE / "expected"


def test_the_course_with_everything_becomes_just_these_files(request):
    texts = {name: data for name, data in files().items() if not name.endswith(".png")}

    if request.config.getoption("--write-golden"):
        shutil.rmtree(EXPECTED, ignore_errors=True)
        for name, data in texts.items():
            (EXPECTED / name).parent.mkdir(parents=True, exist_ok=True)
            (EXPECTED / name).write_bytes(data)
    assert texts == {
        path.relative_to(EXPECTED).as_posix(): path.read_bytes()
        for path in EXPECTED.rglob("*")
        if path.is_file()
    }


def test_it_uses_every_kind_there_is():
    text = (HERE / "courses/everything/course.yaml").read_text(encoding="utf-8")
    for kind in native_kinds():
        assert f"kind: {kind.name}\n" in text or f"kind: {kind.name}," in text


def test_olxcleaner_finds_no_error_in_it(tmp_path):
    for name, data in files().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)

    allowed = ["hope_red_flag_quiz", "poll", "itembank", "word_cloud"]
    _, found, _ = validate(tmp_path / "course.xml", steps=8, allowed_xblocks=allowed)
    assert report_errors(found) == []


@pytest.mark.slow
def test_a_download_says_what_comes_and_how_much():
    page = in_course(render(load_native(olx("list"))))
    assert f'<a href="{FILES}check_list.pdf" download="">A checklist</a> (PDF, 1 kB)' in page
    assert files()["static/check_list.pdf"].startswith(b"%PDF")


def test_the_size_of_a_download_is_that_of_its_file_now(a_course):
    course = a_course("{kind: download, id: d, title: D, file: assets/a.docx}", {"a.docx": b"x"})
    assert b"(Word, 1 kB)" in compile_course(course).archive
    (course / "assets/a.docx").write_bytes(b"x" * 2_400_000)
    assert b"(Word, 2 MB)" in compile_course(course).archive


def test_a_discussion_has_its_question_above_it():
    question, topic = element("talk"), element("talk_topic")
    assert question.getnext().get("url_name") == "talk_topic"
    assert question.text == "<p>What would <em>you</em> do?</p>"
    assert dict(topic.attrib) | {"group_access": ""} == {
        "url_name": "talk_topic",
        "display_name": "Talk",
        "discussion_id": "talk",
        "discussion_category": "Chapter",
        "discussion_target": "Talk",
        "group_access": "",
    }


def test_a_word_cloud_is_read_by_the_platforms_class():
    cloud = load_native(olx("cloud"))
    assert cloud.display_name == "Cloud"
    assert cloud.instructions == "Which words come to your mind?"
    assert (cloud.num_inputs, cloud.num_top_words, cloud.display_student_percents) == (
        2,
        100,
        False,
    )


def test_a_bank_holds_whole_blocks_and_says_how_many_to_choose():
    whole = element("some")
    assert whole.tag == "itembank"
    assert whole.get("max_count") == "2"
    assert [one.get("url_name") for one in whole] == ["in-bank", "asked", "named"]
    for one in whole:
        assert render(load_native(etree.tostring(one, encoding="unicode", with_tail=False)))


def test_what_is_in_a_bank_has_an_id_of_its_own_and_is_checked(a_course):
    quiz = (
        "{kind: red_flag_quiz, id: u, title: Q, scenario: 'He [a](#a) and [b](#b).', "
        "signals: [{id: a, label: flag, reason: x}, {id: b, label: neutral, reason: y}], "
        "endings: [{id: e, title: E, text: e, when: {marked: {a: neutral}}}]}"
    )
    course = a_course(
        "{kind: bank, id: b, title: B, choose: 1, content: "
        f"[{quiz}, {{kind: text, id: t, title: T, text: x}}]}}"
    )
    codes = [fault.code for fault in compile_course(course).diagnostics]
    assert "duplicate-id" in codes
    assert "dead-end" in codes


def told(kind, text):
    try:
        load(kind.written, f"kind: {kind.name}\nid: q\ntitle: Q\n{text}")
    except InvalidContent as error:
        return error.diagnostics
    return ()


def test_a_bank_cannot_give_more_than_it_has():
    held = (
        "content: [{kind: text, id: a, title: A, text: a}, {kind: text, id: b, title: B, text: b}]"
    )
    assert [fault.code for fault in told(bank, f"choose: 3\n{held}")] == ["choose-too-many"]
    assert told(bank, f"choose: 2\n{held}") == ()


def test_raw_olx_stays_as_it_is_but_for_its_names():
    poll = element("raw")
    assert poll.tag == "poll"
    assert poll.get("display_name") == "null"
    assert json.loads(poll.get("answers")) == [["a", {"label": "A"}]]
    assert "<!-- a comment -->" in olx("raw")


BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    "text",
    [
        "words",
        "<a>",
        "<a/><b/>",
        BOMB,
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        "<a>&nbsp;</a>",
        "<sequential/>",
        "<a>\x01</a>",
        "<a>" * 300 + "</a>" * 300,
    ],
)
def test_what_is_not_the_xml_of_a_block_is_refused(text):
    with pytest.raises(InvalidContent) as caught:
        read(raw.written, {"kind": "olx", "id": "q", "title": "Q", "olx": text})
    assert [fault.code for fault in caught.value.diagnostics] == ["bad-olx"]


def test_the_line_of_a_fault_in_xml_is_that_of_the_file():
    (fault,) = told(raw, "olx: |\n  <a>\n    <b>\n    </c>\n  </a>\n")
    assert (fault.code, fault.place.line) == ("bad-olx", 7)
    assert "line 3 of it" in fault.message


def test_raw_olx_that_is_too_long_is_refused():
    assert [one.code for one in told(raw, f"olx: <a>{'x' * LARGEST}</a>")] == ["too-long"]


def test_a_block_of_another_package_can_be_written_raw():
    block = SmallLms().parse(olx("quiz"))
    assert block.display_name == "A quiz"
    xml = etree.tostring(element("quiz"), encoding="unicode", with_tail=False)
    text = json.dumps(xml)
    written = load(raw.written, f"kind: olx\nid: quiz\ntitle: A quiz\nolx: {text}")
    again = SmallLms().parse(etree.tostring(raw.element(written), encoding="unicode"))
    assert again.content == block.content
