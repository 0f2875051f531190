"""How a case study is played and scored."""

from itertools import permutations, product

import pytest

from case_examples import EVERYTHING, answers_for, case, case_files, case_of, element, move, play
from hope_xblocks.case_study import rules
from hope_xblocks.case_study.content import CaseStudy
from hope_xblocks.case_study.play import Answer, answer_of, handed_in, missing, open_stage
from hope_xblocks.case_study.points import agreement, closest, credit, possible, score
from hope_xblocks.case_study.rules import State, answers, completion, tally, written
from hope_xblocks.case_study.tasks import Choice, Estimate, Ordering, Rating, Several
from hope_xblocks.content import InvalidContent, read
from hope_xblocks.testing import SmallLms

ALL = case_of(EVERYTHING)

TEXT = """\
stages:
  - id: one
    title: One
    documents:
      - id: log
        title: Log
        text: He [left](#left) and [came back](#back).
    tasks:
      - {id: how, task: estimate, question: How likely?, low: Not, high: Very, defensible: [40, 60]}
      - {id: why, task: writing, question: Why?, checklist: [{id: day, text: A day}]}
      - {id: more, task: writing, question: What more?, optional: true}
  - id: two
    title: Two
    documents:
      - {id: note, title: Note, text: 'It [was late](#late).'}
    revise: [how]
    tasks:
      - id: plan
        task: plan
        question: What now?
        cite: true
        rows: 3
        rubric: [{id: who, text: Names who, points: 3}]
      - id: pick
        task: choice
        question: Which?
        options:
          - {id: good, text: Good, credit: 3}
          - {id: fair, text: Fair, credit: 1.5}
          - {id: bad, text: Bad, credit: 0}
"""
TWO = case(TEXT)

ROW = {"measure": "call", "who": "I", "until": "Friday", "why": "to hear"}
ONE = {"how": {"value": "50"}, "why": {"text": "Because."}}
LATER = {"how": {"value": "45"}, "plan": {"rows": {"row-1": ROW}}, "pick": {"chosen": "good"}}


def save(stage: str, given: dict, **more) -> dict:
    return {"move": "save", "stage": stage, "answers": given, **more}


def commit(stage: str, given: dict, **more) -> dict:
    return {"move": "commit", "stage": stage, "answers": given, **more}


def with_points(points: str, text: str = TEXT) -> CaseStudy:
    return case(f"{text}points: {points}\n")


# Committing


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({}, ["how", "why"]),
        ({"how": {"value": "0"}}, ["why"]),
        ({"how": {"value": "50"}, "why": {"text": " \n "}}, ["why"]),
        ({"why": {"text": "x"}, "more": {"text": "y"}}, ["how"]),
        ({"how": {"value": ""}, "why": {"text": "x"}}, ["how"]),
    ],
)
def test_a_stage_with_an_open_task_is_not_committed_and_its_answers_are_kept(given, left):
    state = play(TWO, commit("one", given))

    assert state.tried
    assert state.committed == ()
    assert state.attempts == 0
    assert [task.id for task in missing(TWO, state)] == left
    assert {id_: answer_of(state, id_).text for id_ in given} == {
        id_: read(Answer, answer).text for id_, answer in given.items()
    }
    assert rules.view(TWO, state).tried
    assert score(TWO, state) is None


def test_what_is_optional_may_be_left_out():
    state = play(TWO, commit("one", {}), commit("one", ONE))

    assert (state.committed, state.tried) == (("one",), False)
    assert completion(TWO, state) == 0.5


def test_that_it_was_tried_is_told_until_nothing_is_open():
    state = play(TWO, commit("one", {}), save("one", ONE))

    assert state.tried
    assert not rules.view(TWO, state).tried


def test_saving_is_not_committing():
    state = play(TWO, save("one", ONE))

    assert completion(TWO, state) == 0
    assert score(TWO, state) is None
    assert rules.answers(TWO, state) == {}
    assert written(TWO, state) == []
    assert play(TWO, save("one", ONE), state=state) == state


