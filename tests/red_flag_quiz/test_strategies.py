"""What playing without a thought earns."""

import random

import pytest

from hope_xblocks.content import load
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz
from hope_xblocks.red_flag_quiz.paths import junctions
from hope_xblocks.red_flag_quiz.play import State
from hope_xblocks.red_flag_quiz.rules import Move, apply, expert, played
from hope_xblocks.red_flag_quiz.strategies import CHOICES, MARKS, follow, shares

pytestmark = pytest.mark.slow

MARKED = """\
scenario: He [left](#left), [came back](#back), [rang](#rang) and [slept](#slept).
signals:
  - {id: left, label: flag, reason: Why.}
  - {id: back, label: neutral, reason: Why.}
  - {id: rang, label: protective, reason: Why.}
  - {id: slept, label: neutral, reason: Why.}
"""


def decisions(best: str, other: str, number: int = 4) -> str:
    steps = "".join(
        f"""\
  - id: s{n}
    question: What now?
    routes: [{{when: {{marked: {{left: flag}}, at_least: {{trust: 6}}}}, to: s{n + 2}}}]
    choices:
      - {{id: a{n}, text: {other}, credit: 1, outcome: x}}
      - {{id: b{n}, text: {best}, credit: 3, outcome: x, changes: {{trust: 1}}}}
      - {{id: c{n}, text: {other}, credit: 0, outcome: x}}
"""
        for n in range(number)
    ) + "".join(f"  - {{id: s{n}, text: The end.}}\n" for n in (number, number + 1))
    return f"{MARKED}steps:\n{steps}meters: [{{id: trust, name: Trust}}]\n"


def quiz(text: str) -> RedFlagQuiz:
    return load(RedFlagQuiz, text)


def test_without_decisions_marking_alike_earns_nothing():
    found = shares(quiz(MARKED))

    assert list(found) == list(MARKS)
    assert {name for name, share in found.items() if share} == {"everything at random"}
    assert found["everything at random"] < 0.3


def test_the_longest_choice_is_found_out():
    found = shares(quiz(decisions("Ask him calmly what has happened.", "Shout.")))

    assert found["always the longest choice"] > 0.5
    assert max(share for name, share in found.items() if "longest" not in name) < 0.5


def test_choices_of_one_length_give_nothing_away():
    found = shares(quiz(decisions("Ask.", "Run.")))

    assert list(found) == [*MARKS, *CHOICES]
    assert max(found.values()) < 0.5


def test_the_same_quiz_always_gives_the_same():
    content = quiz(decisions("Ask.", "Run."))

    assert shares(content, 10) == shares(content, 10)


def test_with_two_labels_nothing_is_marked_protective():
    content = quiz(f"labels: two\n{MARKED.replace('protective', 'neutral')}")

    assert "everything is protective" not in shares(content, 2)


def by_moves(content: RedFlagQuiz, moves) -> State:
    state = State()
    for move in moves:
        state = apply(content, state, Move.model_validate(move))
    return state


@pytest.mark.parametrize("seed", range(20))
def test_a_play_in_one_pass_is_the_play_move_by_move(seed):
    content = quiz(decisions("Ask.", "Run."))
    chance = random.Random(seed)
    labels = {id_: chance.choice(["flag", "neutral", None]) for id_ in content.signal}
    number = {step.id: chance.randrange(3) for step in content.texts}

    one = follow(
        content,
        junctions(content),
        labels.get,
        lambda ways: ways[number[f"s{ways[0].choice.id[1:]}"]],
    )
    other = by_moves(
        content, played(content, labels.get, lambda step: step.choices[number[step.id]])
    )

    assert other.submitted
    assert one == other.play


def test_the_expert_earns_all_there_is():
    content = quiz(decisions("Ask.", "Run."))
    state = by_moves(content, expert(content))

    one = follow(
        content,
        junctions(content),
        lambda id_: content.signal[id_].label,
        lambda ways: max(ways, key=lambda way: way.choice.credit),
    )

    assert one == state.play
