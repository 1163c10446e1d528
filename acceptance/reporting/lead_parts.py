"""Part 5: the comparison with departments, what became of it, and households compared with their neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from acceptance.reporting import words
from acceptance.reporting.blocks import Block, heading, note, paragraph, state, table
from acceptance.reporting.extras import ReportExtras
from acceptance.reporting.lead_rows import Compared, IndicatorRow, LeadFacts, LeadRow, StandsOut, StruckRow
from acceptance.reporting.rows import RegistryFacts

Result = Mapping[str, Any]


def leads_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Leads by department and indicator, those that wait, striking off and recovery, suggestions, 横向比对."""
    # a table that is neither required nor delivered has no row
    leads = {
        name: lead
        for name, lead in (result.get("leads") or {}).items()
        if lead.get("hits") or name in extras.registries or not extras.registries
    }
    columns = [
        ("部门数据", 22, "l"),
        ("来源单位", 18, "l"),
        ("数据日期", 14, "c"),
        ("命中", 9, "r"),
        ("属实", 9, "r"),
        ("保留", 9, "r"),
        ("未办结", 9, "r"),
        ("属实率", 10, "r"),
    ]
    rows = [_lead_row(extras.registries.get(name, RegistryFacts(name)), lead) for name, lead in leads.items()]
    if len(rows) > 1:
        rows.append(_lead_row(RegistryFacts("合计"), _added(leads)))
    facts = extras.leads
    return [
        heading("比对线索办理情况"),
        table("比对线索办理情况（条）", columns, rows, "leads"),
        *(_lead_notes(extras) if rows else []),
        *_indicators(facts.indicators),
        *_waiting(facts, extras.annex),
        heading("剔除与清退"),
        *_struck(facts, extras.annex),
        _recovery(extras),
        *_balance(facts),
        *_suggestions(facts, extras.annex),
        *_compared(facts.compared, extras.annex),
    ]


def _lead_row(facts: RegistryFacts, lead: Mapping[str, int]) -> list[Any]:
    confirmed, kept = lead.get("confirmed") or 0, lead.get("kept") or 0
    judged = confirmed + kept
    old = "（过期）" if facts.fresh is False else ""
    return [
        facts.title,
        facts.src_unit or words.NOTHING,
        words.short_day(facts.snapshot_date) + old,
        words.count(lead.get("hits") or 0),
        words.count(confirmed),
        words.count(kept),
        words.count(lead.get("open") or 0),
        words.percent(confirmed / judged) if judged else words.NOTHING,
    ]


