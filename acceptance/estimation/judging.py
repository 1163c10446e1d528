"""From a share and its variance to an `Estimate`: the official point rule beside the statistical flag (RULEBOOK D.3
"Traffic").
"""

import dataclasses
import math
from fractions import Fraction

from acceptance.estimation import intervals
from acceptance.estimation.intervals import ONE_SIDED, SAME, TWO_SIDED
from acceptance.estimation.model import (
    BAD,
    CALIBER_OPEN,
    CENSUS,
    FAILED,
    MET,
    NO_INTERVAL,
    NOT_APPLICABLE,
    ON_LINE,
    PROVEN,
    PUBLISHED,
    REFERENCE,
    TOO_SMALL,
    UNKNOWN,
    UNPROVEN,
    Estimate,
    Limit,
    Settings,
)


@dataclasses.dataclass(frozen=True)
class Measured:
    """One share as observed.

    counts: unweighted numerator and denominator (whole numbers); top, base: weighted ones; variance of top ÷ base.
    n: households; kish: (Σw)²/Σw² with the weights of the share; per_psu: households per first-stage unit; df;
    villages drawn and in all (non-certainty; inf where drawn with replacement); census: everybody was visited.
    published: a published (unweighted) formula exists beside the weighted one. complete: enough of the plan was
    carried out. notes: Chinese sentences.
    """

    counts: tuple[int, int]
    top: float
    base: float
    variance: float
    n: int
    kish: float
    per_psu: float
    df: int
    drawn: int
    total: float
    census: bool = False
    complete: bool = True
    published: bool = True
    notes: tuple[str, ...] = ()


def side(point: float | Fraction, limit: Limit) -> str:
    """达标, 不达标, or 压线待确认 for equality (which passes). Counts are compared as whole numbers, weighted
    shares up to `SAME`.
    """
    edge = Fraction(str(limit.value))
    if point == edge or (isinstance(point, float) and abs(point - limit.value) < SAME):
        return ON_LINE
    return FAILED if (point > edge) == (limit.better == "lower") else MET


def official(published: Fraction | None, weighted: float, limit: Limit, settings: Settings) -> tuple[str, bool | None]:
    """The official result and whether it passes; 公布口径 and 加权 on opposite sides leave it open (口径待确认)."""
    result = side(weighted, limit)
    if published is not None:
        counted = side(published, limit)
        if (counted == FAILED) != (result == FAILED):
            return CALIBER_OPEN, None
        result = counted if settings.official_estimate == PUBLISHED else result
    return result, result != FAILED


def flag_of(point: float, bound: float, limit: Limit) -> str:
    """证实, 未证实 or 不达标 from the weighted point and its one-sided bound."""
    if side(point, limit) == FAILED:
        return BAD
    good = bound <= limit.value if limit.better == "lower" else bound >= limit.value
    return PROVEN if good else UNPROVEN


def assess(name: str, title: str, seen: Measured, settings: Settings, limit: Limit | None = None) -> Estimate:
    """The estimate of one share. `limit` defaults to the threshold of `name`; an indicator without one is only
    estimated.

    A base of 0 gives 不适用 when the plan was carried out, else "?".
    """
    limit = limit or settings.thresholds.get(name)
    empty = Estimate(name, title, threshold=limit.value if limit else None, better=limit.better if limit else None)
    notes = list(seen.notes)
    if seen.base <= 0 or seen.counts[1] <= 0:
        return dataclasses.replace(
            empty,
            official=NOT_APPLICABLE if seen.complete else UNKNOWN,
            complete=seen.complete,
            note="；".join([*notes, "没有可计算的对象"]),
        )
    weighted, published = seen.top / seen.base, Fraction(*seen.counts) if seen.published else None
    counted = published is not None and settings.official_estimate == PUBLISHED
    top, base = seen.counts if counted else (seen.top, seen.base)
    estimate = dataclasses.replace(
        empty,
        numerator=top,
        denominator=base,
        point=top / base,
        weighted=weighted,
        published=None if published is None else float(published),
        n=seen.n,
        complete=seen.complete,
    )
    estimate = _judged(estimate, published, limit, settings, notes)
    estimate = _census(estimate, limit) if seen.census else _sampled(estimate, seen, limit, settings, notes)
    return dataclasses.replace(estimate, note="；".join(notes))


