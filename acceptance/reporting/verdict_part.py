"""Part 1, the page that answers in ten seconds; and the sentences of the letter that say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from acceptance.reporting import charts, words
from acceptance.reporting.blocks import Block, absent, heading, note, state, table
from acceptance.reporting.extras import ReportExtras
from acceptance.reporting.rows import IndicatorFacts

Result = Mapping[str, Any]


def verdict_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Verdict with reasons and what it waits for, the headline indicators drawn against their thresholds, totals."""
    return [_verdict(result, extras), _indicators(result, extras), *_summary(result, extras)]


_MET = re.compile("（标准不[高低]于[^，（）]+，达标(?:，([^（）]+))?）")


def _flag_alone(met: re.Match[str]) -> str:
    """（未证实）, or nothing where no flag stands beside the official result."""
    return f"（{met[1]}）" if met[1] else ""


def headline_sentence(result: Result, extras: ReportExtras) -> str:
    """'综合贫困发生率1.23%（标准不高于3%，达标，证实）；…' for the letter; '' when nothing was estimated."""
    shown = [_phrase(entry, facts) for _, entry, facts in headline(result, extras) if entry.get("point") is not None]
    return "；".join(shown)


def headline(result: Result, extras: ReportExtras) -> list[tuple[str, Mapping[str, Any], IndicatorFacts]]:
    """(id, entry of result.json, facts) of the headline indicators that the result holds."""
    found = result.get("indicators") or {}
    return [(key, found[key], extras.indicators.get(key, IndicatorFacts())) for key in extras.headline if key in found]


def limit_words(threshold: float | None, better: str) -> str:
    """不高于3% / 不低于90%."""
    side = {"lower": "不高于", "higher": "不低于"}.get(better, "")
    return words.NOTHING if threshold is None else side + words.plain_percent(threshold)


def standing(result: Result, extras: ReportExtras) -> str:
    """What a verdict is worth: a recommendation once it is reached (RULEBOOK D.4), an interim state before."""
    if words.interim(result.get("verdict") or ""):
        return "本报告反映阶段性情况，待所列事项办结后更新。"
    if any(extras.campaign.deciding_body in str(reason) for reason in result.get("verdict_reasons") or []):
        return ""  # the reasons say it already
    return f"以上为建议结论，由{extras.campaign.deciding_body}审定，按规定公示后生效。"


def waiting_sentence(result: Result) -> str:
    """尚待办理：…。 while the verdict is interim; afterwards only the report itself is awaited."""
    if not words.interim(result.get("verdict") or ""):
        return ""
    waits = [str(item).removeprefix("等待").rstrip("。；") for item in result.get("waits_for") or []]
    return f"尚待办理：{'；'.join(waits)}。" if waits else ""


def gathered_reasons(result: Result, extras: ReportExtras) -> list[str]:
    """The verdict's reasons; what follows each other of one line is said together: 摘帽评估（第三方）：…；…

    A good verdict leaves out standards that are met: they stand beside the figures below.
    """
    lines = [row.line for row in extras.matrix]
    good = words.tone(result.get("verdict") or "") == "good"
    told: list[tuple[str, list[str]]] = []
    for reason in map(str, result.get("verdict_reasons") or []):
        line = next((line for line in lines if reason.startswith(line)), "")
        if not (line and told and told[-1][0] == line):
            told.append((line, []))
        told[-1][1].append(_MET.sub(_flag_alone, reason) if good and line else reason)
    return [
        parts[0] if len(parts) == 1 else f"{line}：{'；'.join(part.removeprefix(line).lstrip('：') for part in parts)}"
        for line, parts in told
    ]


def beyond_the_figures(result: Result) -> list[str]:
    """Reasons of a good verdict that 主要指标 does not repeat: all but rates that meet their standards."""
    reasons = map(str, result.get("verdict_reasons") or [])
    return [reason for reason in reasons if not _MET.search(reason) and not reason.startswith("贫困发生率")]


def _phrase(entry: Mapping[str, Any], facts: IndicatorFacts) -> str:
    states = [limit_words(entry.get("threshold"), facts.better), entry.get("official") or "", entry.get("flag") or ""]
    told = dict.fromkeys(part for part in states if part and part != words.NOTHING)  # 不达标 both ways is said once
    judged = "，".join(told)
    return f"{entry['title']}{words.percent(entry['point'], entry.get('threshold'))}" + (
        f"（{judged}）" if judged else ""
    )


def _verdict(result: Result, extras: ReportExtras) -> Block:
    verdict = result.get("verdict") or ""
    tone = words.tone(verdict)
    stage = extras.stage_labels.get(str(result.get("stage")), "")
    rule = f"结论依据：{extras.fired.id}　{words.sentence(extras.fired.words)}" if extras.fired else ""
    return {
        "kind": "verdict",
        "tone": tone,
        "mark": words.TONE_MARKS[tone],
        "text": verdict or "尚未形成结论",
        "stage": f"当前阶段：{stage}" if stage else "",
        "reasons": [words.sentence(reason) for reason in gathered_reasons(result, extras)],
        "remarks": [line for line in (waiting_sentence(result), rule) if line],
    }


