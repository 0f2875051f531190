"""How a red-flag quiz is played and scored."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hope_xblocks.content import load, without_hidden
from hope_xblocks.figures.measures import Rate, pooled
from hope_xblocks.kinds import Given
from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz
from hope_xblocks.red_flag_quiz.parts import Credit, Signal
from hope_xblocks.red_flag_quiz.play import Play, State, way
from hope_xblocks.red_flag_quiz.points import detection, judgement
from hope_xblocks.red_flag_quiz.rules import (
    Move,
    apply,
    completion,
    expert,
    played,
    possible,
    score,
    tally,
    view,
)

LABELS = ("flag", "protective", "neutral")
NIGHT = load(kind.written, (Path(__file__).parent / "branching.yaml").read_text())


def quiz(*labels: str, **more: object) -> RedFlagQuiz:
    return RedFlagQuiz(
        scenario=" ".join(f"[passage {n}](#p{n})" for n in range(len(labels))),
        signals=tuple(
            Signal(id=f"p{n}", label=label, reason=f"reason {n}")  # type: ignore[arg-type]
            for n, label in enumerate(labels)
        ),
        debrief="debrief",
        **more,  # type: ignore[arg-type]
    )


def marks(*labels: str | None) -> dict[str, str]:
    return {f"p{n}": label for n, label in enumerate(labels) if label}


def submit(content: RedFlagQuiz, *labels: str | None, state: State | None = None) -> State:
    return apply(content, state or State(), Move(move="submit", marks=marks(*labels)))  # type: ignore[arg-type]


def play(content: RedFlagQuiz, *moves: dict[str, object], state: State | None = None) -> State:
    state = state or State()
    for sent in moves:
        state = apply(content, state, Move.model_validate(sent))
    return state


def seen(content: RedFlagQuiz, state: State) -> dict[str, object]:
    return {
        id_: p for part in view(content, state).parts for id_, p in (part.passages or {}).items()
    }


FOUR = quiz("flag", "protective", "neutral", "neutral")
BEGIN = {"move": "submit", "marks": {"prays": "neutral", "tells": "flag", "calls": "protective"}}
LATER = {"move": "submit", "marks": {"gives": "neutral", "asks": "protective"}}


def decide(choice: str) -> dict[str, object]:
    return {"move": "decide", "choice": choice}


# Marks


@pytest.mark.parametrize(
    ("label", "mark", "points"),
    [
        ("flag", "flag", 1),
        ("flag", "neutral", 0.25),
        ("flag", "protective", 0),
        ("flag", None, 0),
        ("protective", "flag", 0),
        ("protective", "neutral", 0.5),
        ("protective", "protective", 1),
        ("neutral", "flag", 0),
        ("neutral", "neutral", 1),
        ("neutral", "protective", 0.5),
    ],
)
def test_credit_for_one_mark(label, mark, points):
    assert Credit().of(label, mark) == points


def test_an_expert_gets_all_points():
    assert score(FOUR, submit(FOUR, "flag", "protective", "neutral", "neutral")) == (4, 4)


def test_points_are_what_lies_above_blind_marking():
    state = submit(FOUR, "neutral", "neutral", "flag", "neutral")
    found = detection(FOUR, state.play)

    # Credit .25 + .5 + 0 + 1; a neutral is worth (.25 + .5 + 1 + 1) / 4 blindly, a flag 1 / 4.
    assert found.earned == 1.75 / 4
    assert found.blind == (3 * 2.75 / 4 + 1 * 0.25) / 4
    assert found.above_chance < 0
    assert score(FOUR, state) == (0, 4)


def test_one_slip_costs_little():
    state = submit(FOUR, "flag", "neutral", "neutral", "neutral")

    # Credit 1 + .5 + 1 + 1 of 4; blindly (1/4 + 3 * 2.75 / 4) / 4.
    blind = (0.25 + 3 * 0.6875) / 4
    assert score(FOUR, state).earned == pytest.approx(4 * (0.875 - blind) / (1 - blind))


@pytest.mark.parametrize("label", [*LABELS, None])
def test_marking_everything_alike_earns_nothing(label):
    assert score(FOUR, submit(FOUR, label, label, label, label)) == (0, 4)


@given(st.lists(st.sampled_from(LABELS), min_size=4, max_size=4))
def test_a_mark_more_is_never_worse_than_none_on_average(rest):
    # Guessing the first passage among three labels against leaving it unmarked.
    left = detection(FOUR, Play(marks=marks(None, *rest[1:]), read=("scenario",))).earned
    guessed = [
        detection(FOUR, Play(marks=marks(label, *rest[1:]), read=("scenario",))).earned
        for label in LABELS
    ]

    assert sum(guessed) / 3 >= left


def test_the_right_reason_gives_a_quarter_and_never_more_than_one():
    told = {"because": {"prays": "practice", "tells": "practice"}}
    wrong_label = play(NIGHT, BEGIN | told | {"marks": {"prays": "protective", "tells": "flag"}})
    found = detection(NIGHT, wrong_label.play)

    assert found.earned == (0.5 + 0.25 + 1 + 0) / 3


def test_two_labels():
    two = quiz("flag", "neutral", "neutral", labels="two")

    assert view(two, State()).labels == ("flag", "neutral")
    assert score(two, submit(two, "flag", "neutral", "neutral")) == (3, 3)


def test_hits_and_false_alarms_stand_side_by_side():
    result = view(FOUR, submit(FOUR, "flag", "flag", "flag", "neutral")).result

    assert result is not None
    assert result.hits == Rate(1, 1)
    assert result.false_alarms == Rate(2, 3)
    assert result.protective == Rate(0, 1)


@pytest.mark.parametrize(
    ("given_marks", "pattern"),
    [
        ((*["protective"] * 4,), "alike"),
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
    passages = seen(FOUR, submit(FOUR, "neutral", "neutral", "flag", None))

    assert [passage.outcome for passage in passages.values()] == [
        "missed",
        "near",
        "false-alarm",
        "unmarked",
    ]


# Attempts


def test_the_best_attempt_counts():
    state = submit(FOUR, "flag", "protective", "neutral", "protective")
    better = score(FOUR, state)
    state = apply(FOUR, state, Move(move="again"))
    state = submit(FOUR, "flag", "flag", "flag", "neutral", state=state)

    assert state.attempts == 2
    assert better.earned > 2
    assert score(FOUR, state) == better


def test_an_attempt_in_between_counts_if_it_was_the_best():
    free = quiz("flag", "protective", "neutral", "neutral", attempts=0)
    state = State()
    for given_marks in (("flag",) * 4, ("flag", "protective", "neutral", "neutral"), ("flag",) * 4):
        state = submit(free, *given_marks, state=state)
        assert state.submitted
        state = apply(free, state, Move(move="again"))

    assert score(free, state) == (4, 4)
    assert state.first.marks == marks(*("flag",) * 4)


def test_saving_uses_no_attempt_and_shows_no_result():
    state = apply(FOUR, State(), Move(move="save", marks={"p0": "flag"}))

    assert state == State(play=Play(marks={"p0": "flag"}))
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


def test_attempts_set_back_by_a_trainer_give_another_chance():
    once = quiz("flag", "neutral", attempts=1)
    state = submit(once, "flag", "neutral").model_copy(update={"attempts": 0})

    assert score(once, state) == (2, 2)
    assert completion(once, state) == 1
    assert not apply(once, state, Move(move="again")).submitted


# What is shown, and when


@pytest.mark.parametrize(
    ("answers", "attempts", "shown"), [("attempt", 2, True), ("last", 2, False), ("last", 1, True)]
)
def test_when_the_key_is_shown(answers, attempts, shown):
    content = quiz("flag", "neutral", "neutral", answers=answers, attempts=attempts)
    now = view(content, submit(content, "neutral", "neutral", "flag"))

    assert now.result is not None
    assert now.key is shown
    assert ("reason 0" in repr(now)) is shown


def test_all_points_open_the_key_at_once_and_never_means_never():
    last = quiz("flag", "neutral", answers="last")
    never = quiz("flag", "neutral", answers="never", attempts=1)

    assert view(last, submit(last, "flag", "neutral")).key
    assert not view(never, submit(never, "flag", "neutral")).key


def test_without_hidden_values_everything_can_be_played_and_nothing_is_told():
    bare, state = without_hidden(NIGHT), State()
    for sent in expert(NIGHT):
        now = repr(view(bare, state, reveal=False))
        state = apply(NIGHT, state, Move.model_validate(sent))
        for secret in ("Praying is his right", "He talks.", "critical: true", "A steady bond"):
            assert secret not in now

    assert view(bare, state, reveal=False).submitted


def test_results_of_a_text_wait_for_the_end_where_the_author_wants_it():
    at_end = NIGHT.model_copy(update={"feedback": "end"})

    assert "Praying is his right." in repr(view(NIGHT, play(NIGHT, BEGIN)))
    assert "Praying is his right." not in repr(view(at_end, play(at_end, BEGIN)))
    decided = view(at_end, play(at_end, BEGIN, decide("talk"))).parts[1]
    assert decided.outcome == "He talks."
    assert decided.options[2].credit is None


# Staged texts and decisions


def test_a_later_text_is_not_seen_before_its_time():
    for moves in ((), (BEGIN,)):
        now = repr(view(NIGHT, play(NIGHT, *moves)))
        assert "radio" not in now
        assert "And now?" not in now


def test_what_is_handed_in_stays():
    state = play(NIGHT, BEGIN, decide("talk"), LATER | {"marks": {"prays": "flag"}})

    assert state.play.marks == BEGIN["marks"]


def test_the_way_to_the_good_ending():
    state = play(NIGHT, BEGIN, decide("talk"), LATER, decide("nurse"))
    result = view(NIGHT, state).result

    assert state.submitted
    assert score(NIGHT, state) == (5, 5)
    assert result.ending_title == "A quiet morning"
    assert result.critical == []
    assert result.leans == {"proportionate": 2}


def test_a_critical_error_is_named_whatever_the_total():
    state = play(NIGHT, BEGIN, decide("log-it"), decide("sorry"), LATER, decide("nurse"))
    result = view(NIGHT, state).result

    assert [option.id for _part, option in result.critical] == ["log-it"]
    assert judgement(NIGHT, state.play) == pytest.approx((0 + 3 + 3) / 9)
    assert result.ending_title == "A quiet morning"  # 5 - 4 + 3 + 1


def test_a_meter_leads_to_a_repair_and_is_shown_if_it_may():
    state = play(NIGHT, BEGIN, decide("log-it"))
    now = view(NIGHT, state)

    assert now.parts[-1].id == "repair"
    assert now.meters == {"Trust": 1}
    assert [(change.name, change.by, change.to) for change in now.parts[-2].changes] == [
        ("Trust", -4, 1)
    ]


def test_a_mark_leads_to_another_ending():
    flagged = LATER | {"marks": {"gives": "flag"}}
    state = play(NIGHT, BEGIN, decide("talk"), flagged, decide("nurse"))

    assert way(NIGHT, state.play).ending.id == "mixed"


def test_an_ending_by_its_condition():
    state = play(NIGHT, BEGIN, decide("log-it"), decide("shrug"), LATER, decide("nurse"))

    assert way(NIGHT, state.play).ending.id == "bad"


@pytest.mark.parametrize("sent", [decide("talk"), decide("nurse"), decide(""), decide("../x")])
def test_a_decision_out_of_turn_changes_nothing(sent):
    assert play(NIGHT, sent) == State()


def test_a_submit_in_the_place_of_a_decision_changes_nothing():
    state = play(NIGHT, BEGIN)

    assert play(NIGHT, LATER, state=state) == state


def test_the_share_of_decisions_in_the_points():
    only_marks = NIGHT.model_copy(update={"decisions_share": 0.0})
    harm = (BEGIN, decide("log-it"), decide("shrug"), LATER, decide("search"))

    assert score(only_marks, play(only_marks, *harm)) == (5, 5)
    assert score(NIGHT, play(NIGHT, *harm)) == (2.5, 5)


def quick(text: str) -> RedFlagQuiz:
    """HEAD, and steps."""
    head = """