@pytest.mark.parametrize("what", ["save", "commit"])
@pytest.mark.parametrize("stage", ["one", "two", "three"])
def test_only_the_open_stage_can_be_changed(what, stage):
    other = {"move": what, "stage": stage, "answers": {"how": {"value": "1"}, "why": {"text": "z"}}}
    beginning, done = State(), play(TWO, commit("one", ONE), commit("two", LATER))

    if stage != "one":
        assert play(TWO, other, state=beginning) == beginning
    assert play(TWO, other, state=done) == done


@pytest.mark.parametrize("what", ["save", "commit"])
def test_what_is_committed_stays_as_it_is(what):
    state = play(TWO, commit("one", ONE))
    after = play(
        TWO,
        {
            "move": what,
            "stage": "two",
            "answers": LATER | {"why": {"text": "other"}, "more": {"text": "new"}},
        },
        state=state,
    )

    assert after.answers["why"] == state.answers["why"]
    assert after.answers["how"] == state.answers["how"]
    assert after.answers["more"] == state.answers["more"]


def test_what_a_task_does_not_ask_for_is_not_kept():
    state = play(
        TWO,
        save(
            "one",
            {
                "how": {"value": "5", "text": "x", "sure": {"how": "50"}, "cited": {"left": "on"}},
                "why": {"chosen": {"a": "on"}, "rows": {"row-1": ROW}, "text": "y"},
                "plan": {"text": "later"},
                "nobody": {"text": "x"},
            },
        ),
    )

    assert state.answers == {
        "how": Answer(value=5),
        "why": Answer(text="y"),
        "more": Answer(),
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0", 0), ("100", 100), ("007", 7), ("101", None), ("-1", None), ("1.5", None), ("x", None)],
)
def test_what_is_no_number_is_no_answer_and_costs_no_other(typed, kept):
    state = play(TWO, save("one", {"how": {"value": typed}, "why": {"text": "kept"}}))

    assert state.answers["how"].value == kept
    assert state.answers["why"].text == "kept"


def test_more_than_may_be_chosen_is_no_answer():
    options = ", ".join(f"{{id: o{n}, text: T, credit: {n % 2}}}" for n in range(4))
    task = f"{{id: t, task: several, question: Q, choose: 2, options: [{options}]}}"
    content = case(f"stages: [{{id: s, title: S, tasks: [{task}]}}]")

    for chosen, done in (("o0 o1", True), ("o3", True), ("", False), ("o0 o1 o2", False)):
        given = {"t": {"chosen": dict.fromkeys(chosen.split(), "on")}}
        assert bool(play(content, commit("s", given)).committed) is done


# Revising


def test_a_revision_keeps_both_answers():
    state = play(TWO, commit("one", ONE), commit("two", LATER))

    assert state.answers["how"].value == 50
    assert state.revised["how"].value == 45
    assert handed_in(state, "how").value == 45
    assert list(state.revised) == ["how"]


def test_a_revision_that_is_not_committed_does_not_count():
    content = with_points("agreement")
    first = play(content, commit("one", ONE))
    bad, good = (save("two", {"how": {"value": number}}) for number in ("0", "50"))
    wrong = play(content, commit("one", ONE | {"how": {"value": "0"}}))

    # Before it is compared, points would tell how the experts answer.
    assert score(content, first) is score(content, play(content, bad, state=first)) is None
    assert score(content, wrong) is score(content, play(content, good, state=wrong)) is None
    changed = play(content, commit("two", LATER | {"how": {"value": "50"}}), state=wrong)
    assert score(content, changed) == score(
        content, play(content, commit("two", LATER), state=first)
    )
    assert handed_in(play(content, bad, state=first), "how").value == 50


def test_nothing_else_can_be_revised_and_only_once():
    state = play(TWO, commit("one", ONE), save("two", LATER))
    again = play(TWO, save("one", {"how": {"value": "1"}}), state=state)
    third = case(TEXT + "  - {id: three, title: Three, introduction: X}\n")
    done = play(third, commit("one", ONE), commit("two", LATER))

    assert again == state
    late = play(third, commit("three", {"how": {"value": "1"}}), state=done)
    assert late.revised == done.revised
    assert late.answers == done.answers


