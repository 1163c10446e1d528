"""Part 5: first rows and totals, ids and no names, what is late, what has to be nothing, nothing invented."""

import datetime as dt
from decimal import Decimal

from acceptance.reporting.extras import ReportExtras
from acceptance.reporting.lead_parts import leads_part
from acceptance.reporting.lead_rows import (
    Compared,
    IndicatorRow,
    LeadFacts,
    LeadRow,
    StandsOut,
    StruckRow,
    SuggestionRow,
)

RESULT = {"leads": {"vehicle": {"hits": 3, "confirmed": 1, "kept": 1, "open": 1}}}
LATE = LeadRow("a" * 16, "机动车登记", "h1", "命中", "待核查", dt.date(2026, 12, 1), 4)


def part(**facts):
    blocks = leads_part(RESULT, ReportExtras(leads=LeadFacts(**facts)))
    tables = {b["caption"]: [[c["text"] for c in row] for row in b["rows"]] for b in blocks if b["kind"] == "table"}
    said = "".join(b.get("text", "") for b in blocks if b["kind"] in ("note", "paragraph"))
    return tables, said, [b["text"] for b in blocks if b["kind"] == "heading"]


def test_late_leads_stand_with_their_number_and_the_list_says_how_long_it_is():
    tables, said, _ = part(waiting=[LATE], waiting_total=25, overdue=7)
    [row] = tables["待核查线索（按期限）"]
    assert (row[0], row[2], row[5]) == ("a" * 16, "h1", "逾期4天")
    assert "尚有25条线索待核查，其中逾期7条" in said and "本表列1条，共25条" in said and "--lead" in said


def test_false_positives_are_told_by_indicator_and_undecided_ones_have_no_rate():
    rows = [IndicatorRow("X3 机动车", 4, 3, 1, 1, 2, 2 / 3), IndicatorRow("X1 房产", 1, 1, 1, 0, 0, None)]
    tables, _, _ = part(indicators=rows)
    assert [row[-1] for row in tables["各排除指标线索认定情况"]] == ["66.67%", "—"]


def test_what_has_to_be_nothing_is_marked_where_it_is_not():
    struck = StruckRow("h1", "a" * 16, *map(Decimal, (500, 400, 400, 100)))
    balance = [("应清退未清退", "300.00元", True), ("属实户未列台账", "0户", True), ("已清退", "100.00元", False)]
    tables, said, _ = part(struck=[struck], struck_total=1, balance=balance, reconciled=False)
    assert tables["认定属实、整户剔除的户（元）"] == [["h1", "a" * 16, "500.00", "400.00", "400.00", "100.00"]]
    assert [row[2] for row in tables["清退账目核对"]] == ["不符", "相符", "—"] and "账目不符" in said


def test_suggestions_and_neighbours_are_told_as_no_more_than_hints():
    compared = Compared(
        households=9, villages=1, neighbours=6, above=[StandsOut("甲村", "h1", "2/2项")], above_total=3, above_all=1
    )
    tables, said, heads = part(suggestions=[SuggestionRow("部门号码疑有误", 2, 1)], compared=compared)
    assert heads[-2:] == ["疑似提示", "横向比对"] and tables["疑似提示"] == [["部门号码疑有误", "2", "1"]]
    assert "与6户非建档户比较，高于其中位数的建档户3户" in said and said.count("不影响结论") == 2
    assert tables["高于本村非建档户中位数的户"] == [["甲村", "h1", "2/2项"]]


def test_where_nothing_is_known_nothing_is_said():
    tables, said, heads = part()
    assert (
        heads == ["比对线索办理情况", "剔除与清退"]
        and "非建档户" not in said
        and list(tables) == ["比对线索办理情况（条）"]
    )
