"""The facts a campaign.yaml may state, each a class that refuses what is misspelt (acceptance/campaign.py reads)."""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Literal

import pydantic

UNCONFIRMED = "待确认"

_FILE = r"^[^/\\]*$"
"""A name without a folder."""


def exact(value: float) -> Decimal:
    """The decimal a person wrote, so that 3% is 3% and equality can be tested."""
    return Decimal(str(value))


class Facts(pydantic.BaseModel):
    """What a campaign.yaml states: nothing else may stand in it, and nothing of it changes."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")


class Fact(Facts):
    """One configured value with the document it comes from."""

    value: float | str
    document: str
    confirmed: bool

    @property
    def number(self) -> float:
        return float(self.value)


class Municipality(Facts):
    code: str
    name: str
    office: str
    group: str


class Window(Facts):
    opens: dt.date
    closes: dt.date


class PovertyLine(Facts):
    amount: float
    document: str
    confirmed: bool


class Threshold(Facts):
    """A standard. valid_from: the day its document took effect, printed in the reports; null while not confirmed."""

    value: float
    better: Literal["lower", "higher"]
    document: str
    confirmed: bool
    valid_from: dt.date | None = None


class RegistryNeeds(Facts):
    required: tuple[str, ...]
    max_age_days: int


class Gate(Facts):
    adjudicated_share: float
    aside_warn: float
    aside_stop: float


class Rates(Facts):
    id_valid: float
    name_agreement: float
    residence_found: float
    residence_hold: float
    delivery_rows: float = 0.30
    """E094; a home opened before it was stated here keeps the 30% that stood in the rule."""


class Standards(Facts):
    """The poverty line and the 低保 standard of one year, yuan per head and year; dibao: null while not known."""

    line: float
    dibao: float | None = None
    document: str
    confirmed: bool


class LandLimits(Facts):
    farmland: float
    forest: float
    road_km: float


class SampleSizes(Facts):
    villages: int
    households_per_frame: int


class Sampling(SampleSizes):
    """How samples are drawn. by_line: other sizes for one line. remoteness: strata also by distance from the county
    seat. still_poor: evaluators also draw 未脱贫户. seed: 承诺种子 holds every draw until a commitment is published;
    with 公开种子 a county without one is drawn as soon as it is ready. teams: dispatch workbooks per line.
    """

    census_below: int
    completion: float
    reserve: int = 10
    village_method: Literal["srs", "pps"] = "srs"
    remoteness: bool = False
    still_poor: bool = False
    seed: Literal["公开种子", "承诺种子"] = "公开种子"
    teams: int = 2
    by_line: dict[Literal["municipal", "exit_evaluation", "precision_evaluation"], SampleSizes] = {}
    document: str = "自拟"
    confirmed: bool = False

    def sizes(self, line: str) -> SampleSizes:
        """Villages and households per frame of a line."""
        return {str(name): own for name, own in self.by_line.items()}.get(line, self)


class Inspection(Facts):
    """督查派工: points out of their sum that a village gets for each risk, how many villages and households are
    proposed.
    """

    findings: float = 20
    leads: float = 25
    near_line: float = 20
    overturns: float = 25
    uninspected: float = 10
    villages: int = 8
    households: int = 5
    document: str = "自拟"
    confirmed: bool = False


class Weights(Facts):
    """What each dimension of 横向比对 is worth; together 1."""

    income: float = 0.4
    housing: float = 0.25
    assets: float = 0.25
    support: float = 0.1

    @pydantic.model_validator(mode="after")
    def _add_up(self) -> "Weights":
        if sum(exact(value) for value in self.model_dump().values()) != 1:
            raise ValueError("横向比对各项权重之和应为1")
        return self


class Comparison(Facts):
    """横向比对. fewest: households of a village with a figure, below which nobody is said to stand out; outlying: how
    many scaled median deviations above the median stand out (Iglewicz and Hoaglin 1993); neighbours: unregistered
    households of a village with a figure, below which nobody is compared with them.
    """

    weights: Weights = Weights()
    fewest: int = 8
    outlying: float = 3.5
    neighbours: int = 5
    document: str = "自拟"
    confirmed: bool = False


class Suggestions(Facts):
    """疑似提示. likeness: from which probability on a person without a number is said to be somebody a department knows
    (tasks/likeness.py).
    """

    likeness: float = pydantic.Field(default=0.9, gt=0, lt=1)
    document: str = "自拟"
    confirmed: bool = False


class AppealPeriod(Facts):
    """申诉期限: within how many days after the public notice began."""

    days: int = pydantic.Field(gt=0)
    document: str
    confirmed: bool


class Documents(Facts):
    """What the office states for its documents. What it has not stated is printed 待编 or 待确认, never made up.

    number: pattern of a county report's 文号 with {year} and {serial}; serials: county -> its serial, left blank in
    print until given. copies_to: 抄送. console: address under which people reach the console, for the codes on sheets.
    seal: a PNG, trusted: root certificates (PEM or DER) of those who sign; all of them names of files in config/.
    """

    number: str = ""
    serials: dict[str, str] = {}
    copies_to: tuple[str, ...] = ()
    appeal: AppealPeriod | None = None
    console: str = pydantic.Field(default="", pattern=r"^(https?://[^\s/?#]+(/[^\s?#]+)*)?$")
    seal: str = pydantic.Field(default="", pattern=_FILE)
    trusted: tuple[Annotated[str, pydantic.Field(min_length=1, pattern=_FILE)], ...] = ()

    @pydantic.field_validator("number")
    @classmethod
    def _places(cls, pattern: str) -> str:
        if unknown := set(re.findall(r"\{(.*?)\}", pattern)) - {"year", "serial"}:
            raise ValueError(f"文号格式只能含 {{year}} 和 {{serial}}，不能含：{'、'.join(sorted(unknown))}")
        return pattern

    def number_of(self, county: str, year: int) -> str:
        """The 文号 of a county's report, its serial blank until it is given; '' while there is no pattern."""
        return self.number.replace("{year}", str(year)).replace("{serial}", self.serials.get(county, "\u3000\u3000"))


class Estimation(Facts):
    deff_floor: float
    deff_slope: float
    min_n_eff: float
    min_df: int


class OpinionCompletes(Facts):
    value: int
    target: int


class Districts(Facts):
    """片区: which counties a district of the municipality has, for looking at them together; no verdict reads it."""

    areas: dict[str, tuple[str, ...]] = {}
    document: str = "自拟"
    confirmed: bool = False

    @pydantic.model_validator(mode="after")
    def _once(self) -> "Districts":
        listed = [county for counties in self.areas.values() for county in counties]
        if twice := sorted({county for county in listed if listed.count(county) > 1}):
            raise ValueError(f"区县列入了两个片区：{'、'.join(twice)}")
        return self

    def of(self, county: str) -> str:
        """The county's district; 待确认 where none is stated."""
        return next((name for name, counties in self.areas.items() if county in counties), UNCONFIRMED)