def test_the_same_answer_again_is_a_revision_without_a_change():
    state = play(TWO, commit("one", ONE), commit("two", LATER | {"how": {"value": "50"}}))

    assert rules.view(TWO, state).changed == []
    assert tally(TWO, state)["changed:how/changed=no"] == 1


# Pins and evidence


def test_pins_are_passages_that_can_be_read_in_their_order():
    on = dict.fromkeys(["late", "back", "left", "nobody"], "on")
    state = play(TWO, save("one", {}, pins=on))

    assert state.pins == ("left", "back")
    assert play(TWO, save("one", {}), state=state).pins == ()
    assert play(TWO, commit("one", ONE, pins=on), save("two", {}, pins=on)).pins == (
        *("left", "back", "late"),
    )


def test_a_pin_whose_passage_is_gone_is_kept():
    state = play(TWO, save("one", {}, pins={"left": "on", "back": "on"}))
    less = case(TEXT.replace("[left](#left)", "left"))

    assert play(less, save("one", {}), state=state).pins == ("left",)
    assert play(less, save("one", {}, pins={"back": "on"}), state=state).pins == ("left", "back")


def test_nobody_can_rest_on_what_has_not_come_in():
    content = case(TEXT.replace("question: Why?,", "question: Why?, cite: true,"))
    given = ONE | {"why": {"text": "x", "cited": {"late": "on", "left": "on", "nobody": "on"}}}
    state = play(content, commit("one", given))

    assert state.answers["why"].cited == ("left",)
    assert "was late" not in repr([part.tasks for part in rules.view(content, state).parts[:1]])


# Going through one's own text


def test_checks_count_only_beside_the_comparison():
    check = {"move": "check", "checks": {"why": {"day": "1"}, "plan": {"who": "2"}}}
    state = State()
    assert play(TWO, check, state=state) == state

    state = play(TWO, commit("one", ONE))
    assert play(TWO, check, state=state).checks == {"why": {"day": 1}}

    at_end = case(TEXT + "feedback: end\n")
    state = play(at_end, commit("one", ONE))
    assert play(at_end, check, state=state) == state
    state = play(at_end, commit("two", LATER), check, state=state)
    assert state.checks == {"why": {"day": 1}, "plan": {"who": 2}}


@pytest.mark.parametrize(("sent", "kept"), [("0", 0), ("3", 3), ("4", 3), ("100", 3)])
def test_checks_have_no_more_than_their_points(sent, kept):
    done = play(TWO, commit("one", ONE), commit("two", LATER))
    state = play(TWO, {"move": "check", "checks": {"plan": {"who": sent, "x": "1"}}}, state=done)

    assert state.checks == {"plan": {"who": kept}}
    assert score(TWO, state) == score(TWO, done)
    assert state.model_copy(update={"checks": {}}) == done


def test_going_through_one_stage_leaves_the_others_alone():
    done = play(TWO, commit("one", ONE), commit("two", LATER))
    one = {"move": "check", "stage": "one", "checks": {"why": {"day": "1"}}}
    two = {"move": "check", "stage": "two", "checks": {"plan": {"who": "2"}}}

    assert play(TWO, one, two, state=done).checks == {"why": {"day": 1}, "plan": {"who": 2}}
    assert play(TWO, one, two, one | {"checks": {}}, state=done).checks == {"plan": {"who": 2}}
    assert play(TWO, one | {"stage": "two"}, state=done).checks == {}


def test_a_text_that_is_revised_later_is_gone_through_there():
    text = TEXT.replace("revise: [how]", "revise: [how, why]")
    content = case(text)
    later = LATER | {"why": {"text": "New."}}
    check = {"move": "check", "stage": "one", "checks": {"why": {"day": "1"}}}

    state = play(content, commit("one", ONE))
    assert play(content, check, state=state) == state
    state = play(content, commit("two", later), check | {"stage": "two"}, state=state)
    assert play(content, check | {"checks": {}}, state=state).checks == {"why": {"day": 1}}


