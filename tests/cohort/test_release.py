"""When totals are released, and how they are shown."""

from collections import Counter
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hope_xblocks.cohort.release import Batches, counted, tables, variables
from hope_xblocks.figures.report import (
    Group,
    Released,
    Share,
    Table,
    mean_of,
    rounded_people,
    rows,
)

pytestmark = pytest.mark.slow


def never(_table: str) -> bool:
    return False


def tallies(answers: str, name: str = "t/v") -> list[dict[str, float]]:
    """One learner a letter, who gave that answer."""
    return [{f"{name}={letter}": 1.0} for letter in answers]


def after(people, batches=None, least=5) -> Batches:
    batches = batches or Batches()
    for tally in people:
        batches = counted(batches, tally, least, never)
    return batches


def shown(answers: str, **more) -> dict[str, float]:
    return dict(after(tallies(answers), **more).released)


# Batches


def test_nothing_is_released_before_a_batch_is_full():
    batches = after(tallies("aabb"))

    assert (batches.learners, batches.since, batches.released) == (0, 4, {})
    assert batches.waiting == {"t/v=a": 2, "t/v=b": 2, "t/n": 4}


def test_a_full_batch_is_released_whole():
    assert after(tallies("aabba")) == Batches(5, 0, {}, {"t/v=a": 3, "t/v=b": 2, "t/n": 5})


def test_nothing_changes_between_full_batches():
    batches, seen = Batches(), []
    for tally in tallies("aabba" + "bbbaa" + "abab"):
        batches = counted(batches, tally, 5, never)
        seen.append((batches.learners, dict(batches.released)))

    assert seen[3] == (0, {})
    assert all(one == seen[4] for one in seen[4:9])
    assert all(one == seen[9] for one in seen[9:])
    assert seen[9] == (10, {"t/v=a": 5, "t/v=b": 5, "t/n": 10})


def test_who_came_when_within_a_batch_makes_no_difference():
    # An empty report of every arrival but the last, and one of the last: that is all there is.
    assert len({str(after(tallies(order)).released) for order in set(permutations("aaabb"))}) == 1
    assert all(not shown("".join(order)[:4]) for order in set(permutations("aaabb")))


def test_the_order_and_the_names_of_categories_make_no_difference():
    one = after(tallies("aabbc"))
    for letters in permutations("abc"):
        other = after(tallies("aabbc".translate(str.maketrans("abc", "".join(letters)))))
        renamed = {letters["abc".index(n[-1])] if "=" in n else n: n for n in one.released}
        assert len(other.released) == len(renamed)
        assert sorted(other.released.values()) == sorted(one.released.values())


def test_a_learner_without_answers_takes_a_place_and_is_in_no_table():
    batches = after([{}, {}, *tallies("aab")])

    assert (batches.learners, batches.since) == (5, 0)
    assert batches.released == {}
    assert batches.waiting["t/n"] == 3


# Groups that answered alike


@pytest.mark.parametrize("answers", ["aaaaa", "aaaab"])
def test_a_group_that_answered_alike_waits(answers):
    batches = after(tallies(answers))

    assert batches.learners == 5
    assert batches.released == {}
    assert batches.waiting["t/n"] == 5


def test_it_grows_by_the_next_batch_and_is_released_with_it():
    assert shown("aaaaa" + "aabbb") == {"t/v=a": 7, "t/v=b": 3, "t/n": 10}
    assert shown("aaaaa" + "aaaab" + "aaabb") == {"t/v=a": 12, "t/v=b": 3, "t/n": 15}


def test_two_who_answered_otherwise_are_enough():
    assert shown("a" * 19 + "b", least=20) == {}
    assert shown("a" * 18 + "bb", least=20) == {"t/v=a": 18, "t/v=b": 2, "t/n": 20}


def test_chance_has_a_table_wait_for_the_next_batch():
    batches = after(tallies("aabb"))
    asked = []
    full = counted(batches, {"t/v=a": 1.0}, 5, lambda table: asked.append(table) or True)

    assert asked == ["t"]
    assert (full.learners, full.released, full.waiting["t/n"]) == (5, {}, 5)
    assert after(tallies("aaaaa"), full).released["t/n"] == 10


def test_chance_is_asked_of_nothing_that_has_to_wait():
    asked = []
    counted(after(tallies("aaaa")), {"t/v=a": 1.0}, 5, lambda table: asked.append(table) or True)

    assert asked == []


def test_what_was_released_stays_while_another_group_waits():
    batches = after(tallies("aabba" + "aaaaa"))

    assert (batches.learners, batches.released["t/n"], batches.waiting["t/n"]) == (10, 5, 5)


