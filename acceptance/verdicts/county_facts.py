"""What a county verdict looks at, and the marks ✓ ✗ ? of its lines (RULEBOOK D.4 "County", the table of lines)."""

import dataclasses
import functools
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from acceptance.estimation.model import TITLES as RATE_TITLES
from acceptance.verdicts import words

Mark = Literal["✓", "✗", "?", "—"]

EVALUATIONS = {"exit_evaluation": "摘帽评估（第三方）", "precision_evaluation": "精准评估（第三方）"}
LINES = {"self_check": "区县自查", "municipal": "市级验收", **EVALUATIONS, "opinion": "民意调查"}
"""The rows of the 四位一体 matrix; the third party is two organisations (FACTS 0.1)."""

REQUIRED_RATES = ("wrong_exit_rate", "missed_rate", "composite_poverty_rate", "recognition_rate")
"""F2–F5, required of each required evaluator."""

TESTS = {
    "G1": "就绪条件全部满足",
    "G2": "申请销号村均有明确建议",
    "G3": "综合贫困发生率达标",
    "G4": "错退率达标",
    "G5": "漏评率达标",
    "G6": "群众认可度达标",
    "G7": "所需各线数据在有效状态",
    "G8": "比对线索与问题办结",
    "G9": "听证办结",
}
RATE_TESTS = {"G3": "composite_poverty_rate", "G4": "wrong_exit_rate", "G5": "missed_rate", "G6": "recognition_rate"}


@dataclasses.dataclass(frozen=True)
class Reading:
    """One indicator as one line gives it.

    passes: None is "?". caliber_open: 口径待确认. words: figure and threshold in Chinese.
    """

    line: str
    id: str
    title: str
    passes: bool | None
    caliber_open: bool = False
    on_line: bool = False
    flag: str | None = None
    words: str = ""


@dataclasses.dataclass(frozen=True)
class CountyFacts:
    """All that a county verdict looks at.

    poor_lo, poor_hi, agri_pop: persons (F1); poverty_threshold: share. met: G1, G2, G7, G8, G9, None is unknown; why:
    the same in words. in_force: lines with an accepted version. readings: F2–F5 of each evaluator. overturn: F12;
    redo: it is above 5% and its one-sided lower bound above 2%. satisfaction: F6; completes: opinion answers. decided:
    of the decisions 联合复核完成, 市级复核完成 and 扩样 (carried out) those in force.
    """

    county_code: str
    county_name: str
    is_key: bool
    applies: bool
    has_task: bool
    agri_pop: int
    poor_lo: int
    poor_hi: int
    poverty_threshold: Decimal
    met: Mapping[str, bool | None]
    in_force: frozenset[str]
    readings: tuple[Reading, ...]
    overturn: Reading | None
    redo: bool
    satisfaction: Reading | None
    completes: int
    min_completes: int
    decided: frozenset[str]
    plan_met: bool
    plan_words: str = ""
    decided_by: str = ""
    why: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def exits(self) -> bool:
        """A 重点县 that applies for 摘帽: judged by K0–K6."""
        return self.is_key and self.applies

    @property
    def evaluators(self) -> tuple[str, ...]:
        """The required third parties: both for a 重点县 that applies, else the precision evaluation alone."""
        return tuple(EVALUATIONS) if self.exits else ("precision_evaluation",)

    def reading(self, line: str, indicator: str) -> Reading:
        """The reading of a line; "?" where it gave none."""
        found = (r for r in self.readings if (r.line, r.id) == (line, indicator))
        return next(found, Reading(line, indicator, RATE_TITLES[indicator], None, words="无数据"))

    @functools.cached_property
    def rates(self) -> tuple[Reading, ...]:
        """F2–F5 of each required evaluator."""
        return tuple(self.reading(line, rate) for line in self.evaluators for rate in REQUIRED_RATES)

    @functools.cached_property
    def marks(self) -> dict[str, Mark]:
        """Line -> ✓ ✗ ? by the table of RULEBOOK D.4; — where a line is not required."""
        return {line: _mark(self, line) for line in LINES}

    @property
    def lo_above(self) -> bool:
        return self.poor_lo > self.poverty_threshold * self.agri_pop

    @property
    def hi_above(self) -> bool:
        return self.poor_hi > self.poverty_threshold * self.agri_pop

    @property
    def failing_evaluators(self) -> int:
        return sum(self.marks[line] == "✗" for line in self.evaluators)

    @property
    def overturned(self) -> bool:
        """F12 above 2%."""
        return self.overturn is not None and self.overturn.passes is False


def _mark(f: CountyFacts, line: str) -> Mark:
    """ "?" before ✗: while something is unknown K1 decides, whatever else fails."""
    if line == "self_check":
        return "✓" if line in f.in_force else "✗"
    if line in EVALUATIONS:
        return _evaluator_mark(f, line)
    open_, failed = _municipal(f) if line == "municipal" else _opinion(f)
    return "?" if line not in f.in_force or open_ else "✗" if failed else "✓"


def _evaluator_mark(f: CountyFacts, line: str) -> Mark:
    if line not in f.evaluators:
        return "—"
    sides = [f.reading(line, rate).passes for rate in REQUIRED_RATES]
    return "?" if line not in f.in_force or None in sides else "✗" if False in sides else "✓"


def _municipal(f: CountyFacts) -> tuple[bool, bool]:
    return f.overturn is None or f.overturn.passes is None, f.redo


def _opinion(f: CountyFacts) -> tuple[bool, bool]:
    unknown = f.completes < f.min_completes or f.satisfaction is None or f.satisfaction.passes is None
    return unknown, f.satisfaction is not None and f.satisfaction.passes is False


def rate_words(f: CountyFacts) -> str:
    """F1 with its counts: 2.90%至3.10%（29至31／1000人），标准不高于3%."""
    low = words.percent(f.poor_lo, f.agri_pop, f.poverty_threshold)
    high = words.percent(f.poor_hi, f.agri_pop, f.poverty_threshold)
    edge = "，压线待确认" if f.poverty_threshold * f.agri_pop in (f.poor_lo, f.poor_hi) else ""
    limit = f"，标准不高于{words.limit(f.poverty_threshold)}{edge}"
    if f.poor_lo == f.poor_hi:
        return f"{low}（{f.poor_lo}／{f.agri_pop}人）{limit}"
    return f"{low}至{high}（{f.poor_lo}至{f.poor_hi}／{f.agri_pop}人，含待核户）{limit}"


def line_words(f: CountyFacts, line: str) -> str:
    """Why a line has its mark."""
    if f.marks[line] == "—":
        return "本县不作要求"
    if line not in f.in_force:
        return "数据包未在有效状态"
    if line == "self_check":
        return "数据包已接收；自查只作申报，不作为各项比率的正面证据"
    if line == "opinion" and f.completes < f.min_completes:
        return f"有效完成{f.completes}份，少于{f.min_completes}份"
    single = {"municipal": f.overturn, "opinion": f.satisfaction}
    told = [single[line]] if line in single else [f.reading(line, r) for r in REQUIRED_RATES]
    shown = [r for r in told if r and (f.marks[line] == "✓" or r.passes is not True)]
    return "；".join(f"{r.title}{r.words}" for r in shown) or "所需指标无数据"
