"""What the compiler makes of each kind, as the preview plays it."""

import json

import pytest
from lxml import etree

from everything import element, files, olx
from hope_authoring.preview import problem
from hope_authoring.preview.native import OtherBlock, block_class
from platform_blocks import load as load_native
from platform_blocks import reply

pytestmark = pytest.mark.slow

PROBLEMS = ("partly", "each", "halves", "word", "number", "fraction", "match", "again", "named")


def played(id_, *moves):
    content = problem.from_olx(element(id_))
    state = problem.State()
    for move in moves:
        state = problem.apply(content, state, problem.Move(**move))
    return content, state


@pytest.mark.parametrize("id_", PROBLEMS)
def test_the_right_answer_earns_all_points(id_):
    content = problem.from_olx(element(id_))
    content, state = played(id_, *problem.expert(content))
    assert problem.score(content, state) == (problem.possible(content),) * 2
    assert problem.is_finished(content, state)


@pytest.mark.parametrize(
    ("id_", "move", "values"),
    [
        ("partly", {"choice": "note_"}, ["choice_note_"]),
        ("partly", {"choice": "leave_"}, ["choice_leave_"]),
        ("each", {"choices": {"a_": "on"}}, [["choice_0"]]),
        (
            "each",
            {"choices": {"a_": "on", "c_": "on", "d_": "on"}},
            [["choice_0", "choice_2", "choice_3"]],
        ),
        ("halves", {"choices": {"a_": "on"}}, [["choice_0"]]),
        ("halves", {"choices": {"a_": "on", "c_": "on"}}, [["choice_0", "choice_2"]]),
        ("halves", {"choices": {"c_": "on"}}, [["choice_2"]]),
        ("word", {"fields": {"field-0": " BELONGING"}}, [" BELONGING"]),
        ("word", {"fields": {"field-0": "exclusion"}}, ["exclusion"]),
        ("number", {"fields": {"field-0": "70"}}, ["70"]),
        ("number", {"fields": {"field-0": "69.9"}}, ["69.9"]),
        ("fraction", {"fields": {"field-0": "-10.4"}}, ["-10.4"]),
        ("again", {"fields": {"field-0": "3.01"}}, ["3.01"]),
        (
            "match",
            {"fields": {"field-0": "The wing’s officer", "field-1": "The wing’s officer"}},
            ["The wing’s officer", "The wing’s officer"],
        ),
    ],
)
def test_points_are_those_of_the_platforms_class(id_, move, values):
    content, state = played(id_, {"move": "submit", **move})
    outcome = reply(load_native(olx(id_)), *values)
    assert problem.score(content, state) == (outcome.earned, outcome.possible)


def test_nothing_that_is_right_is_shown_before_the_end():
    for id_ in PROBLEMS:
        content, state = played(id_)
        shown = problem.view(content, state)
        assert not any(one.right or one.hint or one.correct for one in shown.entries)
        assert not any(one.hint or one.correct for one in shown.choices)
        assert not shown.hints
        with pytest.raises(AttributeError):
            _ = shown.problem.solution


def test_hints_come_one_by_one():
    content, state = played("partly", {"move": "hint"})
    assert problem.view(content, state).hints == ("<p>Think of <em>others</em>.</p>",)
    content, state = played("partly", *[{"move": "hint"}] * 3)
    view = problem.view(content, state)
    assert len(view.hints) == 2
    assert not view.more_hints
    assert problem.score(content, state) is None


@pytest.fixture
def learner(desk, ana):
    """Somebody who takes the course with everything, under the key that the browser asks for."""
    texts = {name: data.decode("utf-8", "replace") for name, data in files().items()}
    texts["course.xml"] = '<course url_name="2026" org="HOPE" course="TEST"/>'
    desk.write(json.dumps(texts))
    return ana


def test_a_film_of_the_course_is_played_and_its_captions_with_it(learner):
    page = learner.see("/unit/u-see/")
    assert 'src="/files/visit.mp4"' in page
    assert 'src="/files/visit.vtt"' in page
    assert learner.get("/files/visit.vtt")["Content-Type"] == "text/vtt"
    assert '<a href="/files/check_list.pdf" download="">' in page


def test_a_film_elsewhere_is_a_link_and_its_words_are_there(learner):
    page = learner.see("/unit/u-see/")
    assert 'href="https://media.academy.example/visit.mp4"' in page
    assert "<em>She says:</em>" in page


def test_fields_and_lists_can_be_filled_in(learner):
    page = learner.see("/unit/u-ask/")
    assert page.count("<select") == 2
    assert "The wing’s officer</option>" in page
    assert page.count('<input type="text" name="fields.field-0"') == 3
    move = {"move": "submit", "fields": {"field-0": "Inclusion"}}
    html = learner.send("problem", "word", move).json()["html"]
    assert "This is right." in html
    assert "Well <em>done</em>." in html
    assert "To be a part." in html


def test_a_right_answer_is_told_once_no_attempt_is_left(learner):
    wrong = {
        "move": "submit",
        "fields": {"field-0": "A judge / court", "field-1": "A judge / court"},
    }
    assert "Right answer" not in learner.send("problem", "match", wrong).json()["html"]
    html = learner.send("problem", "match", wrong, revision=1).json()["html"]
    assert "Right answer: The wing’s officer" in html


def test_a_bank_says_how_many_of_its_blocks_the_lms_shows(learner):
    page = learner.see("/unit/u-bank/")
    assert "The LMS shows 2 of the blocks below, by chance." in page
    assert page.index("Two of three") < page.index("Read.") < page.index("Who?")


def test_what_learners_do_together_is_said(learner):
    page = learner.see("/unit/u-officers/")
    assert "Which words come to your mind?" in page
    assert "Learners write up to 2 words here" in page
    assert "Learners talk about it here" in page
    assert "The preview cannot show “poll”" in page


def test_every_block_but_raw_ones_is_shown():
    for name, data in files().items():
        if name.startswith("vertical/"):
            for one in etree.fromstring(data):
                assert (block_class(one) is OtherBlock) == (one.tag == "poll"), one.get("url_name")
