"""The edges of the figures, and what holds of them whatever the counts."""

from statistics import correlation, stdev, variance

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hope_xblocks.figures import (
    Calibration,
    Change,
    Detection,
    cronbach_alpha,
    mcdonald_omega,
    multiclass_brier,
    reliable_change,
    spearman_brown,
)


def six(value: float) -> object:
    return pytest.approx(value, abs=5.01e-7, rel=0)


# Detection


def test_rates_of_90_and_25_percent_after_correction():
    found = Detection(8.5, 9, 2.5, 11)
    assert found.corrected == (six(0.9), six(0.25))
    assert (found.d_prime, found.criterion) == (six(1.956041), six(-0.303531))


def test_the_rates_are_not_corrected():
    found = Detection(9, 10, 3, 12)
    assert (found.hit_rate, found.false_alarm_rate) == (0.9, 0.25)


@pytest.mark.parametrize("counts", [(0, 0, 3, 12), (9, 10, 0, 0)])
def test_there_is_no_standard_error_without_signals_or_noise(counts):
    with pytest.raises(ValueError, match="needs signals and noise"):
        _ = Detection(*counts).standard_error


@pytest.mark.parametrize(
    ("counts", "alike"),
    [
        ((0, 10, 12, 12), ""),
        ((9, 10, 12, 12), ""),
        ((3, 3, 0, 0), "everything"),
        ((0, 0, 0, 0), ""),
    ],
)
def test_calling_all_alike(counts, alike):
    assert Detection(*counts).all_alike == alike


some = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(some, some)
def test_raw_rates_are_bounded(signals, noise):
    found = Detection(*signals, *noise)
    assert 0 <= found.hit_rate <= 1
    assert 0 <= found.false_alarm_rate <= 1
    assert found.standard_error > 0


@given(some, some)
def test_the_opposite_calls_turn_both_sensitivity_and_bias_round(signals, noise):
    found = Detection(*signals, *noise)
    opposite = Detection(signals[1] - signals[0], signals[1], noise[1] - noise[0], noise[1])
    assert opposite.d_prime == pytest.approx(-found.d_prime, abs=1e-9)
    assert opposite.criterion == pytest.approx(-found.criterion, abs=1e-9)


@given(st.integers(1, 500), st.integers(1, 500))
def test_who_calls_all_alike_has_a_bias_and_with_as_many_of_both_no_sensitivity(signals, noise):
    everything = Detection(signals, signals, noise, noise)
    nothing = Detection(0, signals, 0, noise)

    assert (everything.all_alike, nothing.all_alike) == ("everything", "nothing")
    assert everything.criterion < 0 < nothing.criterion
    assert Detection(signals, signals, signals, signals).d_prime == 0


# Confidence

SIX = [(0.9, True), (0.7, True), (0.5, False), (0.99, True), (0.33, False), (0.7, False)]
FIGURES = "mean_confidence accuracy over_confidence brier skill reliability resolution uncertainty"


def test_murphys_parts_worked_by_hand():
    found = Calibration.of(SIX)
    assert found.reliability == six(0.074833)
    assert found.resolution == six(0.166667)
    assert found.uncertainty == 0.25


@pytest.mark.parametrize("right", [True, False])
def test_there_is_no_skill_where_all_or_none_were_right(right):
    assert Calibration.of([(0.9, right), (0.5, right), (0.7, right)]).skill is None


@pytest.mark.parametrize("figure", FIGURES.split())
@pytest.mark.parametrize("bins", [{}, {0.9: (0, 0)}])
def test_without_judgements_there_is_no_calibration(figure, bins):
    with pytest.raises(ValueError, match="at least one judgement"):
        getattr(Calibration(bins), figure)


judged = st.lists(
    st.tuples(st.sampled_from([0.33, 0.5, 0.7, 0.9, 0.99]), st.booleans()), min_size=1
)


@given(judged)
def test_a_level_without_judgements_changes_nothing(pairs):
    found = Calibration.of(pairs)
    more = Calibration({**found.bins, 0.01: (0, 0)})
    for figure in FIGURES.split():
        assert getattr(more, figure) == getattr(found, figure)


@given(judged, judged)
def test_calibration_added_is_calibration_counted_together(one, other):
    left = Calibration.of(one)
    before = dict(left.bins)

    assert left + Calibration.of(other) == Calibration.of(one + other)
    assert left.bins == before


@pytest.mark.parametrize(
    ("forecast", "came", "score"),
    [
        ({"flag": 1.0}, "flag", 0),
        ({"flag": 1.0}, "neutral", 2),
        # worked by hand
        ({"flag": 0.7, "protective": 0.2, "neutral": 0.1}, "flag", 0.14),
        ({"flag": 0.7, "protective": 0.2, "neutral": 0.1}, "neutral", 1.34),
    ],
)
def test_brier_score_of_several_classes(forecast, came, score):
    assert multiclass_brier(forecast, came) == six(score)


# Change


