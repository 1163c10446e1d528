"""From a county's judged evidence, estimates and lines to the facts a county verdict looks at (RULEBOOK D.4)."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

import duckdb

from acceptance import sql
from acceptance.campaign import Campaign
from acceptance.campaign_facts import exact
from acceptance.verdicts import gate, inputs, words
from acceptance.verdicts.county_facts import LINES, REQUIRED_RATES, CountyFacts, Reading

NOT_APPLICABLE_PASSES = ("wrong_exit_rate", "missed_rate")
"""Where nobody exited, or nobody lives outside the register, these rates have no object; nothing speaks against it."""


class Estimated(Protocol):
    """What is read of an `acceptance.estimation` Estimate. Shares are 0 to 1."""

    @property
    def title(self) -> str: ...
    @property
    def point(self) -> float | None: ...
    @property
    def one_sided_lower(self) -> float | None: ...
    @property
    def threshold(self) -> float | None: ...
    @property
    def better(self) -> str | None: ...
    @property
    def official(self) -> str: ...
    @property
    def passes(self) -> bool | None: ...
    @property
    def flag(self) -> str | None: ...
    @property
    def method(self) -> str: ...
    @property
    def note(self) -> str: ...


Estimates = Mapping[str, Mapping[str, Estimated]]
"""Line -> indicator id -> estimate: F2–F5 under each evaluator, F12 under municipal, F6 under opinion."""


@dataclasses.dataclass(frozen=True)
class LineState:
    """What a line has delivered: is a version in force, and was the newest one refused (its number), else None."""

    in_force: bool
    refused: int | None = None


@dataclasses.dataclass(frozen=True)
class Task:
    """The county's row of county_task and its name. type is 国家重点, 市级重点 or 其他."""

    county_code: str
    county_name: str
    type: str | None
    apply_exit: bool = False
    plan_persons: int = 0
    plan_villages: int = 0

    @property
    def is_key(self) -> bool:
        return self.type in ("国家重点", "市级重点")


def county_facts(
    con: duckdb.DuckDBPyConnection,
    campaign: Campaign,
    task: Task,
    lines: Mapping[str, LineState],
    estimates: Estimates,
    readiness: list[gate.GateItem],
) -> CountyFacts:
    """The facts, after `judge_households` and `judge_villages` on the same connection."""
    counts = county_counts(con)
    in_force = frozenset(name for name, state in lines.items() if state.in_force)
    readings = tuple(
        reading(line, name, estimates[line][name])
        for line in ("exit_evaluation", "precision_evaluation")
        for name in REQUIRED_RATES
        if line in in_force and name in estimates.get(line, {})
    )
    overturn = estimates.get("municipal", {}).get("self_check_overturn_rate")
    satisfaction = estimates.get("opinion", {}).get("satisfaction_rate")
    facts = CountyFacts(
        county_code=task.county_code,
        county_name=task.county_name,
        is_key=task.is_key,
        applies=task.apply_exit,
        has_task=task.type is not None,
        agri_pop=counts["agri_pop"],
        poor_lo=counts["poor_lo"],
        poor_hi=counts["poor_hi"],
        poverty_threshold=exact(campaign.thresholds["poverty_rate"].value),
        met={},
        in_force=in_force,
        readings=readings,
        overturn=reading("municipal", "self_check_overturn_rate", overturn) if overturn else None,
        redo=overturn is not None and _redo(overturn, exact(campaign.overturn_redo.number)),
        satisfaction=reading("opinion", "satisfaction_rate", satisfaction) if satisfaction else None,
        completes=counts["completes"],
        min_completes=campaign.opinion_min_completes.value,
        decided=frozenset(counts["decided"] or ()),
        plan_met=counts["persons_exiting"] >= task.plan_persons and counts["villages_exiting"] >= task.plan_villages,
        plan_words=f"计划减贫{task.plan_persons}人、销号{task.plan_villages}村，"
        f"建议同意退出{counts['persons_exiting']}人、销号{counts['villages_exiting']}村",
        decided_by=campaign.municipality.group,
    )
    tests = _tests(facts, counts, readiness)
    return dataclasses.replace(
        facts, met={g: met for g, (met, _) in tests.items()}, why={g: why for g, (_, why) in tests.items()}
    )


