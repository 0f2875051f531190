"""How somebody told signals from noise."""

from __future__ import annotations

from dataclasses import dataclass
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