# Completion and points


def test_completion_is_the_share_of_stages():
    state = play(ALL, commit("first", answers_for(ALL, 0)))

    assert completion(ALL, State()) == 0
    assert completion(ALL, state) == 1 / 3


@pytest.mark.parametrize("points", ["none", "commitment", "agreement"])
def test_an_experts_play_gets_all_points(points):
    text = TEXT + f"points: {points}\n"
    content = case(text)
    state = play(content, *rules.expert(content))

    assert completion(content, state) == 1
    assert state.attempts == 1
    assert score(content, state) == (possible(content), possible(content))


@pytest.mark.parametrize("path", case_files(), ids=lambda path: path.stem)
def test_an_experts_play_gets_all_points_of_every_case(path):
    content = case_of(path)
    state = play(content, *rules.expert(content))

    assert open_stage(content, state) is None
    earned, most = score(content, state)
    assert earned == pytest.approx(most)
    assert most == possible(content)


def test_points_for_commitment_are_one_for_each_answered_task():
    content = with_points("commitment")
    assert possible(content) == 5

    state = play(content, commit("one", ONE))
    assert score(content, state) == (2, 5)  # `more` was left out
    state = play(content, commit("two", LATER), state=state)
    assert score(content, state) == (4, 5)


def test_points_for_agreement_are_credits_and_texts_give_none():
    content = with_points("agreement")
    given = LATER | {"how": {"value": "20"}, "pick": {"chosen": "fair"}}
    state = play(content, commit("one", ONE), commit("two", given))

    # how: 20 of 40 from below; pick: 1.5 of 3; why, more and plan give nothing.
    assert possible(content) == 2
    assert score(content, state) == (0.5 + 0.5, 2)


def test_no_points():
    content = with_points("none")
    state = play(content, commit("one", ONE))

    assert possible(content) == 0
    assert score(content, state) == (0, 0)
    assert rules.view(content, state).earned is None


# Credits by hand


def one_task(task: str) -> object:
    (found,) = case(f"stages: [{{id: s, title: S, tasks: [{task}]}}]").tasks.values()
    return found


@pytest.mark.parametrize(
    ("key", "value", "worth"),
    [
        ("defensible: [40, 60]", 40, 1),
        ("defensible: [40, 60]", 60, 1),
        ("defensible: [40, 60]", 50, 1),
        ("defensible: [40, 60]", 30, 30 / 40),
        ("defensible: [40, 60]", 0, 0),
        ("defensible: [40, 60]", 70, 30 / 40),
        ("defensible: [40, 60]", 100, 0),
        ("defensible: [40, 60]", None, 0),
        ("defensible: [0, 10]", 0, 1),
        ("defensible: [0, 10]", 55, 45 / 90),
        ("defensible: [90, 100]", 100, 1),
        ("defensible: [90, 100]", 45, 45 / 90),
        ("defensible: [0, 100]", 77, 1),
        ("experts: [30, 50, 40]", 30, 1),
        ("experts: [30, 50, 40]", 50, 1),
        ("experts: [30, 50, 40]", 75, 25 / 50),
        ("experts: [30, 50, 40], defensible: [45, 50]", 30, 30 / 45),
        ("experts: [30]", 15, 15 / 30),
        ("optional: true", 50, 0),
    ],
)
def test_credit_of_an_estimate(key, value, worth):
    task = one_task(f"{{id: t, task: estimate, question: Q, low: L, high: H, {key}}}")

    assert isinstance(task, Estimate)
    assert credit(task, Answer(value=value)) == pytest.approx(worth)


