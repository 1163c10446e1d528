"""Parts 12 and 13, what an appeal body asks for: method, thresholds, inputs, proof; hearings, firmness, appeal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from acceptance.reporting import words
from acceptance.reporting.blocks import Block, absent, heading, note, paragraph, state, table
from acceptance.reporting.extras import ReportExtras

Result = Mapping[str, Any]
MOST_CASES = 30
"""Contested cases that the report prints."""


def method_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Definitions, thresholds with documents, versions, the inputs with their hashes, and how to prove the report."""
    return [
        heading("口径与方法"),
        *_methods(extras),
        heading("标准及依据"),
        _thresholds(extras),
        heading("所用数据与版本"),
        _inputs(result, extras),
        *_versions(result, extras),
        *_glossary(extras),
        heading("真实性核对"),
        _proof(result, extras),
    ]


def _methods(extras: ReportExtras) -> list[Block]:
    line = extras.campaign.poverty_line
    texts = [*([f"扶贫标准：{line}"] if line else []), *extras.method]
    return [paragraph(words.sentence(text)) for text in texts] or [absent("method")]


def _thresholds(extras: ReportExtras) -> Block:
    columns = [("指标", 26, "l"), ("标准", 20, "c"), ("依据", 30, "l"), ("起用日期", 13, "c"), ("状态", 11, "c")]
    rows = [
        [
            row.title,
            row.value,
            row.document or words.NOTHING,
            words.short_day(row.valid_from) if row.valid_from else "待确认",
            "已确认" if row.confirmed else "待确认",
        ]
        for row in extras.thresholds
    ]
    return table("标准及依据", columns, rows, "thresholds")


def _inputs(result: Result, extras: ReportExtras) -> Block:
    columns = [("证据线", 15, "l"), ("版本", 7, "c"), ("结果", 14, "c"), ("SHA-256", 64, "m")]
    rows = [
        [
            extras.line_labels.get(row["line"], row["line"]),
            str(row["version"]),
            state(str(row["outcome"])),
            str(row["sha256"]),
        ]
        for row in result.get("inputs") or []
    ]
    return table("所用申报包", columns, rows, "inputs", small=True)


def _versions(result: Result, extras: ReportExtras) -> list[Block]:
    pairs = [
        ("区县代码", str(result["county_code"])),
        ("规则版本", str(result.get("rules_version") or words.NOTHING)),
        *extras.versions,
    ]
    return [note("；".join(f"{name} {value}" for name, value in pairs) + "。")]


def _glossary(extras: ReportExtras) -> list[Block]:
    named = "；".join(f"{term}——{meaning.rstrip('。')}" for term, meaning in extras.glossary)
    return [heading("用语"), note(named + "。")] if named else []


def _proof(result: Result, extras: ReportExtras) -> Block:
    core = str(result.get("core_sha256") or "")
    text = extras.qr_text or f"{result['campaign_year']}/{result['county_code']}/{core}"
    return {
        "kind": "proof",
        "core": core or words.NOTHING,
        "qr": text,
        "files": [{"name": file.name, "description": file.description} for file in extras.attachments],
        "valid_until": words.day(result["valid_until"]) if result.get("valid_until") else "",
    }


def hearings_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Each contested case, the populations behind the rates, how firm the verdict stands, where to appeal."""
    people = [
        [row.label, words.count(row.persons), words.short_day(row.date), row.source or words.NOTHING]
        for row in extras.populations
    ]
    return [
        heading("听证与复核个案"),
        *_cases(extras),
        heading("人口基数"),
        table(
            "人口基数",
            [("基数", 34, "l"), ("人数", 16, "r"), ("日期", 16, "c"), ("来源", 34, "l")],
            people,
            "populations",
        ),
        heading("结论的稳固程度"),
        *_reversals(extras),
        heading("申诉"),
        _appeal(extras),
    ]


def _cases(extras: ReportExtras) -> list[Block]:
    """The first cases, those that wait for a ruling before the others; all of them stand in the annex."""
    columns = [
        ("对象", 17, "l"),
        ("类别", 10, "c"),
        ("指标", 10, "c"),
        ("证据号", 12, "m"),
        ("区县举证", 14, "l"),
        ("裁定", 22, "l"),
        ("签字/日期", 15, "c"),
    ]
    rows = [
        [
            row.object_id,
            row.frame,
            row.criterion,
            row.evidence,
            row.statement or words.NOTHING,
            row.ruling or "待裁定",
            f"{words.listed(row.signers)} {words.short_day(row.decided_on)}",
        ]
        for row in sorted(extras.hearings, key=lambda row: bool(row.ruling))[:MOST_CASES]
    ]
    total = len(extras.hearings)
    more = f"注：本表列{len(rows)}件，共{words.count(total)}件，待裁定的在前，全部见附件 {extras.annex} “听证个案”。"
    listed = table("听证与复核个案", columns, rows, "hearings", small=True)
    return [listed, note(more)] if total > len(rows) else [listed]


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
