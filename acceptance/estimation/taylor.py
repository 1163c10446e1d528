"""Ratios and their variance under a two-stage design by linearisation, for many indicators and domains at once.

Agrees with R `survey` (svydesign with fpc at both stages, options survey.lonely.psu = "adjust"); RULEBOOK D.3
"Design and variance". Nothing here knows villages or households by name: units are numbers from 0.
"""

import dataclasses

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class Structure:
    """The design. P first-stage units in S strata; C second-stage cells (a first-stage unit and a frame).

    psu_stratum [P]; psu_total [S] units in the population, inf for drawing with replacement (pps); psu_drawn [S];
    cell_psu [C]; cell_total [C] and cell_drawn [C] second-stage units in the population and in the sample.
    A first-stage unit without rows stays in the design and contributes 0.
    """

    psu_stratum: Ints
    psu_total: Floats
    psu_drawn: Floats
    cell_psu: Ints
    cell_total: Floats
    cell_drawn: Floats


@dataclasses.dataclass(frozen=True)
class Rows:
    """The n second-stage units observed. psu, cell [n]: indices into the structure; weight [n].

    post [n]: post-stratum, -1 for none; measure [n]: what the weights were calibrated on. A post-stratum lies in
    one domain.
    """

    psu: Ints
    cell: Ints
    weight: Floats
    post: Ints
    measure: Floats


@dataclasses.dataclass(frozen=True)
class Ratios:
    """estimate, variance [D domains, K indicators]; influence [n, K]: weighted linearised values, for covariances."""

    estimate: Floats
    variance: Floats
    influence: Floats


def sums(index: Ints, size: int, values: Floats) -> Floats:
    """Sums of values [n, K] by index [n] -> [size, K]."""
    total = np.zeros((size, values.shape[1]))
    if len(index):
        order = np.argsort(index, kind="stable")
        ranked = index[order]
        starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
        total[ranked[starts]] = np.add.reduceat(values[order], starts, axis=0)
    return total


def _spread(values: Floats, group: Ints, members: Floats, left: Ints, right: Ints) -> Floats:
    """Sums of products of deviations from the group's mean, [G, pairs]; members that are not listed count as 0.

    A group with a single member is not centred (R: lonely.psu = "adjust"; linearised values have mean 0 over the
    sample).
    """
    size = len(members)
    mean = np.where(members > 1, sums(group, size, values).T / np.maximum(members, 1), 0.0).T
    away = values - mean[group]
    absent = members - np.bincount(group, minlength=size)
    return sums(group, size, away[:, left] * away[:, right]) + absent[:, None] * (mean[:, left] * mean[:, right])


def _scale(drawn: Floats, total: Floats) -> Floats:
    """(1 - n/N) n/(n-1), with 1 in place of n/(n-1) where n = 1."""
    return np.maximum(1 - drawn / total, 0.0) * np.where(drawn > 1, drawn / np.maximum(drawn - 1, 1), 1.0)


def covariances(
    design: Structure, rows: Rows, influence: Floats, domain: Ints, domains: int, left: Ints, right: Ints
) -> Floats:
    """Covariances of the totals of influence[:, left] and influence[:, right] in each domain: [domains, pairs]."""
    strata, psus, cells = len(design.psu_total), len(design.psu_stratum), len(design.cell_psu)
    unit, at = np.unique(domain * psus + rows.psu, return_inverse=True)
    totals = sums(at.astype(np.intp), len(unit), influence)
    stratum = (unit // psus) * strata + design.psu_stratum[unit % psus]
    between = _spread(totals, stratum, np.tile(design.psu_drawn, domains), left, right)
    between *= np.tile(_scale(design.psu_drawn, design.psu_total), domains)[:, None]
    within = _spread(influence, domain * cells + rows.cell, np.tile(design.cell_drawn, domains), left, right)
    first = design.psu_stratum[design.cell_psu]
    share = (design.psu_drawn / design.psu_total)[first] * _scale(design.cell_drawn, design.cell_total)
    within *= np.tile(share, domains)[:, None]
    pairs = len(left)
    return between.reshape(domains, strata, pairs).sum(axis=1) + within.reshape(domains, cells, pairs).sum(axis=1)


def calibrated(rows: Rows, values: Floats) -> Floats:
    """Values [n, K] less their ratio to `measure` in the post-stratum: what remains uncertain after calibration."""
    used = rows.post >= 0
    if not used.any():
        return values
    post, size = rows.post[used], int(rows.post.max()) + 1
    weighted = sums(post, size, rows.weight[used, None] * values[used])
    base = sums(post, size, (rows.weight * rows.measure)[used, None])
    slope = np.divide(weighted, base, out=np.zeros_like(weighted), where=base > 0)
    rest = values.copy()
    rest[used] -= slope[post] * rows.measure[used, None]
    return rest


def ratios(design: Structure, rows: Rows, y: Floats, x: Floats, domain: Ints | None = None, domains: int = 1) -> Ratios:
    """Σw·y ÷ Σw·x by domain and column, with variances.

    y, x [n, K]: 0 in rows that do not belong to the indicator. domain [n]: from 0 to domains - 1. A denominator of
    0 gives nan.
    """
    place = np.zeros(len(rows.psu), dtype=np.intp) if domain is None else domain
    weight = rows.weight[:, None]
    top, base = sums(place, domains, weight * y), sums(place, domains, weight * x)
    estimate = np.divide(top, base, out=np.full_like(top, np.nan), where=base > 0)
    scale = np.divide(1.0, base, out=np.zeros_like(base), where=base > 0)
    influence = weight * calibrated(rows, (y - np.nan_to_num(estimate)[place] * x) * scale[place])
    columns = np.arange(y.shape[1])
    variance = covariances(design, rows, influence, place, domains, columns, columns)
    return Ratios(estimate, np.where(np.isnan(estimate), np.nan, variance), influence)
