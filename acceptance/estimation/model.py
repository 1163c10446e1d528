"""What goes into an estimate besides the rows, and what comes out."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from acceptance.campaign import Campaign

PUBLISHED, WEIGHTED = "公布口径", "加权"
MET, FAILED, ON_LINE, CALIBER_OPEN = "达标", "不达标", "压线待确认", "口径待确认"
UNKNOWN, NOT_APPLICABLE, REFERENCE = "?", "不适用", "参照"
PROVEN, UNPROVEN, BAD, TOO_SMALL = "证实", "未证实", "不达标", "样本不足"
NO_INTERVAL, CENSUS = "未估计区间", "全查"

TITLES = {
    "wrong_exit_rate": "错退率",
    "missed_rate": "漏评率",
    "composite_poverty_rate": "综合贫困发生率",
    "recognition_rate": "群众认可度",
    "satisfaction_rate": "满意率",
    "self_check_overturn_rate": "自查推翻率",
}
READINGS = {
    "q1": "认可脱贫攻坚政策",
    "q2": "认可帮扶措施及成效",
    "q3": "认可脱贫退出",
    "q4": "认可干部帮扶",
    "overall": "总体认可",
    "strict": "四问全认可，说不清视为不认可",
    "lenient": "四问全认可，说不清不计",
}


class EstimationError(ValueError):
    """The rows do not allow an estimate at all; the message is Chinese and says what is missing."""


class Limit(NamedTuple):
    """A threshold: fails only above `value` (better = lower) or below it (higher)."""

    value: float
    better: Literal["lower", "higher"]


@dataclasses.dataclass(frozen=True)
class Settings:
    """Constants fixed before fieldwork (RULEBOOK D.3; campaign.yaml).

    completion: share of planned households below which an indicator is "?". deff_floor, deff_slope: planned design
    effect. min_n_eff, min_df: below either the flag is 样本不足. overturn_min: re-visited households F12 needs.
    recognition_reading: the reading of F5 the office has confirmed, None while it is open. risk_groups_only: only
    村民小组 at risk were screened.
    """

    thresholds: Mapping[str, Limit]
    official_estimate: str = PUBLISHED
    recognition_reading: str | None = None
    completion: float = 0.8
    deff_floor: float = 1.5
    deff_slope: float = 0.05
    min_n_eff: float = 30
    min_df: int = 8
    overturn_min: int = 100
    overturn_redo: float = 0.05
    risk_groups_only: bool = False

    def __post_init__(self) -> None:
        if self.official_estimate not in (PUBLISHED, WEIGHTED):
            raise ValueError(f"official_estimate 只能是{PUBLISHED}或{WEIGHTED}，不认识“{self.official_estimate}”")
        if self.recognition_reading is not None and self.recognition_reading not in READINGS:
            raise ValueError(f"不认识认可度口径“{self.recognition_reading}”")

    @classmethod
    def of(cls, campaign: Campaign) -> "Settings":
        """The constants of a campaign year."""
        plan, reading = campaign.estimation, campaign.recognition_reading
        return cls(
            {name: Limit(limit.value, limit.better) for name, limit in campaign.thresholds.items()},
            official_estimate=str(campaign.official_estimate.value),
            recognition_reading=str(reading.value) if reading and reading.confirmed else None,
            completion=campaign.sampling.completion,
            deff_floor=plan.deff_floor,
            deff_slope=plan.deff_slope,
            min_n_eff=plan.min_n_eff,
            min_df=plan.min_df,
            overturn_min=campaign.sampling.census_below,
            overturn_redo=campaign.overturn_redo.number,
        )


@dataclasses.dataclass(frozen=True)
class Frozen:
    """Persons of one county as frozen at the draw. n_unreg = n_agri - n_remain - n_exit.

    by_stratum: persons of the frozen list by (stratum, frame), what weights are post-stratified to
    (`Draw.frozen_persons`). unregistered: persons outside the register by village, needed only where risk groups
    alone were screened.
    """

    n_agri: int
    n_remain: int
    n_exit: int
    by_stratum: Mapping[tuple[str, str], float] = dataclasses.field(default_factory=dict)
    unregistered: Mapping[str, float] = dataclasses.field(default_factory=dict)

    @property
    def n_unreg(self) -> int:
        return self.n_agri - self.n_remain - self.n_exit

    @classmethod
    def together(cls, counties: Sequence["Frozen"]) -> "Frozen":
        """Several counties as one; strata must be named with their county."""
        by_stratum: dict[tuple[str, str], float] = {}
        unregistered: dict[str, float] = {}
        for county in counties:
            by_stratum |= county.by_stratum
            unregistered |= county.unregistered
        return cls(
            sum(c.n_agri for c in counties),
            sum(c.n_remain for c in counties),
            sum(c.n_exit for c in counties),
            by_stratum,
            unregistered,
        )


@dataclasses.dataclass(frozen=True)
class Estimate:
    """One indicator of one county and line. Shares are 0 to 1; None is "no such figure" and the note says why.

    point: numerator ÷ denominator by the rule that decides; published: unweighted counts (公布口径); weighted, se:
    design-based; lower, upper: two-sided 95%; one_sided_lower, one_sided_upper: one-sided 95%; one_sided: the one
    of them the flag uses. n: households; n_eff, deff, df: see RULEBOOK D.3. official: 达标, 不达标, 压线待确认
    (passes), 口径待确认, ?, 不适用, or 参照 where there is no threshold; passes: the same as yes, no, unknown.
    flag: 证实, 未证实, 不达标, 样本不足 or None. n_star, add_villages: what 未证实 would need.
    """

    id: str
    title: str
    numerator: float | None = None
    denominator: float | None = None
    point: float | None = None
    published: float | None = None
    weighted: float | None = None
    se: float | None = None
    lower: float | None = None
    upper: float | None = None
    one_sided_lower: float | None = None
    one_sided_upper: float | None = None
    n: int = 0
    n_eff: float | None = None
    deff: float | None = None
    df: int | None = None
    method: str = ""
    threshold: float | None = None
    better: str | None = None
    official: str = UNKNOWN
    passes: bool | None = None
    flag: str | None = None
    complete: bool = False
    n_star: int | None = None
    add_villages: int | None = None
    note: str = ""
    by_line: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def one_sided(self) -> float | None:
        return self.one_sided_lower if self.better == "higher" else self.one_sided_upper

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values, floats to 12 significant digits (DESIGN 4); decisions were taken on the unrounded ones."""
        plain = dataclasses.asdict(self) | {"one_sided": self.one_sided}
        return {
            name: float(f"{value:.12g}") if isinstance(value, float) else value
            for name, value in plain.items()
            if name != "id"
        }