def test_a_table_is_released_whole_or_not_at_all():
    people = [{"t/v=" + v: 1.0, "t/w=" + w: 1.0} for v, w in zip("aabba", "cccce", strict=True)]

    assert after(people).released == {}
    assert after([*people, *people]).released["t/w=c"] == 8


def test_other_tables_do_not_wait_for_it():
    people = [{"t/v=" + v: 1.0, "u/v=" + u: 1.0} for v, u in zip("aabba", "ccccc", strict=True)]
    batches = after(people)

    assert set(tables(batches.released)) == {"t"}
    assert set(tables(batches.waiting)) == {"u"}


def test_a_table_without_a_variable_is_never_released():
    batches = after([{"t/sum": 3.0}] * 50)

    assert batches.released == {}
    assert batches.waiting == {"t/sum": 150, "t/n": 50}


# Tables with few people


def test_a_table_waits_until_enough_people_gave_an_answer():
    people = [{"t/seen=" + seen: 1.0} for seen in "nnn"]
    people += [{"t/seen=y": 1.0, "t/v=a": 1.0}, {"t/seen=y": 1.0, "t/v=b": 1.0}]

    assert after(people * 2).released == {}
    assert after(people * 3).released["t/v=a"] == 3


def test_a_table_that_some_are_not_in_counts_its_own_people():
    some = [*tallies("aab"), {"u/v=x": 1.0}, {"u/v=y": 1.0}]
    batches = after(some)

    assert (batches.learners, batches.released) == (5, {})
    batches = after(some, batches)
    assert batches.released == {"t/v=a": 4, "t/v=b": 2, "t/n": 6}
    assert batches.waiting["u/n"] == 4


def test_the_number_may_be_raised_at_any_time():
    batches = after(tallies("aabba" + "aab"))
    raised = after(tallies("ba"), batches, 10)

    assert raised.released == batches.released
    assert (raised.learners, raised.since) == (5, 5)
    full = after(tallies("bbbbb"), raised, 10)
    assert (full.learners, full.since, full.released["t/n"]) == (15, 0, 15)


# Exactly


answers = st.lists(st.sampled_from("abc"), max_size=40)
many = st.lists(
    st.fixed_dictionaries(
        {"t/v=a": st.integers(0, 3), "t/v=b": st.integers(0, 3), "u/sum": st.integers(0, 99)},
        optional={"u/v=x": st.just(1), "w/v=y": st.just(1)},
    ).map(lambda tally: {name: float(n) for name, n in tally.items()}),
    max_size=40,
)


@given(many, st.integers(2, 12))
def test_nothing_is_lost_and_nothing_counted_twice(people, batch):
    batches = after(people, least=batch)
    total = Counter()
    for tally in people:
        total.update(tally)
        total.update({f"{table}/n": 1 for table in tables(tally)})
    told, held = dict(batches.released), dict(batches.waiting)

    assert batches.learners + batches.since == len(people)
    assert {name: told.get(name, 0) + held.get(name, 0) for name in {**told, **held}} == total


@given(st.lists(st.floats(-100, 100), max_size=60))
def test_sums_do_not_drift(values):
    people = [{"t/v=a": 1.0, "t/sum": round(value, 2)} for value in values]
    batches = after(people)

    assert batches.waiting.get("t/sum", 0) == pytest.approx(
        sum(one["t/sum"] for one in people), abs=1e-4
    )


@given(answers, st.integers(2, 12))
def test_whatever_is_released_is_of_mixed_groups(given_, least):
    batches, before = Batches(), Counter()
    for tally in tallies("".join(given_)):
        batches = counted(batches, tally, least, never)
        now = Counter(batches.released)
        group = variables(tables(now - before).get("t", {})).get("v", {})
        before = now
        if group:
            assert sum(group.values()) >= least
            assert sum(group.values()) - max(group.values()) >= 2


@given(answers, st.randoms())
def test_released_totals_are_those_of_batches_in_any_order_within(given_, chance):
    batches = [given_[at : at + 5] for at in range(0, len(given_), 5)]
    mixed = "".join("".join(chance.sample(batch, len(batch))) for batch in batches)

    assert shown("".join(given_)) == shown(mixed)


def test_batches_are_not_changed_in_place():
    one = after(tallies("aabb"))
    copy = replace(one, waiting=dict(one.waiting), released=dict(one.released))
    counted(one, tallies("a")[0], 5, never)

    assert one == copy


# Who gave no answer, and who was not asked


def asked(*answers: str) -> list[dict[str, float]]:
    """One learner each: an answer to `v`, which all are asked, and one to `w`, which some are."""
    found = []
    for v, *w in answers:
        sums = {f"t/v={v}": 1.0}
        for letter in w:
            sums |= {f"t/w={letter}": 1.0, "t/sum@w": 7.0}
        found.append(sums)
    return found


