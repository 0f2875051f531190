"""What can happen in a quiz, looked at all at once, is what happens when it is played."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hope_xblocks.content import load
from hope_xblocks.red_flag_quiz.content import RedFlagQuiz
from hope_xblocks.red_flag_quiz.parts import Choice, Ending, Meter, Route, Signal, Step, When
from hope_xblocks.red_flag_quiz.paths import explore, mermaid, sketch
from hope_xblocks.red_flag_quiz.play import State, way
from hope_xblocks.red_flag_quiz.rules import Move, apply

pytestmark = pytest.mark.slow

HEAD = """\
scenario: He [left](#left) and [came back](#back).
signals:
  - {id: left, label: flag, reason: Why.}
  - {id: back, label: neutral, reason: Why.}
"""
CALL = """\
steps:
  - id: call
    question: What now?
    choices:
      - {id: ask, text: Ask him., credit: 3, outcome: He answers., changes: {trust: 2}}
      - {id: shout, text: Shout., credit: 0, critical: true, outcome: He goes., next: away}
  - id: talk
    text: He talks.
    routes: [{when: {marked: {left: flag}}, to: away}]
meters: [{id: trust, name: Trust}]
endings:
  - {id: calm, title: Calm, text: All is well., when: {at_least: {trust: 6}}}
  - {id: away, title: Away, text: He is gone.}
"""


def quiz(text: str) -> RedFlagQuiz:
    return load(RedFlagQuiz, HEAD + text)


def test_all_can_be_reached():
    found = explore(quiz(CALL))

    assert found.steps == ("scenario", "call", "talk")
    assert found.endings == ("calm", "away")
    assert found.missed_steps == found.missed_endings == ()
    assert found.dead_ends == found.never_taken == ()
    assert (found.proven, found.all_best) == (True, True)
    # Shouting, asking with the mark, and asking without it: the mark makes two ways of each.
    assert (found.number, found.fewest, found.most) == (4, 1, 1)
    assert str(found) == "4 ways through, with 1 decision"


def test_a_quiz_without_steps_has_one_way():
    found = explore(quiz(""))

    assert found.steps == ("scenario",)
    assert str(found) == "1 way through, with 0 decisions"


def test_a_step_that_all_go_around():
    found = explore(quiz(CALL.replace("outcome: He answers.", "outcome: x, next: calm")))

    assert found.missed_steps == ("talk",)
    assert found.never_taken == ()  # it follows from the step


def test_an_ending_whose_condition_cannot_be_met():
    found = explore(quiz(CALL.replace("trust: 6", "trust: 8")))

    assert found.missed_endings == ("calm",)


def test_a_story_that_stops_without_an_ending():
    found = explore(quiz(CALL.replace("He is gone.}", "He is gone., when: {chosen: [shout]}}")))

    assert found.dead_ends == ()
    found = explore(
        quiz(CALL.replace("gone.}", "gone., when: {at_most: {trust: 4}}}").replace("6", "8"))
    )
    assert found.dead_ends == (("steps", 1),)


def test_a_story_that_stops_after_a_choice():
    last = CALL.replace("trust: 6", "trust: 7").replace(
        "gone.}", "gone., when: {at_most: {trust: 1}}}"
    )
    head, _talk, tail = last.partition("  - id: talk\n")
    text = head.replace(", next: away", "") + tail[tail.index("meters:") :]

    assert explore(quiz(text)).dead_ends == (("steps", 0, "choices", 1),)


def test_a_route_that_is_never_taken():
    below = CALL.replace("routes: [", "routes: [{to: calm}, ")
    unmet = CALL.replace("{marked: {left: flag}}", "{at_most: {trust: 6}}")

    assert explore(quiz(below)).never_taken == (("steps", 1, "routes", 1),)
    assert explore(quiz(unmet)).never_taken == (("steps", 1, "routes", 0),)


def test_with_two_labels_nobody_marks_a_third():
    text = CALL.replace("left: flag", "left: protective")

    assert explore(quiz(text)).never_taken == ()
    assert explore(quiz("labels: two\n" + text)).never_taken == (("steps", 1, "routes", 0),)


def many(steps: int, meters: int, asked: int) -> RedFlagQuiz:
    """A long quiz; its last conditions ask for *meters* meters and *asked* marks."""
    return RedFlagQuiz(
        scenario=" ".join(f"[p](#p{n})" for n in range(60)),
        signals=tuple(
            Signal(id=f"p{n}", label=("flag", "neutral", "protective")[n % 3], reason="Why.")
            for n in range(60)
        ),
        steps=tuple(
            Step(
                id=f"s{n}",
                question="What now?",
                choices=tuple(
                    Choice(
                        id=f"c{n}-{credit}",
                        text="x",
                        credit=credit,
                        outcome="y",
                        changes={f"m{(n + credit) % meters}": credit - 1} if meters else {},
                        routes=(Route(when=When(chosen=(f"c{n - 3}-1",)), to=f"s{n + 2}"),)
                        if 3 <= n < steps - 2
                        else (),
                    )
                    for credit in range(4)
                ),
            )
            for n in range(steps)
        ),
        meters=tuple(Meter(id=f"m{n}", name="M") for n in range(meters)),
        endings=(
            Ending(
                id="good",
                title="Good",
                text="x",
                when=When(
                    at_least={f"m{n}": 9 for n in range(meters)},
                    marked={f"p{n}": "flag" for n in range(asked)},
                ),
            ),
            Ending(id="bad", title="Bad", text="x"),
        ),
    )


def test_forty_steps_are_looked_through_quickly():
    content = many(40, meters=1, asked=2)
    assert list(content.faults()) == []
    began = time.perf_counter()

    found = explore(content)

    assert time.perf_counter() - began < 5  # a fraction of a second on an idle machine
    assert found.proven
    assert found.number > 4**20
    assert str(found) == "more than a million ways through, with 26 to 40 decisions"
    assert found.endings == ("good", "bad")


def test_where_there_is_too_much_the_end_is_reached_all_the_same():
    found = explore(many(40, meters=5, asked=30), most=2_000)

    assert not found.proven
    assert len(found.steps) == 41
    assert "bad" in found.endings
    assert found.situations < 20_000


def test_the_sketch_says_what_leads_where():
    assert (
        sketch(quiz(CALL))
        == """\
scenario: 2 passages
  → call
call: a decision
  ask (3) → talk
  shout (0, critical) → away
talk
  if left = flag → away
  if trust ≥ 6 → calm
  → away
calm: the ending “Calm”
away: the ending “Away”"""
    )


def test_choices_that_lead_the_same_way_share_a_line():
    text = CALL.replace(", next: away", "").replace("    routes: [{when", "    routes: [{when")

    assert "  ask (3), shout (0, critical) → talk\n" in sketch(quiz(text))


def test_the_chart():
    lines = mermaid(quiz(CALL)).splitlines()

    assert lines[:4] == [
        "flowchart TD",
        "    step-scenario --> step-call",
        '    step-call -->|"ask (3)"| step-talk',
        '    step-call -->|"shout (0, critical)"| step-away',
    ]
    assert '    step-talk -->|"if left = flag"| step-away' in lines
    assert '    step-calm["calm"]' in lines


# Against play


@st.composite
def quizzes(draw) -> RedFlagQuiz:
    steps: list[Step] = []
    number = draw(st.integers(1, 4))
    endings = [f"e{n}" for n in range(draw(st.integers(0, 3)))]
    meters = [f"m{n}" for n in range(draw(st.integers(0, 2)))]
    choices: list[str] = []
    passages = ["p0", "p1"]
    label = st.sampled_from(["flag", "neutral", "protective"])

    def when() -> When:
        return When(
            chosen=tuple(draw(st.lists(st.sampled_from(choices), max_size=2))) if choices else (),
            marked=draw(st.dictionaries(st.sampled_from(passages), label, max_size=1)),
            at_least=draw(some_meters),
            at_most=draw(some_meters),
        )

    some_meters = (
        st.dictionaries(st.sampled_from(meters), st.integers(3, 7), max_size=1)
        if meters
        else st.just({})
    )
    for at in range(number):
        ahead = [*(f"s{n}" for n in range(at + 1, number)), *endings]
        decides = draw(st.booleans())
        marks = at == 1 and draw(st.booleans())
        if marks:
            passages.append("p2")
        names = [f"c{at}-{n}" for n in range(2)] if decides else []
        choices += names

        def leads(ahead=ahead):
            return {
                "routes": tuple(
                    Route(when=when(), to=draw(st.sampled_from(ahead)))
                    for _ in range(draw(st.integers(0, 2)) if ahead else 0)
                ),
                "next": draw(st.sampled_from(["", *ahead])),
            }

        steps.append(
            Step(
                id=f"s{at}",
                text="[p](#p2)" if marks else "" if decides else "x",
                question="What now?" if decides else "",
                choices=tuple(
                    Choice(
                        id=name,
                        text="x",
                        credit=3 - place,
                        outcome="y",
                        changes={one: draw(st.integers(-3, 3)) for one in meters},
                        **leads(),
                    )
                    for place, name in enumerate(names)
                ),
                **leads(),
            )
        )
    return RedFlagQuiz(
        scenario="[p](#p0) [p](#p1)",
        signals=tuple(
            Signal(id=id_, label="flag" if id_ == "p0" else "neutral", reason="Why.")
            for id_ in passages
        ),
        steps=tuple(steps),
        endings=tuple(Ending(id=id_, title="E", text="x", when=when()) for id_ in endings),
        meters=tuple(Meter(id=id_, name="M") for id_ in meters),
    )


def played(content: RedFlagQuiz):
    """Every possible play: its moves made one by one."""
    asked = {
        id_
        for part in [
            *(route for step in content.steps for route in step.routes),
            *(r for step in content.steps for one in step.choices for r in one.routes),
            *content.endings,
        ]
        for id_ in part.when.marked
    }
    waiting = [State()]
    while waiting:
        state = waiting.pop()
        if state.submitted:
            yield state
            continue
        stop = way(content, state.play).stops[-1]
        if stop.what == "decision":
            moves = [Move(move="decide", choice=one.id) for one in stop.step.choices]
        else:
            ids = [id_ for id_ in content.to_mark[stop.step.id] if id_ in asked]
            moves = [
                Move(move="submit", marks={i: m for i, m in zip(ids, marks, strict=True) if m})
                for marks in itertools.product(
                    ("flag", "neutral", "protective", None), repeat=len(ids)
                )
            ]
        waiting += [apply(content, state, move) for move in moves]


@settings(max_examples=60, deadline=None)
@given(quizzes())
def test_what_is_found_is_what_happens(content):
    assert list(content.faults()) == []
    ways = [way(content, state.play) for state in played(content)]

    found = explore(content)

    assert found.proven
    assert set(found.steps) == {"scenario"} | {s.step.id for one in ways for s in one.stops}
    assert set(found.endings) == {one.ending.id for one in ways if one.ending}
    assert bool(found.dead_ends) == bool(
        content.endings and any(one.ending is None for one in ways)
    )
    decisions = [len(one.decisions) for one in ways]
    assert (found.fewest, found.most) == (min(decisions), max(decisions))
    assert found.all_best == any(
        all(stop.choice.credit == 3 for stop in one.decisions) for one in ways
    )
    assert found.number <= len(ways)
