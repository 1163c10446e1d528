"""From a county's case to its verdict: findings of the county, issues, criteria, households, villages, estimates,
county.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from acceptance import comparison, estimates, indicators, ledger, overviews, pledges, policies, signals
from acceptance.campaign_facts import exact
from acceptance.case import Case
from acceptance.estimation import Estimate
from acceptance.sampling.seeds import COMMITTED
from acceptance.verdicts import judge_households, judge_villages, progress
from acceptance.verdicts.county import CountyVerdict, judge_county
from acceptance.verdicts.county_facts import LINES, CountyFacts
from acceptance.verdicts.facts import county_facts, horizon
from acceptance.verdicts.gate import GateItem


@dataclass(frozen=True)
class Judged:
    """A judged county. estimates: line -> indicator -> figure; census: indicator -> figure counted over the
    register.
    """

    case: Case
    verdict: CountyVerdict
    facts: CountyFacts
    readiness: list[GateItem]
    estimates: Mapping[str, Mapping[str, Estimate]]
    census: Mapping[str, Estimate]
    stage: str | None
    waits_for: list[str]
    valid_until: dt.date | None


def judge(case: Case) -> Judged:
    """Judge a county as of the case's day; its tables stay on the case's connection."""
    con, campaign = case.con, case.season.campaign
    ledger.open_issues(case)
    judge_households(con)
    judge_villages(con)
    comparison.compare(con, campaign.comparison, exact(campaign.poverty_line.amount))
    overviews.make(con, campaign, policies.listed(case.season))
    signals.measure(con, campaign)
    found = estimates.estimates(case)
    census = indicators.estimates(indicators.compute(con, campaign), campaign)
    readiness = case.readiness()
    lines = {line: case.line_state(line) for line in LINES}
    facts = county_facts(con, campaign, case.task, lines, found, readiness)
    verdict = judge_county(facts)
    where = progress.Progress(
        facts,
        verdict,
        readiness,
        lines,
        case.matched,
        bool(case.draws),
        case.line_state("frame"),
        frozenset({"reported"}),
    )
    return Judged(
        case,
        verdict,
        facts,
        readiness,
        found,
        census,
        progress.current_stage(where),
        waits(where, case),
        horizon(con, readiness),
    )


def waits(where: progress.Progress, case: Case) -> list[str]:
    """What the county waits for; a self-check that came after the draw waits for a decision 重开 (DESIGN 6)."""
    newest = case.force.newest.get("self_check")
    used = case.force.versions.get("self_check", ())
    late = newest is not None and newest[1].accepted and bool(used) and newest[0].version > used[-1]
    asked = [f"区县自查第{newest[0].version}版在抽样后报送，待市级批准重开"] if late and newest else []
    pledge = pledges.waiting(case.season.home, case.county, case.season.campaign.sampling.seed == COMMITTED)
    named = [pledge if pledge and one == progress.TO_DRAW else one for one in progress.waits_for(where)]
    return [*named, *asked]
