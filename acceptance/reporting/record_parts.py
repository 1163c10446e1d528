"""Parts 8–13: issues, observers, decisions, data quality, method and proof, hearings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from acceptance.reporting import words
from acceptance.reporting.blocks import Block, absent, heading, note, paragraph, state, table
from acceptance.reporting.extras import ReportExtras, RuleCount

Result = Mapping[str, Any]

SEVERITIES = {"block": "退回", "row": "搁置待核", "judge": "不达标", "warn": "提醒"}
_SCOPES = {"package": "申报包", "county": "区县", "municipal": "全市", "report": "报告"}


def issues_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Open issues by severity and state, their age, and the notices sent."""
    columns = [("状态", 28, "l"), *((label, 13, "r") for label in SEVERITIES.values()), ("合计", 10, "r"), ("逾期", 10, "r")]
    rows = [[row.state, *(words.count(row.counts.get(key, 0)) for key in SEVERITIES), words.count(sum(row.counts.values())),
             words.count(row.overdue)] for row in extras.issue_states] or _issue_totals(result)
    ages = [[row.label, words.count(row.open), words.count(row.overdue)] for row in extras.issue_ages]
    aged = [table("未销号问题的时间", [("存续时间", 40, "l"), ("未销号", 30, "r"), ("其中逾期", 30, "r")], ages, "issues")] if ages else []
    return [heading("问题台账"), table("问题台账（件）", columns, rows, "issues"), *aged, heading("整改通知书"), _notices(extras)]


def _issue_totals(result: Result) -> list[list[str]]:
    """result.json's totals alone, while the ledger by state is not there."""
    totals = result.get("issues") or {}
    if not totals:
        return []
    numbers = [totals.get(key) or 0 for key in SEVERITIES]
    return [["全部", *map(words.count, numbers), words.count(sum(numbers)), words.NOTHING]]


def _notices(extras: ReportExtras) -> Block:
    columns = [("文号", 31, "l"), ("发往", 20, "l"), ("签发日期", 15, "c"), ("问题数", 9, "r"), ("整改期限", 15, "c"), ("状态", 10, "c")]
    rows = [[row.number, row.to, words.short_day(row.issued_on), words.count(row.items), words.short_day(row.due),
             row.state or words.NOTHING] for row in extras.notices]
    return table("整改通知书", columns, rows, "notices")


def observers_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Deputies, members, experts and press: what each said and what was answered."""
    columns = [("姓名", 12, "c"), ("类别", 14, "c"), ("天数", 8, "r"), ("意见", 33, "l"), ("答复", 33, "l")]
    rows = [[row.name, row.category, words.count(row.days, 1), row.opinion or "无意见", row.answer or "待答复"]
            for row in extras.observers]
    return [table("监督参与人员意见及答复", columns, rows, "observers")]


def decisions_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Every exemption and override, with reason, document and both signers (P7)."""
    columns = [("种类", 11, "c"), ("对象", 18, "l"), ("事由", 27, "l"), ("文件", 19, "l"), ("签字人", 11, "c"), ("日期/有效期", 14, "c")]
    rows = [[row.kind, row.object, row.reason, words.listed((row.number, row.doc_id)), words.listed(row.signers),
             words.short_day(row.decided_on) + (f" 至{words.short_day(row.expires)}" if row.expires else "")]
            for row in extras.decisions]
    return [table("市级决定", columns, rows, "decisions", small=True)]


def rules_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Rules with findings as a table; passed and not evaluated ones named in running text: every rule is accounted for."""
    if not extras.rule_counts:
        return [absent("rules")]
    failed = sorted((rule for rule in extras.rule_counts if rule.count), key=_by_severity)
    passed = [rule for rule in extras.rule_counts if rule.count == 0]
    unread = [rule for rule in extras.rule_counts if rule.count is None]
    columns = [("规则", 9, "c"), ("检查内容", 45, "l"), ("表", 16, "l"), ("范围", 9, "c"), ("处理", 12, "c"), ("发现数", 9, "r")]
    rows = [[rule.rule_id, rule.title, rule.table, _SCOPES.get(rule.scope, rule.scope), SEVERITIES.get(rule.severity, rule.severity),
             words.count(rule.count)] for rule in failed]
    return [
        paragraph(f"共{len(extras.rule_counts)}条规则：{len(passed)}条通过，{len(failed)}条有检查发现，{len(unread)}条未评价。"),
        *([table("有检查发现的规则", columns, rows, "rules", small=True)] if rows else []),
        *_named("通过的规则", passed), *_named("未评价的规则", unread),
    ]


def _by_severity(rule: RuleCount) -> tuple[int, str]:
    order = list(SEVERITIES)
    return (order.index(rule.severity) if rule.severity in order else len(order), rule.rule_id)


def _named(title: str, rules: Sequence[RuleCount]) -> list[Block]:
    if not rules:
        return []
    named = "；".join(f"{rule.rule_id} {rule.title.rstrip('。')}" + (f"（{rule.note}）" if rule.note else "") for rule in rules)
    return [heading(title), note(f"{named}。")]


def method_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Definitions, thresholds with documents, versions, the inputs with their hashes, and how to prove the report."""
    return [
        heading("口径与方法"), *(paragraph(words.sentence(text)) for text in _methods(extras)),
        heading("门槛及依据"), _thresholds(extras),
        heading("所用数据与版本"), _inputs(result, extras), *_versions(result, extras),
        *_glossary(extras), heading("真实性核对"), _proof(result, extras),
    ]


