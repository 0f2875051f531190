"""Answers to two contents are never added up: whoever edits would read from it who said what."""

import json
from collections import Counter

import pytest

from cohort.conftest import Learner
from hope_xblocks.case_study import kind as case_kind
from hope_xblocks.platform.sealing import unseal
from hope_xblocks.red_flag_quiz import kind as quiz_kind
from hope_xblocks.self_assessment import kind as self_kind

QUIZ = """\
scenario: He [left](#left) and [came back](#back).
signals:
  - {id: left, label: flag, reason: R}
  - {id: back, label: neutral, tag: practice, reason: R}
"""
CASE = """\
stages:
  - id: one
    title: One
    tasks:
      - task: choice
        id: pick
        question: Which?
        options: [{id: a, text: A, credit: 3}, {id: b, text: B, credit: 0}]
"""
PRACTICE = """\
notice: Nobody sees it.
occasion: pre
instrument:
  id: small
  scale: [{value: 1, label: No}, {value: 2, label: Yes}]
  dimensions:
    - {id: dim, title: Writing, items: [{id: one, text: I write.}, {id: two, text: I do not.}]}
  bands: [{id: low, label: Low, feedback: Learn.}, {id: high, starts: 1.5, label: High}]
"""


def marks(answer):
    return [{"move": "submit", "marks": {"left": "flag", "back": answer}}]


def pick(answer):
    return [{"move": "commit", "stage": "one", "answers": {"pick": {"chosen": answer}}}]


def rate(answer):
    return [{"move": "start"}, {"move": "finish", "answers": {"one": answer, "two": answer}}]


ATTACKS = {
    "tag": (quiz_kind, QUIZ, ("practice", "victim"), marks, ("flag", "neutral")),
    "label": (quiz_kind, QUIZ, ("label: neutral", "label: protective"), marks, ("flag", "neutral")),
    "credit": (case_kind, CASE, ("credit: 0", "credit: 1"), pick, ("a", "b")),
    "values": (self_kind, PRACTICE, ("value: 2", "value: 7"), rate, ("1", None)),
}
"""What is edited while one learner answers, the moves, and what that learner may answer."""


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("at", range(4))
def test_an_edit_while_one_learner_answers_tells_nothing(tables, name, at):
    kind, text, edit, moves, possible = ATTACKS[name]
    edited = text.replace(*edit)
    assert edited != text

    def seen(victims):
        """What is released of the unedited content, and of any, when *victims* answer so."""
        for table in tables:
            table.objects.all().delete()
        for number in range(25):
            answer = ("1", "2")[number % 2] if name == "values" else possible[number % 2]
            here = number == at
            Learner(kind, edited if here else text, number).play(
                moves((victims or "7") if here else answer)
            )
        row = tables[0].objects.get()
        return row.learners, row.since, row.released

    assert seen(possible[0]) == seen(possible[1])


def sums(tables):
    row = tables[0].objects.get()
    waiting = json.loads(unseal(row.waiting)) if row.waiting else {}
    return Counter(waiting) + Counter(json.loads(row.released))


def test_other_content_begins_at_nothing_and_drops_what_waited(tables):
    for number in range(7):
        Learner(quiz_kind, QUIZ, number).play(marks("flag" if number % 2 else "neutral"))
    staff = Learner(quiz_kind, QUIZ, 99, staff=True)
    edited = Learner(quiz_kind, QUIZ.replace("practice", "culture"), 98, staff=True)
    assert "First attempts of 5 learners" in staff.page("cohort")
    assert "There are no figures yet" in edited.page("cohort")

    Learner(quiz_kind, QUIZ.replace("practice", "culture"), 7).play(marks("flag"))
    row = tables[0].objects.get()
    assert (row.learners, row.since, row.released) == (0, 1, "{}")
    assert sums(tables)["p.back/n"] == 1
    assert "There are no figures yet" in staff.page("cohort")
    # Who has been counted stays so: nobody is counted twice, whatever the content is.
    Learner(quiz_kind, QUIZ.replace("practice", "culture"), 0).play(marks("flag"))
    assert sums(tables)["p.back/n"] == 1


def test_other_words_begin_nothing(tables):
    other = QUIZ.replace("He ", "Ils ").replace("came back", "est revenu").replace("R}", "Weil}")
    assert other != QUIZ
    for number in range(5):
        marked = marks("flag" if number % 2 else "neutral")
        Learner(quiz_kind, other if number == 2 else QUIZ, number).play(marked)

    assert tables[0].objects.get().learners == 5


def test_work_that_goes_on_with_other_content_is_not_counted(tables):
    text = QUIZ + "steps:\n  - {id: more, text: 'He [cried](#cried).'}\n"
    text = text.replace(
        "  - {id: back", "  - {id: cried, label: neutral, reason: R}\n  - {id: back"
    )
    first = {"move": "submit", "marks": {"left": "flag", "back": "flag"}}
    last = {"move": "submit", "marks": {"cried": "flag"}}
    for number, edited in enumerate((text, text.replace("practice", "culture"))):
        learner = Learner(quiz_kind, edited, number)
        learner.move(first)
        learner.block.content = text
        assert learner.move(last)["status"] == "taken"
        assert learner.block.attempts == 1

    assert tables[0].objects.get().since == 1
    assert tables[1].objects.count() == 1


def test_change_is_counted_only_where_both_occasions_asked_the_same(tables):
    after = PRACTICE.replace("occasion: pre", "occasion: post")
    wide = after.replace("value: 2", "value: 2, label: Y}, {value: 7").replace("Yes", "Z")
    for number, before in enumerate((PRACTICE, wide.replace("post", "pre"))):
        learner = Learner(self_kind, before, number, name="before")
        learner.play(rate("2"))
        learner.play(rate("2"), learner.add(self_kind, wide, "after"))

    row = tables[0].objects.get(block="after")
    assert row.since == 2
    assert json.loads(unseal(row.waiting))["pre-post.dim/n"] == 1
