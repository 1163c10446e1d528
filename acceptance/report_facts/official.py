"""The office and the year, and what stands behind each indicator: document, denominator, what would prove it."""

from collections.abc import Mapping
from typing import Any

from acceptance import contracts, indicators
from acceptance.campaign import Campaign
from acceptance.campaign_facts import UNCONFIRMED, AppealPeriod
from acceptance.case import Case
from acceptance.estimation import Estimate
from acceptance.report_facts.judged import Judged, version_words
from acceptance.reporting import words
from acceptance.reporting.rows import Appeal, CampaignFacts, IndicatorFacts

DOCUMENTS = {
    "厅字〔2016〕16号": "《关于建立贫困退出机制的意见》（厅字〔2016〕16号）",
    "国开办发〔2017〕56号": "《贫困县退出专项评估检查实施办法（试行）》（国开办发〔2017〕56号）",
}
"""Documents by number, as a letter names them (FACTS A.1, A.2)."""

COUNTY_TYPES = {"国家重点": "国家扶贫开发工作重点县", "市级重点": "市级扶贫开发工作重点县"}

VETO = ("poverty_rate", "composite_poverty_rate", "wrong_exit_rate", "missed_rate", "recognition_rate")
"""RULEBOOK D.3, "Strictness"."""

DENOMINATORS = {
    "poverty_rate": ("self_check", "村表农业户籍人口"),
    "composite_poverty_rate": ("self_check", "村表农业户籍人口"),
    "wrong_exit_rate": ("", "完成调查的脱贫户人口"),
    "missed_rate": ("", "完成调查的非建档立卡户人口"),
    "recognition_rate": ("", "答复认可问题的完成户"),
    "satisfaction_rate": ("opinion", "有效答卷（不含不了解）"),
    "self_check_overturn_rate": ("municipal", "随机复核的自查达标户"),
    "procedure_compliance_rate": ("self_check", "拟退出户"),
    "document_completeness_rate": ("self_check", "应有必备资料"),
}
"""Indicator -> (line whose version is named, '' for the deciding one; what is counted)."""


def campaign_facts(case: Case) -> CampaignFacts:
    """Office, window, the county's kind, the line that applied, the documents it all rests on, and where to appeal."""
    campaign, task = case.season.campaign, case.task
    place, stated = campaign.municipality, campaign.documents
    return CampaignFacts(
        office=place.office,
        addressee=place.group,
        deciding_body=place.group,
        document_number=stated.number_of(case.county, campaign.year),
        copies_to=stated.copies_to,
        window_start=campaign.window.opens,
        window_end=campaign.window.closes,
        legal_basis=legal_basis(campaign),
        county_type=COUNTY_TYPES.get(task.type or "", ""),
        applies_exit=task.apply_exit if task.is_key else None,
        poverty_line=poverty_line(campaign),
        rehearsal=case.season.home.kind == "演练",
        appeal=Appeal(place.office, how=f"须载明个案编号或指标并附证据；{_appeal_period(stated.appeal)}。"),
    )


def _appeal_period(period: AppealPeriod | None) -> str:
    """受理期限 of an appeal, or that the office has not stated it."""
    if period is None:
        return f"受理期限以社会公示公告载明的为准（{UNCONFIRMED}）"
    open_ = "" if period.confirmed else f"，{UNCONFIRMED}"
    return f"受理期限为自社会公示之日起{period.days}日（依据{period.document}{open_}）"


def legal_basis(campaign: Campaign) -> list[str]:
    """The documents that the year's thresholds come from, each once, in the order of the thresholds."""
    found = dict.fromkeys(limit.document for limit in campaign.thresholds.values())
    return [DOCUMENTS[number] for number in found if number in DOCUMENTS]


def poverty_line(campaign: Campaign) -> str:
    """2026年每人每年3,100元，依据重庆市工作标准，待确认."""
    line = campaign.poverty_line
    open_ = "" if line.confirmed else f"，{UNCONFIRMED}"
    return f"{campaign.year}年每人每年{words.number(line.amount)}元，依据{line.document}{open_}"


def indicator_facts(judged: Judged, core: Mapping[str, Any]) -> dict[str, IndicatorFacts]:
    """Facts of every indicator that result.json holds."""
    return {name: _facts(judged, name) for name in core.get("indicators") or {}}


def deciding_line(judged: Judged, name: str) -> str:
    """The line whose figure decides (DESIGN 3, "The deciding line of a rate"); '' where the register is counted."""
    sides = [line for line, rates in judged.estimates.items() if name in rates]
    return next((line for line in (*judged.facts.evaluators, *sides) if line in sides), "")


def _facts(judged: Judged, name: str) -> IndicatorFacts:
    campaign = judged.case.season.campaign
    line = deciding_line(judged, name)
    denominator = _denominator(judged.case, name, line)
    decides = judged.estimates[line][name] if line else judged.census.get(name)
    limit, stated = campaign.thresholds.get(name), indicators.load().get(name)
    return IndicatorFacts(
        better=limit.better if limit else stated.better if stated else "",
        strictness="一票否决" if name in VETO else "",
        document=limit.document if limit else "",
        valid_from=limit.valid_from if limit else None,
        confirmed=limit.confirmed if limit else True,
        denominator_source=denominator,
        deciding_line=title if (title := contracts.lines()[line].title if line else "") not in denominator else "",
        weighted=_beside(decides),
        one_sided=decides.one_sided if decides else None,
        more=advice(decides) if decides else "",
    )


def advice(estimate: Estimate) -> str:
    """What would prove a good point, which reading of F5 is shown; the other remarks of an estimate stand in part 6."""
    shown = []
    if estimate.flag == "未证实" and estimate.n_star is not None:
        more = "建议全查" if estimate.add_villages is None else f"按既定顺序追加{estimate.add_villages}村"
        shown.append(f"证实需有效样本{estimate.n_star:,}户，{more}")
    if estimate.id == "recognition_rate":
        shown.append(estimate.note.partition("；")[0].removeprefix("认可口径待确认，"))
    return "；".join(filter(None, shown))


def _beside(estimate: Estimate | None) -> float | None:
    """The weighted figure where the published one decides; F4 has no other than the weighted one."""
    return estimate.weighted if estimate and estimate.published is not None else None


def _denominator(case: Case, name: str, deciding: str) -> str:
    """村表农业户籍人口，区县自查第1版; '' while the line is not there."""
    line, what = DENOMINATORS.get(name, ("", ""))
    line = line or deciding
    version = version_words(case, line) if line else ""
    return f"{what}，{contracts.lines()[line].title}{version}" if what and version else ""
