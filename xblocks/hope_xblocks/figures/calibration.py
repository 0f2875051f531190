"""How confidence goes with being right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


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