def _added(leads: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {key: sum(lead.get(key) or 0 for lead in leads.values()) for key in ("hits", "confirmed", "kept", "open")}


def _lead_notes(extras: ReportExtras) -> list[Block]:
    notes = [fact.note for fact in extras.registries.values() if fact.note]
    texts = [
        "注：每户每库每条记录为一条线索；属实率＝属实÷（属实＋保留）。属实的整户剔除；线索逐条清单见附件 "
        + extras.annex
        + "。"
    ]
    return [note("".join(map(words.sentence, [*texts, *notes, *extras.leads_notes])))]


def _indicators(rows: Sequence[IndicatorRow]) -> list[Block]:
    if not rows:
        return []
    columns = [
        ("排除指标", 34, "l"), ("线索", 11, "r"), ("涉及户", 11, "r"), ("待核查", 11, "r"), ("属实", 11, "r"),
        ("保留", 11, "r"), ("误报率", 11, "r"),
    ]  # fmt: skip
    cells = [
        [
            row.title,
            *map(words.count, (row.leads, row.households, row.open, row.confirmed, row.kept)),
            words.NOTHING if row.wrong is None else words.percent(row.wrong),
        ]
        for row in rows
    ]
    said = "注：误报率＝保留÷（属实＋保留）。X为比对排除指标，C为2015年“四类人员”，同一线索可同时属于两组。"
    return [table("各排除指标线索认定情况", columns, cells, "leads", small=True), note(said)]


def _waiting(facts: LeadFacts, annex: str) -> list[Block]:
    """Leads by number, so that each can be followed to the department's row."""
    if not facts.waiting:
        return []
    columns = [
        ("线索编号", 22, "m"), ("部门数据", 17, "l"), ("户编号", 22, "m"), ("姓名核对", 12, "c"), ("期限", 13, "c"),
        ("状态", 14, "c"),
    ]  # fmt: skip
    late = f"，其中逾期{facts.overdue:,}条" if facts.overdue else ""
    more = _more(facts.waiting_total, len(facts.waiting), "条", annex, "比对线索")
    return [
        heading("待核查线索"),
        paragraph(f"尚有{facts.waiting_total:,}条线索待核查{late}。"),
        table("待核查线索（按期限）", columns, [_waiting_row(row) for row in facts.waiting], "leads", small=True),
        note(f"注：{more}凭线索编号可追溯到部门数据的批次、文件和行（campaign leads 区县代码 --lead 线索编号）。"),
    ]


def _waiting_row(row: LeadRow) -> list[Any]:
    late = {"text": f"逾期{row.days_late}天", "tone": "bad", "mark": "✗"}
    return [
        row.lead_id,
        row.registry,
        row.household_id,
        row.kind,
        words.short_day(row.due),
        late if row.days_late else state(row.status),
    ]


def _more(total: int, shown: int, unit: str, annex: str, sheet: str) -> str:
    return f"本表列{shown}{unit}，共{total:,}{unit}，见附件 {annex} “{sheet}”。" if total > shown else ""


def _struck(facts: LeadFacts, annex: str) -> list[Block]:
    if not facts.struck:
        return []
    columns = [
        ("户编号", 22, "m"), ("线索编号", 22, "m"), ("曾享受帮扶", 14, "r"), ("认定应清退", 14, "r"),
        ("台账应清退", 14, "r"), ("已清退", 14, "r"),
    ]  # fmt: skip
    more = _more(facts.struck_total, len(facts.struck), "户", annex, "清退台账核对")
    return [
        table("认定属实、整户剔除的户（元）", columns, [_struck_row(row) for row in facts.struck], "leads", small=True),
        note(f"注：未清退完毕的在前；一户多条线索的列其一。认定未写明金额的，以全部帮扶金额为应清退。{more}"),
    ]


def _struck_row(row: StruckRow) -> list[str]:
    return [
        row.household_id,
        row.lead_id,
        *(words.count(value, 2) for value in (row.support, row.adjudged, row.due, row.paid)),
    ]


def _recovery(extras: ReportExtras) -> Block:
    columns = [("清退项目", 40, "l"), ("户数", 16, "r"), ("应清退（元）", 22, "r"), ("已清退（元）", 22, "r")]
    rows = [
        [row.item, words.count(row.households), words.count(row.due, 2), words.count(row.paid, 2)]
        for row in extras.recovery
    ]
    return table("清退台账", columns, rows, "recovery")


def _balance(facts: LeadFacts) -> list[Block]:
    """The account: what has to be nothing, and whether it is."""
    if not facts.balance:
        return []
    columns = [("项目", 46, "l"), ("数额", 30, "r"), ("核对", 24, "c")]
    rows = [[title, value, _zero(value) if zero else words.NOTHING] for title, value, zero in facts.balance]
    said = "账目相符，各项差额均为零。" if facts.reconciled else "账目不符：标“不符”的各项应为零，须逐户核清。"
    return [table("清退账目核对", columns, rows, "recovery", small=True), note(f"注：{said}")]


def _zero(value: str) -> Any:
    agrees = value in ("0.00元", "0户")
    return {"text": "相符", "tone": "good", "mark": "✓"} if agrees else {"text": "不符", "tone": "bad", "mark": "✗"}


def _suggestions(facts: LeadFacts, annex: str) -> list[Block]:
    if not facts.suggestions:
        return []
    columns = [("提示", 50, "l"), ("条数", 25, "r"), ("涉及人数", 25, "r")]
    rows = [[row.kind, words.count(row.count), words.count(row.persons)] for row in facts.suggestions]
    return [
        heading("疑似提示"),
        table("疑似提示", columns, rows, "leads", small=True),
        note(
            "注：证件号码有误或缺失、按号码无法比对而姓名等情况相近的人员，只供核对，不是线索，不影响结论；核对属实的，在下一版"
            f"区县自查中更正证件号码。逐条见附件 {annex} “疑似提示”。"
        ),
    ]


def _compared(facts: Compared, annex: str) -> list[Block]:
    if not facts.households and not facts.missed_total:
        return []
    beside = (
        f"与{facts.neighbours:,}户非建档户比较，高于其中位数的建档户{facts.above_total:,}户，其中可比各项均高的{facts.above_all:,}户；"
        if facts.neighbours
        else "没有足够的非建档户情况，未与非建档户比较；"
    )
    said = (
        f"{facts.villages:,}个村{facts.households:,}户建档户按收入、住房、土地和帮扶排序，明显高于本村建档户的{facts.better_off_total:,}户；"
        f"{beside}非建档户中须核实是否漏评的{facts.missed_total:,}户。排序和名单只供核实，不影响结论。"
    )
    return [
        heading("横向比对"),
        paragraph(said),
        *_list("明显高于本村建档户的户", "户编号", facts.better_off, facts.better_off_total, annex, "横向比对"),
        *_list("高于本村非建档户中位数的户", "户编号", facts.above, facts.above_total, annex, "横向比对"),
        *_list("须核实是否漏评的非建档户", "抽样框序号", facts.missed, facts.missed_total, annex, "漏评线索"),
    ]


def _list(title: str, number: str, rows: Sequence[StandsOut], total: int, annex: str, sheet: str) -> list[Block]:
    if not rows:
        return []
    columns = [("行政村", 17, "l"), (number, 22, "m"), ("情况", 61, "l")]
    made = table(title, columns, [[row.village, row.number, row.words] for row in rows], "leads", small=True)
    more = _more(total, len(rows), "户", annex, sheet)
    return [made, *([note(f"注：{more}")] if more else [])]