def _methods(extras: ReportExtras) -> Sequence[str]:
    line = extras.campaign.poverty_line
    return [*([f"扶贫标准：{line}"] if line else []), *extras.method] or ["口径说明待补"]


def _thresholds(extras: ReportExtras) -> Block:
    columns = [("指标", 28, "l"), ("门槛", 16, "c"), ("依据", 32, "l"), ("起用日期", 13, "c"), ("状态", 11, "c")]
    rows = [[row.title, row.value, row.document or words.NOTHING, words.short_day(row.valid_from),
             "已确认" if row.confirmed else "待确认"] for row in extras.thresholds]
    return table("门槛及依据", columns, rows, "thresholds")


def _inputs(result: Result, extras: ReportExtras) -> Block:
    columns = [("证据线", 15, "l"), ("版本", 7, "c"), ("结果", 14, "c"), ("SHA-256", 64, "m")]
    rows = [[extras.line_labels.get(row["line"], row["line"]), str(row["version"]), state(str(row["outcome"])), str(row["sha256"])]
            for row in result.get("inputs") or []]
    return table("所用申报包", columns, rows, "inputs", small=True)


def _versions(result: Result, extras: ReportExtras) -> list[Block]:
    pairs = [("规则版本", str(result.get("rules_version") or words.NOTHING)), *extras.versions]
    return [note("；".join(f"{name} {value}" for name, value in pairs) + "。")]


def _glossary(extras: ReportExtras) -> list[Block]:
    named = "；".join(f"{term}——{meaning.rstrip('。')}" for term, meaning in extras.glossary)
    return [heading("用语"), note(named + "。")] if named else []


def _proof(result: Result, extras: ReportExtras) -> Block:
    core = str(result.get("core_sha256") or "")
    text = extras.qr_text or f"{result['campaign_year']}/{result['county_code']}/{core}"
    return {"kind": "proof", "core": core or words.NOTHING, "qr": text,
            "files": [{"name": file.name, "description": file.description} for file in extras.attachments],
            "report_until": words.day(result.get("valid_until"))}


def hearings_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Each contested case, the populations behind the rates, how firm the verdict stands, where to appeal."""
    people = [[row.label, words.count(row.persons), words.short_day(row.date), row.source or words.NOTHING] for row in extras.populations]
    return [
        heading("听证与复核个案"), _cases(extras),
        heading("人口基数"),
        table("人口基数", [("基数", 34, "l"), ("人数", 16, "r"), ("日期", 16, "c"), ("来源", 34, "l")], people, "populations"),
        heading("结论的稳固程度"), *_reversals(extras),
        heading("申诉"), _appeal(extras),
    ]


def _cases(extras: ReportExtras) -> Block:
    columns = [("对象", 15, "l"), ("类别", 10, "c"), ("指标", 10, "c"), ("证据号", 13, "m"), ("区县陈述", 21, "l"), ("裁定", 15, "l"),
               ("签字/日期", 16, "c")]
    rows = [[row.object_id, row.frame, row.criterion, row.evidence, row.statement or words.NOTHING, row.ruling or "待裁定",
             f"{words.listed(row.signers)} {words.short_day(row.decided_on)}"] for row in extras.hearings]
    return table("听证与复核个案", columns, rows, "hearings", small=True)


def _reversals(extras: ReportExtras) -> list[Block]:
    columns = [("指标", 22, "l"), ("改变结论所需改判", 39, "l"), ("按点值判定的误判可能", 39, "l")]
    rows = [[row.title, row.needed, row.risk or words.NOTHING] for row in extras.reversals]
    return [table("结论的稳固程度", columns, rows, "reversals")]


def _appeal(extras: ReportExtras) -> Block:
    appeal = extras.campaign.appeal
    if appeal is None:
        return absent("appeal")
    until = f"，截止{words.day(appeal.until)}" if appeal.until else ""
    return paragraph(words.sentence(f"对本报告有异议的，可向{appeal.where}提出{until}。{appeal.how}"))