@pytest.mark.parametrize(("chosen", "worth"), [("a", 0.5), ("b", 1), ("c", 0), ("", 0), ("x", 0)])
def test_credit_of_a_choice_is_relative_to_the_best(chosen, worth):
    task = one_task(
        "{id: t, task: choice, question: Q, options: [{id: a, text: A, credit: 1}, "
        "{id: b, text: B, credit: 2}, {id: c, text: C, credit: 0}]}"
    )

    assert isinstance(task, Choice)
    assert credit(task, Answer(chosen=(chosen,) if chosen else ())) == worth


@pytest.mark.parametrize(
    ("choose", "chosen", "worth"),
    [
        ("", "a b", 1),
        ("", "a", 2 / 3),
        ("", "a b c", 1.5 / 3),
        ("", "a b c d", 0),
        ("", "c d", 0),
        ("", "", 0),
        (", choose: 1", "a", 1),
        (", choose: 1", "b", 0.5),
        (", choose: 2", "a b", 1),
        # More than may be chosen is no answer; where an author lowers the number, the least count.
        (", choose: 2", "a b c", 0),
        (", choose: 2", "a b c d", 0),
        (", choose: 1", "a b", 0.5),
    ],
)
def test_credit_of_several(choose, chosen, worth):
    task = one_task(
        f"{{id: t, task: several, question: Q{choose}, options: [{{id: a, text: A, credit: 2}}, "
        "{id: b, text: B, credit: 1}, {id: c, text: C, credit: -1.5}, "
        "{id: d, text: D, credit: -2}]}"
    )

    assert isinstance(task, Several)
    assert credit(task, Answer(chosen=tuple(chosen.split()))) == pytest.approx(worth)


ORDER = "[{id: a, text: A, place: 1}, {id: b, text: B, place: 2}, {id: c, text: C, place: 2}, "
ORDER += "{id: d, text: D, place: 9}]"


@pytest.mark.parametrize(
    ("places", "worth"),
    [
        ("1234", 1),
        ("1324", 1),  # the experts put b and c in one place
        ("1224", 1),
        ("2134", 3 / 5),  # of ab, ac, ad, bd, cd one stands the other way round
        ("4321", 0),
        ("1111", 0),
        ("1222", 3 / 5),  # ab, ac, ad right; bd and cd tied
        ("4123", 0),  # ab, ac, ad wrong, bd and cd right: -1 of 5
    ],
)
def test_credit_of_an_order_is_in_its_pairs(places, worth):
    task = one_task(f"{{id: t, task: ordering, question: Q, items: {ORDER}}}")
    given = Answer(places=dict(zip("abcd", map(int, places), strict=True)))

    assert isinstance(task, Ordering)
    assert credit(task, given) == pytest.approx(worth)


def test_an_expert_gives_places_that_can_be_given():
    items = f"{{id: t, task: ordering, question: Q, items: {ORDER}}}"
    content = case(f"stages: [{{id: s, title: S, tasks: [{items}]}}]\npoints: agreement")

    assert answers_for(content, 0)["t"]["places"] == {"a": "1", "b": "2", "c": "2", "d": "3"}
    assert score(content, play(content, *rules.expert(content))) == (1, 1)


def test_orders_drawn_by_lot_are_worth_little_and_one_place_for_all_nothing():
    items = ", ".join(f"{{id: i{n}, text: I, place: {n + 1}}}" for n in range(6))
    task = one_task(f"{{id: t, task: ordering, question: Q, items: [{items}]}}")
    worths = [
        credit(task, Answer(places={f"i{n}": at for n, at in enumerate(order)}))
        for order in permutations(range(1, 7))
    ]

    assert sum(worths) / len(worths) < 0.16
    assert sum(worth > 0.5 for worth in worths) / len(worths) < 0.1
    assert credit(task, Answer(places={f"i{n}": 3 for n in range(6)})) == 0


def rating(*panels: str, **more: object) -> Rating:
    factors = ", ".join(
        f"{{id: f{n}, text: F, experts: {{{panel}}}}}" for n, panel in enumerate(panels)
    )
    options = "".join(f", {key}: {str(value).lower()}" for key, value in more.items())
    levels = "[{id: no, text: N}, {id: some, text: S}, {id: much, text: M}]"
    task = one_task(
        f"{{id: t, task: rating, question: Q, levels: {levels}, factors: [{factors}]{options}}}"
    )
    assert isinstance(task, Rating)
    return task


