"""How far judges agree: two with one another, or one with a panel that need not be of one mind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Literal

Strength = Literal["none", "slight", "fair", "moderate", "substantial", "almost-perfect"]


# --- Weights of disagreement ---------------------------------------------------------------------


def nominal_weights(n: int) -> list[list[float]]:
    """Weights of disagreement between *n* categories without order: 0 if the same, 1 if not."""
    return [[float(i != j) for j in range(n)] for i in range(n)]


def linear_weights(n: int) -> list[list[float]]:
    """Weights of disagreement between *n* ordered grades, from 0 to 1, by their distance."""
    return [[abs(i - j) / max(n - 1, 1) for j in range(n)] for i in range(n)]


def quadratic_weights(n: int) -> list[list[float]]:
    """As `linear_weights`, by the square of the distance."""
    return [[weight**2 for weight in row] for row in linear_weights(n)]


def scale_weights(levels: int, unknown: bool) -> list[list[float]]:
    """As `linear_weights`; with *unknown*, for one more category at the end, outside the order.

    It stands for "cannot be said", and differs from every level as much as the two ends do.
    """
    weights = linear_weights(levels)
    if not unknown:
        return weights
    return [*([*row, 1.0] for row in weights), [1.0] * levels + [0.0]]


# --- Kappa ---------------------------------------------------------------------------------------


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
    if not expected:
        return None
    kappa: float = 1 - seen * total / expected
    # Rounded, and -0.0 made 0.0: who gives everything one grade is at 0, and not beside it.
    return round(kappa, 12) + 0.0


def panel_kappa(
    own: Sequence[int], panel: Sequence[Sequence[float]], weights: Sequence[Sequence[float]]
) -> float | None:
    """Agreement of one judge with a panel, above chance: 1 is perfect, 0 what chance gives.

    It is `weighted_kappa` of the table in which each item counts as 1, spread over the categories
    as the panel is; with a panel of one it is Cohen's. Only a panel that is of one mind can be
    agreed with perfectly: see `panel_ceiling`.

    Schouten, H. J. A. (1982): Measuring pairwise agreement among many observers. II. Some
    improvements and additions. Biometrical Journal 24, 431-435. Vanbelle, S. & Albert, A. (2009):
    Agreement between an isolated rater and a group of raters. Statistica Neerlandica 63, 82-100.

    Args:
        own: for each item, the judge's category, counted from 0.
        panel: for each item, how many of the panel put it into each category. They need not be the
            same number for all items.
        weights: of disagreement, 0 on the diagonal; a row and a column for each category.

    Returns:
        None without items, and where the judge and the whole panel gave everything one and the same
        category.

    Raises:
        ValueError: if *own* and *panel* differ in length, a category has no weights, *weights* are
            not square, or nobody of the panel judged an item.
    """
    shares = _shares(panel, len(weights))
    if len(own) != len(shares):
        raise ValueError("The judge and the panel must have judged the same items.")
    if not all(0 <= category < len(weights) for category in own):
        raise ValueError("Every category must have its weights.")
    table = [[0.0] * len(weights) for _ in weights]
    for category, row in zip(own, shares, strict=True):
        table[category] = [sum(both) for both in zip(table[category], row, strict=True)]
    return weighted_kappa(table, weights)


def closest(panel: Sequence[Sequence[float]], weights: Sequence[Sequence[float]]) -> list[int]:
    """For each item, the category that differs least from what a panel gave it.

    Of categories that differ as little, the one that chance would differ from most.

    Raises:
        ValueError: if a category has no weights, or nobody of the panel judged an item.
    """
    shares = _shares(panel, len(weights))
    everything = [sum(column) for column in zip(*shares, strict=True)]

    def differs(category: int, counts: Sequence[float]) -> float:
        both = zip(weights[category], counts, strict=True)
        return round(sum(weight * count for weight, count in both), 12)

    def best(row: Sequence[float]) -> int:
        return min(range(len(weights)), key=lambda at: (differs(at, row), -differs(at, everything)))

    return [best(row) for row in shares]


def panel_ceiling(
    panel: Sequence[Sequence[float]], weights: Sequence[Sequence[float]]
) -> float | None:
    """What the answers closest to a panel reach with it, from 0 to 1.

    A panel of one mind has 1, and one whose closest answers are all the same category has 0. A
    kappa can be above it: who differs from the panel a little more may differ much less than
    chance would.

    Returns:
        None without items, and where the whole panel gave everything one and the same category.

    Raises:
        ValueError: if a category has no weights, *weights* are not square, or nobody of the panel
            judged an item.
    """
    return panel_kappa(closest(panel, weights), panel, weights)


def _shares(panel: Sequence[Sequence[float]], categories: int) -> list[list[float]]:
    if any(len(counts) != categories for counts in panel):
        raise ValueError("Every category must have its weights.")
    if any(sum(counts) <= 0 for counts in panel):
        raise ValueError("Somebody of the panel must have judged each item.")
    return [[count / sum(counts) for count in counts] for counts in panel]


def in_words(kappa: float) -> Strength:
    """The strength of agreement: up to 0 none, 0.2 slight, 0.4 fair, 0.6 moderate, 0.8 substantial.

    Landis, J. R. & Koch, G. G. (1977): The measurement of observer agreement for categorical data.
    Biometrics 33, 159-174. The bounds are their choice, as they say, and no test; they call "poor"
    what is "none" here, and count 0 itself as slight.
    """
    bounds: tuple[tuple[float, Strength], ...] = (
        (0.0, "none"),
        (0.2, "slight"),
        (0.4, "fair"),
        (0.6, "moderate"),
        (0.8, "substantial"),
    )
    return next((words for bound, words in bounds if kappa <= bound), "almost-perfect")


# --- Orders and distributions --------------------------------------------------------------------


def ordered_pairs(own: Mapping[str, int], key: Mapping[str, int]) -> tuple[int, int, int]:
    """How many pairs of items two orders put the same way round.

    The first less the second number, divided by the third, is Somers' d: 1 for the same order, -1
    for the opposite one, 0 on average for one that is drawn by lot.

    Somers, R. H. (1962): A new asymmetric measure of association for ordinal variables. American
    Sociological Review 27, 799-811.

    Args:
        own: the place that somebody gave each item.
        key: the place that the experts gave each; items without one are left out.

    Returns:
        The pairs that stand in *own* as in *key*, those that stand the other way round, and all
        that *key* puts in different places. What *own* puts in one place, or in none, is in the
        last number alone.
    """
    same = opposite = pairs = 0
    for one, other in combinations(key, 2):
        if key[one] == key[other]:
            continue
        pairs += 1
        if one in own and other in own and own[one] != own[other]:
            alike = (own[one] < own[other]) == (key[one] < key[other])
            same += alike
            opposite += not alike
    return same, opposite, pairs


def mode_categories(counts: Sequence[float]) -> tuple[int, ...]:
    """The categories, counted from 0, that were chosen most often; none if nothing was counted."""
    most = max(counts, default=0)
    return tuple(at for at, count in enumerate(counts) if most and count == most)
