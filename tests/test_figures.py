"""The figures give what the books give."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hope_xblocks.figures import (
    Calibration,
    Change,
    Detection,
    cronbach_alpha,
    error_of_measurement,
    mcdonald_omega,
    reliable_change,
    spearman_brown,
)


def six(value: float) -> object:
    return pytest.approx(value, abs=5e-7)


# Detection


@pytest.mark.parametrize(
    ("h", "s", "f", "n", "hit", "false_alarm", "d", "c", "beta", "se"),
    [
        (9, 10, 3, 12, 0.863636, 0.269231, 1.711945, -0.240831, 0.662132, 0.629925),
        (10, 10, 0, 12, 0.954545, 0.038462, 3.459447, 0.039102, 1.144846, 0.957887),
        (0, 10, 0, 12, 0.045455, 0.038462, 0.078203, 1.729723, 1.144846, 0.957887),
        (10, 10, 12, 12, 0.954545, 0.961538, -0.078203, -1.729723, 1.144846, 0.957887),
        (5, 10, 6, 12, 0.5, 0.5, 0, 0, 1, 0.536637),
        (18, 20, 14, 30, 0.880952, 0.467742, 1.260708, -0.549407, 0.500253, 0.430125),
        (30, 40, 10, 60, 0.743902, 0.172131, 1.601201, 0.145177, 1.261696, 0.287205),
    ],
)
def test_detection(h, s, f, n, hit, false_alarm, d, c, beta, se):
    found = Detection(h, s, f, n)

    assert found.corrected == (six(hit), six(false_alarm))
    assert found.d_prime == six(d)
    assert found.criterion == six(c)
    assert found.beta == six(beta)
    assert found.standard_error == six(se)


@pytest.mark.parametrize(
    ("counts", "name"),
    [((0, 10, 0, 12), "nothing"), ((10, 10, 12, 12), "everything"), ((10, 10, 0, 12), "")],
)
def test_whoever_calls_all_alike_is_named(counts, name):
    assert Detection(*counts).all_alike == name


def test_ten_of_each_are_enough():
    assert Detection(0, 10, 0, 10).enough
    assert not Detection(0, 9, 0, 30).enough
    assert not Detection(0, 30, 0, 9).enough


def test_rates_of_nothing():
    assert Detection(0, 0, 1, 2).hit_rate is None
    assert Detection(1, 2, 0, 0).false_alarm_rate is None
    assert (Detection(1, 2, 1, 4).hit_rate, Detection(1, 2, 1, 4).false_alarm_rate) == (0.5, 0.25)


counts = st.integers(0, 50).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts)
def test_correction_keeps_rates_between_nought_and_one(signals, noise):
    found = Detection(*signals, *noise)

    assert all(0 < rate < 1 for rate in found.corrected)
    assert abs(found.d_prime) < 5


@given(counts, counts, counts, counts)
def test_pooling_is_adding(a, b, c, d):
    both = Detection(*a, *b) + Detection(*c, *d)

    assert both == Detection(a[0] + c[0], a[1] + c[1], b[0] + d[0], b[1] + d[1])


# Confidence

EXAMPLE = Calibration.of(
    zip((0.9, 0.7, 0.5, 0.99, 0.33, 0.7), (True, True, False, True, False, False), strict=True)
)


def test_calibration():
    assert EXAMPLE.brier == six(0.158167)
    assert EXAMPLE.mean_confidence == six(0.686667)
    assert EXAMPLE.accuracy == 0.5
    assert EXAMPLE.over_confidence == six(0.186667)
    assert EXAMPLE.skill == six(0.367333)
    assert EXAMPLE.bins[0.7] == (2, 1)


def test_a_constant_half_has_a_quarter():
    assert Calibration.of([(0.5, True), (0.5, False), (0.5, True)]).brier == 0.25


def test_thirty_judgements_are_enough():
    assert Calibration({0.5: (30, 1)}).enough
    assert not Calibration({0.5: (29, 1)}).enough
    assert Calibration({0.5: (3, 3)}).skill is None


judgements = st.lists(
    st.tuples(st.sampled_from([0.33, 0.5, 0.7, 0.9, 0.99]), st.booleans()), min_size=1
)


@given(judgements)
def test_the_parts_of_a_brier_score_add_up(pairs):
    found = Calibration.of(pairs)

    assert found.brier == pytest.approx(found.reliability - found.resolution + found.uncertainty)
    assert found.brier == pytest.approx(sum((f - o) ** 2 for f, o in pairs) / len(pairs))


@given(judgements, judgements)
def test_pooled_judgements_are_those_of_both(one, other):
    both = Calibration.of(one) + Calibration.of(other)

    assert both.brier == pytest.approx(Calibration.of([*one, *other]).brier)
    assert both.judgements == len(one) + len(other)


# Change

BEFORE = (2.8, 3.0, 3.4, 2.6, 3.2, 3.8, 2.9, 3.1)
AFTER = (3.4, 3.3, 3.9, 3.3, 3.4, 4.1, 3.6, 3.2)


def test_change():
    change = Change.of(zip(BEFORE, AFTER, strict=True))

    assert change.difference == six(0.425)
    assert change.difference_sd == six(0.231455)
    assert change.first_sd == six(0.374166)
    assert change.second_sd == six(0.319598)
    assert change.correlation == six(0.788457)
    assert change.d_z == six(1.836210)
    assert change.d_av == six(1.225201)
    assert change.d_rm == six(1.194365)
    assert change.glass_delta == six(0.425 / sqrt(0.14))
    assert change.hedges_correction == six(0.888889)
    assert change.g_av == six(1.089068)


def test_change_of_one_person():
    sd = Change.of(zip(BEFORE, AFTER, strict=True)).first_sd

    assert error_of_measurement(sd, 0.8) == six(0.167332)
    assert reliable_change(3.0, 3.6, sd, 0.8) == six(2.535463)


# Reliability


def test_cronbach_alpha():
    rows = [(4, 4, 3, 5), (3, 3, 3, 4), (5, 4, 5, 5), (2, 3, 2, 2), (4, 5, 4, 4), (3, 2, 3, 3)]

    def sums(values: list[float]) -> tuple[float, float]:
        return sum(values), sum(value * value for value in values)

    items = [sums([row[at] for row in rows]) for at in range(4)]

    assert cronbach_alpha(6, items, sums([sum(row) for row in rows])) == six(0.909230)


def test_mcdonald_omega():
    assert mcdonald_omega([0.7, 0.6, 0.5, 0.6, 0.4]) == six(0.698752)


def test_spearman_brown():
    assert spearman_brown(0.6, 2) == six(0.75)