def rated(*levels: str) -> Answer:
    return Answer(levels={f"f{n}": level for n, level in enumerate(levels) if level})


def test_credit_of_ratings_is_kappa_beside_its_ceiling():
    task = rating("no: 1", "some: 1", "much: 1", "no: 1")
    given = rated("no", "some", "some", "no")

    # Disagreement seen: 0.5 of 4. By chance: learner no 2, some 2; expert no 2, some 1, much 1:
    # 2 * (2*0 + 1*.5 + 1*1) / 4 + 2 * (2*.5 + 1*0 + 1*.5) / 4 = .75 + .75.
    found = agreement(task, given.levels)
    assert found.kappa == pytest.approx(1 - 0.5 / 1.5)
    assert (found.ceiling, found.same, found.rated) == (1, 3, 4)
    assert found.strength == ""  # too few to tell
    assert credit(task, given) == pytest.approx(2 / 3)


def test_with_a_panel_that_disagrees_the_most_there_is_gives_everything():
    task = rating("no: 3, some: 1", "much: 3, some: 1")
    given = rated("no", "much")

    # Seen: 1/4 * .5 each, .25 in all. By chance: learner half no, half much; the panel no .75,
    # some .5, much .75 of 2: 2 * .5 * (.75 * 0 + .5 * .5 + .75 * 1) = 1, of 2: the mean is .5.
    found = agreement(task, given.levels)
    assert found.kappa == found.ceiling == pytest.approx(1 - 0.125 / 0.5)
    assert credit(task, given) == 1


def test_what_is_not_rated_earns_nothing():
    task = rating("no: 1", "much: 1")

    assert credit(task, rated("no", "much")) == 1
    assert credit(task, rated("no", "")) == 0.5
    assert credit(task, rated("", "")) == 0
    assert credit(task, rated("nonsense", "much")) == 0.5


@pytest.mark.parametrize("level", ["no", "some", "much", "unknown"])
@pytest.mark.parametrize("ordered", [True, False])
def test_the_same_level_for_everything_earns_nothing(level, ordered):
    task = rating("no: 4, some: 1", "much: 5", "some: 2, much: 3", "unknown: 5", ordered=ordered)

    assert credit(task, rated(level, level, level, level)) == 0


def test_ratings_drawn_by_lot_are_worth_little():
    task = rating("no: 4, some: 1", "much: 5", "some: 2, much: 3", "unknown: 5", "no: 5")
    worths = [credit(task, rated(*levels)) for levels in product(task.names, repeat=5)]

    assert sum(worths) / len(worths) < 0.13


def test_nobody_does_better_than_the_closest_levels_and_they_get_everything():
    task = rating("no: 2, some: 2", "some: 3, much: 3", "no: 1, much: 1, unknown: 1")
    given = Answer(levels=dict(closest(task)))

    assert credit(task, given) == 1


def test_a_panel_of_one_mind_on_one_level():
    task = rating("some: 5", "some: 5", "some: 5")

    assert credit(task, rated("some", "some", "some")) == 1
    assert credit(task, rated("no", "no", "no")) == 0
    assert 0 <= credit(task, rated("some", "no", "some")) < 1


def test_the_least_differing_level_gets_everything_even_where_it_is_the_same_for_all():
    # Most chose `much` or `no`; the middle differs least from all of them, for both factors.
    task = rating("no: 2, some: 1, much: 2", "no: 2, some: 1, much: 2")
    assert set(closest(task).values()) == {"some"}

    assert credit(task, Answer(levels=dict(closest(task)))) == 1


# Figures


def test_a_tally_is_only_of_what_is_finished():
    state = play(TWO, commit("one", ONE), save("two", LATER))

    assert tally(TWO, State()) == tally(TWO, state) == {}
    assert tally(TWO, play(TWO, commit("two", LATER), state=state))