scenario: He [left](#left) and [came back](#back).
signals:
  - {id: left, label: flag, reason: r}
  - {id: back, label: neutral, reason: r}
"""
    return load(RedFlagQuiz, head + text)  # type: ignore[return-value]


HEAD_MARKS = {"move": "submit", "marks": {"left": "flag", "back": "neutral"}}
TWO_CHOICES = (
    """[{id: N1, text: x, credit: 3, outcome: o}, {id: N2, text: x, credit: 0, outcome: o}]"""
)


def test_what_comes_later_never_changes_what_lies_behind():
    content = quick(
        f"""
steps:
  - id: a
    question: A?
    routes: [{{when: {{chosen: [b1]}}, to: c}}]
    choices: {TWO_CHOICES.replace("N", "a")}
  - {{id: b, question: B?, choices: {TWO_CHOICES.replace("N", "b")}}}
  - {{id: c, text: end}}
"""
    )
    state = play(content, HEAD_MARKS, decide("a1"), decide("b1"))

    assert [stop.step.id for stop in way(content, state.play).stops] == ["scenario", "a", "b", "c"]


def test_nobody_is_stranded_when_the_rest_is_taken_out():
    long = quick("steps: [{id: last, text: end}]")
    state = play(long, HEAD_MARKS)
    short = quick("")

    assert view(short, state).stranded
    state = play(short, {"move": "submit"}, state=state)
    assert state.submitted
    assert score(short, state) == (2, 2)


def test_a_way_without_passages_counts_by_its_decisions():
    content = load(
        RedFlagQuiz,
        """
scenario: x
signals:
  - {id: left, label: flag, reason: r}
  - {id: back, label: neutral, reason: r}
steps:
  - id: a
    question: A?
    choices:
      - {id: a1, text: x, credit: 3, outcome: o, next: d}
      - {id: a2, text: x, credit: 0, outcome: o}
  - {id: b, text: "He [left](#left) and [came back](#back)."}
  - {id: d, text: end}
""",
    )

    assert score(content, play(content, *expert(content))) == (2, 2)


# Framings

FRAMED = quiz(
    "flag",
    "neutral",
    framings=(
        {"id": "one", "name": "as one group", "words": {"group": "the choir"}},
        {"id": "two", "name": "as another", "words": {"group": "the club"}},
    ),
).model_copy(update={"scenario": "In {group} he [shouts](#p0) and [sings](#p1)."})


def framed(state: State, seed: int) -> State:
    return state.model_copy(update={"given": Given(seed=seed)})


def test_chance_gives_each_learner_one_framing_and_the_next_attempt_the_other():
    for seed, words in ((0, ("choir", "club")), (1, ("club", "choir"))):
        state = framed(State(), seed)
        assert words[0] in view(FRAMED, state).parts[0].text
        state = submit(FRAMED, "flag", "neutral", state=state)
        assert words[0] in view(FRAMED, state).parts[0].text
        assert words[1] in view(FRAMED, state).result.other.text
        state = apply(FRAMED, state, Move(move="again"))
        assert words[1] in view(FRAMED, state).parts[0].text


def test_differences_in_judging_the_same_facts_become_visible():
    state = submit(FRAMED, "flag", "flag", state=framed(State(), 0))
    assert view(FRAMED, state).result.other.differently is None

    state = apply(FRAMED, state, Move(move="again"))
    state = submit(FRAMED, "flag", "neutral", state=state)
    assert view(FRAMED, state).result.other.differently == ["p1"]


# Reviews

REVIEW = RedFlagQuiz.model_validate(
    {
        "review": {"of": ("gate", "night"), "passages": 3},
        "scenario": "\n\n".join(
            f"*{title}* He [did {n}](#{title}-{n})."
            for title in ("gate", "night")
            for n in range(4)
        ),
        "signals": tuple(
            {
                "id": f"{title}-{n}",
                "label": LABELS[n % 3],
                "reason": f"Reason {title} {n}.",
                "quiz": title,
            }
            for title in ("gate", "night")
            for n in range(4)
        ),
    },
    strict=True,
)


def on_day(state: State, day: int, **finished: int) -> State:
    record = {name: {"day": float(day)} for name, day in finished.items()}
    return state.model_copy(update={"given": Given(seed=7, today=day, record=record)})


def test_nothing_is_due_before_a_quiz_is_finished_nor_too_soon():
    unfinished = view(REVIEW, on_day(State(), 100)).round
    assert (unfinished.due, unfinished.next_day) == (False, None)
    early = view(REVIEW, on_day(State(), 101, gate=100)).round
    assert (early.due, early.next_day) == (False, 102)
    assert view(REVIEW, on_day(State(), 101, gate=100)).parts == []


def test_a_round_mixes_the_passages_of_the_quizzes_that_are_due():
    state = on_day(State(), 102, gate=100, night=100)
    passages = seen(REVIEW, state)

    assert len(passages) == 3
    assert {id_.partition("-")[0] for id_ in passages} == {"gate", "night"}
    only_gate = seen(REVIEW, on_day(State(), 102, gate=100, night=101))
    assert {id_.partition("-")[0] for id_ in only_gate} == {"gate"}


def test_rounds_come_after_2_7_and_21_days_and_then_no_more():
    state, days = State(), []
    for day in range(100, 140):
        state = on_day(state, day, gate=100)
        if state.submitted:
            state = apply(REVIEW, state, Move(move="again"))
        if view(REVIEW, state).round.due:
            days.append(day - 100)
            state = play(REVIEW, {"move": "submit", "marks": {}}, state=state)
            assert view(REVIEW, state).result.hits.total >= 0

    assert days == [2, 7, 21]
    assert score(REVIEW, state) is None
    assert possible(REVIEW) == 0


def test_a_round_that_is_begun_stays_as_it_was_drawn():
    state = on_day(State(), 102, gate=100, night=101)
    first = list(seen(REVIEW, state))
    state = play(REVIEW, {"move": "save", "marks": {first[0]: "flag"}}, state=state)

    assert list(seen(REVIEW, on_day(state, 103, gate=100, night=101))) == first


# Figures


def test_a_tally_counts_the_first_attempt_alone():
    state = submit(FOUR, "flag", "flag", "neutral", "neutral")
    first = tally(FOUR, state)
    state = submit(
        FOUR, "flag", "flag", "flag", "flag", state=apply(FOUR, state, Move(move="again"))
    )

    assert tally(FOUR, state) == first
    assert pooled(first) == {"hits": 1, "signals": 1, "alarms": 1, "noises": 3}


def test_a_tally_counts_by_tag_and_by_confidence():
    sure = {"sure": {"prays": "90", "tells": "50"}, "marks": {"prays": "flag", "tells": "flag"}}
    state = play(NIGHT, BEGIN | sure, decide("log-it"), decide("sorry"), LATER, decide("nurse"))
    counts = tally(NIGHT, state)

    assert tuple(
        counts[f"p.prays/{name}.practice@mark.prays"] for name in ("alarms", "noises")
    ) == (1, 1)
    assert tuple(counts[f"p.prays/{name}.90@sure.prays"] for name in ("judged", "right")) == (1, 0)
    assert tuple(counts[f"p.tells/{name}.50@sure.tells"] for name in ("judged", "right")) == (1, 1)
    assert counts["p.prays/sure.prays=90"] == counts["p.tells/sure.tells=50"] == 1


def test_a_tally_counts_passage_by_passage_and_the_way_that_was_taken():
    state = play(NIGHT, BEGIN, decide("log-it"), decide("sorry"), LATER, decide("nurse"))
    counts = tally(NIGHT, state)
    marks = [name for name in counts if "/mark." in name]

    assert len(marks) == len(NIGHT.signals)
    assert {name for name in counts if name.startswith(("d.", "way/choice", "way/ending"))} == {
        *("way/choice.first=log-it", "way/choice.repair=sorry", "way/choice.later=nurse"),
        "way/ending=good",
    }
    right = {name: counts[name] for name in counts if "/one." in name}
    for name, value in right.items():
        assert counts[name.replace("/one.", "/rest.")] == sum(right.values()) - value


def test_confidence_in_a_whole_set_counts_for_each_of_its_marks():
    whole = NIGHT.model_copy(update={"confidence": "set"})
    state = play(whole, BEGIN | {"sure": {"scenario": "70"}}, decide("talk"), LATER)
    counts = tally(whole, play(whole, decide("nurse"), state=state))

    assert (pooled(counts)["judged.70"], pooled(counts)["right.70"]) == (3, 3)


def test_a_text_that_was_never_reached_is_not_counted():
    assert tally(NIGHT, play(NIGHT, BEGIN)) == {}


def test_measures_are_shown_from_ten_flags_and_ten_others_on():
    def measures(signals: float) -> object:
        record = {"a": {"hits": 4, "signals": signals, "alarms": 3, "noises": 20, "day": 1}}
        done = submit(FOUR, "flag", "protective", "neutral", "neutral")
        given_ = Given(record=record)
        return view(FOUR, done.model_copy(update={"given": given_})).measures

    assert not measures(9).detection.enough
    assert measures(10).detection.enough


# Properties

quizzes = st.lists(st.sampled_from(LABELS), min_size=2, max_size=8).map(lambda ls: quiz(*ls))
some_marks = st.dictionaries(
    st.integers(0, 9).map("p{}".format), st.sampled_from(LABELS), max_size=10
)
moves = st.builds(Move, move=st.sampled_from(["save", "submit", "again"]), marks=some_marks)
night_moves = st.builds(
    Move,
    move=st.sampled_from(["save", "submit", "submit", "decide", "decide", "decide", "again"]),
    marks=st.dictionaries(
        st.sampled_from([signal.id for signal in NIGHT.signals]), st.sampled_from(LABELS)
    ),
    choice=st.sampled_from([choice.id for step in NIGHT.steps for choice in step.choices]),
)


@given(quizzes, st.lists(moves, max_size=12))
def test_whatever_is_played(content, played_):
    state, done, best = State(), 0.0, 0.0
    for move in played_:
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
            assert "reason 0" not in repr(shown)
            assert "debrief='debrief'" not in repr(shown)
            assert all(passage.label is None for passage in seen(content, state).values())


@pytest.mark.slow
@given(quizzes, some_marks)
def test_a_move_made_twice_is_made_once(content, chosen):
    saved = apply(content, State(), Move(move="save", marks=chosen))
    sent = apply(content, saved, Move(move="submit", marks=chosen))

    assert apply(content, saved, Move(move="save", marks=chosen)) == saved
    assert apply(content, sent, Move(move="submit", marks=chosen)) == sent


@given(quizzes, quizzes, st.lists(moves, max_size=6))
def test_any_state_meets_any_content(one, other, played_):
    state = State()
    for move in played_:
        state = apply(one, state, move)

    view(other, state)
    earned = score(other, state)
    assert earned is None or 0 <= earned.earned <= earned.possible
    assert State.model_validate_json(state.model_dump_json()) == state


@given(st.lists(night_moves, max_size=12), st.data())
def test_a_branching_quiz_survives_any_removal(played_, data):
    state = State()
    for move in played_:
        state = apply(NIGHT, state, move)
    gone = data.draw(st.integers(0, len(NIGHT.steps) - 1))
    steps = NIGHT.steps[:gone] + NIGHT.steps[gone + 1 :]
    kept = {name: getattr(NIGHT, name) for name in RedFlagQuiz.model_fields}
    edited = RedFlagQuiz.model_construct(
        **kept | {"steps": tuple(data.draw(st.permutations(steps)))}
    )

    view(edited, state)
    for move in played_:
        state = apply(edited, state, move)
        view(edited, state)
    earned = score(edited, state)
    assert earned is None or 0 <= earned.earned <= earned.possible


def test_the_sample_can_be_played():
    content = load(RedFlagQuiz, kind.sample_text)
    right = {signal.id: signal.label for signal in content.signals}

    assert score(content, apply(content, State(), Move(move="submit", marks=right))) == (3, 3)


def test_an_expert_gets_all_points_of_a_branching_quiz():
    assert score(NIGHT, play(NIGHT, *expert(NIGHT))) == (5, 5)


def test_always_the_first_choice_and_no_mark_earns_little():
    moves_ = played(NIGHT, lambda id_: None, lambda step: step.choices[0])

    assert score(NIGHT, play(NIGHT, *moves_)).earned <= 2.5
