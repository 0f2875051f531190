"""How a red-flag quiz is played and scored."""

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hope_xblocks.content import load
from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz, Signal
from hope_xblocks.red_flag_quiz.rules import (
    CREDIT,
    Move,
    Rate,
    State,
    apply,
    completion,
    possible,
    score,
    view,
)

LABELS = ("flag", "protective", "neutral")


def quiz(*labels: str, attempts: int = 2) -> RedFlagQuiz:
    return RedFlagQuiz(
        scenario=" ".join(f"[passage {n}](#p{n})" for n in range(len(labels))),
        signals=tuple(
            Signal(id=f"p{n}", label=label, reason=f"reason {n}")  # type: ignore[arg-type]
            for n, label in enumerate(labels)
        ),
        attempts=attempts,
        debrief="debrief",
    )


def marks(*labels: str | None) -> dict[str, str]:
    return {f"p{n}": label for n, label in enumerate(labels) if label}


def submit(content: RedFlagQuiz, *labels: str | None, state: State | None = None) -> State:
    return apply(content, state or State(), Move(move="submit", marks=marks(*labels)))  # type: ignore[arg-type]


FOUR = quiz("flag", "protective", "neutral", "neutral")


# The credit matrix: Brier-like partial credit for near misses, none for a false alarm
@pytest.mark.parametrize(
    ("label", "mark", "points"),
    [
        ("flag", "flag", 1),
        ("flag", "neutral", 0.25),
        ("flag", "protective", 0),
        ("protective", "flag", 0),
        ("protective", "neutral", 0.5),
        ("protective", "protective", 1),
        ("neutral", "flag", 0),
        ("neutral", "neutral", 1),
        ("neutral", "protective", 0.5),
    ],
)
def test_credit_for_one_mark(label, mark, points):
    assert CREDIT[label][mark] == points


def test_an_expert_gets_all_points():
    assert score(FOUR, submit(FOUR, "flag", "protective", "neutral", "neutral")) == (4, 4)


def test_a_mixed_attempt_gets_the_sum_of_its_credits():
    state = submit(FOUR, "neutral", "neutral", "flag", "neutral")

    assert score(FOUR, state) == (0.25 + 0.5 + 0 + 1, 4)


def test_a_passage_left_unmarked_gets_nothing():
    assert score(FOUR, submit(FOUR, "flag", None, None, "neutral")) == (2, 4)


@pytest.mark.parametrize("label", [*LABELS, None])
def test_marking_everything_alike_earns_nothing(label):
    assert score(FOUR, submit(FOUR, label, label, label, label)) == (0, 4)


def test_hits_and_false_alarms_stand_side_by_side():
    result = view(FOUR, submit(FOUR, "flag", "flag", "flag", "neutral")).result

    assert result is not None
    assert result.hits == Rate(1, 1)
    assert result.false_alarms == Rate(2, 3)
    assert result.protective == Rate(0, 1)


@pytest.mark.parametrize(
    ("given_marks", "pattern"),
    [
        (("flag",) * 4, "everything"),
        ((None,) * 4, "nothing"),
        (("neutral",) * 4, "nothing"),
        (("neutral", "protective", "neutral", "neutral"), "nothing"),
        (("flag", "protective", "neutral", "neutral"), ""),
    ],
)
def test_a_pattern_without_skill_is_named(given_marks, pattern):
    result = view(FOUR, submit(FOUR, *given_marks)).result

    assert result is not None
    assert result.pattern == pattern


def test_each_passage_says_what_came_of_it():
    passages = view(FOUR, submit(FOUR, "neutral", "neutral", "flag", None)).passages

    assert [passage.outcome for passage in passages.values()] == [
        "missed",
        "near",
        "false-alarm",
        "unmarked",
    ]


