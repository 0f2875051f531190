"""Questions of all kinds, graded by the platform's own class."""

import pytest
from lxml import html

from everything import olx
from hope_authoring.kinds.matching import kind as matching
from hope_authoring.kinds.number_question import kind as number_question
from hope_authoring.kinds.question import kind as question
from hope_authoring.kinds.text_question import kind as text_question
from hope_xblocks.content import InvalidContent, load
from platform_blocks import _post, as_learner, explanation, render, reply
from platform_blocks import load as load_native

pytestmark = pytest.mark.slow


def earned(id_, *values):
    """The share of the points; the platform multiplies it with the weight later."""
    outcome = reply(load_native(olx(id_)), *values)
    return outcome.earned / outcome.possible


def test_an_answer_that_is_nearly_right_earns_its_share():
    assert earned("partly", "choice_help_") == 1
    assert earned("partly", "choice_note_") == 0.5
    assert earned("partly", "choice_leave_") == 0


def test_shuffled_answers_stand_in_another_order_for_other_learners():
    problem = load_native(olx("partly"))
    problem.runtime.user_id = 1

    orders = set()
    for number in range(8):
        learner = as_learner(problem, f"learner {number}")
        learner.seed = number  # as the platform makes it of the learner's number
        page = render(learner)
        orders.add(tuple(sorted(("Help", "Take notes", "Leave"), key=page.index)))
    assert len(orders) > 1
    assert problem.rerandomize == "per_student"


def test_each_decision_counts():
    assert earned("each", ["choice_0", "choice_1"]) == 1
    assert earned("each", ["choice_0"]) == 0.75
    assert earned("each", ["choice_2", "choice_3"]) == 0


def test_half_of_the_points_is_left_with_one_mistake_and_a_quarter_with_two():
    assert [
        earned("halves", chosen)
        for chosen in (["choice_0", "choice_1"], ["choice_0"], ["choice_0", "choice_2"])
    ] == [1, 0.5, 0.25]


def test_hints_are_told_one_after_the_other():
    problem = load_native(olx("partly"))
    hint = _post(problem, "hint_button", [("hint_index", "0")])
    assert "Think of <em>others</em>." in hint["msg"]
    hint = _post(problem, "hint_button", [("hint_index", "1")])
    assert "Who could be harmed?" in hint["msg"]


@pytest.mark.parametrize("text", ["Inclusion", "inclusion ", "BELONGING", "“in” & <with>"])
def test_a_text_is_right_in_every_spelling_that_the_author_allows(text):
    outcome = reply(load_native(olx("word")), text)
    assert outcome.right
    assert outcome.feedback == ["Well <em>done</em>."] or text != text.strip()


@pytest.mark.parametrize("text", ["Inclusio", "exclusion", "Inclusion belonging"])
def test_another_text_is_not(text):
    assert earned("word", text) == 0


def test_the_question_of_a_text_is_the_label_of_its_field():
    page = render(load_native(olx("word")))
    assert "What is the <em>opposite</em> of exclusion?" in page
    assert page.index("A line before.") < page.index("<label")


def test_the_explanation_comes_with_the_right_answer():
    problem = load_native(olx("word"))
    reply(problem, "inclusion", learner="ann")
    assert "To be a part." in explanation(as_learner(problem, "ann"))


@pytest.mark.parametrize(("text", "points"), [("72", 1), ("70", 1), ("74.0", 1), ("69.9", 0)])
def test_a_number_is_right_within_its_tolerance(text, points):
    assert earned("number", text) == points


@pytest.mark.parametrize(
    ("text", "points"), [("-10.4", 1), ("-10.2", 1), ("-10.41", 0), ("10.3", 0)]
)
def test_the_ends_of_a_fractional_tolerance_are_right_too(text, points):
    assert earned("fraction", text) == points


def test_without_a_tolerance_only_the_number_itself_is_right():
    assert earned("again", "3") == 1
    assert earned("again", "3.01") == 0


def test_each_row_that_is_matched_rightly_earns_a_point():
    right = ("The wing’s officer", "A judge / court")
    outcome = reply(load_native(olx("match")), right[0], right[0])
    assert earned("match", *right) == 1
    assert (outcome.earned, outcome.possible) == (1, 2)
    assert "He is <em>there</em>." in "".join(outcome.feedback)


def test_every_row_offers_every_option():
    page = html.fromstring(render(load_native(olx("match"))))
    offered = [[one.get("value") for one in row.iter("option")][1:] for row in page.iter("select")]
    assert offered == [["The wing’s officer", "A judge / court"]] * 2
    assert [row.text.strip() for row in page.findall(".//label")] == [
        "Notes what he sees",
        "Decides & signs",
    ]


HEAD = "id: q\ntitle: Q\ntext: Which?\n"


def faults(kind, text):
    try:
        load(kind.written, f"kind: {kind.name}\n{HEAD}{text}")
    except InvalidContent as error:
        return [fault.code for fault in error.diagnostics]
    return []


OPTIONS = "options: [{id: a, text: A, correct: true}, {id: b, text: B}]\n"


@pytest.mark.parametrize(
    ("kind", "text", "codes"),
    [
        (question, OPTIONS + "shuffle: true", []),
        (question, OPTIONS + "nearly: halves", ["one-or-several"]),
        (question, OPTIONS + "choose: several\nnearly: halves", []),
        (question, OPTIONS + "choose: several\nshuffle: true", ["one-or-several"]),
        (question, OPTIONS.replace("B}", "B, credit: 0.5}"), []),
        (question, OPTIONS.replace("true}", "true, credit: 0.5}"), ["one-or-several"]),
        (
            question,
            OPTIONS.replace("B}", "B, credit: 0.5}") + "choose: several",
            ["one-or-several"],
        ),
        (question, OPTIONS.replace("B}", "B, credit: 1}"), ["out-of-range"]),
        (text_question, "answers: [a, b]", []),
        (text_question, "answers: [a, A]", ["answer-twice"]),
        (text_question, "answers: [a_or_b]", ["not-valid"]),
        (text_question, "answers: []", ["too-few"]),
        (number_question, "answer: 5", []),
        (number_question, "answer: five", ["wrong-type"]),
        (number_question, "answer: 5\ntolerance: -1", ["out-of-range"]),
        (
            matching,
            "options: [{id: a, text: A}, {id: b, text: B}]\nrows: [{id: r, text: R, answer: a}]",
            [],
        ),
        (
            matching,
            "options: [{id: a, text: A}, {id: b, text: A}]\nrows: [{id: r, text: R, answer: c}]",
            ["unknown-option", "answer-twice"],
        ),
    ],
)
def test_what_cannot_be_asked_is_told(kind, text, codes):
    assert faults(kind, text) == codes


def test_a_key_that_is_spelt_wrong_is_told_once_and_counts_as_what_was_meant():
    assert faults(question, OPTIONS.replace("correct", "corect")) == ["unknown-key"]
    assert faults(question, OPTIONS.replace("correct", "colour")) == [
        "unknown-key",
        "no-right-answer",
    ]
