"""What is told of a course as a whole: its questions, passages, minutes, points and ids."""

import pytest
import yaml

from hope_authoring.compile import compile_course

pytestmark = pytest.mark.slow

LONG, SHORT, MIDDLE = "A long answer, with reasons.", "Short.", "An answer, also with reasons"


def course(tmp_path, content, unit=None, sequence=None, **about):
    """What is told of a course with one unit."""
    whole = {"title": "T", "org": "O", "number": "N", "run": "R", "summary": "S", "about": "A"}
    page = {"id": "u", "title": "U", **(unit or {}), "content": content}
    sitting = {"id": "s", "title": "S", **(sequence or {}), "units": [page]}
    chapters = [{"id": "c", "title": "C", "sequences": [sitting]}]
    text = yaml.safe_dump({**whole, **about, "chapters": chapters})
    (tmp_path / "course.yaml").write_text(text, encoding="utf-8")
    return [(one.code, one.severity) for one in compile_course(tmp_path).diagnostics]


def question(number, right, wrong, first, **more):
    options = [{"id": "r", "text": right, "correct": True}, {"id": "w", "text": wrong}]
    return {
        "kind": "question",
        "id": f"q{number}",
        "title": f"Q{number}",
        "text": "What?",
        "options": options if first else options[::-1],
        **more,
    }


def quiz(*labels, **more):
    return {
        "kind": "red_flag_quiz",
        "id": "quiz",
        "title": "Q",
        "scenario": " ".join(f"[p](#p{at})" for at in range(len(labels))),
        "signals": [
            {"id": f"p{at}", "label": label, "reason": "Why."} for at, label in enumerate(labels)
        ],
        **more,
    }


def choices(number, credit):
    return {
        "id": f"s{number}",
        "question": "What?",
        "choices": [
            {"id": f"c{number}{at}", "text": LONG, "credit": one, "outcome": "So."}
            for at, one in enumerate(credit)
        ],
    }


TEXT = {"kind": "text", "id": "t", "title": "T", "text": "x"}
WARNED = "warning"


@pytest.mark.parametrize(
    ("right", "wrong", "count", "found"),
    [
        (LONG, SHORT, 8, [("option-length", WARNED)]),
        (LONG, SHORT, 7, []),
        (LONG, MIDDLE, 8, []),
        (SHORT, LONG, 8, []),
    ],
)
def test_right_answers_are_not_mostly_the_longest(tmp_path, right, wrong, count, found):
    asked = [question(at, right, wrong, first=at % 2) for at in range(count)]
    assert course(tmp_path, asked) == found


def test_some_right_answers_may_be_the_longest(tmp_path):
    asked = [question(at, LONG, SHORT if at < 6 else MIDDLE, at % 2) for at in range(10)]
    assert course(tmp_path, asked) == []


@pytest.mark.parametrize(
    ("firsts", "more", "found"),
    [
        ([True] * 8, {}, [("option-position", WARNED)]),
        ([False] * 8, {}, [("option-position", WARNED)]),
        ([True] * 7, {}, []),
        ([True] * 6 + [False] * 4, {}, []),
        ([True] * 8, {"shuffle": True}, []),
    ],
)
def test_right_answers_do_not_mostly_stand_at_one_place(tmp_path, firsts, more, found):
    asked = [question(at, LONG, MIDDLE, first, **more) for at, first in enumerate(firsts)]
    assert course(tmp_path, asked) == found


def test_last_is_a_place_too_and_decisions_count(tmp_path):
    credit = [[0, 3], [0, 1, 3], [0, 0, 1, 3]] * 3
    steps = [choices(at, one) for at, one in enumerate(credit)]
    found = course(tmp_path, [quiz("flag", "neutral", steps=steps, decisions_share=0)])
    assert [code for code, _ in found if code != "guessing-pays"] == ["option-position"]


@pytest.mark.parametrize(
    ("labels", "more", "found"),
    [
        (["flag"] * 4 + ["neutral", "protective"], {}, [("keyed-share", WARNED)]),
        (["flag"] * 2 + ["neutral"] * 4 + ["protective"] * 2, {}, []),
        (["flag"] * 2 + ["neutral"] * 4 + ["protective"], {}, [("keyed-share", WARNED)]),
        (["flag"] * 2 + ["neutral"] * 3 + ["protective"] * 2, {}, [("keyed-share", WARNED)]),
        (["flag"] * 4 + ["neutral"], {}, []),  # an exercise
        (["flag"] * 2 + ["neutral"] * 4, {"labels": "two"}, []),
        (["flag"] * 3 + ["neutral"] * 3, {"labels": "two"}, [("keyed-share", WARNED)]),
    ],
)
def test_most_passages_are_no_flags(tmp_path, labels, more, found):
    assert course(tmp_path, [quiz(*labels, **more)]) == found


@pytest.mark.parametrize("tag", ["faith", "dress", "practice", "nationality"])
def test_what_somebody_is_or_believes_is_no_flag(tmp_path, tag):
    about = quiz("flag", "neutral")
    about["signals"][0]["tag"] = tag
    assert course(tmp_path, [about]) == [("protected-flag", "error")]
    about["signals"][0]["tag"] = "threat"
    assert course(tmp_path, [about]) == []


@pytest.mark.parametrize(
    ("minutes", "words", "more", "found"),
    [
        (5, 900, [], []),
        (4, 900, [], []),
        (2, 900, [], [("planned-minutes", WARNED)]),
        (20, 900, [], [("planned-minutes", WARNED)]),
        (2, 10, [], []),  # a minute more or less
        (20, 900, [{**TEXT, "kind": "discussion", "id": "d"}], []),  # takes as long as it takes
    ],
)
def test_minutes_fit_the_length(tmp_path, minutes, words, more, found):
    text = {**TEXT, "text": "Some words are here. " * (words // 4)}
    assert course(tmp_path, [text, *more], unit={"minutes": minutes}) == found


def test_tasks_take_their_time(tmp_path):
    steps = [choices(at, [3, 0]) for at in range(5)]
    played = quiz(*["flag"] * 5, *["neutral"] * 4, *["protective"] * 2, steps=steps)
    codes = [code for code, _ in course(tmp_path, [played], unit={"minutes": 8})]
    assert "planned-minutes" not in codes
    codes = [code for code, _ in course(tmp_path, [played], unit={"minutes": 3})]
    assert "planned-minutes" in codes


def test_minutes_are_no_part_of_the_package(tmp_path):
    course(tmp_path, [TEXT])
    without = compile_course(tmp_path).archive
    course(tmp_path, [TEXT], unit={"minutes": 1})
    assert compile_course(tmp_path).archive == without


def test_an_id_has_room_beside_the_key_of_the_course(tmp_path):
    key = {"org": "A" * 60, "number": "B" * 60, "run": "C" * 60}
    named = {**TEXT, "id": "a" * 60}
    assert course(tmp_path, [named], **key) == [("id-too-long", "error")]
    assert course(tmp_path, [TEXT], **key) == []
    assert course(tmp_path, [named], **{**key, "org": "A"}) == []
    assert course(tmp_path, [{**TEXT, "url_name": "x" * 199}]) == []
    assert course(tmp_path, [{**TEXT, "url_name": "x" * 200}], **{**key, "run": "C"}) == [
        ("id-too-long", "error")
    ]
