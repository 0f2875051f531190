"""Figures of detection, confidence, agreement and change, from counts that can be added up.

Each takes sums alone, never a list of who answered what: two quizzes, or two learners, are pooled
by adding their counts. Where they are too few for a figure, it raises ValueError.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import exp, sqrt
from statistics import NormalDist

_NORMAL = NormalDist()


@dataclass(frozen=True)
class Detection:
    """How somebody told signals from noise.

    Stanislaw, H. & Todorov, N. (1999): Calculation of signal detection theory measures. Behavior
    Research Methods, Instruments, & Computers 31, 137-149.
    """

    hits: float
    """Signals that were called signals."""
    signals: float
    false_alarms: float
    """Noise that was called a signal."""
    noise: float

    def __add__(self, other: Detection) -> Detection:
        """Both together."""
        return Detection(
            self.hits + other.hits,
            self.signals + other.signals,
            self.false_alarms + other.false_alarms,
            self.noise + other.noise,
        )

    @property
    def hit_rate(self) -> float | None:
        """The share of signals found; None where there were none."""
        return self.hits / self.signals if self.signals else None

    @property
    def false_alarm_rate(self) -> float | None:
        """The share of noise called a signal; None where there was none."""
        return self.false_alarms / self.noise if self.noise else None

    @property
    def corrected(self) -> tuple[float, float]:
        """Hit and false-alarm rate with the log-linear correction, never 0 or 1.

        Hautus, M. J. (1995): Corrections for extreme proportions and their biasing effects on
        estimated values of d'. Behavior Research Methods, Instruments, & Computers 27, 46-51.
        """
        return (
            (self.hits + 0.5) / (self.signals + 1),
            (self.false_alarms + 0.5) / (self.noise + 1),
        )

    @property
    def d_prime(self) -> float:
        """Sensitivity, in standard deviations: 0 is chance, 3 an expert."""
        hit, false_alarm = map(_NORMAL.inv_cdf, self.corrected)
        return hit - false_alarm

    @property
    def criterion(self) -> float:
        """Response bias c, in standard deviations: below 0 flags easily, above 0 rarely.

        Macmillan, N. A. & Creelman, C. D. (2005): Detection theory: a user's guide. 2nd edition.
        """
        hit, false_alarm = map(_NORMAL.inv_cdf, self.corrected)
        return -(hit + false_alarm) / 2

    @property
    def beta(self) -> float:
        """Response bias as a ratio of likelihoods, 1 where there is none."""
        return exp(self.criterion * self.d_prime)

    @property
    def standard_error(self) -> float:
        """The standard error of d'.

        Gourevitch, V. & Galanter, E. (1967): A significance test for one parameter isosensitivity
        functions. Psychometrika 32, 25-33.

        Raises:
            ValueError: without signals or without noise.
        """
        if not self.signals or not self.noise:
            raise ValueError("The standard error of d' needs signals and noise.")
        hit, false_alarm = self.corrected
        return sqrt(_z_variance(hit, self.signals) + _z_variance(false_alarm, self.noise))

    @property
    def all_alike(self) -> str:
        """`everything` or `nothing` for who called all alike: d' says nothing of them.

        Empty for all others, and where there was nothing to call.
        """
        trials, called = self.signals + self.noise, self.hits + self.false_alarms
        if not trials:
            return ""
        return "nothing" if not called else "everything" if called == trials else ""

    @property
    def enough(self) -> bool:
        """Whether there were trials enough to speak of d' at all: ten of each."""
        return self.signals >= 10 and self.noise >= 10


def _z_variance(rate: float, trials: float) -> float:
    density = _NORMAL.pdf(_NORMAL.inv_cdf(rate))
    return rate * (1 - rate) / (trials * density**2)


