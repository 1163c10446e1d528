"""The county report as one plain dict: what tasks.rendering prints, part by part (RULEBOOK D.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from acceptance import stages
from acceptance.reporting import (
    beside_parts,
    evidence_parts,
    lead_parts,
    proof_parts,
    record_parts,
    statistics_parts,
    words,
)
from acceptance.reporting.blocks import Block, heading, paragraph
from acceptance.reporting.extras import ReportExtras
from acceptance.reporting.verdict_part import (
    beyond_the_figures,
    gathered_reasons,
    headline_sentence,
    standing,
    verdict_part,
    waiting_sentence,
)

Result = Mapping[str, Any]

# The thirteen parts in their order. Stages before a verdict can exist mark the report a draft.
PARTS: tuple[tuple[str, Callable[[Result, ReportExtras], list[Block]]], ...] = (
    ("验收结论", verdict_part),
    ("四位一体对照", evidence_parts.matrix_part),
    ("五看", evidence_parts.looks_part),
    ("程序时间线", evidence_parts.procedure_part),
    ("比对与清退", lead_parts.leads_part),
    ("抽样设计与加权", statistics_parts.sampling_part),
    ("脱贫前后对比", statistics_parts.change_part),
    ("问题台账与整改通知书", record_parts.issues_part),
    ("参与人员意见及答复", record_parts.observers_part),
    ("豁免与人工改判", record_parts.decisions_part),
    ("数据质量", record_parts.rules_part),
    ("口径、版本与核对", proof_parts.method_part),
    ("听证与复核", proof_parts.hearings_part),
)
OPENINGS = {"脱贫前后对比": "收入分布", "参与人员意见及答复": "监督参与人员意见及答复"}
"""Part -> what its own blocks are headed when overviews with headings follow."""
_STAGES = tuple(stages.LABELS)
_COMPLETE = _STAGES[_STAGES.index("judged") :]
DRAFT, FOR_COMMENT = "草稿", "征求意见稿"


def county_context(result: Result, extras: ReportExtras) -> dict[str, Any]:
    """Everything the county report prints.

    `result` has the keys of result.json (DESIGN §10); of these only `report` is not read. Absent evidence prints its
    sentence from words.ABSENT; numbers are finished text, so that templates compute nothing.
    """
    return {
        "meta": _meta(result, extras),
        "letter": _letter(result, extras),
        "parts": [
            _part(number, title, [_settled(block, extras) for block in _blocks(title, build, result, extras)])
            for number, (title, build) in enumerate(PARTS, start=1)
        ],
        "signatures": signing_part(str(result.get("core_sha256") or ""), result.get("signatures") or []),
        "colophon": {
            "copies_to": list(extras.campaign.copies_to),
            "office": extras.campaign.office,
            "printed_on": words.day(result["as_of"]),
        },
        "watermark": watermark(result, extras),
        "rehearsal": "演练" if extras.campaign.rehearsal else "",
        "attachments": [
            {"name": file.name, "description": file.description, "data": file.data}
            for file in extras.attachments
            if file.data
        ],
    }


def _blocks(
    title: str, build: Callable[[Result, ReportExtras], list[Block]], result: Result, extras: ReportExtras
) -> list[Block]:
    """A part's own blocks, then the overviews and signals that name it; a heading over its own when more have one."""
    own = build(result, extras)
    beside = [*beside_parts.overviews_of(title, extras), *beside_parts.signals_of(title, extras)]
    if beside and not any(block["kind"] == "heading" for block in own):
        own = [heading(OPENINGS.get(title, title)), *own]
    return [*own, *beside]


def watermark(result: Result, extras: ReportExtras) -> str:
    """草稿 until the evidence is complete, 征求意见稿 while the verdict is interim, else none; or as given."""
    if extras.watermark is not None:
        return extras.watermark
    if result.get("stage") not in _COMPLETE:
        return DRAFT
    return FOR_COMMENT if words.interim(result.get("verdict") or "") else ""


def _meta(result: Result, extras: ReportExtras) -> dict[str, str]:
    title = f"{result['county_name']}{result['campaign_year']}年度脱贫验收报告"
    return {
        "title": title,
        "author": extras.campaign.office,
        "as_of": str(result["as_of"])[:10],
        "county": result["county_name"],
        "year": str(result["campaign_year"]),
        "number": extras.campaign.document_number or "文号待编",
        "core": str(result.get("core_sha256") or ""),
    }