def test_a_tally_counts_first_answers():
    counts = tally(TWO, play(TWO, commit("one", ONE), commit("two", LATER)))

    assert set(counts) == {
        *("how/value=50", "how/fifth=4", "changed:how/changed=yes"),
        *("pick/chosen=good", "pick/fifth=4"),
    }
    assert set(counts.values()) == {1}


def test_tallies_can_be_added():
    plays = [
        play(ALL, *rules.expert(ALL)),
        play(ALL, *(sent | {"answers": other(sent["answers"])} for sent in rules.expert(ALL))),
    ]
    first, second = (tally(ALL, state) for state in plays)
    added = {name: first.get(name, 0) + second.get(name, 0) for name in first | second}

    assert added["likely/value=47"] == added["likely/value=90"] == 1
    assert added["weigh.radio/level=none"] == added["weigh.radio/level=much"] == 1
    assert sum(added[name] for name in added if name.startswith("weigh.radio/")) == 2
    assert added["advice/chosen=plan"] == added["advice/chosen=refuse"] == 1
    assert added["steps.hear/place=1"] == added["steps.hear/place=4"] == 1
    assert added["changed:likely/changed=no"] == 2
    assert all(number > 0 for number in added.values())


def other(given: dict) -> dict:
    """Other answers than the experts'."""
    changed = {
        "weigh": {"levels": dict.fromkeys(given.get("weigh", {}).get("levels", ()), "much")},
        "likely": {"value": "90"},
        "advice": {"chosen": "refuse"},
        "steps": {"places": {"hear": "4", "tell": "1", "write": "2", "call": "3"}},
    }
    return {id_: answer | changed.get(id_, {}) for id_, answer in given.items()}


def test_what_was_left_out_counts_nowhere():
    moves = [dict(sent) for sent in rules.expert(ALL)]
    moves[1]["answers"] = {id_: a for id_, a in moves[1]["answers"].items() if id_ != "heaps"}
    state = play(ALL, *moves)

    assert state.attempts == 1
    assert not [name for name in tally(ALL, state) if "heaps" in name]


# In words


def test_answers_in_words():
    given = LATER | {
        "plan": {"rows": {"row-1": ROW, "row-2": {}}, "cited": {"late": "on", "left": "on"}},
    }
    state = play(TWO, commit("one", ONE), commit("two", given))

    assert answers(TWO, state) == {
        "How likely?": "50",
        "Why?": "Because.",
        "What more?": "",
        "How likely? (revised)": "45",
        "What now?": "call / I / Friday / to hear; evidence: left | was late",
        "Which?": "Good",
    }


def test_answers_of_everything_in_words():
    told = answers(ALL, play(ALL, *rules.expert(ALL)))

    assert list(told) == [
        "How much does each of these speak against the open unit?",
        "How likely is it that the move will serve his return?",
        "How much does each of these speak against the open unit? (revised)",
        "What do you advise the director? Think of what each of these costs him.",
        "Which sentences belong in the report?",
        "In which order do you take these steps?",
        "What travels with the file?",
        "How likely is it that the move will serve his return? (revised)",
        "Write the reason for the decision, so that Mr Dorn understands it.",
        "Plan the first month.",
    ]
    (weigh, likely, _again, advice, report, steps, heaps, *_rest) = told.values()
    assert "He gave away his radio: Not at all; “He has changed”: not enough information" in weigh
    assert "sure: 90, 90" in weigh
    assert "evidence: kept all my appointments | has a room for me" in weigh
    assert likely.startswith("47; sure: 90; evidence: has a room for me | would take me back")
    assert advice.startswith("Allow it with a written plan for the first month; sure: 90; evidence")
    assert report.count(";") == 2
    assert steps.startswith("1. Hear Mr Dorn on the list; 2. ")
    assert heaps.startswith("The judgment: With the file; What the doctor wrote: In a closed")


