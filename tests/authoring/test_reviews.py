"""Reviews are filled from the quizzes that they draw on."""

import re
from pathlib import Path

import pytest

from hope_authoring.compile import Build, compile_course
from hope_xblocks.content import load
from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.richtext import passages, to_text

GATE = """\
 - kind: red_flag_quiz
   id: gate
   title: At the *gate*
   scenario: |
     He came. On Monday he [left his
     group](#left) and [rang his sister](#rang). He slept.

     - Once he said: "Go. [Nobody is safe.](#safe)" Then he went.
     - Mr. Arven [came back](#back) to his {place}.
   signals:
    - {id: left, label: flag, tag: family, needs: welfare, because: care, reason: "His {place}."}
    - {id: rang, label: protective, reason: A bond.}
    - {id: safe, label: flag, reason: A threat.}
    - {id: back, label: neutral, reason: Anyone does.}
    - {id: late, label: neutral, reason: Anyone is.}
   reasons:
    - {id: care, text: He needs care.}
    - {id: else, text: Something else.}
   steps:
    - {id: more, text: "The log says **more. He [was late](#late).** It says no more."}
   framings:
    - {id: a, name: A, words: {place: cell}}
    - {id: b, name: B, words: {place: house}}
"""
REVIEW = """\
 - kind: red_flag_quiz
   id: again
   title: Again
   review: {of: [gate]}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def course(*blocks: str) -> Build:
    Path("course.yaml").write_text(
        "title: T\norg: O\nnumber: N\nrun: R\nsummary: S\nabout: A\n"
        "chapters:\n - id: c\n   title: C\n   sequences:\n"
        "    - {id: s, title: S, units: [{file: unit.yaml}]}\n",
        encoding="utf-8",
    )
    Path("unit.yaml").write_text("id: u\ntitle: U\ncontent:\n" + "".join(blocks), encoding="utf-8")
    return compile_course(Path("."))


def filled(build: Build):
    assert [str(fault) for fault in build.diagnostics] == []
    return next(b for *_, unit in build.course.units() for b in unit.content if b.review)


def told(*blocks: str) -> list[str]:
    return [str(fault) for fault in course(*blocks).diagnostics]


def test_each_passage_stands_in_its_sentence():
    review = filled(course(GATE, REVIEW))

    assert review.scenario.split("\n\n") == [
        r"*At the \*gate\*:* On Monday he [left his group](#gate-left) and rang his sister.",
        r"*At the \*gate\*:* On Monday he left his group and [rang his sister](#gate-rang).",
        r"*At the \*gate\*:* Once he said: "
        '"Go. [Nobody is safe.](#gate-safe)"',
        r"*At the \*gate\*:* Mr. Arven [came back](#gate-back) to his cell.",
        r"*At the \*gate\*:* He [was late](#gate-late).",
    ]


def test_its_signal_is_copied():
    signals = filled(course(GATE, REVIEW)).signals

    assert [signal.id for signal in signals] == [
        "gate-left", "gate-rang", "gate-safe", "gate-back", "gate-late",
    ]  # fmt: skip
    left = signals[0]
    assert (left.label, left.tag, left.needs, left.quiz) == ("flag", "family", "welfare", "gate")
    assert left.reason == "His cell."
    assert left.because == ""


NAMED = "   label_names: {flag: Fire risk}\n"


@pytest.mark.parametrize(
    ("quiz", "review", "expected"),
    [
        (GATE, REVIEW, {}),
        (GATE + NAMED, REVIEW, {"flag": "Fire risk"}),
        (GATE + NAMED, f"{REVIEW}   label_names: {{flag: Danger}}\n", {"flag": "Danger"}),
    ],
)
def test_labels_are_called_as_in_the_quizzes(quiz, review, expected):
    assert filled(course(quiz, review)).label_names.given == expected


def test_what_is_filled_comes_back_equal():
    review = filled(course(REVIEW, GATE))
    text = kind.text(review)

    again = load(kind.content, text)
    assert again.signals == review.signals
    assert again.scenario == review.scenario
    assert again.review == review.review
    assert list(again.faults()) == []


def test_it_is_part_of_the_package():
    one, other = course(GATE, REVIEW), course(GATE, REVIEW)

    assert one.archive == other.archive


def test_a_review_with_signals_of_its_own_stays_as_it_is():
    own = (
        REVIEW + "   scenario: He [left](#x) and [came](#y).\n   signals:\n"
        "    - {id: x, label: flag, reason: Why., quiz: gate}\n"
        "    - {id: y, label: neutral, reason: Why., quiz: gate}\n"
    )

    assert [signal.id for signal in filled(course(GATE, own)).signals] == ["x", "y"]


def test_a_quiz_that_is_named_twice_is_copied_once():
    assert len(filled(course(GATE, REVIEW.replace("[gate]", "[gate, gate]"))).signals) == 5


def test_a_quiz_that_is_not_there():
    assert told(GATE, REVIEW.replace("[gate]", "[gate, gaet]")) == [
        "unit.yaml:30:24: no red-flag quiz of this course has the id `gaet`; "
        "did you mean `gate`? [unknown-quiz]"
    ]


def test_a_review_of_a_review():
    other = REVIEW.replace("again", "once").replace("[gate]", "[again]")

    assert told(GATE, REVIEW, other) == [
        "unit.yaml:34:18: `again` is a review itself; name the quizzes that it draws on "
        "[review-of-review]"
    ]


def test_more_passages_than_a_review_can_hold():
    big = "".join(
        f" - kind: red_flag_quiz\n   id: q{n}\n   title: Q\n   scenario: |\n     "
        + " ".join(f"[p](#p{m})" for m in range(101))
        + "\n   signals:\n"
        + "".join(
            f"    - {{id: p{m}, label: {'neutral' if m else 'flag'}, reason: Why.}}\n"
            for m in range(101)
        )
        for n in range(2)
    )

    faults = course(big, REVIEW.replace("gate", "q0, q1")).diagnostics
    (fault,) = (one for one in faults if one.severity == "error")
    assert (fault.code, fault.place.line) == ("too-many", 221)


def test_long_ids_are_cut_and_stay_apart():
    long = "a" * 55
    text = GATE.replace("id: gate", f"id: {long}")
    for name in ("left", "rang", "back"):
        text = text.replace(f"id: {name},", f"id: {'b' * 50}-{name},")
        text = text.replace(f"(#{name})", f"(#{'b' * 50}-{name})")

    signals = filled(course(text, REVIEW.replace("[gate]", f"[{long}]"))).signals
    ids = [signal.id for signal in signals]
    assert len(set(ids)) == 5
    assert all(len(id_) <= 60 for id_ in ids)
    assert ids[0].startswith("a" * 51 + "-")


def test_ids_that_come_out_alike_stay_apart():
    other = GATE.replace("id: gate", "id: gate-b").replace("id: left,", "id: x,")
    other = other.replace("(#left)", "(#x)")
    text = GATE.replace("id: left,", "id: b-x,").replace("(#left)", "(#b-x)")

    review = filled(course(text, other, REVIEW.replace("[gate]", "[gate, gate-b]")))
    assert len({signal.id for signal in review.signals}) == 10


def words(text: str) -> str:
    """The text that a passage would be shown in."""
    scenario = f"{text}\n\n[Other](#back)."
    block = (
        " - kind: red_flag_quiz\n   id: q\n   title: Q\n   scenario: |\n"
        + "".join(f"     {line}\n" for line in scenario.split("\n"))
        + "   signals:\n    - {id: x, label: flag, reason: Why.}\n"
        "    - {id: back, label: neutral, reason: Why.}\n"
    )
    review = filled(course(block, REVIEW.replace("gate", "q")))
    first = review.scenario.split("\n\n")[0]
    assert [passage.id for passage in passages(first)] == ["q-x"]
    return first.removeprefix("*Q:* ")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One. He [did](#x) it. Two.", "He [did](#q-x) it."),
        ("One! [He did it.](#x) Two.", "[He did it.](#q-x)"),
        ("One. [He did. And more.](#x) Two.", "[He did. And more.](#q-x)"),
        ("He said: “One. [Two](#x). Three.” Four.", "He said: “One. [Two](#q-x). Three.”"),
        ("Rekel je: „Ena. [Dve](#x).“ Tri.", "Rekel je: „Ena. [Dve](#q-x).“"),
        ("Seen by Dr. Novak, npr. Tuesday, e.g. [then](#x). Two.",
         "Seen by Dr. Novak, npr. Tuesday, e.g. [then](#q-x)."),
        ("See [the law](https://x.org/a) and [this](#x).", "See the law and [this](#q-x)."),
        ("| a | b |\n|---|---|\n| One | He [did](#x) it |", "He [did](#q-x) it"),
        ("> One.\n> He [did](#x) it.", "He [did](#q-x) it."),
        ("# Head\nHe [did](#x) it.", "He [did](#q-x) it."),
        ('He [did](#x "title") it.', "[did](#q-x)"),
        ('He <a href="#x">did *it*</a>.', "[did it](#q-x)"),
        ("He [did][r] it.\n\n[r]: #x", "[did](#q-x)"),
        ("هل [كتب](#x)؟ نعم.", "هل [كتب](#q-x)؟"),
    ],
)  # fmt: skip
def test_the_sentence(text, shown):
    assert words(text) == shown


def test_no_word_is_marked_that_was_not():
    review = filled(course(GATE, REVIEW))
    marked = {p.id: to_text(p.html) for b in review.scenario.split("\n\n") for p in passages(b)}

    assert marked["gate-left"] == "left his group"
    assert not re.search(r"\{place\}", review.scenario)