def county_counts(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Column -> value of county_counts.sql."""
    found = con.execute(sql.load(inputs.PACKAGE, "county_counts"))
    names = [d[0] for d in found.description or []]
    return dict(zip(names, found.fetchall()[0], strict=True))


def horizon(con: duckdb.DuckDBPyConnection, readiness: list[gate.GateItem]) -> dt.date | None:
    """valid_until: the first later date on which gate, households, villages or county could answer differently."""
    found = con.execute(sql.load(inputs.PACKAGE, "horizon")).fetchall()[0][0]
    dates = [found, *(item.valid_until for item in readiness)]
    return min((d for d in dates if d is not None), default=None)


def reading(line: str, name: str, estimate: Estimated) -> Reading:
    """One estimate as the county list reads it; 不适用 passes only where the rate has no object."""
    passes = estimate.passes
    if estimate.official == "不适用" and name in NOT_APPLICABLE_PASSES:
        passes = True
    return Reading(
        line,
        name,
        estimate.title,
        passes,
        caliber_open=estimate.official == "口径待确认",
        on_line=estimate.official == "压线待确认",
        flag=estimate.flag,
        words=_figure(estimate),
    )


def _figure(estimate: Estimated) -> str:
    """1.20%（标准不高于2%，达标，未证实）; what is lacking where there is no figure."""
    if estimate.point is None or estimate.threshold is None:
        return estimate.official if estimate.official == "不适用" else f"待定（{estimate.note or '无可用数据'}）"
    threshold = exact(estimate.threshold)
    point = words.share(exact(estimate.point), threshold)
    side = "不低于" if estimate.better == "higher" else "不高于"
    stated = ["待定" if estimate.passes is None and estimate.official == "?" else estimate.official]
    flag = [estimate.flag] if estimate.flag and estimate.flag not in stated else []
    return f"{point}（标准{side}{words.limit(threshold)}，{'，'.join([*stated, *flag])}）"


def _redo(estimate: Estimated, redo: Decimal) -> bool:
    """F12 above 5% and its one-sided lower bound above 2%; of a census the point is the bound."""
    bound = estimate.point if estimate.method == "全查" else estimate.one_sided_lower
    if estimate.passes is not False or estimate.point is None or bound is None or estimate.threshold is None:
        return False
    return exact(estimate.point) > redo and exact(bound) > exact(estimate.threshold)


def _tests(
    facts: CountyFacts, counts: Mapping[str, Any], readiness: list[gate.GateItem]
) -> dict[str, tuple[bool | None, str]]:
    """G1, G2, G7, G8, G9 with what is open in words; G3–G6 follow from the readings.

    Of a county without a self_check in force nothing can be said of villages, leads and hearings.
    """
    blocking = [f"{item.id} {item.words}" for item in readiness if item.blocking]
    needed = ("self_check", "municipal", *facts.evaluators, "opinion")
    lacking = [LINES[line] for line in needed if line not in facts.in_force]
    stale = [f"现场数据不合要求（{counts['g7_rules']}）"] if counts["g7_rules"] else []
    lines = [f"{'、'.join(lacking)}数据包未在有效状态"] if lacking else []
    open_ = [f"{counts['leads_open']}条比对线索待核查"] if counts["leads_open"] else []
    open_ += [f"{counts['issues_overdue']}个问题逾期未销号"] if counts["issues_overdue"] else []
    villages, hearings = counts["villages_open"], counts["hearings_open"]
    said = {
        "G1": ("；".join(blocking), "R1至R6均满足"),
        "G2": (f"{villages}个申请销号村暂缓" if villages else "", f"申请销号{counts['applicants']}村，均有明确建议"),
        "G7": ("；".join([*lines, *stale]), "所需各线数据均在有效状态"),
        "G8": ("；".join(open_), "无待核查线索，无逾期问题"),
        "G9": (f"{hearings}户疑似错退或漏评尚无听证裁定" if hearings else "", f"争议{counts['contested']}户，均已裁定"),
    }
    judged = {g: (not wrong, wrong or good) for g, (wrong, good) in said.items()}
    if "self_check" in facts.in_force:
        return {**judged}
    return {**judged, **dict.fromkeys(("G2", "G8", "G9"), (None, "区县自查尚未在有效状态"))}
