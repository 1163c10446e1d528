"""公示稿: what the public reads of a county once a verdict is proposed, from when to when, and where to object.

No name, number or household is in it: villages and counts only (RULEBOOK P8).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acceptance.aftermath import Notice, serial
from acceptance.documents.office import Office, Signed, document, part
from acceptance.documents.published import Published
from acceptance.documents.refusal import Refused
from acceptance.reporting import words
from acceptance.reporting.blocks import Block, note, state, table
from acceptance.reporting.extras import HEADLINE
from acceptance.reporting.verdict_part import limit_words

AGREED, EXITING = "同意退出", "建议同意销号"
LISTED = 60
"""Villages that are printed one by one."""


class NotDecided(Refused):
    """There is nothing to publish: the county has no proposed verdict yet."""


@dataclass(frozen=True)
class VillageRow:
    """One village in the public list."""

    township: str
    village: str
    outcome: str
    households: int


def village_rows(found: Published) -> list[VillageRow]:
    """Villages with households that may exit, or that are to exit themselves, in order of code."""
    query = """
        SELECT n.township, coalesce(v.village_name, n.village), v.outcome,
               count(h.household_id) FILTER (h.outcome = $agreed)
        FROM village_verdict v
        LEFT JOIN village_name n USING (village_code)
        LEFT JOIN household_verdict h ON h.village_code = v.village_code
        GROUP BY v.village_code, n.township, n.village, v.village_name, v.outcome
        HAVING v.outcome = $exiting OR count(h.household_id) FILTER (h.outcome = $agreed) > 0
        ORDER BY v.village_code"""
    rows = found.con.execute(query, {"agreed": AGREED, "exiting": EXITING}).fetchall()
    return [VillageRow(town or "", name or "", outcome, households) for town, name, outcome, households in rows]


def publicity_context(
    office: Office,
    result: Mapping[str, Any],
    villages: Sequence[VillageRow],
    notice: Notice,
    better: Mapping[str, str],
) -> dict[str, Any]:
    """The context of publicity.html.j2.

    notice: its number (empty: a draft) and its days. better: indicator id -> lower or higher, from the thresholds.
    Raises NotDecided while the verdict is interim.
    """
    verdict = result.get("verdict") or ""
    if words.interim(verdict):
        raise NotDecided(f"{result['county_name']}的结论为“{verdict or '尚未形成'}”，不公示。")
    name, days = result["county_name"], (notice.last - notice.first).days + 1
    title = [f"关于{name}", f"{office.year}年度贫困退出验收结果的公示"]
    agreed = sum(row.households for row in villages)
    leaving = sum(row.outcome == EXITING for row in villages)
    signed = Signed(notice.number, notice.first, ("", "")) if notice.number else None
    context = document(office, title, notice.first, signed=signed, serial=serial(result), subject=name)
    return context | {
        "addressee": "",
        "paragraphs": [
            f"按照贫困退出的规定，经区县自查、市级验收、第三方评估和民意调查，{name}{office.year}年度验收结论为：{verdict}。"
            f"同意退出贫困户{words.count(agreed)}户，建议同意销号贫困村{words.count(leaving)}个。现予公示，接受社会监督。",
            f"公示时间：{words.day(notice.first)}至{words.day(notice.last)}，共{days}天。",
            f"公示期内对公示内容有异议的，请以书面或口头形式向{office.name}反映，说明事实和理由，并留下姓名和联系方式，以便"
            "核实和答复；收到的异议逐件登记、核实、答复。各户名单由所在村、乡镇按规定在村内公示。",
            "受理电话：　　　　　　　　受理地址：",
            f"以上为建议结论，公示期满无异议或异议已办结的，由{office.group}审定。",
        ],
        "enclosures": [],
        "parts": [part("主要指标", _indicators(result, better), 1), part("各村情况", _villages(villages), 2)],
    }


def _indicators(result: Mapping[str, Any], better: Mapping[str, str]) -> list[Block]:
    entries = result.get("indicators") or {}
    rows = [
        [
            entries[key]["title"], words.percent(entries[key]["point"], entries[key].get("threshold")),
            limit_words(entries[key].get("threshold"), better.get(key, "")),
            state(entries[key].get("official") or "待定"),
        ]
        for key in HEADLINE
        if entries.get(key, {}).get("point") is not None
    ]  # fmt: skip
    columns = [("指标", 40, "l"), ("结果", 20, "r"), ("标准", 20, "c"), ("判定", 20, "c")]
    return [table("主要指标", columns, rows, "indicators")]


def _villages(villages: Sequence[VillageRow]) -> list[Block]:
    """Every village; of very many only those that leave, and the others summed by township."""
    said = [note("注：村级结论为“不适用”的，本年度未申请销号；“保持”为以前年度已销号并保持稳定。")] if villages else []
    if len(villages) <= LISTED:
        return [_listed("各村情况", villages), *said]
    towns: dict[str, list[int]] = {}
    for row in villages:
        towns.setdefault(row.township, []).append(row.households)
    summed = [[town, words.count(len(each)), words.count(sum(each))] for town, each in towns.items()]
    columns = [("乡镇", 50, "l"), ("行政村数", 25, "r"), ("同意退出户数", 25, "r")]
    leaving = [row for row in villages if row.outcome == EXITING]
    return [table("各乡镇情况", columns, summed, "outcomes", small=True), _listed("建议同意销号的村", leaving), *said]


def _listed(caption: str, villages: Sequence[VillageRow]) -> Block:
    columns = [("乡镇", 25, "l"), ("行政村", 30, "l"), ("村级结论", 25, "c"), ("同意退出户数", 20, "r")]
    rows = [[row.township, row.village, state(row.outcome), words.count(row.households)] for row in villages]
    return table(caption, columns, rows, "outcomes", small=True)
