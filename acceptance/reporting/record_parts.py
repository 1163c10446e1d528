"""Parts 8–11: issues, observers, decisions, data quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from acceptance.reporting import charts, words
from acceptance.reporting.blocks import Block, absent, figure, heading, note, paragraph, table
from acceptance.reporting.extras import ReportExtras
from acceptance.reporting.rows import Observer, RuleCount

Result = Mapping[str, Any]

_SCOPES = {"package": "申报包", "county": "区县", "municipal": "全市", "report": "报告"}


def issues_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Open issues by severity and state, their age, and the notices sent."""
    columns = [
        ("状态", 28, "l"),
        *((label, 13, "r") for label in words.SEVERITIES.values()),
        ("合计", 10, "r"),
        ("逾期", 10, "r"),
    ]
    rows = [
        [
            row.state,
            *(words.count(row.counts.get(key, 0)) for key in words.SEVERITIES),
            words.count(sum(row.counts.values())),
            words.count(row.overdue),
        ]
        for row in extras.issue_states
    ] or _issue_totals(result)
    return [
        heading("问题台账"),
        table("问题台账（件）", columns, rows, "issues"),
        *_ages(extras),
        heading("整改通知书"),
        _notices(extras),
    ]


def _ages(extras: ReportExtras) -> list[Block]:
    """How long open issues have been open, the overdue ones apart."""
    bars = [(row.label, {"未到期": row.open - row.overdue, "逾期": row.overdue}) for row in extras.issue_ages]
    if not any(row.open for row in extras.issue_ages):
        return []
    drawn = charts.stacked(bars, {"未到期": "light", "逾期": "hatch"}, "未销号问题按存续时间分布，逾期的另标")
    return [figure("未销号问题的存续时间（件）", drawn)]


def _issue_totals(result: Result) -> list[list[str]]:
    """result.json's totals alone, while the ledger by state is not there."""
    totals = result.get("issues") or {}
    if not totals:
        return []
    numbers = [totals.get(key) or 0 for key in words.SEVERITIES]
    return [["全部", *map(words.count, numbers), words.count(sum(numbers)), words.NOTHING]]


def _notices(extras: ReportExtras) -> Block:
    columns = [
        ("文号", 31, "l"),
        ("发往", 20, "l"),
        ("签发日期", 15, "c"),
        ("问题数", 9, "r"),
        ("整改期限", 15, "c"),
        ("状态", 10, "c"),
    ]
    rows = [
        [
            row.number,
            row.to,
            words.short_day(row.issued_on),
            words.count(row.items),
            words.short_day(row.due),
            row.state or words.NOTHING,
        ]
        for row in extras.notices
    ]
    return table("整改通知书", columns, rows, "notices")


def observers_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Deputies, members, experts and press: what each said and what was answered."""
    columns = [("姓名", 12, "c"), ("类别", 14, "c"), ("天数", 8, "r"), ("意见", 33, "l"), ("答复", 33, "l")]
    rows = [
        [row.name, row.category, words.number(row.days), row.opinion or "无意见", _answer(row)]
        for row in extras.observers
    ]
    return [table("监督参与人员意见及答复", columns, rows, "observers")]


def _answer(row: Observer) -> str:
    return row.answer or ("未答复" if row.opinion else words.NOTHING)


def decisions_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Every exemption and override, with reason, document and both signers (P7)."""
    columns = [
        ("种类", 11, "c"),
        ("对象", 18, "l"),
        ("事由", 27, "l"),
        ("文件", 19, "l"),
        ("签字人", 11, "c"),
        ("日期/有效期", 14, "c"),
    ]
    rows = [
        [
            row.kind,
            row.object,
            row.reason,
            words.listed((row.number, row.doc_id)),
            words.listed(row.signers),
            words.short_day(row.decided_on) + (f" 至{words.short_day(row.expires)}" if row.expires else ""),
        ]
        for row in extras.decisions
    ]
    return [table("市级决定", columns, rows, "decisions", small=True)]


def rules_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Rules with findings as a table, passed and not evaluated ones named: every rule is accounted for."""
    if not extras.rule_counts:
        return [absent("rules")]
    failed = sorted((rule for rule in extras.rule_counts if rule.count), key=_by_severity)
    passed = [rule for rule in extras.rule_counts if rule.count == 0]
    unread = [rule for rule in extras.rule_counts if rule.count is None]
    columns = [
        ("规则", 9, "c"),
        ("检查内容", 45, "l"),
        ("表", 16, "l"),
        ("范围", 9, "c"),
        ("处理", 12, "c"),
        ("发现数", 9, "r"),
    ]
    rows = [
        [
            rule.rule_id,
            rule.title,
            rule.table,
            _SCOPES.get(rule.scope, rule.scope),
            words.SEVERITIES.get(rule.severity, rule.severity),
            words.count(rule.count),
        ]
        for rule in failed
    ]
    return [
        paragraph(
            f"共{len(extras.rule_counts)}条规则：{len(passed)}条通过，{len(failed)}条有检查发现，{len(unread)}条未评价。"
        ),
        *([heading("有检查发现的规则"), table("有检查发现的规则", columns, rows, "rules", small=True)] if rows else []),
        *(note(words.sentence(text)) for text in extras.rules_notes),
        *_named("通过的规则", passed),
        *_named("未评价的规则", unread),
    ]


def _by_severity(rule: RuleCount) -> tuple[int, str]:
    order = list(words.SEVERITIES)
    return (order.index(rule.severity) if rule.severity in order else len(order), rule.rule_id)


def _named(title: str, rules: Sequence[RuleCount]) -> list[Block]:
    if not rules:
        return []
    by_note: dict[str, list[str]] = {}
    for rule in rules:
        by_note.setdefault(rule.note, []).append(f"{rule.rule_id} {rule.title.rstrip('。')}")
    return [
        heading(title),
        *(note((f"{why}：" if why else "") + f"{'；'.join(named)}。") for why, named in by_note.items()),
    ]
