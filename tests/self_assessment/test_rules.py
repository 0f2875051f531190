"""How a self-assessment is answered, and what it comes to."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hope_xblocks.content import load, read, without_hidden
from hope_xblocks.kinds import Given
from hope_xblocks.self_assessment import kind
from hope_xblocks.self_assessment.play import band_of, mean, missing, pages, rounded
from hope_xblocks.self_assessment.rules import (
    Move,
    State,
    answers,
    apply,
    completion,
    expert,
    possible,
    score,
    tally,
    view,
)

PRACTICE = load(kind.written, (Path(__file__).parent / "practice.yaml").read_text())
SEEING, WRITING = PRACTICE.instrument.dimensions
ALL = {
    **{"others": "4", "quickly": "2", "one-sign": "1", "protective": "3"},
    **{"separate": "5", "informal": "4"},
}


def changed(**instrument):
    return PRACTICE.model_copy(
        update={"instrument": PRACTICE.instrument.model_copy(update=instrument)}
    )


def play(*moves, content=PRACTICE, state=None, **given_):
    state = state or State(given=Given(**given_))
    for one in moves:
        sent = one if isinstance(one, dict) else {"move": one}
        state = apply(content, state, Move.model_validate(sent))
    return state


def finish(answers_=ALL, content=PRACTICE, start="start", **given_):
    return play(start, {"move": "finish", "answers": answers_}, content=content, **given_)


def kept(state):
    return state.model_dump(mode="json", exclude={"attempts", "given"}, exclude_defaults=True)


# The way


def test_the_notice_comes_before_the_first_statement():
    seen = view(PRACTICE, State())

    assert (seen.notice, seen.page, seen.result) == ("NOTICE of the academy.", None, None)
    assert play({"move": "save", "answers": ALL}) == State(given=Given())


def test_answers_are_kept_as_they_are_given():
    state = play("start", {"move": "save", "answers": {"others": "4"}})
    state = play({"move": "save", "answers": {"others": "5", "informal": "none"}}, state=state)

    assert state.answers == {"others": "5", "informal": "none"}
    chosen = {one.id: one.answer for one in view(PRACTICE, state).page.statements}
    assert (chosen["others"], chosen["informal"], chosen["separate"]) == ("5", "none", None)


def test_what_the_instrument_does_not_have_is_no_answer():
    sent = {"others": "9", "nobody": "3", "separate": "none"}
    state = play("start", {"move": "save", "answers": sent})

    assert state.answers == {"separate": "none"}
    without = changed(no_basis=None)
    assert play("start", {"move": "save", "answers": sent}, content=without).answers == {}


def test_who_finishes_too_early_is_told_what_is_missing_and_may_go_on():
    some = {id_: value for id_, value in ALL.items() if id_ != "one-sign"}
    state = play("start", {"move": "finish", "answers": some})
    seen = view(PRACTICE, state)

    assert (state.finished, seen.first_missing) == (False, "one-sign")
    assert [one.id for one in seen.missing] == ["one-sign"]
    assert play("finish-anyway", state=state).finished
    assert play({"move": "finish", "answers": {"one-sign": "1"}}, state=state).finished


def test_without_any_answer_there_is_nothing_to_finish():
    assert not play("start", "finish", "finish-anyway").finished


def test_pages_are_turned_and_what_is_missing_is_found_on_its_page():
    content = changed(pages="dimensions")
    state = play("start", {"move": "next", "answers": {"others": "4"}}, content=content)

    assert view(content, state).page.title == "Writing"
    assert view(content, play("next", content=content, state=state)).page.number == 2
    assert view(content, play("back", content=content, state=state)).page.number == 1
    state = play({"move": "finish", "answers": {"separate": "4"}}, content=content, state=state)
    assert (view(content, state).page.number, state.finished) == (1, False)


def test_a_shuffled_order_is_the_learners_own_and_stays():
    content = changed(order="shuffled")

    def order(seed):
        state = play("start", content=content, seed=seed)
        return [one.id for one in view(content, state).page.statements]

    assert order(1) == order(1)
    assert len({tuple(order(seed)) for seed in range(20)}) > 10
    assert sorted(order(1)) == sorted(PRACTICE.instrument.items)
    paged = changed(order="shuffled", pages="dimensions")
    assert view(paged, play("start", content=paged)).page.title == ""


def test_once_more_begins_with_the_notice_and_nothing_of_before():
    state = play("again", state=finish())

    assert (kept(state), state.attempts) == ({}, 1)
    assert play("again") == State(given=Given())


def test_deleting_leaves_nothing_but_that_it_happened():
    for state in (play("start", {"move": "save", "answers": ALL}), finish()):
        after = play("forget", state=state)
        assert kept(after) == {"forgotten": True}
        assert view(PRACTICE, after).forgotten
    assert play("forget") == State(given=Given())


# Keeping nothing


def test_answers_that_are_not_kept_are_shown_once():
    state = finish(start="start-unkept")

    assert view(PRACTICE, state).result.outcomes[0].band.label == "SOLID"
    assert not set(ALL) & set(str(kept(state)).split("'"))
    later = State.model_validate(kept(state))
    assert (view(PRACTICE, later).result, view(PRACTICE, later).shown_once) == (None, True)
    assert (completion(PRACTICE, later), tally(PRACTICE, state)) == (1, {})


def test_nothing_is_saved_on_the_way_either():
    state = play("start-unkept", {"move": "save", "answers": ALL})
    assert kept(state) == {"begun": "unkept"}

    state = play({"move": "finish", "answers": {"others": "4"}}, state=state)
    assert kept(state) == {"begun": "unkept", "tried": True, "at": "seeing"}
    page = view(PRACTICE, state).page
    assert page.statements[0].answer == "4"


def test_without_keeping_all_stand_on_one_page():
    content = changed(pages="dimensions")

    assert len(pages(content, State(begun="unkept"))) == 1
    assert len(pages(content, State(begun="kept"))) == 2


# What it comes to


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({"others": "4", "quickly": "2", "one-sign": "1", "protective": "3"}, Fraction(16, 4)),
        ({"others": "4", "quickly": "2", "one-sign": "1"}, Fraction(13, 3)),
        ({"others": "4", "quickly": "2", "one-sign": "none", "protective": "none"}, None),
        ({}, None),
    ],
)
def test_a_mean_turns_reverse_items_round_and_needs_three_quarters(given_, expected):
    assert mean(PRACTICE.instrument, SEEING, given_) == expected


@pytest.mark.parametrize(
    ("value", "shown", "band"),
    [
        (Fraction(49, 20), 2.5, "building"),
        (Fraction(244, 100), 2.4, "start"),
        (Fraction(345, 100), 3.5, "solid"),
        (Fraction(17, 4), 4.3, "strong"),
        (Fraction(21, 5), 4.2, "solid"),
        (Fraction(1), 1.0, "start"),
        (Fraction(5), 5.0, "strong"),
    ],
)
def test_a_mean_is_rounded_half_up_and_then_has_its_band(value, shown, band):
    assert rounded(value) == shown
    assert band_of(PRACTICE.instrument, value).id == band


def test_the_result_has_means_bands_steps_and_no_total():
    result = view(PRACTICE, finish()).result
    seeing, writing = result.outcomes

    assert (seeing.means, seeing.band.label) == ({"pre": 4.0}, "SOLID")
    assert (writing.means, writing.band.label) == ({"pre": 3.5}, "SOLID")
    assert [step.unit for step in seeing.steps] == ["m04-looking", ""]
    assert (result.overrides, seeing.myth) == ([], "")
    assert (possible(PRACTICE), score(PRACTICE, finish())) == (0, None)


def test_a_low_mean_outweighs_the_rest():
    low = {**ALL, "separate": "3", "informal": "4"}

    assert view(PRACTICE, finish(low)).result.overrides == ["OVERRIDE do not write alone."]
    edge = {**ALL, "separate": "3", "informal": "3"}
    assert view(PRACTICE, finish(edge)).result.overrides == []


def test_a_myth_is_told_to_whoever_agrees_with_all_reverse_items():
    def myth(quickly, one_sign):
        answered = {**ALL, "quickly": quickly, "one-sign": one_sign}
        return view(PRACTICE, finish(answered)).result.outcomes[0].myth

    assert myth("4", "5") == "MYTH of quick eyes."
    assert myth("5", "3") == myth("none", "5") == ""


def test_nothing_is_shown_where_nothing_may_be_shown():
    seen = view(without_hidden(PRACTICE), finish(), reveal=False)

    assert (seen.result, seen.withheld, seen.finished) == (None, True, True)


# Occasions

AFTER = PRACTICE.model_copy(update={"occasion": "post"})


def earlier(answers_=ALL, **more):
    return {"pre": {"begun": "kept", "answers": answers_, "finished": True, "day": 0} | more}


def test_before_and_after_stand_side_by_side():
    better = {**ALL, "others": "5", "protective": "5", "separate": "3"}
    state = finish(better, AFTER, occasions=earlier())
    seeing, writing = view(AFTER, state).result.outcomes

    assert seeing.means == {"pre": 4.0, "post": 4.8}
    (up,), (down,) = seeing.changes, writing.changes
    assert (up.direction, up.before, up.after) == ("up", 4.0, 4.8)
    assert (down.direction, down.reliable) == ("down", None)


def test_a_change_is_called_reliable_only_where_reliability_is_known():
    # Standard error of a difference: sqrt(2) * 0.8 * sqrt(1 - 0.8) = 0.506; 1.96 of it: 0.99
    low = {**ALL, "others": "1", "quickly": "5"}

    def reliable(answers_):
        state = finish(answers_, AFTER, occasions=earlier(low))
        return view(AFTER, state).result.outcomes[0].changes[0].reliable

    assert reliable({**low, "others": "4", "quickly": "4"}) is True  # by 1.0
    assert reliable({**low, "others": "4"}) is False  # by 0.75


def test_a_then_test_is_compared_with_afterwards():
    occasions = earlier() | {"then": {"begun": "kept", "answers": ALL, "finished": True}}
    state = finish(ALL, AFTER, occasions=occasions)
    changes = view(AFTER, state).result.outcomes[0].changes

    assert [(one.earlier, one.later) for one in changes] == [("pre", "post"), ("then", "post")]
    assert {one.direction for one in changes} == {"same"}


def test_how_it_was_is_no_advice_for_now():
    then = PRACTICE.model_copy(update={"occasion": "then"})
    low = {**ALL, "others": "1", "quickly": "5", "one-sign": "5", "protective": "1"}
    one = view(then, finish(low, then)).result.outcomes[0]

    assert (one.band.label, one.band.feedback, one.steps, one.myth) == ("START", "", (), "")


def test_what_is_not_finished_or_cannot_be_read_is_not_compared():
    for other in (
        {"pre": {"begun": "kept", "answers": ALL}},
        {"pre": {"begun": 7}},
        {"pre": {"begun": "unkept", "finished": True}},
        {},
    ):
        assert view(AFTER, finish(ALL, AFTER, occasions=other)).result.occasions == ["post"]


# Figures


def test_a_tally_counts_values_as_they_count_and_sums_of_whole_dimensions():
    counts = tally(PRACTICE, finish({**ALL, "informal": "none"}))

    assert counts["seeing/quickly=4"] == counts["seeing/one-sign=5"] == 1
    assert counts["seeing/mean=400"] == counts["seeing/total=16"] == 1
    assert (counts["seeing/total.sum@total"], counts["seeing/total.squares@total"]) == (16, 256)
    assert counts["writing/informal="] == counts["writing/mean="] == 1
    assert not [name for name in counts if name.startswith("writing/total")]


@pytest.mark.parametrize("name", ["mean", "total"])
def test_an_item_may_be_called_what_it_likes(name):
    """The mean and the total of a dimension are variables of the tally, beside its items."""
    plain, named = (_two_items(one) for one in ("other", name))
    given_ = {"first": "1", "other": "5"}
    told = tally(plain, finish(given_, plain))
    same = tally(named, finish({"first": "1", name: "5"}, named))

    assert {one.partition("/")[2] for one in same} == {
        one.partition("/")[2].replace("other", f"item.{name}") for one in told
    }
    assert sorted(same.values()) == sorted(told.values())


def _two_items(name):
    data = PRACTICE.model_dump(mode="json", exclude_unset=True)
    seeing = data["instrument"]["dimensions"][0] | {"myth": ""}
    seeing["items"] = [{"id": id_, "text": "I look."} for id_ in ("first", name)]
    data["instrument"] |= {"dimensions": [seeing], "overrides": []}
    return read(kind.written, data)


def test_a_pair_counts_when_its_second_half_is_there():
    assert not [name for name in tally(PRACTICE, finish()) if "-" in name.partition("/")[0]]
    lower = {**ALL, "others": "2"}
    counts = tally(AFTER, finish(ALL, AFTER, occasions=earlier(lower)))

    assert counts["pre-post.seeing/change=50"] == 1
    assert counts["pre-post.seeing/first"] == 3.5
    assert counts["pre-post.seeing/products"] == 14
    turned = tally(PRACTICE, finish(occasions={"post": earlier()["pre"]}))
    assert turned["pre-post.writing/change=0"] == 1


def test_a_tally_is_only_of_what_is_finished_and_kept():
    assert tally(PRACTICE, play("start", {"move": "save", "answers": ALL})) == {}


def test_nobody_is_told_answers_in_words():
    assert answers(PRACTICE, finish()) == {}


# Properties

some_answers = st.dictionaries(
    st.sampled_from([*PRACTICE.instrument.items, "another"]),
    st.sampled_from(["1", "2", "3", "4", "5", "none", "9"]),
)
moves = st.builds(
    Move,
    move=st.sampled_from(
        [
            *("start", "start-unkept", "save", "next", "back"),
            *("finish", "finish-anyway", "again", "forget"),
        ]
    ),
    answers=some_answers,
)


@given(st.lists(moves, max_size=12), st.sampled_from(["one", "dimensions"]))
def test_whatever_is_sent(sent, pages_):
    content = changed(pages=pages_)
    state = State()
    for one in sent:
        before = state
        state = apply(content, state, one)
        seen = view(content, state)
        again = State.model_validate(kept(state) | {"attempts": state.attempts})
        assert view(content, again).finished == seen.finished
        if state.begun == "unkept":
            assert "answers" not in kept(state)
        assert state.attempts in (before.attempts, before.attempts + 1)
        assert bool(tally(content, state)) <= state.finished
        assert not set(missing(content, state.answers)) & set(state.answers)


@given(st.lists(moves, max_size=8))
def test_any_state_meets_any_later_content(sent):
    state = play(*(one.model_dump() for one in sent))
    fewer = changed(dimensions=(WRITING.model_copy(update={"items": WRITING.items[:1]}),))
    for reveal in (True, False):
        view(fewer if reveal else without_hidden(fewer), state, reveal)
    tally(fewer, state)
    completion(fewer, state)


def test_the_expert_play_ends_with_a_result():
    for content in (PRACTICE, changed(pages="dimensions"), changed(order="shuffled")):
        assert play(*map(dict, expert(content)), content=content).finished


# A result from another course


def elsewhere(answers_=ALL, start="start", day=20_000, **given_):
    """The state as a block finds it that has not been done: finished in another one."""
    state = finish(answers_, start=start, today=day)
    found = State.model_validate({**kept(state), "attempts": 0})
    given = Given(elsewhere=True, today=day + 100, **given_)
    return found.model_copy(update={"given": given})


def test_a_result_from_elsewhere_is_offered_and_not_shown():
    seen = view(PRACTICE, elsewhere())

    assert (seen.offered, seen.result, seen.page, seen.day) == (True, None, None, 20_000)
    assert completion(PRACTICE, elsewhere()) == 0


def test_a_result_that_is_taken_over_is_shown_and_done_and_no_second_attempt():
    state = play("take-over", state=elsewhere())

    assert view(PRACTICE, state).result == view(PRACTICE, finish()).result
    assert not view(PRACTICE, state).offered
    assert (completion(PRACTICE, state), state.attempts, state.day) == (1, 0, 20_000)


def test_whoever_begins_anew_answers_again_and_counts():
    state = play("again", "start", {"move": "finish", "answers": ALL}, state=elsewhere())

    assert (completion(PRACTICE, state), state.attempts) == (1, 1)
    assert not view(PRACTICE, state).offered


def test_there_is_nothing_to_take_over_where_nothing_was_kept():
    state = elsewhere(start="start-unkept")
    seen = view(PRACTICE, state)

    assert (seen.offered, seen.finished, seen.shown_once) == (False, False, False)
    assert play("take-over", state=state) == state
    assert play("again", state=state) == state
    assert play("start", state=state).begun == "kept"


@pytest.mark.parametrize("state", [State(), play("start"), finish()])
def test_nothing_is_taken_over_that_is_ones_own_or_not_finished(state):
    assert play("take-over", state=state) == state


def test_what_was_answered_in_the_wrong_order_is_not_compared():
    """Begun anew in a second course, while what came after is still that of the first."""
    later = PRACTICE.model_copy(update={"occasion": "post"})
    old = kept(finish(content=later, today=20_000))
    anew = finish(today=20_400, occasions={"post": old})

    assert view(PRACTICE, anew).result.occasions == ["pre"]
    assert not [name for name in tally(PRACTICE, anew) if name.startswith("pre-post")]
    new = finish(content=later, today=20_500, occasions={"pre": kept(anew)})
    assert view(later, new).result.occasions == ["pre", "post"]


def test_occasions_that_fit_together_are_kept_from_where_one_stands():
    after, weeks = (PRACTICE.model_copy(update={"occasion": o}) for o in ("post", "follow-up"))
    before, then = kept(finish(today=300)), kept(finish(today=100))
    state = finish(content=after, today=200, occasions={"pre": before, "then": then})
    assert view(after, state).result.occasions == ["then", "post"]

    others = {"pre": before, "post": kept(finish(content=after, today=200)), "then": then}
    state = finish(content=weeks, today=400, occasions=others)
    assert view(weeks, state).result.occasions == ["then", "post", "follow-up"]
