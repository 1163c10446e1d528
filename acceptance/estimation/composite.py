"""综合贫困发生率 F4: still poor, wrongly exited and missed persons together, with one bound for the sum (RULEBOOK
D.3).
"""

import dataclasses
import math

import numpy as np

from acceptance.estimation.judging import flag_of, side
from acceptance.estimation.model import (
    BAD,
    CENSUS,
    FAILED,
    NO_INTERVAL,
    ON_LINE,
    PROVEN,
    TITLES,
    TOO_SMALL,
    UNKNOWN,
    Estimate,
    Frozen,
    Limit,
    Settings,
)
from acceptance.estimation.survey import Survey
from acceptance.estimation.taylor import Floats, covariances

NAME = "composite_poverty_rate"


@dataclasses.dataclass(frozen=True)
class Term:
    """One rate of the sum and the share of the agricultural population it stands for (0: it does not enter)."""

    rate: Estimate
    share: float

    @property
    def value(self) -> float:
        return self.share * (self.rate.weighted or 0.0)

    def distance(self, bound: float | None) -> float:
        """How far the bound of the rate lies from the rate, as part of the sum; 0 for a census."""
        return 0.0 if bound is None or not self.share else abs(self.share * bound - self.value)


def composite(
    wrong: Estimate,
    missed: Estimate,
    frozen: Frozen,
    survey: Survey,
    influence: Floats,
    shared: bool,
    settings: Settings,
) -> Estimate:
    """F4 = (N_remain + R2·N_exit + R3·N_unreg) ÷ N_agri, weighted rates.

    influence [n, 2]: linearised values of the two rates. shared: the same villages feed both rates. Bounds by Zou &
    Donner (2008) with the linearised correlation of the two rates. n_eff, deff and df are not defined for the sum.
    """
    limit = settings.thresholds[NAME]
    empty = Estimate(NAME, TITLES[NAME], threshold=limit.value, better=limit.better)
    if frozen.n_agri <= 0:
        return dataclasses.replace(empty, note="没有农业户籍人口，不能计算")
    terms = (Term(wrong, frozen.n_exit / frozen.n_agri), Term(missed, max(frozen.n_unreg, 0) / frozen.n_agri))
    used = [term.rate for term in terms if term.share]
    lacking = "、".join(rate.title for rate in used if rate.weighted is None or not rate.complete)
    if any(rate.weighted is None for rate in used):
        return dataclasses.replace(empty, note=f"{lacking}没有结果，不能计算")
    point = frozen.n_remain / frozen.n_agri + terms[0].value + terms[1].value
    together = _covariance(survey, influence)
    r, share = correlation(together, shared), np.array([term.share for term in terms])
    result = side(point, limit)
    estimate = dataclasses.replace(
        empty,
        numerator=point * frozen.n_agri,
        denominator=frozen.n_agri,
        point=point,
        weighted=point,
        n=sum(rate.n for rate in used),
        se=math.sqrt(max(float(share @ together @ share), 0.0)),
        method="Zou-Donner",
        complete=not lacking,
        official=UNKNOWN if lacking else result,
        passes=None if lacking else result != FAILED,
        note=_note(result, lacking, r),
    )
    return _flagged(estimate, point, terms, r, limit)


def _flagged(estimate: Estimate, point: float, terms: tuple[Term, Term], r: float, limit: Limit) -> Estimate:
    """The bounds and the flag; a rate without a bound of its own leaves none here either."""
    used = [term.rate for term in terms if term.share]
    if all(rate.method == CENSUS for rate in used):
        return dataclasses.replace(estimate, method=CENSUS, flag=BAD if side(point, limit) == FAILED else PROVEN)
    if any(rate.method == NO_INTERVAL for rate in used):
        return dataclasses.replace(estimate, flag=TOO_SMALL)
    estimate = _bounded(estimate, point, terms, r)
    assert estimate.one_sided is not None
    small = any(rate.flag == TOO_SMALL for rate in used)
    return dataclasses.replace(estimate, flag=TOO_SMALL if small else flag_of(point, estimate.one_sided, limit))


def _covariance(survey: Survey, influence: Floats) -> Floats:
    """Covariance matrix [2, 2] of the two rates."""
    left, right = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    one = np.zeros(len(influence), np.intp)
    return covariances(survey.coded.structure, survey.rows, influence, one, 1, left, right).reshape(2, 2)


def correlation(together: Floats, shared: bool) -> float:
    """Linearised correlation of the two rates; where a variance is 0 it is unknown: 1 if villages are shared, else
    0.
    """
    if not shared:
        return 0.0
    spread = float(together[0, 0] * together[1, 1])
    return float(np.clip(together[0, 1] / math.sqrt(spread), -1, 1)) if spread > 0 else 1.0


def _bounded(estimate: Estimate, point: float, terms: tuple[Term, Term], r: float) -> Estimate:
    first, second = (term.rate for term in terms)

    def joined(one: float | None, other: float | None) -> float:
        a, b = terms[0].distance(one), terms[1].distance(other)
        return math.sqrt(max(a**2 + b**2 + 2 * r * a * b, 0.0))

    return dataclasses.replace(
        estimate,
        lower=max(point - joined(first.lower, second.lower), 0.0),
        upper=min(point + joined(first.upper, second.upper), 1.0),
        one_sided_lower=max(point - joined(first.one_sided_lower, second.one_sided_lower), 0.0),
        one_sided_upper=min(point + joined(first.one_sided_upper, second.one_sided_upper), 1.0),
    )


def _note(result: str, lacking: str, r: float) -> str:
    notes = [f"{lacking}未完成，结果待定"] if lacking else []
    if result == ON_LINE:
        notes.append("恰为标准值，按达标计，压线待确认")
    return "；".join([*notes, f"错退率与漏评率的相关系数 {r:.2f}"])
