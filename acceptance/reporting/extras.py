"""What a county report prints beside result.json: everything a caller takes from evidence, configuration and the store.

Every field has a default that means "has not arrived"; the report then prints the sentence of `words.ABSENT`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from acceptance.reporting.beside import OverviewTable, SignalFacts
from acceptance.reporting.lead_rows import LeadFacts
from acceptance.reporting.rows import (
    Attached,
    BeforeAfter,
    CampaignFacts,
    CheckRow,
    CriterionRow,
    Decision,
    Draw,
    FiredRule,
    Hearing,
    IndicatorFacts,
    IssueAge,
    IssueState,
    Look,
    MatrixRow,
    Notice,
    Observer,
    Population,
    ProcedureStep,
    RecoveryRow,
    RegistryFacts,
    Reversal,
    RuleCount,
    SampleRow,
    Threshold,
    TownshipVillages,
)
from acceptance.stages import LABELS

HEADLINE = ("composite_poverty_rate", "wrong_exit_rate", "missed_rate", "recognition_rate", "poverty_rate")


@dataclass(frozen=True)
class ReportExtras:
    """All of it. See the module's docstring for units and for what an empty field means."""

    campaign: CampaignFacts = field(default_factory=CampaignFacts)
    watermark: str | None = None  # None = decided from stage and verdict; '' = none
    headline: Sequence[str] = HEADLINE  # ids on the verdict page, in this order
    indicators: Mapping[str, IndicatorFacts] = field(default_factory=dict)
    stage_labels: Mapping[str, str] = field(default_factory=lambda: LABELS)
    line_labels: Mapping[str, str] = field(default_factory=dict)
    # 1–2 verdict and matrix
    matrix: Sequence[MatrixRow] = ()
    fired: FiredRule | None = None
    tests: Sequence[CheckRow] = ()
    readiness: Sequence[CheckRow] = ()
    # 3–5
    looks: Sequence[Look] = ()
    criteria: Sequence[CriterionRow] = ()
    villages: Sequence[TownshipVillages] = ()
    procedure: Sequence[ProcedureStep] = ()
    procedure_notes: Sequence[str] = ()
    registries: Mapping[str, RegistryFacts] = field(default_factory=dict)
    recovery: Sequence[RecoveryRow] = ()
    leads_notes: Sequence[str] = ()
    leads: LeadFacts = field(default_factory=LeadFacts)
    # 6–7
    samples: Sequence[SampleRow] = ()
    draws: Sequence[Draw] = ()
    sampling_notes: Sequence[str] = ()
    change: BeforeAfter | None = None
    # 8–10
    issue_states: Sequence[IssueState] = ()
    issue_ages: Sequence[IssueAge] = ()
    notices: Sequence[Notice] = ()
    observers: Sequence[Observer] = ()
    decisions: Sequence[Decision] = ()
    # 11–13
    rule_counts: Sequence[RuleCount] = ()
    method: Sequence[str] = ()
    thresholds: Sequence[Threshold] = ()
    versions: Sequence[tuple[str, str]] = ()
    glossary: Sequence[tuple[str, str]] = ()
    populations: Sequence[Population] = ()
    reversals: Sequence[Reversal] = ()
    hearings: Sequence[Hearing] = ()
    rules_notes: Sequence[str] = ()
    # part (key of words.ABSENT) -> the sentence where its evidence is complete and holds nothing
    nothing: Mapping[str, str] = field(default_factory=dict)
    # beside the verdict, each in the part it names
    overviews: Sequence[OverviewTable] = ()
    signals: Sequence[SignalFacts] = ()
    # proof
    attachments: Sequence[Attached] = ()
    annex: str = "annex.xlsx"
    qr_text: str = ""  # '' = year, county, core_sha256
