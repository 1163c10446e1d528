"""Estimation: rates of the field lines with design-based errors, the official point rule and the statistical flag
beside it.
"""

from acceptance.estimation.evaluation import estimate_evaluation
from acceptance.estimation.judging import shown
from acceptance.estimation.model import READINGS, Estimate, EstimationError, Frozen, Limit, Settings
from acceptance.estimation.opinion import estimate_opinion
from acceptance.estimation.overturn import estimate_overturn

__all__ = [
    "READINGS",
    "Estimate",
    "EstimationError",
    "Frozen",
    "Limit",
    "Settings",
    "estimate_evaluation",
    "estimate_opinion",
    "estimate_overturn",
    "shown",
]