def _indicators(result: Result, extras: ReportExtras) -> Block:
    found = headline(result, extras)
    if all(entry.get("point") is None for _, entry, _ in found):
        return absent("indicators")
    unconfirmed = len(found) > 1 and not any(facts.confirmed for _, _, facts in found)
    rows = [
        _indicator_row(entry, replace(facts, confirmed=True) if unconfirmed else facts) for _, entry, facts in found
    ]
    said = "竖线为标准，底色为达标侧" + ("；各项标准待确认" if unconfirmed else "")  # once, not in every row
    return {"kind": "indicators", "caption": f"主要指标与标准对照（{said}）", "rows": rows}


def _indicator_row(entry: Mapping[str, Any], facts: IndicatorFacts) -> dict[str, Any]:
    threshold, point = entry.get("threshold"), entry.get("point")
    lower, upper = entry.get("lower"), entry.get("upper")
    return {
        "title": entry["title"],
        "strictness": facts.strictness,
        "svg": _drawing(entry, facts),
        "point": words.percent(point, threshold),
        "interval": words.interval(lower, upper, threshold) if lower is not None or point is None else "无区间",
        "threshold": limit_words(threshold, facts.better),
        "official": state(entry.get("official") or "待定"),
        "flag": state(entry.get("flag") or words.NOTHING),
        "notes": _footing(entry, facts),
    }


def _drawing(entry: Mapping[str, Any], facts: IndicatorFacts) -> str:
    threshold, point, lower, upper = (entry.get(key) for key in ("threshold", "point", "lower", "upper"))
    if threshold is None or point is None:
        return ""
    spoken = words.interval(lower, upper, threshold)
    title = (
        f"{entry['title']}{words.percent(point, threshold)}，区间{spoken}，标准{limit_words(threshold, facts.better)}"
    )
    return charts.against_threshold(point, lower, upper, threshold, facts.better, title)


def _footing(entry: Mapping[str, Any], facts: IndicatorFacts) -> str:
    """Denominator, sample sizes, the other estimate, what would confirm: what an evaluator asks next."""
    limit = entry.get("threshold")
    parts = [
        _ratio(entry),
        _named("样本量", entry.get("n") if entry.get("lower") is not None else None),  # no interval: not a sample
        _named("有效样本量", entry.get("n_eff")),
        _named("设计效应", entry.get("deff")),
        _named("自由度", entry.get("df")),
        f"加权口径{words.percent(facts.weighted, limit)}" if facts.weighted is not None else "",
        f"单侧95%界{words.percent(facts.one_sided, limit)}" if facts.one_sided is not None else "",
        facts.more,
        f"分母为{facts.denominator_source}" if facts.denominator_source else "",
        facts.deciding_line and f"依据{facts.deciding_line}",
        "" if facts.confirmed else "标准待确认",
    ]
    return "；".join(part for part in parts if part)


def _ratio(entry: Mapping[str, Any]) -> str:
    top, bottom = entry.get("numerator"), entry.get("denominator")
    return "" if top is None or bottom is None else f"{words.number(top)}／{words.number(bottom)}"


def _named(name: str, value: float | None) -> str:
    return "" if value is None else f"{name}{words.number(value)}"


def _summary(result: Result, extras: ReportExtras) -> list[Block]:
    leads = (result.get("leads") or {}).values()
    lines = [
        _counted("户级结论", result.get("household_outcomes"), "户"),
        _counted("村级结论", result.get("village_outcomes"), "村"),
        f"比对线索：命中{words.count(sum(lead.get('hits') or 0 for lead in leads))}条，"
        f"属实{words.count(sum(lead.get('confirmed') or 0 for lead in leads))}条，"
        f"未办结{words.count(sum(lead.get('open') or 0 for lead in leads))}条。"
        if leads
        else "",
        _issues(result.get("issues") or {}),
        "本报告由演练数据生成，不作任何认定依据。" if extras.campaign.rehearsal else "",
        f"{standing(result, extras)}长清单见附件 {extras.annex}。",
    ]
    return [note("".join(line for line in lines if line))]


def _issues(totals: Mapping[str, int]) -> str:
    shown = words.listed(
        (f"{label}{words.count(totals.get(key) or 0)}件" for key, label in words.SEVERITIES.items()), ""
    )
    return f"未销号问题：{shown}。" if totals else ""


def _counted(label: str, outcomes: Mapping[str, int] | None, unit: str) -> str:
    shown = words.listed(
        (f"{name}{words.count(number)}{unit}" for name, number in words.in_order(outcomes or {}) if number), ""
    )
    return f"{label}：{shown}。" if shown else ""


def other_indicators(result: Result, extras: ReportExtras) -> list[Block]:
    """Indicators that are not on the verdict page, as a table (it closes part 3)."""
    others = [
        (entry, extras.indicators.get(key, IndicatorFacts()))
        for key, entry in (result.get("indicators") or {}).items()
        if key not in extras.headline and entry.get("point") is not None
    ]
    columns = [
        ("指标", 25, "l"),
        ("点值", 12, "r"),
        ("95%区间", 23, "c"),
        ("标准", 17, "c"),
        ("判定", 14, "c"),
        ("样本量", 9, "r"),
    ]
    rows = [
        [
            entry["title"],
            words.percent(entry.get("point"), entry.get("threshold")),
            words.interval(entry.get("lower"), entry.get("upper"), entry.get("threshold")),
            limit_words(entry.get("threshold"), facts.better),
            state(entry.get("official") or words.NOTHING),
            words.count(entry.get("n")),
        ]
        for entry, facts in others
    ]
    return [heading("其他指标"), table("其他指标", columns, rows, "other_indicators")]
