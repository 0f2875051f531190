"""What came of something: first and second values, of many people or of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from ._sums import TOO_FEW, ratio, variance
from .reliability import error_of_measurement


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
        return ratio(self.second - self.first, self.n)

    @property
    def first_sd(self) -> float:
        """The standard deviation of the first values."""
        return sqrt(variance(self.n, self.first, self.first_squares))

    @property
    def second_sd(self) -> float:
        """The standard deviation of the second values."""
        return sqrt(variance(self.n, self.second, self.second_squares))

    @property
    def difference_sd(self) -> float:
        """The standard deviation of the differences."""
        size = self.first_squares + self.second_squares
        squares = size - 2 * self.products
        return sqrt(variance(self.n, self.second - self.first, squares, size))

    @property
    def correlation(self) -> float:
        """Pearson's r of first and second."""
        shared = self.products - ratio(self.first * self.second, self.n)
        r = ratio(shared, (self.n - 1) * self.first_sd * self.second_sd)
        return max(-1.0, min(1.0, r))  # rounding may go beyond

    @property
    def d_z(self) -> float:
        """The difference in standard deviations of the differences."""
        return ratio(self.difference, self.difference_sd)

    @property
    def d_av(self) -> float:
        """The difference in mean standard deviations: to be preferred for reports."""
        return ratio(self.difference, (self.first_sd + self.second_sd) / 2)

    @property
    def d_rm(self) -> float:
        """d_z, corrected for the correlation."""
        return self.d_z * sqrt(2 * (1 - self.correlation))

    @property
    def glass_delta(self) -> float:
        """The difference in standard deviations of the first values."""
        return ratio(self.difference, self.first_sd)

    @property
    def hedges_correction(self) -> float:
        """J, for small samples; needs two pairs."""
        if self.n < 2:
            raise ValueError(TOO_FEW)
        return 1 - 3 / (4 * (self.n - 1) - 1)

    @property
    def g_av(self) -> float:
        """d_av with Hedges' correction."""
        return self.d_av * self.hedges_correction


def reliable_change(before: float, after: float, sd: float, reliability: float) -> float:
    """The change in standard errors of a difference; beyond 1.96 it is hardly chance.

    Jacobson, N. S. & Truax, P. (1991): Clinical significance. Journal of Consulting and Clinical
    Psychology 59, 12-19.

    Raises:
        ValueError: without spread, or if *reliability* is 1 or more.
    """
    return ratio(after - before, sqrt(2) * error_of_measurement(sd, reliability))