@dataclass(frozen=True)
class Calibration:
    """How confidence goes with being right.

    Brier, G. W. (1950): Verification of forecasts expressed in terms of probability. Monthly
    Weather Review 78, 1-3. Murphy, A. H. (1973): A new vector partition of the probability score.
    Journal of Applied Meteorology 12, 595-600.

    Where there are no judgements, all but their number and `enough` raise ValueError.
    """

    bins: Mapping[float, tuple[float, float]]
    """Confidence from 0 to 1 → how many judgements were made with it, and how many were right."""

    @classmethod
    def of(cls, pairs: Iterable[tuple[float, bool]]) -> Calibration:
        """Counts (confidence, right or not)."""
        bins: dict[float, tuple[float, float]] = {}
        for level, right in pairs:
            made, so_far = bins.get(level, (0, 0))
            bins[level] = made + 1, so_far + right
        return cls(bins)

    def __add__(self, other: Calibration) -> Calibration:
        """Both together."""
        bins = dict(self.bins)
        for level, (made, right) in other.bins.items():
            before = bins.get(level, (0, 0))
            bins[level] = before[0] + made, before[1] + right
        return Calibration(bins)

    @property
    def judgements(self) -> float:
        """How many there are."""
        return sum(made for made, _right in self.bins.values())

    def _mean(self, values: Iterable[float]) -> float:
        if not self.judgements:
            raise ValueError("Calibration needs at least one judgement.")
        return sum(values) / self.judgements

    @property
    def mean_confidence(self) -> float:
        """From 0 to 1."""
        return self._mean(level * made for level, (made, _right) in self.bins.items())

    @property
    def accuracy(self) -> float:
        """The share that was right."""
        return self._mean(right for _made, right in self.bins.values())

    @property
    def over_confidence(self) -> float:
        """Mean confidence less accuracy: above 0, surer than right."""
        return self.mean_confidence - self.accuracy

    @property
    def brier(self) -> float:
        """The mean squared distance of confidence from what came: 0 is best, 1 worst."""
        return self._mean(
            right * (1 - level) ** 2 + (made - right) * level**2
            for level, (made, right) in self.bins.items()
        )

    @property
    def uncertainty(self) -> float:
        """How hard it was to foresee; brier = reliability - resolution + uncertainty."""
        return self.accuracy * (1 - self.accuracy)

    @property
    def reliability(self) -> float:
        """The mean squared distance of each degree of confidence from its share of right ones."""
        return self._mean(
            made * (level - right / made) ** 2 for level, (made, right) in self.bins.items() if made
        )

    @property
    def resolution(self) -> float:
        """How far the shares of right ones differ between degrees of confidence."""
        accuracy = self.accuracy
        return self._mean(
            made * (right / made - accuracy) ** 2 for made, right in self.bins.values() if made
        )

    @property
    def skill(self) -> float | None:
        """How much better than always saying the accuracy; None where all or none were right."""
        return 1 - self.brier / self.uncertainty if self.uncertainty else None

    @property
    def enough(self) -> bool:
        """Whether there are judgements enough for a chart: thirty."""
        return self.judgements >= 30


def multiclass_brier(forecast: Mapping[str, float], came: str) -> float:
    """The squared distance, from 0 to 2, of the probabilities given to each class from what came.

    It is that of one judgement: the score of many is their mean (Brier 1950).
    """
    return sum((p - (name == came)) ** 2 for name, p in ({came: 0.0} | dict(forecast)).items())


def linear_weights(n: int) -> list[list[float]]:
    """Weights of disagreement between *n* ordered grades, from 0 to 1, by their distance."""
    return [[abs(i - j) / max(n - 1, 1) for j in range(n)] for i in range(n)]


def quadratic_weights(n: int) -> list[list[float]]:
    """As `linear_weights`, by the square of the distance."""
    return [[weight**2 for weight in row] for row in linear_weights(n)]


def weighted_kappa(
    table: Sequence[Sequence[float]], weights: Sequence[Sequence[float]]
) -> float | None:
    """Agreement of two judges above chance: 1 is perfect, 0 what chance gives.

    Cohen, J. (1968): Weighted kappa. Psychological Bulletin 70, 213-220.

    Args:
        table: counts; a row for each grade of the first judge, a column for each of the second.
        weights: of disagreement, 0 on the diagonal, in the same shape.

    Returns:
        None where chance alone gives no disagreement, so that agreement shows nothing: both judges
        gave everything one and the same grade, or nothing was graded.

    Raises:
        ValueError: if *table* is not square, or *weights* has another shape.
    """
    if any(len(row) != len(table) for row in (*table, *weights)) or len(weights) != len(table):
        raise ValueError("Counts and weights must be square and of the same size.")
    total = sum(map(sum, table))
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    cells = list(product(range(len(table)), repeat=2))
    seen = sum(weights[i][j] * table[i][j] for i, j in cells)
    expected = sum(weights[i][j] * rows[i] * columns[j] for i, j in cells)
    return 1 - seen * total / expected if expected else None