def _judged(
    estimate: Estimate, published: Fraction | None, limit: Limit | None, settings: Settings, notes: list[str]
) -> Estimate:
    assert estimate.weighted is not None
    if limit is None:
        return dataclasses.replace(estimate, official=REFERENCE)
    if not estimate.complete:
        return dataclasses.replace(estimate, official=UNKNOWN, passes=None)
    result, passes = official(published, estimate.weighted, limit, settings)
    if result == CALIBER_OPEN:
        notes.append("公布口径与加权估计分列标准两侧，口径待确认")
    if result == ON_LINE:
        notes.append("恰为标准值，按达标计，压线待确认")
    return dataclasses.replace(estimate, official=result, passes=passes)


def _census(estimate: Estimate, limit: Limit | None) -> Estimate:
    """Everybody was visited: no interval; the flag is the point."""
    flag = None
    if limit is not None and estimate.weighted is not None:
        flag = BAD if side(estimate.weighted, limit) == FAILED else PROVEN
    return dataclasses.replace(estimate, se=0.0, method=CENSUS, flag=flag)


def _sampled(estimate: Estimate, seen: Measured, limit: Limit | None, settings: Settings, notes: list[str]) -> Estimate:
    p = estimate.weighted
    assert p is not None
    se = math.sqrt(max(seen.variance, 0.0))
    if seen.df < 1 or seen.n < 2:
        notes.append("抽中的村太少，无法估计抽样误差")
        return dataclasses.replace(estimate, se=se, df=seen.df, method=NO_INTERVAL, flag=TOO_SMALL if limit else None)
    usual = SAME < p < 1 - SAME and seen.variance > SAME**2
    deff = seen.variance * seen.n / (p * (1 - p)) if usual else None
    two, one = (_n_eff(p, seen, settings, usual, quantile) for quantile in (TWO_SIDED, ONE_SIDED))
    if not usual:
        p = 0.0 if p <= SAME else 1.0 if p >= 1 - SAME else p
        notes.append(
            "未见差错或全部一致，有效样本量按事先约定的设计效应折算"
            if p in (0.0, 1.0)
            else "设计效应无法计算，按事先约定折算"
        )
    estimate = dataclasses.replace(
        estimate,
        se=se,
        deff=deff,
        df=seen.df,
        n_eff=two,
        method="Korn-Graubard" if usual else "Korn-Graubard(约定设计效应)",
        lower=intervals.lower_bound(p, two, TWO_SIDED),
        upper=intervals.upper_bound(p, two, TWO_SIDED),
        one_sided_lower=intervals.lower_bound(p, one, ONE_SIDED),
        one_sided_upper=intervals.upper_bound(p, one, ONE_SIDED),
    )
    return _flagged(estimate, p, one, seen, limit, settings, notes) if limit else estimate


def _n_eff(p: float, seen: Measured, settings: Settings, usual: bool, quantile: float) -> float:
    if usual:
        return intervals.effective_n(p, seen.variance, seen.n, seen.kish, seen.df, quantile)
    return intervals.planned_n(
        seen.n, seen.kish, seen.per_psu, seen.df, quantile, settings.deff_floor, settings.deff_slope
    )


def _flagged(
    estimate: Estimate, p: float, n_eff: float, seen: Measured, limit: Limit, settings: Settings, notes: list[str]
) -> Estimate:
    """The flag; where the good point is not proven, n* and the villages to add (the next ones of the committed
    order).
    """
    bound = estimate.one_sided
    assert bound is not None and estimate.n_eff is not None
    flag = flag_of(p, bound, limit)
    small = estimate.n_eff < settings.min_n_eff or seen.df < settings.min_df
    needed = more = None
    if flag == UNPROVEN:
        needed = intervals.needed_n(p, limit.value, limit.better)
        more = intervals.more_villages(needed, n_eff, seen.drawn, seen.total) if needed else None
        notes.append(_advice(needed, more, seen))
    if small:
        notes.append(f"有效样本量或自由度不足（n_eff {estimate.n_eff:.1f}，df {seen.df}），统计结论不作判断")
    return dataclasses.replace(estimate, flag=TOO_SMALL if small else flag, n_star=needed, add_villages=more)


def _advice(needed: int | None, more: int | None, seen: Measured) -> str:
    if needed is None:
        return "点值压线，增加样本不能证实"
    if more is None:
        return f"证实需有效样本 {needed} 户，建议全查"
    return f"证实需有效样本 {needed} 户，按既定顺序追加 {more} 个村"


def shown(point: float, limit: float, least: int = 2) -> str:
    """A share in percent with as many decimals (at least two) as it takes to show on which side of the limit it
    lies.
    """
    for digits in range(least, 12):
        text = f"{point * 100:.{digits}f}"
        if (abs(point - limit) < SAME) == (Fraction(text) == Fraction(str(limit)) * 100):
            break
    return text + "%"
