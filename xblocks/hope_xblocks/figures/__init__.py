"""Figures of detection, confidence, agreement, change and reliability, in plain Python.

Those of detection, confidence, change and reliability take sums alone, never a list of who answered
what: two quizzes, or two learners, are pooled by adding their counts. Those of agreement compare
one person's answers with those of a panel. Where they are too few for a figure, it raises
ValueError, or is None where it says so.
"""

from .agreement import (
    Strength,
    closest,
    in_words,
    linear_weights,
    mode_categories,
    nominal_weights,
    ordered_pairs,
    panel_ceiling,
    panel_kappa,
    quadratic_weights,
    scale_weights,
    weighted_kappa,
)
from .calibration import Calibration, multiclass_brier
from .change import Change, reliable_change
from .detection import Detection
from .reliability import cronbach_alpha, error_of_measurement, mcdonald_omega, spearman_brown

__all__ = [
    "Calibration",
    "Change",
    "Detection",
    "Strength",
    "closest",
    "cronbach_alpha",
    "error_of_measurement",
    "in_words",
    "linear_weights",
    "mcdonald_omega",
    "mode_categories",
    "multiclass_brier",
    "nominal_weights",
    "ordered_pairs",
    "panel_ceiling",
    "panel_kappa",
    "quadratic_weights",
    "reliable_change",
    "scale_weights",
    "spearman_brown",
    "weighted_kappa",
]
