"""督查派工: villages ranked by risk, each with its reasons in words, as a dispatch workbook of the line `inspection`.

No sample: it goes where something is likely to be wrong, so nothing it finds enters a rate (RULEBOOK D.3); what it
finds counts as facts of source I. Weights are the office's (campaign.yaml `inspection`, 待确认).
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from acceptance import case, contracts, findings, sql, workbooks
from acceptance.campaign import Campaign
from acceptance.campaign_facts import UNCONFIRMED, exact
from acceptance.dispatch.listing import PLAN, Entry, Heading, Listing, write_listing
from acceptance.dispatch.route import Stop, share, tour
from acceptance.documents.masking import mask_name, mask_number
from acceptance.season import Season

LINE = "inspection"
HEADS = {
    "顺序": 6, "户编号": 21, "户主": 12, "人数": 6, "村民小组": 12, "联系电话": 15, "关注原因": 62, "督查编号": 32,
}  # fmt: skip
GUIDE = (
    "各村按风险得分排名，得分为各项风险得分之和；本组按行程顺序列出，排名见村名前。风险只是线索，不是结论。",
    "先看村，再看所列各户；也可另看其他户：在“督查记录”表中另加一行，督查编号接着往下编。",
    "逐户在“督查记录”表中填督查方式、日期、两名督查人员、所看标准；不通过的写明发现问题。未去的户删去该行。",
    "填好后先自检：campaign check 文件名，再作为督查线数据包报送；多次督查累计，不相互替代。",
)


def write_inspection(
    season: Season, county: str, folder: Path, as_of: dt.date, *, kind: str = "督查", teams: int = 1
) -> list[Path]:
    """The plan of today for one county, a workbook per team and a masked copy.

    kind: 督查, 明察 or 暗访, filled into the answer rows. The plan is neither stored nor frozen: tomorrow's evidence
    makes tomorrow's plan.
    """
    with case.opened(season, county, as_of) as found:
        ranked, households = rank(found.con, season.campaign)
    chosen = ranked[: season.campaign.inspection.villages]
    stops = [
        Stop(v["village_code"], v["lon"], v["lat"], len(households.get(v["village_code"], [])) + 1) for v in chosen
    ]
    parts = share(tour(stops), teams) if stops else []
    title = f"{season.county_names[county]}{kind}派工单"
    written = []
    for number, route in enumerate(parts, start=1):
        heading = f"{title}（第{number}组，共{len(parts)}组，截至{as_of}）"
        plan = _Plan(county, kind, as_of, heading, season.campaign, route, ranked, households)
        written += [
            _book(plan, folder / f"{title}_第{number}组_内部工作底稿.xlsx", masked=False),
            _book(plan, folder / f"{title}_第{number}组_脱敏.xlsx", masked=True),
        ]
    return written


def rank(
    con: duckdb.DuckDBPyConnection, facts: Campaign
) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """All villages by risk (risk.sql, `risk_village`), and the households to look at in each, worst first.

    con: a case's connection.
    """
    weights = facts.inspection
    line = exact(facts.poverty_line.amount)
    titles = findings.titles()
    con.register("rule_title", pa.table({"rule_id": list(titles), "title": list(titles.values())}))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE risk_weight AS SELECT ?::DOUBLE AS findings, ?::DOUBLE AS leads, "
        "?::DOUBLE AS near_line, ?::DOUBLE AS overturns, ?::DOUBLE AS uninspected, "
        "?::DECIMAL(18, 2) AS poverty_line, ?::DECIMAL(18, 2) AS near_line_at",
        [
            weights.findings, weights.leads, weights.near_line, weights.overturns, weights.uninspected,
            line, line * exact(facts.near_line.number),
        ],
    )  # fmt: skip
    con.execute(sql.load("acceptance.verdicts", "self_check"))
    con.execute(sql.load("acceptance.dispatch", "risk"))
    ranked = con.sql("FROM risk_village ORDER BY place").to_arrow_table().to_pylist()
    picked = con.sql(sql.load("acceptance.dispatch", "risk_households"), params={"most": weights.households})
    households: dict[str, list[dict[str, Any]]] = {}
    for row in picked.to_arrow_table().to_pylist():
        households.setdefault(row["village_code"], []).append(row)
    return ranked, households


@dataclasses.dataclass(frozen=True)
class _Plan:
    county: str
    kind: str
    as_of: dt.date
    title: str
    facts: Campaign
    route: Sequence[Stop]
    ranked: Sequence[dict[str, Any]]
    households: dict[str, list[dict[str, Any]]]

    @property
    def villages(self) -> list[dict[str, Any]]:
        by_code = {v["village_code"]: v for v in self.ranked}
        return [by_code[stop.code] for stop in self.route]

    def visit_id(self, village: str, number: int) -> str:
        """I500229100201-20261215-00 for the village itself, from 01 for its households; unique over all plans."""
        return f"I{village}-{self.as_of:%Y%m%d}-{number:02d}"


def _book(plan: _Plan, path: Path, *, masked: bool) -> Path:
    listing = Listing(PLAN, plan.title, (*GUIDE, weight_words(plan.facts)), HEADS, _lines(plan, masked), masked)
    rows = pa.Table.from_pylist(list(_answers(plan)))
    workbooks.write_workbook(
        contracts.lines()[LINE],
        {"inspection_visit": rows},
        path,
        also=lambda book: write_listing(book, listing),
        codes=plan.facts.codes,
    )
    path.chmod(0o600)
    return path


def _answers(plan: _Plan) -> list[dict[str, Any]]:
    found = []
    for village in plan.villages:
        code = village["village_code"]
        for number, household in enumerate([None, *(h["household_id"] for h in plan.households.get(code, []))]):
            found.append(
                {
                    "county_code": plan.county,
                    "visit_id": plan.visit_id(code, number),
                    "kind": plan.kind,
                    "village_code": code,
                    "household_id": household,
                }
            )
    return found


def weight_words(facts: Campaign) -> str:
    """检查发现20分、比对线索25分……（待确认）."""
    w = facts.inspection
    said = (
        f"得分满分：检查发现{w.findings:g}、比对线索{w.leads:g}、临界收入{w.near_line:g}、自查被推翻{w.overturns:g}、"
        f"尚未督查{w.uninspected:g}；每项以全区县占比最高的村为满分（{w.document}"
    )
    return said + ("）。" if w.confirmed else f"，{UNCONFIRMED}）。")


def village_words(village: dict[str, Any]) -> str:
    """Why a village stands where it does, in one sentence with every figure it rests on."""
    n = village["households"]
    parts = [
        _part(village["findings"], n, "户有检查发现", village["p_findings"]),
        _part(village["leads"], n, "户有未了结或属实的比对线索", village["p_leads"]),
        _part(village["near_line"], n, "户收入临界", village["p_near_line"]),
        _part(village["overturns"], village["visited"], "户自查达标而现场不达标", village["p_overturns"], "已走访"),
        f"今年尚未督查（{village['p_uninspected']:.1f}分）" if village["uninspected"] else "今年已督查过",
    ]
    return f"建档立卡{n}户：" + "；".join(part for part in parts if part)


def _part(count: int, of: int, what: str, points: float, base: str = "") -> str:
    share = f"，占{base}{of}户的{100 * count / of:.0f}%" if of else ""
    return f"{count}{what}{share}（{points:.1f}分）" if count else ""


def household_words(row: dict[str, Any]) -> str:
    """Why a household is worth a look."""
    parts = [
        "自查达标而现场不达标" if row["overturned"] else "",
        f"比对线索：{row['lead_words']}" if row["leads"] else "",
        f"检查发现：{row['rule_words']}" if row["rules"] else "",
        "收入临界" if row["near_line"] else "",
    ]
    return "。".join(part for part in parts if part) + "。"


def _lines(plan: _Plan, masked: bool) -> list[Heading | Entry]:
    lines: list[Heading | Entry] = []
    number = 0
    for village in plan.villages:
        where = (
            f"东经{village['lon']:.6f} 北纬{village['lat']:.6f}"
            if village["lon"] is not None and village["lat"] is not None
            else "位置未报"
        )
        name = f"{village['township']} {village['village_name']}"
        head = f"风险第{village['place']}位 {name}（{village['village_code']}；{where}）得分{village['score']:.1f}"
        lines += [Heading(head), Heading(f"　{village_words(village)}", plain=True)]
        for place, row in enumerate(plan.households.get(village["village_code"], []), start=1):
            number += 1
            lines.append(_entry(number, row, plan.visit_id(village["village_code"], place), masked))
    return lines + [Heading("全区县各村风险排名"), *(_ranked(village) for village in plan.ranked)]


def _ranked(village: dict[str, Any]) -> Entry:
    """A village of the county in order of risk: place, code, name, score, why."""
    name, score = village["village_name"], f"{village['score']:.1f}分"
    return Entry((str(village["place"]), village["village_code"], name, "", "", score, village_words(village), ""))


def _entry(number: int, row: dict[str, Any], visit: str, masked: bool) -> Entry:
    name, phone = row["head_name"] or "", row["phone"] or ""
    if masked:
        name, phone = mask_name(name), mask_number(phone)
    return Entry(
        (
            str(number), row["household_id"], name, str(row["members"] or ""), row["group_name"] or "", phone,
            household_words(row), visit,
        )
    )  # fmt: skip
