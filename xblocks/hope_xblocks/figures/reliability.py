"""How far a scale can be relied on."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from ._sums import TOO_FEW, ratio, variance


def error_of_measurement(sd: float, reliability: float) -> float:
    """The standard error of measurement of a score with this spread and reliability.

    Raises:
        ValueError: if *reliability* is above 1.
    """
    return sd * sqrt(1 - reliability)


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
        raise ValueError(TOO_FEW)
    of_items = sum(variance(n, *sums) for sums in items)
    return k / (k - 1) * (1 - ratio(of_items, variance(n, *total)))


def mcdonald_omega(loadings: Sequence[float]) -> float:
    """Reliability of a scale with one factor, from standardised loadings, each from -1 to 1.

    McDonald, R. P. (1999): Test theory: a unified treatment.

    Raises:
        ValueError: without loadings.
    """
    shared = sum(loadings) ** 2
    return ratio(shared, shared + sum(1 - loading**2 for loading in loadings))


def spearman_brown(reliability: float, times: float) -> float:
    """The reliability of a scale that is *times* as long.

    Spearman, C. (1910) and Brown, W. (1910): British Journal of Psychology 3, 271-295 and 296-322.

    Raises:
        ValueError: if *reliability* is -1 / (*times* - 1).
    """
    return ratio(times * reliability, 1 + (times - 1) * reliability)