@dataclass(frozen=True)
class Change:
    """Pairs of a first and a second value, as sums.

    Lakens, D. (2013): Calculating and reporting effect sizes. Frontiers in Psychology 4, 863.
    Standard deviations are those of samples (n - 1) and need two pairs; a figure in units of one
    needs it to be more than 0. They raise ValueError else.
    """

    n: float
    first: float
    second: float
    first_squares: float
    second_squares: float
    products: float

    @classmethod
    def of(cls, pairs: Iterable[tuple[float, float]]) -> Change:
        """Adds up pairs of (first, second)."""
        all_ = list(pairs)
        return cls(
            len(all_),
            sum(x for x, _ in all_),
            sum(y for _, y in all_),
            sum(x * x for x, _ in all_),
            sum(y * y for _, y in all_),
            sum(x * y for x, y in all_),
        )

    def __add__(self, other: Change) -> Change:
        """Both together."""
        return Change(
            self.n + other.n,
            self.first + other.first,
            self.second + other.second,
            self.first_squares + other.first_squares,
            self.second_squares + other.second_squares,
            self.products + other.products,
        )

    @property
    def difference(self) -> float:
        """The mean of second less first."""
        return _ratio(self.second - self.first, self.n)

    @property
    def first_sd(self) -> float:
        """The standard deviation of the first values."""
        return sqrt(_variance(self.n, self.first, self.first_squares))

    @property
    def second_sd(self) -> float:
        """The standard deviation of the second values."""
        return sqrt(_variance(self.n, self.second, self.second_squares))

    @property
    def difference_sd(self) -> float:
        """The standard deviation of the differences."""
        size = self.first_squares + self.second_squares
        squares = size - 2 * self.products
        return sqrt(_variance(self.n, self.second - self.first, squares, size))

    @property
    def correlation(self) -> float:
        """Pearson's r of first and second."""
        shared = self.products - _ratio(self.first * self.second, self.n)
        r = _ratio(shared, (self.n - 1) * self.first_sd * self.second_sd)
        return max(-1.0, min(1.0, r))  # rounding may go beyond

    @property
    def d_z(self) -> float:
        """The difference in standard deviations of the differences."""
        return _ratio(self.difference, self.difference_sd)

    @property
    def d_av(self) -> float:
        """The difference in mean standard deviations: to be preferred for reports."""
        return _ratio(self.difference, (self.first_sd + self.second_sd) / 2)

    @property
    def d_rm(self) -> float:
        """d_z, corrected for the correlation."""
        return self.d_z * sqrt(2 * (1 - self.correlation))

    @property
    def glass_delta(self) -> float:
        """The difference in standard deviations of the first values."""
        return _ratio(self.difference, self.first_sd)

    @property
    def hedges_correction(self) -> float:
        """J, for small samples; needs two pairs."""
        if self.n < 2:
            raise ValueError(_TOO_FEW)
        return 1 - 3 / (4 * (self.n - 1) - 1)

    @property
    def g_av(self) -> float:
        """d_av with Hedges' correction."""
        return self.d_av * self.hedges_correction


_TOO_FEW = "This needs at least two values, and a spread of more than 0."


def _ratio(part: float, whole: float) -> float:
    if not whole:
        raise ValueError(_TOO_FEW)
    return part / whole


def _variance(n: float, total: float, squares: float, size: float = 0) -> float:
    """The variance of a sample from its sums; *size* is what rounding is measured by."""
    if n < 2:
        raise ValueError(_TOO_FEW)
    spread = squares - total * total / n
    # What is left of equal values after rounding is no spread.
    return spread / (n - 1) if spread > 1e-12 * max(size, squares) else 0.0


def error_of_measurement(sd: float, reliability: float) -> float:
    """The standard error of measurement of a score with this spread and reliability.

    Raises:
        ValueError: if *reliability* is above 1.
    """
    return sd * sqrt(1 - reliability)


def reliable_change(before: float, after: float, sd: float, reliability: float) -> float:
    """The change in standard errors of a difference; beyond 1.96 it is hardly chance.

    Jacobson, N. S. & Truax, P. (1991): Clinical significance. Journal of Consulting and Clinical
    Psychology 59, 12-19.

    Raises:
        ValueError: without spread, or if *reliability* is 1 or more.
    """
    return _ratio(after - before, sqrt(2) * error_of_measurement(sd, reliability))


def cronbach_alpha(
    n: float, items: Sequence[tuple[float, float]], total: tuple[float, float]
) -> float:
    """Internal consistency of a scale.

    Cronbach, L. J. (1951): Coefficient alpha and the internal structure of tests. Psychometrika
    16, 297-334.

    Args:
        n: how many answered all items.
        items: for each item, the sum of its values and the sum of their squares.
        total: the same for the sum of all items.

    Raises:
        ValueError: with fewer than two items or two who answered, or if all totals are equal.
    """
    k = len(items)
    if k < 2:
        raise ValueError(_TOO_FEW)
    of_items = sum(_variance(n, *sums) for sums in items)
    return k / (k - 1) * (1 - _ratio(of_items, _variance(n, *total)))


def mcdonald_omega(loadings: Sequence[float]) -> float:
    """Reliability of a scale with one factor, from standardised loadings, each from -1 to 1.

    McDonald, R. P. (1999): Test theory: a unified treatment.

    Raises:
        ValueError: without loadings.
    """
    shared = sum(loadings) ** 2
    return _ratio(shared, shared + sum(1 - loading**2 for loading in loadings))


def spearman_brown(reliability: float, times: float) -> float:
    """The reliability of a scale that is *times* as long.

    Spearman, C. (1910) and Brown, W. (1910): British Journal of Psychology 3, 271-295 and 296-322.

    Raises:
        ValueError: if *reliability* is -1 / (*times* - 1).
    """
    return _ratio(times * reliability, 1 + (times - 1) * reliability)
