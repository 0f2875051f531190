"""The one XBlock: views, moves, reports and OLX, with a red-flag quiz as the example."""

import json
from copy import deepcopy

import pytest
from lxml import etree

from hope_xblocks.content import load
from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.testing import Permissions, SmallLms, post
from platform_example import RIGHT, SECRETS, TEXT, element, move

# Views


def test_the_page_shows_the_text_and_no_answer(block):
    html = block.render("student_view").content

    assert "came back" in html
    assert not [secret for secret in SECRETS if secret in html]


def test_the_page_loads_one_script_and_one_stylesheet_and_has_nothing_inline(block):
    fragment = block.render("student_view")

    assert [resource.data for resource in fragment.resources if resource.kind == "url"] == [
        "/resource/hope_red_flag_quiz/public/hope.css",
        "/resource/hope_red_flag_quiz/public/hope.js",
    ]
    assert "style=" not in fragment.content
    assert "<script>" not in fragment.content


def test_ids_in_the_page_are_its_own(lms):
    one, other = lms.parse(element()), lms.parse(element().replace('"q"', '"r"'))
    ids = [
        set(etree.HTML(block.render("student_view").content).xpath("//@id"))
        for block in (one, other)
    ]

    assert ids[0]
    assert not ids[0] & ids[1]


def test_text_of_authors_cannot_become_markup(lms):
    hostile = element(TEXT.replace("came back", "<script>x()</script><img src=x onerror=y()>"))
    block = lms.parse(hostile.replace('"Quiz"', '"&lt;script&gt;t()&lt;/script&gt;"'))

    html = block.render("student_view").content
    assert "<script>" not in html
    assert "onerror" not in html


def test_the_author_sees_everything():
    lms = SmallLms(studio_user_permissions=Permissions(may_write=True))
    html = lms.parse(element()).render("author_view").content

    assert all(word in html for word in ("REASON-LEFT", "REASON-BACK", "DEBRIEF", "flag"))


# Moves


def test_submitting_shows_the_result(block):
    answer = move(block, "submit", RIGHT)

    assert answer["status"] == "taken"
    assert "REASON-LEFT" in answer["html"]
    assert "DEBRIEF" in answer["html"]


def test_an_answer_before_the_submit_shows_nothing_hidden(block):
    answer = move(block, "save", RIGHT)

    assert not [secret for secret in SECRETS if secret in json.dumps(answer)]


def test_grade_and_completion_are_published(lms, block):
    move(block, "save", RIGHT)
    assert lms.published == []

    move(block, "submit", RIGHT | {"back": "protective"})
    assert lms.published == [
        ("grade", {"value": 1.2, "max_value": 2.0, "only_if_higher": None}),
        (
            "hope.activity.submitted",
            {"kind": "red_flag_quiz", "attempt": 1, "earned": 1.2, "possible": 2.0},
        ),
        ("completion", {"completion": 1.0}),
        ("hope.activity.completed", {"kind": "red_flag_quiz"}),
    ]


def test_one_write_a_move_and_the_record_with_the_first_result(lms, block):
    lms.store.writes.clear()
    move(block, "save", RIGHT)
    move(block, "submit", RIGHT)

    assert lms.store.writes == [["state"], ["attempts", "hope_record", "points", "state"]]


def test_work_is_there_when_the_learner_comes_back(lms, block):
    move(block, "save", {"left": "flag"})
    again = lms.get_block(block.scope_ids.usage_id)

    assert 'value="flag" checked' in again.render("student_view").content
    assert 'data-revision="1"' in again.render("student_view").content


def test_a_move_sent_twice_is_made_once(lms, block):
    first = move(block, "submit", RIGHT, id="m-1", revision=0)
    again = move(block, "submit", RIGHT, id="m-1", revision=0)

    assert (first["status"], again["status"]) == ("taken", "repeated")
    assert first["html"] == again["html"]
    assert block.attempts == 1
    assert [name for name, _ in lms.published].count("grade") == 1


def test_a_move_from_a_page_that_is_out_of_date_changes_nothing(block):
    move(block, "save", {"left": "flag"}, id="tab-one", revision=0)
    stale = move(block, "submit", {}, id="tab-two", revision=0)

    assert stale["status"] == "stale"
    assert stale["revision"] == 1
    assert 'value="flag" checked' in stale["html"]
    assert block.attempts == 0


def test_links_in_an_answer_work(block):
    assert '"/asset-v1/map.png"' in move(block, "save")["html"]


