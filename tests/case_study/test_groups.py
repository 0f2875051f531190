"""Groups of a class beside one another and beside the experts: figures by hand, and any text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hope_xblocks.case_study import kind
from hope_xblocks.case_study.groups import NUMBERS, Compared, projector
from hope_xblocks.case_study.play import NO_ANSWER
from hope_xblocks.content import load

FILE = Path(__file__).with_name("everything.yaml")
CASE = load(kind.content, kind.text(load(kind.written, FILE.read_text("utf-8"))))

# Five factors on three levels, one expert: none, none, some, much, much.
WORKED = """\
stages:
  - id: one
    title: One
    tasks:
      - id: weigh
        task: rating
        question: How much?
        unknown: false
        levels: [{id: none, text: Not at all}, {id: some, text: Somewhat}, {id: much, text: A lot}]
        factors:
          - {id: a, text: A, experts: {none: 1}}
          - {id: b, text: B, experts: {none: 1}}
          - {id: c, text: C, experts: {some: 1}}
          - {id: d, text: D, experts: {much: 1}}
          - {id: e, text: E, experts: {much: 1}}
"""


def said(task: str, **groups: str) -> Compared:
    """What comes of answers such as `g1="none some"`, or `g2="kept=on"`."""
    sent = {"task": task}
    lines = CASE.tasks[task]
    ids = [one.id for one in getattr(lines, "factors", getattr(lines, "items", ()))]
    for group, text in groups.items():
        number = group.removeprefix("g")
        words = text.split()
        if ids:
            sent |= {f"{number}.{id_}": word for id_, word in zip(ids, words, strict=False)}
        elif lines.task == "several":
            sent |= {f"{number}.{word}": "on" for word in words}
        else:
            sent[number] = text
    return projector(CASE, sent)


# Beside the experts


def test_agreement_is_as_worked_by_hand():
    case = load(kind.content, WORKED)
    sent = {"task": "weigh"}
    for number, levels in [(1, "none some some much none"), (2, "none none some much much")]:
        sent |= {
            f"{number}.{id_}": level for id_, level in zip("abcde", levels.split(), strict=True)
        }
    sent |= {"3.a": "none", "3.b": "none", "3.c": "much", "3.d": "much"}
    one, two, three = projector(case, sent).groups

    # Linear weights. Seen: 0 + 1/2 + 0 + 0 + 1 of 5. By chance: 11.5 of 25.
    assert one.agreement.kappa == pytest.approx(1 - (1.5 / 5) / (11.5 / 25))
    assert (one.agreement.same, one.agreement.rated, one.agreement.strength) == (3, 5, "fair")
    assert (two.agreement.kappa, two.agreement.strength) == (1, "almost-perfect")
    # Of four ratings, kappa is not told.
    assert (three.agreement.same, three.agreement.rated, three.agreement.strength) == (3, 4, "")


def test_a_panel_of_two_minds_counts_both_as_most():
    made = said("weigh", g1="none none unknown some none none", g2="none none unknown much")

    assert [(one.agreement.same, one.agreement.rated) for one in made.groups] == [(6, 6), (4, 4)]


def test_estimates_lie_below_within_and_above():
    made = said("likely", g1="29", g2="30", g3="65", g4="66", g6="0")

    assert [one.where for one in made.groups] == ["below", "within", "within", "above", "below"]
    assert [one.number for one in made.groups] == [1, 2, 3, 4, 6]
    assert made.estimates == (0, 66)


def test_several_are_in_or_out_as_with_the_experts():
    made = said("report", g1="kept club drive", g2="kept cold", g3="cold faith rumour")

    assert [one.same for one in made.groups] == [(6, 6), (3, 6), (0, 6)]


def test_an_order_is_compared_by_pairs():
    # The experts: hear 1, write 2, call 2, tell 3. Five pairs differ.
    made = said("steps", g1="4 1 2 3", g2="1 4 2 3", g3="2")

    assert [one.same for one in made.groups] == [(5, 5), (0, 5), (0, 5)]


def test_without_a_key_nothing_is_said_of_agreement():
    text = WORKED.replace(", experts: {none: 1}", "").replace(", experts: {some: 1}", "")
    case = load(kind.content, text.replace(", experts: {much: 1}", ""))
    (one,) = projector(case, {"task": "weigh", "1.a": "none"}).groups

    assert one.agreement is None


# Beside one another


def test_groups_that_are_alike():
    made = said("advice", g1="plan", g4="plan")

    assert (made.told, made.differing, list(made.most)) == (True, frozenset(), [])


def test_one_group_alone_is_compared_with_nobody():
    made = said("weigh", g2="none some")

    assert (made.told, made.differing) == (False, frozenset())
    assert said("advice", g1="plan").told is False


def test_groups_that_rated_other_things_cannot_be_compared():
    sent = {"task": "weigh", "1.radio": "none", "2.prayer": "none"}

    assert projector(CASE, sent).told is False


def test_what_groups_differ_most_on_is_what_lies_farthest_apart():
    made = said("weigh", g1="none none some much", g2="none some some none", g3="none none some")

    assert made.differing == {"radio", "numbers"}
    assert made.most == ["numbers"]  # one whole scale apart; the radio half of it in two pairs
    made = said("steps", g1="1 2 3 4", g2="2 1 3 4")
    assert made.most == ["tell", "hear"]
    made = said("report", g1="kept", g2="kept cold", g3="kept cold drive")
    assert made.most == ["cold", "drive"]
    assert said("likely", g1="20", g2="80").most == ["likely"]


def test_heaps_have_no_distance():
    made = said("heaps", g1="with with with", g2="never apart with")

    assert made.most == ["judgment", "health"]


# What was entered


def test_what_was_entered_is_there_again_for_its_task_alone():
    made = said("steps", g1="4 1 2 3")

    assert made.answer_of("steps", 1).places == {"tell": 4, "hear": 1, "write": 2, "call": 3}
    assert made.answer_of("steps", 2) == NO_ANSWER
    assert made.answer_of("report", 1) == NO_ANSWER
    assert said("advice", g1="plan").answer_of("advice", 1).chosen == ("plan",)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"task": ""},
        {"task": "nobody"},
        {"task": "__class__"},
        {"task": "reason", "1": "text"},
        {"task": "month", "1.who": "2"},
        {"1.radio": "none"},
    ],
)
def test_without_a_task_that_can_be_compared_there_is_nothing(sent):
    assert projector(CASE, sent) == Compared("")


@pytest.mark.parametrize(
    "sent",
    [
        {"task": "weigh", "1.radio": "nothing", "1.nobody": "none", "7.radio": "none"},
        {"task": "weigh", "0.radio": "none", "radio": "none", "01.radio": "none", ".radio": "none"},
        {"task": "heaps", "1.judgment": "unknown"},  # which is not offered there
        {
            "task": "likely",
            "1": "101",
            "2": "-1",
            "3": "4.5",
            "4": "1e1",
            "5": "٣",
            "6": "9" * 5000,
        },
        {"task": "likely", "1": "²", "2": "0x10", "3": "", "4": "\ud800", "5": "\0", "6": "nan"},
        {"task": "advice", "1": "<script>", "2": "plan,later", "1.plan": "on"},
        {"task": "steps", "1.tell": "0", "1.hear": "5", "1.write": "x", "1.nobody": "1"},
        {"task": "report", "1.nobody": "on", "1": "kept", "2.kept": ""},
    ],
)
def test_what_is_unknown_is_passed_over(sent):
    made = projector(CASE, sent)

    assert made.task == sent["task"]
    assert made.groups == []
    assert (made.told, made.differing, made.estimates) == (False, frozenset(), None)


NAMES = [
    line.id
    for task in CASE.tasks.values()
    for lines in ("factors", "options", "items")
    for line in getattr(task, lines, ())
]
NUMBERED = st.builds(
    "{}{}".format,
    st.sampled_from([*map(str, NUMBERS), "0", "7", ""]),
    st.sampled_from(["", ".", *(f".{name}" for name in NAMES)]),
)
VALUES = st.one_of(
    st.sampled_from(["none", "some", "much", "unknown", "with", "never", "plan", "on", ""]),
    st.integers(-5, 200).map(str),
    st.text(st.characters(), max_size=8),  # lone surrogates, too
)
SENT = st.builds(
    lambda task, pairs: pairs | {"task": task},
    st.one_of(st.sampled_from(list(CASE.tasks)), VALUES),
    st.dictionaries(st.one_of(NUMBERED, st.text(max_size=5)), VALUES, max_size=40),
)


@pytest.mark.slow
@settings(max_examples=200, deadline=None, derandomize=True)
@given(SENT)
def test_whatever_is_sent_no_more_than_what_can_be_said_comes_of_it(sent):
    made = projector(CASE, sent)

    assert made.task in ("", sent["task"])
    task = CASE.tasks.get(made.task)
    lines = {
        line.id for name in ("factors", "options", "items") for line in getattr(task, name, ())
    }
    assert made.differing <= lines | {made.task}
    assert set(made.most) <= made.differing
    for group in made.groups:
        answer = group.answer
        assert group.number in NUMBERS
        assert {*answer.levels, *answer.chosen, *answer.places} <= lines
        assert answer.value is None or 0 <= answer.value <= 100
        assert all(1 <= place <= len(lines) for place in answer.places.values())
        assert not group.same or 0 <= group.same[0] <= group.same[1]
