"""The village lists: boundaries of 3.00%, zero denominators, and every combination of what they look at."""

import itertools

import pyarrow as pa
import pytest

from acceptance import sql
from acceptance.verdicts import inputs, judge_villages
from tests.acceptance.verdicts.conftest import all_judged
from tests.support import VILLAGE

THREE = (True, False, None)
SHAPES = ("applies", "withdrawn", "earlier", "neither")
RATES = ((0, 0), (30, 30), (30, 31), (31, 31), None)
CASES = list(
    itertools.product(
        SHAPES, RATES, (False, True), (False, True), (False, True), THREE, THREE, THREE, (True, False), (False, True)
    )
)


def slow_oracle(shape, rate, confirmed_bad, bad, unknown, v3, v4, v5, v6, road_bad) -> str:
    """RULEBOOK D.4 "Village", read aloud. 1,000 people, so 30 of them are the line."""
    lo, hi = rate or (None, None)
    label = confirmed_bad or road_bad
    fails = label or bad
    if shape == "applies":
        if (lo is not None and lo > 30) or label:
            return "建议不予销号"
        if (
            rate is None
            or hi > 30
            or unknown
            or fails
            or v3 is not True
            or v4 is not True
            or v5 is not True
            or v6 is not True
        ):
            return "暂缓销号"
        return "建议同意销号"
    if shape in ("neither", "withdrawn"):
        return "不适用"
    if lo is not None and lo > 30:
        return "返贫预警"
    if rate is None or hi > 30 or unknown or v4 is None or v6 is None:
        return "待核"
    return "需整改" if fails or v4 is False or v6 is False else "保持"


def test_every_combination_has_exactly_one_outcome_and_it_is_the_rulebooks() -> None:
    con = all_judged()
    names = ("shape", "rate", "confirmed_bad", "bad", "unknown", "v3", "v4", "v5", "v6", "road_bad")
    columns = dict(zip(names, map(list, zip(*CASES, strict=True)), strict=True))
    rates = columns.pop("rate")
    con.register(
        "cases",
        pa.table(
            columns
            | {"n": list(range(len(CASES))), "lo": [r and r[0] for r in rates], "hi": [r and r[1] for r in rates]}
        ),
    )
    con.execute("""
        CREATE OR REPLACE TABLE village_fact AS
        SELECT n::VARCHAR AS village_code, '某村' AS village_name,
               shape IN ('applies', 'withdrawn') AS applied,
               shape = 'withdrawn' AS withdrawn, shape = 'earlier' AS exited_earlier,
               CASE WHEN lo IS NULL THEN 0 ELSE 1000 END::BIGINT AS agri_pop, 0.03::DECIMAL(9,6) AS threshold,
               lo, hi, road_bad,
               false AS road_unknown, confirmed_bad, bad OR confirmed_bad AS some_bad, unknown AS some_unknown,
               CASE WHEN bad OR confirmed_bad THEN '建八有1' END AS bad,
               CASE WHEN unknown THEN '解八难1' END AS unknown,
               v3, 'E083' AS notice_rules, NULL::DATE AS ends_on, v4, v5, 'E024' AS team_rules, v6, 1 AS overdue
        FROM cases""")
    con.execute(sql.load(inputs.PACKAGE, "village"))
    found = con.execute("SELECT village_code::INTEGER, outcome, reasons FROM village_verdict ORDER BY 1").fetchall()
    assert [row[0] for row in found] == list(range(len(CASES)))
    assert [row[1] for row in found] == [slow_oracle(*case) for case in CASES]
    assert all(reasons and all(reasons) for _, _, reasons in found)


NOTICE = {"object_type": "村", "level": "乡镇", "step": "公示", "household_id": None}
GOOD = {"village": [{}], "procedure": [{}, NOTICE], "document": [{}], "work_team": [{}]}


def verdict(**tables):
    con = all_judged(**(GOOD | tables))
    return con.execute(
        "SELECT outcome, reasons, on_line, poor_lo, poor_hi FROM village_verdict WHERE village_code = ?", [VILLAGE]
    ).fetchone()


def poor(*persons: int) -> list[dict]:
    return [{"household_id": f"r{n}", "exit_status": "未脱贫", "members": p} for n, p in enumerate(persons)]


@pytest.mark.parametrize(
    ("persons", "outcome", "on_line"),
    [(29, "建议同意销号", False), (30, "建议同意销号", True), (31, "建议不予销号", False)],
)
def test_three_percent_passes_on_the_line_and_is_marked(persons: int, outcome: str, on_line: bool) -> None:
    found, reasons, marked, lo, hi = verdict(household=poor(persons))
    assert (found, marked, lo, hi) == (outcome, on_line, persons, persons)
    assert ("压线待确认" in reasons[0]) == on_line


def test_households_not_yet_settled_count_in_the_upper_rate_only() -> None:
    found, reasons, _, lo, hi = verdict(household=[*poor(29), {"food_ok": None, "members": 2}])
    assert (found, lo, hi) == ("暂缓销号", 29, 31)
    assert reasons[0] == "贫困发生率2.9000%至3.1000%（29至31／1000人），含待核户后高于3%"


