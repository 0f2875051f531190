"""What figures made of sums have in common."""

from __future__ import annotations

TOO_FEW = "This needs at least two values, and a spread of more than 0."


def ratio(part: float, whole: float) -> float:
    """*part* of *whole*; ValueError where there is no whole."""
    if not whole:
        raise ValueError(TOO_FEW)
    return part / whole


def variance(n: float, total: float, squares: float, size: float = 0) -> float:
    """The variance of a sample from its sums; *size* is what rounding is measured by."""
    if n < 2:
        raise ValueError(TOO_FEW)
    spread = squares - total * total / n
    # What is left of equal values after rounding is no spread.
    return spread / (n - 1) if spread > 1e-12 * max(size, squares) else 0.0