@pytest.mark.parametrize(
    "sent",
    [
        b"no json",
        b"\xff",
        b"[1]",
        b"null",
        b'"x"',
        b"{}",
        b'{"id": "a", "learner": "x", "revision": 0}',
        b'{"id": "a", "revision": 0, "move": {"move": "save"}}',
        b'{"id": "a", "learner": 7, "revision": 0, "move": {"move": "save"}}',
        b'{"id": "a", "learner": "x", "revision": "0", "move": {"move": "save"}}',
        b'{"id": "a", "learner": "x", "revision": 0, "move": {"move": "grade", "value": 9}}',
        b'{"id": "a", "learner": "x", "revision": 0, '
        b'"move": {"move": "save", "marks": {"left": "best"}}}',
        b'{"id": "a", "learner": "x", "revision": 0, '
        b'"move": {"move": "save", "marks": {"A B": "flag"}}}',
        b'{"id": "a", "learner": "x", "revision": 0, "move": {"move": "save", "score": 1}}',
        b'{"id": "<script>", "learner": "x", "revision": 0, "move": {"move": "save"}}',
        b'{"id": "a", "learner": "x", "revision": NaN, "move": {"move": "save"}}',
    ],
)
def test_what_no_page_of_ours_sends_is_refused_and_changes_nothing(lms, block, sent):
    status, answer = post(block, "move", sent)

    assert status == 400
    assert list(answer) == ["error"]
    assert block.state == {}
    assert lms.published == []


def test_marks_for_passages_that_do_not_exist_are_not_kept(block):
    move(block, "save", {"left": "flag", "nobody": "flag"})

    assert block.state["work"] == {"play": {"marks": "flag: left"}}


# What is kept


def test_state_that_can_no_longer_be_read_is_kept_aside(block):
    block.state = {"revision": 4, "move": "x", "work": {"marks": 7}}
    assert "came back" in block.render("student_view").content

    move(block, "save", {"left": "flag"})
    assert block.state["work"] == {"play": {"marks": "flag: left"}}
    assert block.state["aside"] == {"marks": 7}


def test_attempts_set_back_by_the_lms_leave_a_working_block(block):
    move(block, "submit", RIGHT)
    move(block, "again")
    move(block, "submit", RIGHT)
    block.attempts = 0

    assert "Try again" in block.render("student_view").content
    assert move(block, "again")["status"] == "taken"


def test_an_edit_that_removes_a_passage_keeps_the_rest(lms, block):
    move(block, "submit", RIGHT)
    kept = deepcopy(block.state)
    block.content = TEXT.replace(" and [came back](#back)", ", then [new](#new)").replace(
        "id: back", "id: new"
    )

    assert "You marked" not in block.render("student_view").content
    assert "Not marked" in block.render("student_view").content
    assert block.state == kept


# Without a learner


def test_the_greatest_score_comes_from_content_alone(block):
    assert block.max_score() == 2.0


@pytest.mark.parametrize("text", ["", "a: [", "scenario: x", "é" * 50])
def test_broken_content_breaks_nothing(text):
    lms = SmallLms(studio_user_permissions=Permissions(may_write=True))
    block = lms.parse(element(text))

    assert block.max_score() in (0.0, 3.0)  # an empty block is the sample
    for view in ("student_view", "author_view"):
        assert block.render(view).content
    if text:
        assert "cannot be shown" in block.render("student_view").content
        assert "Line" not in block.render("student_view").content
        assert move(block, "submit", RIGHT)["status"] == "repeated"
        assert "Line 1" in SmallLms(staff=True).parse(element(text)).render("student_view").content


def test_without_any_service_the_block_still_works():
    lms = SmallLms()
    for name in ("i18n", "user", "replace_urls"):
        del lms._services[name]
    block = lms.parse(element())

    assert "came back" in block.render("student_view").content
    assert move(block, "submit", RIGHT)["status"] == "taken"


# OLX


def test_olx_goes_in_and_out_unchanged(lms):
    text = kind.sample_text
    block = lms.parse(element(text, weight="2.0"))

    assert block.display_name == "Quiz"
    assert block.weight == 2.0
    assert block.content == text
    out = etree.fromstring(lms.export(block))
    assert out.tag == "hope_red_flag_quiz"
    assert out.get("display_name") == "Quiz"
    assert out.get("weight") == "2.0"
    assert load(kind.content, out.text) == load(kind.content, text)
    assert out.text.strip() == text


def test_input_beyond_measure_is_refused_with_a_word_and_changes_nothing(lms, block):
    answer = move(block, "submit", {f"p{number}": "flag" for number in range(201)})

    assert answer == {"status": "too-long", "revision": 0, "html": ""}
    assert block.state == {}
    assert "Not saved: this is too long." in block.render("student_view").content
    assert lms.published == []