@pytest.mark.parametrize("agri_pop", [0, None])
def test_a_rate_without_a_denominator_is_no_pass(agri_pop) -> None:
    found, reasons, *_ = verdict(village=[{"agri_pop": agri_pop}])
    assert found == "暂缓销号"
    assert "贫困发生率无法计算（农业户籍人口缺失或为零）" in reasons


@pytest.mark.parametrize(
    ("tables", "outcome", "reason"),
    [
        ({}, "建议同意销号", "贫困发生率0.0000%（0／1000人）"),
        ({"village": [{"have_3": "不达标"}]}, "暂缓销号", "建八有3不达标（标签待确认）"),
        ({"village": [{"solve_8": None}]}, "暂缓销号", "解八难8缺证据"),
        ({"village": [{"solve_8": "不适用"}]}, "暂缓销号", "解八难8缺证据"),
        (
            {"village": [{"solve_8": "不适用"}], "document": [{"item": "解八难8"}]},
            "建议同意销号",
            "贫困发生率0.0000%（0／1000人）",
        ),
        ({"village": [{"hard_road": "否"}]}, "建议不予销号", "未通硬化路"),
        ({"village": [{"hard_road": None}]}, "暂缓销号", "通硬化路缺证据"),
        ({"finding": [{"rule_id": "E083", "village_code": VILLAGE}]}, "暂缓销号", "乡镇公示不合规（E083）"),
        (
            {"finding": [{"rule_id": "E083", "village_code": VILLAGE, "household_id": "h9"}]},
            "建议同意销号",
            "贫困发生率0.0000%（0／1000人）",
        ),
        ({"procedure": [{}]}, "暂缓销号", "乡镇公示缺证据"),
        ({"procedure": [{}, NOTICE | {"date_to": "2026-12-01"}]}, "暂缓销号", "乡镇公示至2026-12-01尚未期满"),
        ({"procedure": [{}, NOTICE | {"date_to": "2026-11-30"}]}, "建议同意销号", "贫困发生率0.0000%（0／1000人）"),
        ({"document": []}, "暂缓销号", "一村一档缺证据"),
        ({"finding": [{"rule_id": "E090", "village_code": VILLAGE}]}, "暂缓销号", "一村一档不完整"),
        ({"work_team": []}, "暂缓销号", "驻村工作队缺证据"),
        ({"work_team": [], "village": [{"is_poor_village": "否"}]}, "建议同意销号", "贫困发生率0.0000%（0／1000人）"),
        (
            {"finding": [{"rule_id": "E025", "village_code": VILLAGE, "severity": "warn"}]},
            "暂缓销号",
            "驻村工作队不到位（E025）",
        ),
        ({"decision": [{"kind": "撤回", "object": VILLAGE}]}, "不适用", "已撤回销号申请"),
        ({"village": [{"exit_apply": "否"}]}, "不适用", "本年未申请销号"),
        (
            {"village": [{"exit_apply": "否", "prior_exit_year": 2015}], "procedure": [{}], "work_team": []},
            "保持",
            "贫困发生率0.0000%（0／1000人）",
        ),
        (  # E020 is asked of applicants only
            {"village": [{"exit_apply": "否", "prior_exit_year": 2015, "hard_road": "否"}]},
            "保持",
            "贫困发生率0.0000%（0／1000人）",
        ),
        ({"village": [{"exit_apply": "否", "prior_exit_year": 2015}], "document": []}, "待核", "一村一档缺证据"),
    ],
)
def test_the_list_on_real_evidence(tables: dict, outcome: str, reason: str) -> None:
    found, reasons, *_ = verdict(**tables)
    assert found == outcome
    assert reason in reasons


@pytest.mark.parametrize(
    ("state", "due", "place", "outcome"),
    [
        ("已下发", "2026-11-30", VILLAGE, "暂缓销号"),
        ("已下发", "2026-12-01", VILLAGE, "建议同意销号"),  # its last day is not over
        ("销号", "2026-01-01", VILLAGE, "建议同意销号"),
        ("豁免", "2026-01-01", VILLAGE, "建议同意销号"),
        ("已下发", "2026-11-30", "500229100999", "建议同意销号"),  # another village's
    ],
)
def test_an_overdue_issue_holds_the_village_until_it_is_closed(state: str, due: str, place: str, outcome: str) -> None:
    con = all_judged(**GOOD)
    con.execute("INSERT INTO issue VALUES ('i', 'E028', 'warn', 'h1', 'h1', ?, ?, ?)", [place, state, due])
    judge_villages(con)
    assert con.execute("SELECT outcome FROM village_verdict").fetchall() == [(outcome,)]
    words = con.execute("SELECT reasons FROM village_verdict").fetchone()[0]
    assert ("本村及所辖户有1个问题逾期未销号" in words) == (outcome == "暂缓销号")


def test_an_exempted_road_does_not_count() -> None:
    assert (
        verdict(
            village=[{"hard_road": "否"}],
            finding=[{"rule_id": "E020", "village_code": VILLAGE}],
            decision=[{"kind": "豁免", "object": VILLAGE, "rule_id": "E020", "expires": "2027-01-15"}],
        )[0]
        == "建议同意销号"
    )
