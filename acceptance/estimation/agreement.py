"""Agreement of two raters on the same objects: Gwet's AC1 and Cohen's κ (Gwet 2008; RULEBOOK F12)."""

import dataclasses
from collections.abc import Sequence

import numpy as np


@dataclasses.dataclass(frozen=True)
class Agreement:
    """n objects rated by both; observed: share rated alike. ac1, kappa: None is 不适用.

    κ is 不适用 when a rater gave every object the same category: chance agreement then swallows everything (κ's
    paradox).
    """

    n: int
    observed: float | None
    ac1: float | None
    kappa: float | None


def agreement(
    first: Sequence[str | None], second: Sequence[str | None], categories: Sequence[str] | None = None
) -> Agreement:
    """Agreement over the objects both raters rated (None: not rated). categories: all that were possible, default
    those seen.

    AC1 = (pa - pe)/(1 - pe), pe = Σ πk (1 - πk)/(K - 1), πk the mean share of category k.

    Raises:
        ValueError: the two lists differ in length, or a rating is not one of the categories.
    """
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    names = list(categories) if categories is not None else sorted({name for pair in pairs for name in pair})
    if not pairs:
        return Agreement(0, None, None, None)
    table = np.zeros((len(names), len(names)))
    for a, b in pairs:
        table[names.index(a), names.index(b)] += 1
    table /= len(pairs)
    rows, columns, observed = table.sum(axis=1), table.sum(axis=0), float(np.trace(table))
    if len(names) < 2:
        return Agreement(len(pairs), observed, None, None)
    share = (rows + columns) / 2
    by_chance = float((share * (1 - share)).sum()) / (len(names) - 1)
    constant = max(rows.max(), columns.max()) == 1
    expected = float(rows @ columns)
    return Agreement(
        len(pairs),
        observed,
        (observed - by_chance) / (1 - by_chance),
        None if constant else (observed - expected) / (1 - expected),
    )