def _letter(result: Result, extras: ReportExtras) -> dict[str, Any]:
    facts = extras.campaign
    letterhead = facts.letterhead or f"{facts.office}文件"
    return {
        "letterhead": letterhead,
        "letterhead_size": min(32, 420 // len(letterhead)),  # points: one line of 442 with its letter spacing
        "number": facts.document_number or "文号待编",
        "title": _title_lines(f"关于{result['county_name']}", f"{result['campaign_year']}年度脱贫验收情况的报告"),
        "addressee": facts.addressee,
        "paragraphs": [
            _occasion(result, extras),
            _finding(result, extras),
            *_numbers(result, extras),
            _closing(result, extras),
        ],
        "enclosure": f"{result['county_name']}{result['campaign_year']}年度脱贫验收报告",
        "office": facts.office,
        "date": words.day(result["as_of"]),
    }


def _title_lines(first: str, second: str) -> list[str]:
    """One line if it fits the text width at 22 pt (twenty characters), else broken before the year."""
    return [first + second] if len(first) + len(second) - 2 <= 18 else [first, second]


def _occasion(result: Result, extras: ReportExtras) -> str:
    facts = extras.campaign
    basis = f"根据{words.listed(facts.legal_basis)}，" if facts.legal_basis else ""
    dated = facts.window_start and facts.window_end
    window = f"{words.day(facts.window_start)}至{words.day(facts.window_end)}，" if dated else ""
    applies = "" if facts.applies_exit is None else "本年度申请摘帽" if facts.applies_exit else "本年度未申请摘帽"
    kind = words.listed((facts.county_type, applies), "")
    named = result["county_name"] + (f"（{kind}）" if kind else "")
    return (
        f"{basis}{window}对{named}区县自查、市级验收、第三方评估、民意调查“四位一体”验收情况进行了审核。"
        f"现将截至{words.day(result['as_of'])}的情况报告如下。"
    )


def _finding(result: Result, extras: ReportExtras) -> str:
    verdict = result.get("verdict")
    reasons = _reasons(result, extras)
    if not verdict:
        return f"经审核，尚未形成验收结论。{reasons}"
    if words.tone(verdict) == "good" and extras.fired:
        told = [extras.fired.words, *beyond_the_figures(result)]
        return f"经审核，验收结论为：{verdict}。{''.join(map(words.sentence, told))}"
    return f"经审核，验收结论为：{verdict}。{reasons}"


def _reasons(result: Result, extras: ReportExtras) -> str:
    reasons = [reason.rstrip("。；") for reason in gathered_reasons(result, extras)]
    return f"{'；'.join(reasons)}。" if reasons else ""


def _numbers(result: Result, extras: ReportExtras) -> list[str]:
    said = headline_sentence(result, extras)
    return [f"主要指标：{said}。"] if said else []


def _closing(result: Result, extras: ReportExtras) -> str:
    return f"{waiting_sentence(result)}{standing(result, extras)}各项证据、口径和核对方法见附件。"


def _settled(block: Block, extras: ReportExtras) -> Block:
    """An absent block, or the sentence that its evidence is complete and holds nothing."""
    said = extras.nothing.get(block.get("what", ""))
    return paragraph(said) if said else block


def _part(number: int, title: str, blocks: list[Block]) -> dict[str, Any]:
    """Number the second-level headings and give both levels their anchors."""
    seen = 0
    for block in blocks:
        if block["kind"] == "heading":
            seen += 1
            block.update(number=f"（{words.numeral(seen)}）", id=f"p{number}-{seen}")
    return {"id": f"p{number}", "number": f"{words.numeral(number)}、", "title": title, "blocks": blocks}


def signing_part(core_sha256: str, signatures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """审签: who signed this result. It is put in when the report is printed, after the result is fixed."""
    rows = [
        {
            "signer": str(row.get("signer") or ""),
            "role": str(row.get("role") or ""),
            "action": str(row.get("action") or ""),
            "reason": str(row.get("reason") or ""),
            "signed_at": words.short_day(row.get("signed_at")),
        }
        for row in signatures
    ]
    return {"rows": rows, "absent": words.ABSENT["signatures"], "core": core_sha256}
