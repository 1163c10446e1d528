"""The rows and facts a county report prints beside result.json (gathered in extras.ReportExtras).

Ratios are 0…1, dates are `date`, amounts `Decimal` in yuan. Identifiers and names of households arrive masked. States
are printed as given: they are the rulebook's Chinese codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Appeal:
    """Where and until when the county may appeal (RULEBOOK D.4, part 13)."""

    where: str
    until: date | None = None
    how: str = ""


@dataclass(frozen=True)
class CampaignFacts:
    """The office and the year. `document_number` '' prints 文号待编; `poverty_line` is a finished phrase."""

    office: str = "市扶贫开发领导小组办公室"
    letterhead: str = ""  # red header; '' = office + 文件
    addressee: str = "市扶贫开发领导小组"
    deciding_body: str = "市扶贫开发领导小组"
    document_number: str = ""
    window_start: date | None = None
    window_end: date | None = None
    legal_basis: Sequence[str] = ()  # 《…》（…号）, printed in the letter
    county_type: str = ""  # 国家重点, 市级重点, 其他
    applies_exit: bool | None = None
    poverty_line: str = ""
    copies_to: Sequence[str] = ()
    rehearsal: bool = False  # a 演练 home: marked on every page
    appeal: Appeal | None = None


@dataclass(frozen=True)
class IndicatorFacts:
    """What result.json does not say of an indicator. `better` '' draws no good side. `weighted`/`one_sided`: ratio."""

    better: str = ""  # lower | higher
    strictness: str = ""  # 一票否决, …
    document: str = ""
    valid_from: date | None = None
    confirmed: bool = True  # False prints 待确认
    denominator_source: str = ""
    deciding_line: str = ""
    weighted: float | None = None  # 加权 beside 公布口径
    one_sided: float | None = None  # the bound behind the flag
    more: str = ""  # 未证实: what would confirm it


@dataclass(frozen=True)
class MatrixRow:
    """One line of the 四位一体 matrix: mark ✓ ✗ ? or — (not required), and why in words."""

    line: str
    mark: str
    words: str = ""
    versions: str = ""
    date: date | None = None


@dataclass(frozen=True)
class FiredRule:
    """The K-rule (or other first-match rule) that decided."""

    id: str
    words: str
    leads_to: str = ""


@dataclass(frozen=True)
class CheckRow:
    """One of R1–R6 or G1–G9. state: 满足 | 未满足 | 待定 | 不适用."""

    id: str
    title: str
    state: str
    words: str = ""


@dataclass(frozen=True)
class Look:
    """One of the five looks with its counted facts [(label, value in words)]."""

    title: str
    state: str = ""  # 合格 | 不合格 | 存疑 | ''
    words: str = ""
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class CriterionRow:
    """Households by judgement of one criterion: {'通过': 310, '通过(仅自查)': 20, '不通过': 1, '缺证据': 4}."""

    id: str
    title: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class TownshipVillages:
    """The outcomes of a township's villages, in order of code."""

    name: str
    outcomes: Sequence[str]


@dataclass(frozen=True)
class ProcedureStep:
    """One step at one level, over all its objects."""

    level: str
    step: str
    first: date | None = None
    median: date | None = None
    last: date | None = None
    objects: int = 0
    failed: int = 0


@dataclass(frozen=True)
class RegistryFacts:
    """A department table: title, who sent it, its date. `fresh` None = age not judged."""

    title: str
    src_unit: str = ""
    snapshot_date: date | None = None
    indicator: str = ""
    fresh: bool | None = None
    note: str = ""


@dataclass(frozen=True)
class RecoveryRow:
    """清退台账 by item."""

    item: str
    households: int
    due: Decimal
    paid: Decimal


@dataclass(frozen=True)
class SampleRow:
    """One line × frame of the sample. Counts are households (or answers); None = not known yet."""

    line: str
    frame: str
    villages_all: int | None = None
    villages_drawn: int | None = None
    units_all: int | None = None
    planned: int | None = None
    completed: int | None = None
    absent: int | None = None
    refused: int | None = None
    replaced: int | None = None
    weight_low: float | None = None
    weight_median: float | None = None
    weight_high: float | None = None


@dataclass(frozen=True)
class Draw:
    """A stored draw: how anyone repeats it."""

    line: str
    design: str
    seed: str
    seed_kind: str  # 公开种子 | 承诺种子
    list_sha256: str
    drawn_on: date | None = None
    told: Sequence[str] = ()  # sentences: what was committed, opened and when; what was added and why


@dataclass(frozen=True)
class Quantiles:
    """Income per head, yuan per year, of n households."""

    label: str
    n: int
    p25: float
    p50: float
    p75: float


@dataclass(frozen=True)
class BeforeAfter:
    """F7. `edges` has one number more than `before` and `after` (households per class)."""

    edges: Sequence[float]
    before: Sequence[int]
    after: Sequence[int]
    quantiles: Sequence[Quantiles] = ()
    poverty_line: float | None = None
    note: str = ""


@dataclass(frozen=True)
class IssueState:
    """Issues of one state by severity (block, row, judge, warn)."""

    state: str
    counts: Mapping[str, int]
    overdue: int = 0


@dataclass(frozen=True)
class IssueAge:
    """Open issues of one age class."""

    label: str
    open: int
    overdue: int = 0


@dataclass(frozen=True)
class Notice:
    """A 整改通知书. items: problems it lists, None where that is not known."""

    number: str
    to: str
    issued_on: date | None
    items: int | None
    due: date | None = None
    state: str = ""


@dataclass(frozen=True)
class Observer:
    """A 监督参与人员, the opinion and the answer to it."""

    name: str
    category: str
    days: float | None = None
    opinion: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Decision:
    """A municipal decision on this county (P7: two signers, reason, document)."""

    kind: str
    object: str
    reason: str
    doc_id: str
    signers: Sequence[str]
    decided_on: date | None = None
    expires: date | None = None
    number: str = ""


@dataclass(frozen=True)
class RuleCount:
    """One expectation. count 0 = passed, None = not evaluated (then `note` says why)."""

    rule_id: str
    title: str
    severity: str
    scope: str
    table: str
    count: int | None
    note: str = ""


@dataclass(frozen=True)
class Hearing:
    """One 错退/漏评 case: who claims what, what the county says, how it was ruled."""

    object_id: str
    frame: str
    criterion: str
    evidence: str
    statement: str
    ruling: str
    signers: Sequence[str] = ()
    decided_on: date | None = None


@dataclass(frozen=True)
class Population:
    """脱贫人口, 非建档立卡人口, 农业户籍人口 …: persons, with identity, date and source."""

    label: str
    persons: int
    date: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Reversal:
    """How firm a verdict stands: rulings to be reversed, and the risk of the point rule at this n_eff."""

    title: str
    needed: str
    risk: str = ""


@dataclass(frozen=True)
class Threshold:
    """A threshold as configured for the year."""

    title: str
    value: str
    document: str = ""
    valid_from: date | None = None
    confirmed: bool = True


@dataclass(frozen=True)
class Attached:
    """A file embedded in the PDF; without data it is named only, and whoever prints the report embeds it."""

    name: str
    description: str
    data: bytes = b""