def test_who_gave_no_answer_is_none_of_the_people_that_a_figure_needs():
    silent = [{"t/v=": 1.0}] * 8

    assert after([*silent, *tallies("ab")]).released == {}
    assert after([*silent, *tallies("aabb")][2:]).released == {}  # six of ten
    assert after([*silent, *tallies("aaaaabb")]).released["t/v="] == 8
    assert after([*silent, *tallies("aaaaaab")]).released == {}


def test_what_only_some_were_asked_waits_for_more_of_them():
    first = after(asked("a", "a", "b", "bx", "by"))

    assert first.released == {}
    grown = after(asked("ax", "ay", "bx", "b", "b"), first)
    assert grown.released["t/n"] == 10
    assert (grown.released["t/w=x"], grown.released["t/w=y"]) == (3, 2)
    assert grown.released["t/sum@w"] == 35


@pytest.mark.parametrize("some", ["xy", "xxxxxxxx", "xxxxxxy"])
def test_it_does_not_wait_for_ever_and_is_left_out_with_what_is_made_of_it(some):
    people = asked(*("a" + one for one in some), *"b" * (20 - len(some)))

    assert after(people[:19]).released == {}
    assert set(after(people).released) == {"t/v=a", "t/v=b", "t/n"}
    assert after(people).waiting == {}


def test_a_table_of_nothing_that_all_were_asked_stays():
    assert after([{"t/w=x": 1.0}, {"t/sum": 1.0}, {"t/sum": 1.0}] * 20).released == {}


# How totals are shown


@pytest.mark.parametrize(
    ("count", "total", "percent", "band"),
    [
        (5, 10, 50, ""),
        (2, 9, 20, ""),
        (9, 40, 23, ""),
        (89, 100, 89, ""),
        (9, 10, 90, "least"),
        (10, 10, 90, "least"),
        (0, 10, 10, "most"),
        (1, 20, 10, "most"),
        (10, 101, 10, "most"),
    ],
)
def test_a_share(count, total, percent, band):
    assert Share.of(count, total, total) == Share(percent, band)


@pytest.mark.parametrize("total", [10, 20, 30, 70, 100])
def test_the_bands_begin_as_far_from_both_ends(total):
    assert Share.of(total / 10, total, total) == Share(10, "most")


def test_percentages_of_few_people_are_rounded_to_five():
    assert {Share.of(n, 29, 29).percent % 5 for n in range(30)} == {0}
    assert Share.of(10, 30, 30).percent == 33
    assert Share.of(100, 300, 29).percent == 35  # few people, however many answers


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_no_share_is_told_beyond_a_band(pair):
    share = Share.of(*pair, pair[1])

    assert 10 <= share.percent <= 90
    assert share.band or abs(share.percent - 100 * pair[0] / pair[1]) <= (
        2.5 if pair[1] < 30 else 0.5
    )


@pytest.mark.parametrize(("people", "told"), [(0, 0), (4, 0), (5, 5), (14, 10), (15, 15)])
def test_people_are_rounded_down(people, told):
    assert rounded_people(people) == told
    assert Released({}, people).people == told


def test_a_table_of_released_totals():
    table = Table({"n": 10, "v=a": 6, "v=b": 4, "sum": 3.5})

    assert (bool(table), table.people, table.sum("sum"), table.sum("other")) == (True, 10, 3.5, 0)
    assert table.counts("v") == {"a": 6, "b": 4}
    assert table.share("v", "a") == Share(60)
    assert table.share("v", "a", "b") == Share(90, "least")
    assert table.share("v", "c") == Share(10, "most")
    assert table.share("w", "a") is None


def test_tables_are_found_by_name():
    released = Released({"t/n": 5, "t/v=a": 5, "t.u/n": 6})

    assert list(released.names()) == ["t", "t.u"]
    assert (released.table("t").people, released.table("t.u").people) == (5, 6)
    assert not released.table("missing")


def test_the_mean_leaves_out_what_is_no_number():
    assert mean_of({"1": 2, "4": 1, "none": 7}) == (3, 2, None)
    assert mean_of({"none": 7}) == (0, 0, None)
    assert mean_of({"-50": 1, "150": 1}, 0.01) == (2, 0.5, None)
    assert mean_of({"1": 25, "3": 24})[2] is None
    assert mean_of({"1": 25, "3": 25})[2] == pytest.approx((50 / 49) ** 0.5)


def test_what_is_hidden_says_nothing_in_the_table_but_that():
    from hope_xblocks.figures.report import Report, Section

    report = Report(10, [Section("s", [Group("it", hidden=True)])])
    assert list(rows(report)) == [("s", "it", "", "not shown", 0)]