def test_the_best_attempt_counts():
    state = submit(FOUR, "flag", "protective", "neutral", "flag")
    state = apply(FOUR, state, Move(move="again"))
    state = submit(FOUR, "flag", "flag", "flag", "neutral", state=state)

    assert state.attempts == 2
    assert score(FOUR, state) == (3, 4)


def test_saving_uses_no_attempt_and_shows_no_result():
    state = apply(FOUR, State(), Move(move="save", marks={"p0": "flag"}))

    assert state == State(marks={"p0": "flag"})
    assert view(FOUR, state).result is None
    assert view(FOUR, state).open == Rate(3, 4)
    assert score(FOUR, state) is None
    assert completion(FOUR, state) == 0


def test_no_more_attempts_than_allowed():
    once = quiz("flag", "neutral", attempts=1)
    state = submit(once, "flag", "neutral")

    assert apply(once, state, Move(move="again")) == state
    assert submit(once, "neutral", "flag", state=state) == state
    assert view(once, state).attempts_left == 0


def test_nought_means_as_often_as_wanted():
    free = quiz("flag", "neutral", attempts=0)
    state = State()
    for _ in range(30):
        state = apply(free, submit(free, "flag", "neutral", state=state), Move(move="again"))

    assert state.attempts == 30
    assert view(free, state).attempts_left is None


def test_a_removed_signal_leaves_the_rest_of_the_work():
    state = submit(FOUR, "flag", "protective", "neutral", "flag")
    shorter = quiz("flag", "protective", "neutral")

    assert score(shorter, state) == (3, 3)
    assert list(view(shorter, state).passages) == ["p0", "p1", "p2"]


def test_attempts_set_back_by_a_trainer_give_another_chance():
    once = quiz("flag", "neutral", attempts=1)
    state = submit(once, "flag", "neutral").model_copy(update={"attempts": 0})

    assert score(once, state) == (2, 2)
    assert completion(once, state) == 1
    assert not apply(once, state, Move(move="again")).submitted


# Properties

quizzes = st.lists(st.sampled_from(LABELS), min_size=2, max_size=8).map(lambda ls: quiz(*ls))
some_marks = st.dictionaries(
    st.integers(0, 9).map("p{}".format), st.sampled_from(LABELS), max_size=10
)
moves = st.builds(Move, move=st.sampled_from(["save", "submit", "again"]), marks=some_marks)


@given(quizzes, st.lists(moves, max_size=12))
def test_whatever_is_played(content, played):
    state, done, best = State(), 0.0, 0.0
    for move in played:
        state = apply(content, state, move)
        shown = view(content, state)
        earned = score(content, state)

        assert state.attempts <= content.attempts
        assert done <= completion(content, state) <= 1
        done = completion(content, state)
        if earned is not None:
            assert best <= earned.earned <= earned.possible == possible(content)
            best = earned.earned
        if shown.result is None:
            assert "reason 0" not in json.dumps(asdict(shown))
            assert '"debrief"' not in json.dumps(asdict(shown))
            assert all(passage.label is None for passage in shown.passages.values())


@given(quizzes, some_marks)
def test_a_move_made_twice_is_made_once(content, chosen):
    saved = apply(content, State(), Move(move="save", marks=chosen))
    sent = apply(content, saved, Move(move="submit", marks=chosen))

    assert apply(content, saved, Move(move="save", marks=chosen)) == saved
    assert apply(content, sent, Move(move="submit", marks=chosen)) == sent


@given(quizzes, quizzes, st.lists(moves, max_size=6))
def test_any_state_meets_any_content(one, other, played):
    state = State()
    for move in played:
        state = apply(one, state, move)

    view(other, state)
    earned = score(other, state)
    assert earned is None or 0 <= earned.earned <= earned.possible
    assert State.model_validate_json(state.model_dump_json()) == state


def test_the_sample_can_be_played():
    content = load(RedFlagQuiz, kind.sample_text)
    right = {signal.id: signal.label for signal in content.signals}

    assert score(content, apply(content, State(), Move(move="submit", marks=right))) == (3, 3)