def test_questions_of_the_same_words_are_told_apart():
    content = case(TEXT.replace("What more?", "Why?"))
    state = play(content, commit("one", ONE | {"more": {"text": "And."}}))

    assert answers(content, state) == {
        "How likely?": "50",
        "Why?": "Because.",
        "Why? (more)": "And.",
    }


def test_a_trainer_gets_texts_and_plans_as_they_were_committed():
    content = case(TEXT.replace("revise: [how]", "revise: [how, why]"))
    state = play(content, commit("one", ONE))
    assert [(task.id, a.text) for task, a in written(content, state)][:1] == [("why", "Because.")]

    later = LATER | {"why": {"text": "New."}}
    state = play(content, save("two", later), state=state)
    assert [(task.id, a.text) for task, a in written(content, state)][:1] == [("why", "Because.")]
    state = play(content, commit("two", later), state=state)
    assert [task.id for task, _answer in written(content, state)] == ["why", "more", "plan"]
    assert written(content, state)[0][1].text == "New."


# Texts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x0bc", "abc"),
        ("\ud800x\udfff", "x"),
        ("\ufffe\uffff", ""),
        ("tab\tand\nline\r\n", "tab\tand\nline\r\n"),
        ("\u202eright to left\u202c", "\u202eright to left\u202c"),
        ("שלום مرحبا", "שלום مرحبا"),
        ("👩‍👩‍👧 🏳️‍🌈", "👩‍👩‍👧 🏳️‍🌈"),
        ("<script>alert(1)</script> & \"'", "<script>alert(1)</script> & \"'"),
        ("  = 1 + 1", "  = 1 + 1"),
    ],
)
def test_texts_are_kept_without_what_no_page_can_show(typed, kept):
    sent = {"text": typed, "rows": {"row-1": {"measure": typed, "who": "I"}}}

    answer = Answer.model_validate(sent)
    assert answer.text == answer.rows["row-1"].measure == kept


def test_a_long_text_is_kept_and_one_too_long_refused_with_a_word():
    lms = SmallLms()
    block = lms.parse(element(TEXT))

    long = commit("one", ONE | {"why": {"text": "é" * 20_000}, "more": {"text": "x"}})
    assert move(block, long | {"move": "save"})["status"] == "taken"
    kept = dict(block.state)
    for name, answer in (
        ("why", {"text": "é" * 20_001}),
        ("more", {"rows": {"row-1": {"who": "x" * 20_001}}}),
    ):
        refused = move(block, long | {"answers": long["answers"] | {name: answer}})
        assert refused == {"status": "too-long", "revision": 1, "html": ""}
    assert block.state == kept
    assert block._state().answers["why"].text == "é" * 20_000
    assert lms.published == []


def test_what_is_cut_off_is_not_counted():
    block = SmallLms().parse(element(TEXT))

    assert (
        move(block, save("one", {"why": {"text": "\x00" * 9 + "x" * 20_000}}))["status"] == "taken"
    )


def test_half_a_character_is_kept_as_the_sign_for_what_is_unknown():
    block = SmallLms().parse(element(TEXT))
    move(block, save("one", ONE))

    assert move(block, save("one", {"why": {"text": "half \ud83d"}}))["status"] == "taken"
    assert block._state().answers["why"].text == "half \ufffd"


@pytest.mark.parametrize(
    "sent",
    [
        {"move": "grade"},
        {"move": "save", "stage": "one", "answers": {"A B": {}}},
        {"move": "save", "stage": "one", "answers": {"how": {"value": 101}}},
        {"move": "save", "stage": "one", "answers": {"how": {"value": True}}},
        {"move": "save", "stage": "one", "answers": {"how": {"score": 1}}},
        {"move": "save", "stage": "one", "answers": {"how": {"sure": {"how": "100"}}}},
        {"move": "save", "stage": "one", "committed": ["one"]},
        {"move": "save", "stage": "one", "answers": {"how": {"places": {"a": "-1"}}}},
        {"move": "save", "stage": "", "answers": {}},
    ],
)
def test_what_no_page_sends_is_refused(sent):
    with pytest.raises(InvalidContent):
        read(rules.Move, sent)
