"""全市汇总: every county once, totals equal to the counties' own, the grid in order of code."""

import re

from acceptance.documents import summary
from acceptance.documents.office import Office
from acceptance.documents.summary import CountyResult
from acceptance.documents.tiles import COLUMNS, short_name, tile_grid
from tests.acceptance.documents.worlds import DAY, RESULT

OFFICE = Office("市扶贫开发办公室", "市扶贫开发领导小组", "某市", 2026)
RATE = {"title": "甲率", "point": 0.0123, "threshold": 0.03, "official": "达标"}
BAD = {"title": "乙率", "point": 0.02004, "threshold": 0.02, "official": "不达标"}


def county(code, verdict="建议同意摘帽", **more):
    result = RESULT | {"verdict": verdict, "indicators": {"a": RATE, "b": BAD}} | more
    return CountyResult(code, f"县{code}", "国家重点", True, result)


COUNTIES = [
    county("01"),
    county("02", "建议不予摘帽", leads={"vehicle": {"hits": 3, "confirmed": 1, "kept": 1, "open": 1}}),
    county("03", "暂缓(待评)", household_outcomes={"同意退出": 7}, leads={"vehicle": {"hits": 2, "open": 2}}),
    CountyResult("04", "县04", "其他", False),
    CountyResult("05", "石柱土家族自治县", "", False),
]


def context(counties=COUNTIES):
    return summary.summary_context(OFFICE, counties, DAY, ("a", "b", "absent"))


def blocks(made, place, kind="table"):
    return [block for block in made["parts"][place]["blocks"] if block["kind"] == kind]


def test_every_county_of_the_year_has_one_row_and_one_tile():
    made = context()
    rows = blocks(made, 1)[0]["rows"]
    assert [row[0]["text"] for row in rows] == [one.name for one in COUNTIES]
    drawn = blocks(made, 0, "figure")[0]["svg"]
    assert [name for name in re.findall(r">(县\d\d|石柱)</text>", drawn)] == ["县01", "县02", "县03", "县04", "石柱"]
    assert "✓同意" in drawn and "✗不予" in drawn and "？暂缓" in drawn and "尚未报送" in drawn and "不适用" in drawn


def test_verdicts_are_counted_and_listed_good_ones_first():
    counted = summary.verdict_counts(COUNTIES)
    assert [number for *_, number in counted] == [1, 1, 1, 1, 1] and sum(n for *_, n in counted) == len(COUNTIES)
    assert [tone for _, tone, _ in counted] == ["good", "bad", "wait", "", ""]
    assert "有年度脱贫任务的4个，其中申请摘帽的重点区县3个" in context()["paragraphs"][0]


def test_totals_are_those_of_the_counties():
    made = context()
    assert summary.added(COUNTIES, "household_outcomes") == {"同意退出": 9, "待核": 4, "维持未脱贫": 2}
    rows = {(row[0]["text"], row[1]["text"]): row[2]["text"] for row in blocks(made, 2)[0]["rows"]}
    assert rows["户", "合计"] == "15" and rows["村", "合计"] == "9"
    assert [cell["text"] for cell in blocks(made, 3)[0]["rows"][0]] == ["机动车登记", "5", "1", "1", "3"]


def test_indicators_are_those_the_results_hold_with_the_side_of_the_threshold_shown():
    table = blocks(context(), 1)[0]
    assert [head["title"] for head in table["columns"]][4:] == ["甲率", "乙率"]
    assert table["rows"][0][4] == {"text": "1.23%", "tone": "good", "mark": "✓"}
    assert table["rows"][0][5] == {"text": "2.004%", "tone": "bad", "mark": "✗"}
    assert table["rows"][3][4]["text"] == "—"


def test_the_data_beside_it_has_the_same_rows():
    heads, rows = summary.data(COUNTIES, ("a", "b"))
    assert len(rows) == len(COUNTIES) and all(len(row) == len(heads) for row in rows)
    assert rows[0][heads.index("甲率%")] == 1.23 and rows[2][heads.index("户：同意退出")] == 7


def test_the_grid_breaks_after_eight_and_names_are_short():
    drawn = tile_grid([(f"县{n}", "✓", "good") for n in range(38)], "格图")
    assert drawn.count("<rect") == 38 + 1 and f"{-(-38 // COLUMNS) * 35:g}pt" in drawn
    names = ("石柱土家族自治县", "秀山土家族苗族自治县", "万州区", "九龙坡区")
    assert [short_name(name) for name in names] == ["石柱", "秀山", "万州区", "九龙坡区"]


def test_a_year_without_any_county():
    assert context([])["parts"][1]["blocks"][0]["kind"] == "absent"