@pytest.mark.parametrize(("sd", "reliability"), [(0, 0.8), (0.4, 1), (0.4, 1.1)])
def test_without_error_of_measurement_there_is_no_reliable_change(sd, reliability):
    with pytest.raises(ValueError, match=r"."):
        reliable_change(2.8, 3.4, sd, reliability)


@pytest.mark.parametrize(
    "figure",
    [
        "first_sd",
        "second_sd",
        "difference_sd",
        "correlation",
        "d_z",
        "d_av",
        "d_rm",
        "glass_delta",
        "hedges_correction",
        "g_av",
    ],
)
@pytest.mark.parametrize("pairs", [[], [(2.8, 3.4)]])
def test_too_few_pairs_show_no_change(figure, pairs):
    with pytest.raises(ValueError, match="at least two"):
        getattr(Change.of(pairs), figure)


def test_no_pairs_have_no_difference():
    with pytest.raises(ValueError, match="at least two"):
        _ = Change.of([]).difference


tenths = st.integers(10, 50).map(lambda n: n / 10)
ratings = st.lists(st.tuples(tenths, tenths), min_size=2, max_size=40)


@given(ratings)
def test_sums_give_what_the_values_give(pairs):
    first, second = [x for x, _ in pairs], [y for _, y in pairs]
    assume(len(set(first)) > 1 and len(set(second)) > 1)
    found = Change.of(pairs)

    assert found.first_sd == pytest.approx(stdev(first))
    assert found.second_sd == pytest.approx(stdev(second))
    assert found.difference_sd == pytest.approx(stdev(y - x for x, y in pairs), abs=1e-6)
    assert found.correlation == pytest.approx(correlation(first, second), abs=1e-9)


@given(st.lists(tenths, min_size=2, max_size=40), tenths)
def test_who_all_gain_the_same_have_no_spread_of_gains(first, gain):
    found = Change.of((x, x + gain) for x in first)

    assert found.difference_sd == 0
    with pytest.raises(ValueError, match="spread"):
        _ = found.d_z


@given(st.lists(st.integers(100, 900), min_size=2, max_size=40))
def test_a_small_gain_of_all_on_large_values_has_no_spread(first):
    assert Change.of((x + 0.1, x + 0.13) for x in first).difference_sd == 0


@given(st.lists(tenths, min_size=2, max_size=40, unique=True), tenths)
def test_a_perfect_correlation_is_not_above_1(first, times):
    found = Change.of((x, x * times + 1) for x in first)
    assume(found.difference_sd)

    assert found.correlation <= 1
    assert found.d_rm == pytest.approx(0, abs=1e-3)


whole = st.lists(st.tuples(st.integers(), st.integers()))


@given(whole, whole)
def test_change_added_is_change_counted_together(one, other):
    assert Change.of(one) + Change.of(other) == Change.of(one + other)


# Reliability


def sums(values: list[float]) -> tuple[float, float]:
    return sum(values), sum(value**2 for value in values)


def alpha(rows: list[tuple[float, ...]]) -> float:
    items = [sums(list(column)) for column in zip(*rows, strict=True)]
    return cronbach_alpha(len(rows), items, sums([sum(row) for row in rows]))


@pytest.mark.slow
@given(st.lists(st.tuples(tenths, tenths, tenths), min_size=2))
def test_alpha_is_that_of_the_variances(rows):
    total = variance([sum(row) for row in rows])
    assume(total > 0.01)
    items = sum(variance(column) for column in zip(*rows, strict=True))
    assert alpha(rows) == pytest.approx(3 / 2 * (1 - items / total), abs=1e-6)


@given(st.lists(tenths, min_size=2, unique=True), st.integers(2, 6))
def test_items_that_say_the_same_have_an_alpha_of_1(values, k):
    assert alpha([(value,) * k for value in values]) == pytest.approx(1)


@pytest.mark.parametrize("rows", [[], [(1, 2)], [(1,), (2,), (3,)], [(1, 3), (2, 2), (3, 1)]])
def test_there_is_no_alpha_of_one_item_one_answer_or_equal_totals(rows):
    with pytest.raises(ValueError, match="at least two"):
        alpha(rows)


def test_there_is_no_omega_without_loadings():
    with pytest.raises(ValueError, match="at least two"):
        mcdonald_omega([])


@given(st.floats(0.05, 0.95), st.integers(2, 20))
def test_omega_of_equal_loadings_is_what_spearman_and_brown_foresee(loading, k):
    assert mcdonald_omega([loading] * k) == pytest.approx(spearman_brown(loading**2, k))


@pytest.mark.parametrize(
    ("reliability", "times", "longer"),
    [(0.75, 0.5, 0.6), (0.5, 3, 0.75), (0.8, 1, 0.8), (0, 5, 0)],
)
def test_spearman_and_brown(reliability, times, longer):
    assert spearman_brown(reliability, times) == six(longer)


def test_there_is_no_reliability_of_a_length_that_cannot_be():
    with pytest.raises(ValueError, match="at least two"):
        spearman_brown(-1, 2)
