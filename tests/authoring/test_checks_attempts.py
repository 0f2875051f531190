"""What is shown after the due date is handed in once, and the platform shows no points before."""

import io
import tarfile

import pytest
from lxml import etree

from hope_authoring.compile import compile_course

QUIZ = """kind: red_flag_quiz
        id: gate
        title: At the gate
        scenario: He [left](#left) and [came back](#back).
        signals:
        - {id: left, label: flag, reason: Why.}
        - {id: back, label: neutral, reason: Why.}
"""
CASE = """kind: case_study
        id: file
        title: A file
        stages:
        - {id: one, title: One, introduction: Read it.}
"""
TEXT_QUESTION = """kind: text-question
        id: word
        title: A word
        text: When do results come?
        answers: [due]
        feedback: due
"""


def told(build):
    return [str(one) for one in build.diagnostics if one.code == "repeated-before-due"]


def show_correctness(build):
    with tarfile.open(fileobj=io.BytesIO(build.archive)) as archive:
        (name,) = (one for one in archive.getnames() if one.endswith("sequential/s.xml"))
        return etree.fromstring(archive.extractfile(name).read()).get("show_correctness")


@pytest.mark.parametrize(
    "more", ["", "        attempts: 2\n", "        attempts: 0\n", "        attempts: 3\n"]
)
def test_more_than_one_attempt_is_refused(a_course, more):
    (fault,) = told(compile_course(a_course(f"{QUIZ}        feedback: due\n{more}")))

    assert "[repeated-before-due]" in fault
    assert "write `attempts: 1`" in fault


@pytest.mark.parametrize(
    "block",
    [
        QUIZ,
        f"{QUIZ}        feedback: end\n        attempts: 3\n",
        f"{QUIZ}        feedback: due\n        attempts: 1\n",
        f"{CASE}        feedback: due\n",
    ],
)
def test_nothing_else_is(a_course, block):
    assert told(compile_course(a_course(block))) == []


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (f"{QUIZ}        feedback: due\n        attempts: 1\n", "past_due"),
        (f"{CASE}        feedback: due\n", "past_due"),
        (QUIZ, None),
        (f"{CASE}        feedback: end\n", None),
        (TEXT_QUESTION, None),
    ],
)
def test_the_subsection_waits_for_its_date_where_an_activity_does(a_course, block, expected):
    build = compile_course(a_course(block))

    assert show_correctness(build) == expected


def test_what_an_author_has_said_of_the_subsection_stays(a_course):
    waits = f"{QUIZ}        feedback: due\n        attempts: 1\n"
    never = "    settings: {show_correctness: never}\n"

    assert show_correctness(compile_course(a_course(waits, sequence=never))) == "never"


DATED = "    due: 2027-03-01\n"
RAW = "    settings: {due: '2027-03-01T23:59:59Z'}\n"


@pytest.mark.parametrize("block", [f"{QUIZ}        attempts: 1\n", CASE])
@pytest.mark.parametrize(("sequence", "warned"), [("", True), (DATED, False), (RAW, False)])
def test_results_that_wait_for_a_date_want_one(a_course, block, sequence, warned):
    build = compile_course(a_course(f"{block}        feedback: due\n", sequence=sequence))
    found = [one for one in build.diagnostics if one.code == "no-due-date"]

    assert [one.severity for one in found] == ["warning"] * warned
    assert all("write `due: " in one.hint and one.place.line for one in found)
    assert build.archive


def test_a_date_of_the_block_itself_is_one(a_course):
    block = f"{CASE}        feedback: due\n        settings: {{due: '2027-03-01T00:00:00Z'}}\n"
    build = compile_course(a_course(block))

    assert "no-due-date" not in [one.code for one in build.diagnostics]
