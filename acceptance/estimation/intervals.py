"""Bounds of a share when the sample is worth fewer households than it has (Korn & Graubard 1998), and how many more
are needed.
"""

import math

from scipy.stats import beta, t

TWO_SIDED, ONE_SIDED = 0.975, 0.95
"""Quantiles: the printed interval is two-sided 95%, the flag looks at a one-sided 95% bound."""
LARGEST = 10**8
SAME = 1e-12
"""Two weighted shares nearer than this are equal: floats, not evidence, keep them apart."""


def lower_bound(p: float, n: float, quantile: float) -> float:
    """Clopper-Pearson lower bound of a share p seen in n (n need not be whole)."""
    return 0.0 if p <= SAME else float(beta.ppf(1 - quantile, n * p, n * (1 - p) + 1))


def upper_bound(p: float, n: float, quantile: float) -> float:
    """Clopper-Pearson upper bound of a share p seen in n."""
    return 1.0 if p >= 1 - SAME else float(beta.ppf(quantile, n * p + 1, n * (1 - p)))


def t_ratio(n: int, df: int, quantile: float) -> float:
    """(t_{n-1} / t_df)²: what is lost because the variance itself is estimated from few villages."""
    return float((t.ppf(quantile, n - 1) / t.ppf(quantile, df)) ** 2)


def effective_n(p: float, variance: float, n: int, kish: float, df: int, quantile: float) -> float:
    """n_eff of an observed variance: min(n_K, p(1-p)/V × t ratio). n: households observed; kish: n_K."""
    return min(kish, p * (1 - p) / variance * t_ratio(n, df, quantile))


def planned_n(n: int, kish: float, per_psu: float, df: int, quantile: float, floor: float, slope: float) -> float:
    """n_eff where the variance says nothing (no error seen, or all): the design effect planned before fieldwork,
    max(floor, 1 + slope × (b - 1)) with b households per first-stage unit (RULEBOOK D.3)."""
    return kish / max(floor, 1 + slope * (per_psu - 1)) * t_ratio(n, df, quantile)


def proven(p: float, n: float, limit: float, better: str) -> bool:
    """The one-sided bound lies on the good side of the limit (a bound equal to it is on the good side)."""
    if better == "lower":
        return upper_bound(p, n, ONE_SIDED) <= limit
    return lower_bound(p, n, ONE_SIDED) >= limit


def needed_n(p: float, limit: float, better: str) -> int | None:
    """n*: the smallest whole n_eff whose one-sided bound lies inside the limit at this point; None where no n is
    enough.
    """
    if (p >= limit) if better == "lower" else (p <= limit):
        return None
    high = 1
    while not proven(p, high, limit, better):
        high *= 2
        if high > LARGEST:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if proven(p, middle, limit, better) else (middle, high)
    return high


def more_villages(needed: float, n_eff: float, drawn: int, total: float) -> int | None:
    """Villages to add to `drawn` of `total` (inf: drawn with replacement) to reach the needed n_eff; None: all
    would be needed.

    a* solves a*/(1 - a*/A) = (n*/n_eff) · a/(1 - a/A).
    """
    if drawn >= total or n_eff <= 0:
        return None
    aim = needed / n_eff * drawn / (1 - drawn / total)
    wanted = aim / (1 + aim / total)
    return None if wanted > total - 1 else max(math.ceil(wanted - drawn - 1e-9), 0)
