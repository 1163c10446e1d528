"""From judged evidence and estimates to a county verdict; the days on which it changes; what a county waits for."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from acceptance import campaign as campaigns
from acceptance import stages
from acceptance.verdicts import gate
from acceptance.verdicts.county import judge_county
from acceptance.verdicts.county_facts import CountyFacts
from acceptance.verdicts.facts import LineState, Task, county_facts, horizon
from acceptance.verdicts.progress import Progress, current_stage, waits_for
from tests.acceptance.verdicts.conftest import all_judged
from tests.acceptance.verdicts.counties import ALL_LINES, county
from tests.support import COUNTY, VILLAGE

CAMPAIGN = campaigns.parse(campaigns.default_text(2026), "test")
TASK = Task(COUNTY, "城口县", "国家重点", True)
READY = [gate.GateItem("R1", "申报包已接收", True, "", False)]


@dataclasses.dataclass(frozen=True)
class Estimate:
    """What facts.py reads of an estimate."""

    title: str
    point: float | None
    threshold: float
    better: str
    official: str = "达标"
    passes: bool | None = True
    flag: str | None = "证实"
    method: str = "Korn-Graubard"
    one_sided_lower: float | None = 0.0
    note: str = ""


def estimates(**changes: Any) -> dict[str, dict[str, Estimate]]:
    rates = {
        "wrong_exit_rate": Estimate("错退率", 0.01, 0.02, "lower"),
        "missed_rate": Estimate("漏评率", 0.0, 0.02, "lower"),
        "composite_poverty_rate": Estimate("综合贫困发生率", 0.012, 0.03, "lower"),
        "recognition_rate": Estimate("群众认可度", 0.95, 0.9, "higher"),
    }
    found = {
        "exit_evaluation": rates,
        "precision_evaluation": rates,
        "municipal": {"self_check_overturn_rate": Estimate("自查推翻率", 0.0, 0.02, "lower")},
        "opinion": {"satisfaction_rate": Estimate("满意率", 0.95, 0.9, "higher")},
    }
    return found | changes


def made(lines=ALL_LINES, readiness=READY, task=TASK, found=None, **tables: Any) -> CountyFacts:
    answers = {"opinion_response": [{} for _ in range(200)], "village": [{"exit_apply": "否"}]}
    con = all_judged(**(answers | tables))
    return county_facts(con, CAMPAIGN, task, {line: LineState(True) for line in lines}, found or estimates(), readiness)


def test_a_county_with_everything_in_place_passes() -> None:
    found = judge_county(made())
    assert (found.verdict, found.rule) == ("建议同意摘帽", "K6")
    assert "摘帽评估（第三方）错退率1.00%（标准不高于2%，达标，证实）" in found.reasons


@pytest.mark.parametrize(
    ("tables", "test", "words"),
    [
        ({"village": [{}]}, "G2", "1个申请销号村暂缓"),
        ({"finding": [{"rule_id": "E099", "scope": "county"}]}, "G7", "现场数据不合要求（E099）"),
        ({"lead": [{}]}, "G8", "1条比对线索待核查"),
        ({"evaluation_household": [{"finding": "疑似错退", "final": None}]}, "G9", "1户疑似错退或漏评尚无听证裁定"),
        ({"evaluation_household": [{"finding": "疑似错退", "final": "错退"}]}, "G9", "1户疑似错退或漏评尚无听证裁定"),
        (
            {
                "evaluation_household": [{"finding": "疑似错退", "final": "错退"}],
                "decision": [{"kind": "听证裁定", "value": "无"}],
            },
            "G9",
            "1户疑似错退或漏评尚无听证裁定",
        ),
    ],
)
def test_an_open_test_keeps_the_verdict_open(tables: dict, test: str, words: str) -> None:
    facts = made(**tables)
    assert {g for g, met in facts.met.items() if not met} == {test}
    assert (facts.why[test], judge_county(facts).rule) == (words, "K1")


@pytest.mark.parametrize(
    "row",
    [
        {"finding": "疑似错退", "final": "错退"},
        {"finding": "疑似漏评", "final": "漏评", "household_id": None, "unit_no": "h1"},
    ],
)
def test_a_ruling_closes_the_hearing(row: dict) -> None:
    assert made(evaluation_household=[row], decision=[{"kind": "听证裁定", "value": row["final"]}]).met["G9"]


@pytest.mark.parametrize(
    ("ruling", "closed"),
    [
        ({"line": None}, True),
        ({"line": "precision_evaluation"}, True),
        ({"line": "exit_evaluation"}, False),  # the other evaluator's case of the same household
        ({"criterion": "c6"}, False),  # rules one criterion, not whether it was a wrong exit
        ({"kind": "复核结论"}, False),
    ],
)
def test_only_a_ruling_on_the_case_itself_closes_the_hearing(ruling: dict, closed: bool) -> None:
    case = {"finding": "疑似错退", "final": "错退"}
    facts = made(evaluation_household=[case], decision=[{"kind": "听证裁定", "value": "错退"} | ruling])
    assert facts.met["G9"] is closed


def test_a_visit_that_was_not_completed_contests_nothing() -> None:
    assert made(evaluation_household=[{"finding": "疑似错退", "disposition": "拒访"}]).met["G9"]


ALONE = [{"signer2": "甲"}, {"signer2": " 甲 "}, {"signer2": None}, {"decided_on": "2026-12-02"}]
"""One person twice, the same with spaces, nobody, and two persons who decide tomorrow (RULEBOOK P7)."""


@pytest.mark.parametrize("more", [{}, *ALONE], ids=["two", "twice", "spaced", "one", "tomorrow"])
def test_an_override_takes_two_persons(more: dict) -> None:
    home, place = {"object": "h1"}, {"object": COUNTY}
    decision = [
        home | {"kind": "改判", "criterion": "c6", "value": "通过"},
        home | {"kind": "听证裁定", "value": "错退"},
        place | {"kind": "联合复核完成"},
        {"kind": "撤回", "object": VILLAGE},
    ]
    tables = {
        "municipal_household": [{"c6": "不通过"}],
        "evaluation_household": [{"finding": "疑似错退", "final": "错退"}],
        "village": [{}],
        "decision": [row | more for row in decision],
    }
    con = all_judged(**tables)
    c6 = con.execute("SELECT outcome FROM criterion WHERE criterion = 'c6'").fetchone()
    withdrawn = con.execute("SELECT withdrawn FROM village_verdict").fetchone()
    facts = county_facts(con, CAMPAIGN, TASK, {"self_check": LineState(True)}, estimates(), READY)
    counts = not more
    assert c6 == ("通过" if counts else "争议",)  # the two visits differ until two persons settle it
    assert withdrawn == (counts,)
    assert (facts.met["G9"], "联合复核完成" in facts.decided) == (counts, counts)


def test_overdue_issues_are_counted_the_day_after_they_are_due() -> None:
    con = all_judged()
    ledger = [("i", "已下发", "2026-11-30"), ("j", "已下发", "2026-12-01"), ("k", "销号", "2026-01-01")]
    con.executemany("INSERT INTO issue VALUES (?, 'E028', 'row', 'h1', 'h1', NULL, ?, ?)", ledger)
    con.execute("INSERT INTO issue VALUES ('w', 'E042', 'warn', 'h1', 'h1', NULL, '已下发', '2026-11-30')")
    facts = county_facts(con, CAMPAIGN, TASK, {"self_check": LineState(True)}, {}, READY)
    assert facts.why["G8"] == "1个问题逾期未销号"
    assert horizon(con, READY) == dt.date(2026, 12, 2)


@pytest.mark.parametrize(("status", "expected"), [("待核查", dt.date(2026, 12, 4)), ("属实", None)])
def test_what_is_listed_as_overdue_changes_the_day_after_an_open_lead_was_due(status: str, expected: dt.date | None):
    con = all_judged(lead=[{"lead_id": "l", "status": status}], lead_origin=[{"lead_id": "l", "due": "2026-12-03"}])
    assert horizon(con, []) == expected


def test_expansion_counts_once_it_is_carried_out() -> None:
    decision = {"kind": "扩样", "object": COUNTY, "decided_on": "2026-11-20"}
    visit = {"household_id": "h9"}
    assert (
        made(decision=[decision], municipal_household=[visit | {"visit_start": "2026-11-20 09:00:00"}]).decided
        == frozenset()
    )
    assert made(decision=[decision], municipal_household=[visit | {"visit_start": "2026-11-21 09:00:00"}]).decided == {
        "扩样"
    }


@pytest.mark.parametrize(
    ("point", "lower", "method", "redo"),
    [
        (0.06, 0.021, "Korn-Graubard", True),
        (0.06, 0.02, "Korn-Graubard", False),
        (0.05, 0.03, "Korn-Graubard", False),
        (0.06, None, "未估计区间", False),
        (0.06, None, "全查", True),
    ],
)
def test_when_the_county_must_repeat_its_self_check(point: float, lower: float | None, method: str, redo: bool) -> None:
    overturn = Estimate("自查推翻率", point, 0.02, "lower", "不达标", False, None, method, lower)
    assert made(found=estimates(municipal={"self_check_overturn_rate": overturn})).redo == redo


def test_a_rate_without_an_object_passes_only_for_wrong_exits_and_missed_households() -> None:
    nothing = Estimate("错退率", None, 0.02, "lower", "不适用", None, None)
    both = {name: nothing for name in ("wrong_exit_rate", "missed_rate", "composite_poverty_rate", "recognition_rate")}
    facts = made(found=estimates(exit_evaluation=both))
    assert [r.passes for r in facts.rates[:4]] == [True, True, None, None]


def test_plan_and_task() -> None:
    facts = made(task=dataclasses.replace(TASK, type="其他", plan_persons=4))
    assert (facts.is_key, facts.plan_met) == (False, False)
    assert facts.plan_words == "计划减贫4人、销号0村，建议同意退出3人、销号0村"
    assert not made(task=dataclasses.replace(TASK, type=None)).has_task
    assert made(task=dataclasses.replace(TASK, plan_persons=3)).plan_met  # as many as planned
    assert not made(task=dataclasses.replace(TASK, plan_persons=3, plan_villages=1)).plan_met


@pytest.mark.parametrize(("day", "expected"), [("2026-12-05", dt.date(2026, 12, 6)), ("2026-11-30", None)])
def test_a_township_notice_and_an_expiring_exemption_move_the_date(day: str, expected: dt.date | None) -> None:
    notice = {"object_type": "村", "level": "乡镇", "step": "公示", "date_to": day}
    con = all_judged(procedure=[notice], decision=[{"kind": "豁免", "rule_id": "E038", "expires": "2026-12-20"}])
    assert horizon(con, []) == (expected or dt.date(2026, 12, 21))


def progress(facts: CountyFacts, lines: dict[str, LineState] | None = None, **changes: Any) -> Progress:
    states = {line: LineState(True) for line in facts.in_force} | (lines or {})
    base = Progress(facts, judge_county(facts), READY, states, True, True, LineState(True))
    return dataclasses.replace(base, **changes)


BLOCKED = [gate.GateItem("R3", "比对线索核查认定", False, "比对线索10条，已认定3条（不低于95%）", True)]


@pytest.mark.parametrize(
    ("found", "stage", "waits"),
    [
        (progress(county(in_force=frozenset())), None, ["等待区县自查数据包"]),
        (
            progress(county(in_force=frozenset()), {"self_check": LineState(False, 2)}),
            "received",
            ["等待重报区县自查数据包（第2版已退回）"],
        ),
        (
            progress(county(), readiness=BLOCKED, drawn=False),
            "matched",
            ["等待比对线索核查认定：比对线索10条，已认定3条（不低于95%）"],
        ),
        (progress(county(), drawn=False, frame=LineState(False)), "ready", ["等待抽样框数据包"]),
        (progress(county(in_force=ALL_LINES - {"exit_evaluation"})), "municipal", ["等待摘帽评估（第三方）数据包"]),
        (progress(county(is_key=False, in_force=ALL_LINES - {"exit_evaluation"})), "judged", ["等待生成报告"]),
        (
            progress(county(met=county().met | {"G9": False}, why={"G9": "2户尚无听证裁定"})),
            "opinion",
            ["等待听证裁定：2户尚无听证裁定"],
        ),
        (
            progress(county(met=county().met | {"G8": False}, why={"G8": "1条线索"})),
            "heard",
            ["等待线索认定和问题销号：1条线索"],
        ),
        (
            progress(county(poor_lo=30, poor_hi=31)),
            "heard",
            ["等待核清待核户：贫困发生率3.00%至3.10%（30至31／1000人，含待核户），标准不高于3%，压线待确认"],
        ),
        (progress(county(completes=9)), "heard", ["等待补足民意调查：有效完成9份，少于200份"]),
        (progress(county(), finished=frozenset({"reported"})), "reported", ["等待报告审签"]),
        (progress(county(), finished=frozenset({"reported", "signed", "published", "archived"})), "archived", []),
        (progress(county(has_task=False)), "opinion", []),
    ],
)
def test_where_a_county_stands_and_what_it_waits_for(found: Progress, stage: str | None, waits: list[str]) -> None:
    if found.verdict.rule != "NA":
        assert current_stage(found) == stage
    assert waits_for(found) == waits


def test_stages_name_only_stages_before_them() -> None:
    ids = [stage.id for stage in stages.STAGES]
    assert len(set(ids)) == len(ids)
    assert all(ids.index(need) < ids.index(stage.id) for stage in stages.STAGES for need in stage.needs)
