"""One year's facts: window, thresholds, poverty line, required registries. Read from <home>/campaign.yaml, refused
when misspelt.

Each value names its document; what the office has not confirmed says so and is printed 待确认.
"""

import datetime as dt
import hashlib
from pathlib import Path

import pydantic
import yaml

from acceptance import contracts
from acceptance.campaign_facts import (
    Comparison,
    Districts,
    Documents,
    Estimation,
    Fact,
    Facts,
    Gate,
    Inspection,
    LandLimits,
    Municipality,
    OpinionCompletes,
    PovertyLine,
    Rates,
    RegistryNeeds,
    Sampling,
    Standards,
    Suggestions,
    Threshold,
    Window,
)
from acceptance.code_lists import CodeChange, CodeLists

RULES_VERSION = "2026.1"
"""Version of the rules in this release; a home pins the one it was opened with (DESIGN 4, change in mid-season)."""

DEFAULT_YEAR = 2026


class CampaignError(ValueError):
    """campaign.yaml cannot be used; the message is Chinese and names the place."""


class Campaign(Facts):
    """A campaign year. `west` decides the 3% line (FACTS A.1); `rules_version` is the release whose rules the home
    uses.
    """

    year: int
    rules_version: str = RULES_VERSION
    municipality: Municipality
    window: Window
    west: bool
    poverty_line: PovertyLine
    near_line: Fact
    entry_age: Fact
    official_estimate: Fact
    recognition_reading: Fact | None = None
    """How 认可 is made of the four questions (F5); only a confirmed one decides (RULEBOOK D.5)."""
    thresholds: dict[str, Threshold]
    overturn_redo: Fact
    notice_days: Fact
    quorum: Fact
    registries: RegistryNeeds
    gate: Gate
    rates: Rates
    team_days_per_month: Fact
    land_limits: LandLimits
    overdue_days: Fact
    review_days: Fact = Fact(value=7, document="自拟", confirmed=False)
    """How long a new package waits while the county's report is under review (acceptance/review_hold.py)."""
    sampling: Sampling
    inspection: Inspection = Inspection()
    dibao_standards: dict[int, Standards] = {}
    signals: dict[str, Fact] = {}
    """Reference values of the 复核信号 by id, where the office's own differ from those the signals state."""
    comparison: Comparison = Comparison()
    suggestions: Suggestions = Suggestions()
    estimation: Estimation
    opinion_min_completes: OpinionCompletes
    labels_unconfirmed: tuple[str, ...]
    documents: Documents = Documents()
    districts: Districts = Districts()
    code_changes: tuple[CodeChange, ...] = ()
    """Values of code lists that begin or end, by document and day."""
    drill_today: dt.date | None = None
    """The day a 演练 home plays on when no --today is given; a 正式 home never looks at it."""

    @pydantic.field_validator("signals")
    @classmethod
    def _known(cls, stated: dict[str, Fact]) -> dict[str, Fact]:
        from acceptance import signals  # reads a campaign itself

        if unknown := stated.keys() - signals.load().keys():
            raise ValueError(f"没有这样的复核信号：{'、'.join(sorted(unknown))}")
        return stated

    @pydantic.field_validator("recognition_reading")
    @classmethod
    def _readable(cls, stated: Fact | None) -> Fact | None:
        from acceptance.estimation import READINGS  # reads a campaign itself

        if stated is not None and stated.value not in READINGS:
            listed = "、".join(f"{name}（{title}）" for name, title in READINGS.items())
            raise ValueError(f"不认识认可度口径“{stated.value}”，可选：{listed}")
        return stated

    @pydantic.model_validator(mode="after")
    def _lists(self) -> "Campaign":
        self.codes  # noqa: B018  (a change that cannot be made is refused with the file)
        return self

    @property
    def codes(self) -> CodeLists:
        """The code lists in force in this year's window."""
        return contracts.standing_codes().in_window(self.code_changes, self.window.opens, self.window.closes)

    @property
    def sha256(self) -> str:
        """Hash of the facts themselves, not of the file's spelling."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def parse(text: str, where: str) -> Campaign:
    """The campaign in a YAML text.

    Raises:
        CampaignError: the text is no YAML, lacks a fact, or names one that is not known.
    """
    try:
        return Campaign.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, pydantic.ValidationError) as problem:
        raise CampaignError(f"年度配置 {where} 无法使用：{problem}") from None


def load(path: Path) -> Campaign:
    return parse(path.read_text(encoding="utf-8"), str(path))


def default_text(year: int) -> str:
    """The office's starting configuration for a year: its own file, or the 2026 default under that year's number
    and window.
    """
    path = contracts.folder() / f"campaign_{year}.yaml"
    if path.is_file():
        return path.read_text(encoding="utf-8")
    text = (contracts.folder() / "campaign_2026.yaml").read_text(encoding="utf-8")
    return text.replace("2027-", f"{year + 1}-").replace("2026-", f"{year}-").replace("year: 2026", f"year: {year}")
