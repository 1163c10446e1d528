import datetime as dt

from acceptance.checking import earlier
from acceptance.report_facts import incomes, records, rule_results
from tests.acceptance.report_facts.given import version


def issues(found, *rows):
    """(severity, state, due) each; first seen fifteen days before it is due."""
    found.con.execute("DROP TABLE IF EXISTS issue")
    found.con.execute("CREATE TABLE issue (severity VARCHAR, state VARCHAR, due DATE, first_seen DATE)")
    found.con.executemany("INSERT INTO issue SELECT $1, $2, $3, $3::DATE - 15", rows)
    return found


def test_issues_by_state_and_age_and_what_is_overdue(case):
    found = issues(
        case(),  # on 1 December; due is fifteen days after the first arrival
        ("row", "新增", "2026-12-09"),
        ("warn", "新增", "2026-11-30"),
        ("judge", "整改中", "2026-12-01"),
        ("warn", "销号", "2026-11-01"),
    )
    states = [(row.state, dict(row.counts), row.overdue) for row in records.issue_states(found)]
    assert states == [("新增", {"row": 1, "warn": 1}, 1), ("整改中", {"judge": 1}, 0), ("销号", {"warn": 1}, 0)]
    ages = [(row.label, row.open, row.overdue) for row in records.issue_ages(found)]
    assert ages == [("7日以内", 1, 0), ("8至15日", 1, 0), ("16至30日", 1, 1)]


def decision(of, kind="复核结论", **more):
    return {"kind": kind, "object": of, "reason": "复核", "doc_id": "渝复1号", "number": "3号", **more}


def test_what_one_document_decides_is_one_row(case):
    found = case(
        village=[{}],
        decision=[
            *(decision(f"h{n}", criterion="c6", value="通过") for n in range(5)),
            decision("h1", "豁免", rule_id="E036", doc_id="渝豁1号", expires=dt.date(2026, 12, 31)),
            decision("500229100201", "撤回", doc_id="渝撤1号"),
            decision("h9", criterion="c1", value="通过", signer1="甲", signer2="甲"),  # one signer twice is none
            decision("h2", "听证裁定", value="错退"),  # stands in part 13
        ],
    )
    rows = {row.kind: row for row in records.decisions(found)}
    assert rows["复核结论"].object == "h0 住房通过、h1 住房通过、h2 住房通过等5项"
    assert (rows["豁免"].object, rows["豁免"].expires) == ("h1 E036", dt.date(2026, 12, 31))
    assert rows["撤回"].object == "某村"
    assert len(rows) == 3 and list(rows["复核结论"].signers) == ["甲", "乙"]


def test_a_notice_that_was_issued_is_no_override(case):
    found = case(decision=[decision("500229", "通知签发"), decision("500229", "通报签发")])
    [notice] = records.notices(found)
    assert (notice.number, notice.to, notice.items) == ("3号", "本区县", None)
    assert records.decisions(found) == []


def test_every_rule_is_passed_found_or_not_evaluated(case):
    not_evaluated = [["E036", "household", "house_area", "户表·住房面积"]]
    found = case(
        "self_check",
        newest=[version("self_check", "部分接收", details={"not_evaluated": not_evaluated})],
        finding=[{"rule_id": "E070", "object_id": "h1|脱贫后"}, {"rule_id": "S012", "severity": "warn"}],
    )
    counted = {row.rule_id: row for row in rule_results.rule_counts(found)}
    assert set(rule_results.stated_rules()) <= set(counted)
    assert (counted["E070"].count, counted["E071"].count) == (1, 0)
    assert (counted["E036"].count, counted["E036"].note) == (None, "来源缺户表·住房面积")
    assert (counted["E108"].count, counted["E108"].note) == (None, "评估设计未收到")
    assert counted["S012"].count == 1 and "S013" not in counted
    assert counted["E099"].count is None  # the municipal line has not arrived


def test_rules_of_the_county_are_passed_only_when_they_were_asked(case):
    found = case("municipal")
    before = {row.rule_id: row for row in rule_results.rule_counts(found)}["E099"]
    found.con.execute("CREATE SCHEMA county_check")
    after = {row.rule_id: row for row in rule_results.rule_counts(found)}["E099"]
    assert (before.count, before.note) == (None, "须结合其他数据评价，本期尚未评价")
    assert after.count == 0


def test_rules_on_change_apply_only_where_there_is_something_before(case):
    found = case("self_check")
    found.con.execute("CREATE SCHEMA county_check")
    asked = ("E031", "E067", "E094")
    earlier.open_earlier(found.con, 2026, today={"vehicle": earlier.Today("机动车登记", "车.csv", 10, None)})
    counted = {row.rule_id: row for row in rule_results.rule_counts(found)}
    assert {(counted[one].count, counted[one].note) for one in asked} == {(None, rule_results.NOTHING_BEFORE)}

    earlier.open_earlier(found.con, 2026, today={"vehicle": earlier.Today("机动车登记", "车.csv", 10, 10)})
    found.con.execute("INSERT INTO earlier_year VALUES (2025)")
    counted = {row.rule_id: row for row in rule_results.rule_counts(found)}
    assert [counted[one].count for one in asked] == [0, 0, 0]


def test_an_exempted_finding_does_not_count(case):
    found = case(
        "self_check",
        finding=[{"rule_id": "E035", "object_id": "h1", "household_id": "h1"}],
        decision=[decision("h1", "豁免", rule_id="E035", expires=dt.date(2026, 12, 31))],
    )
    assert {row.rule_id: row.count for row in rule_results.rule_counts(found)}["E035"] == 0


def test_a_refused_package_shows_why_and_says_that_it_counts_nowhere(case):
    found = case(newest=[version("self_check", "退回", counts={"E029": 2})])
    counted = {row.rule_id: row.count for row in rule_results.rule_counts(found)}
    assert (counted["E029"], counted["E030"], counted["E108"]) == (2, 0, None)
    assert rule_results.notes(found) == ["注：区县自查第1版已退回，检查发现计入上表；退回的数据不进入任何结论"]


def test_incomes_of_candidates_with_both_readings_set_aside_left_out(case):
    status = {"poor": "未脱贫"}
    pairs = {"a": (900, 4000), "b": (3100, 15000), "c": (2000, 3100), "aside": (1, 1), "poor": (1, 1)}
    found = case(
        judged=True,
        household=[{"household_id": h, "members": 1, "exit_status": status.get(h, "预脱贫")} for h in pairs],
        aside=[{"household_id": "aside"}],
        income=[
            {"household_id": h, "phase": phase, "net_pc": value, "net_total": value, "transfer": 500, "one_off": 0}
            for h, both in pairs.items()
            for phase, value in zip(("脱贫前", "脱贫后"), both, strict=True)
        ]
        + [{"household_id": "d", "phase": "脱贫后"}],
    )  # fmt: skip
    change = incomes.change(found)
    assert len(change.edges) == len(change.before) + 1 == len(change.after) + 1
    assert change.before == [1, 0, 1, 1, 0, 0, 0, 0, 0, 0]
    assert change.after == [0, 0, 0, 1, 1, 0, 0, 0, 0, 1]
    assert [(row.label, row.n, row.p50) for row in change.quantiles] == [("脱贫前", 3, 2000), ("脱贫后", 3, 4000)]


def test_without_candidates_there_is_no_comparison(case):
    assert incomes.change(case("self_check", judged=True, household=[{"exit_status": "未脱贫"}])) is None
