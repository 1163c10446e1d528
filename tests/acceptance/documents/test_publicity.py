"""公示稿: dates, counts by village, no household and no name, nothing before a verdict is proposed."""

import datetime as dt
import json

import pytest

from acceptance.aftermath import Notice, serial
from acceptance.documents import names, publicity
from acceptance.documents.office import Office
from acceptance.documents.publicity import NotDecided, VillageRow
from acceptance.documents.published import Published
from tests.acceptance.documents.worlds import COUNTY, RESULT, judged_county

OFFICE = Office("市扶贫开发办公室", "市扶贫开发领导小组", "某市", 2026)
START = dt.date(2026, 12, 29)
ROWS = [VillageRow("葛城街道", "东方红村", "建议同意销号", 3), VillageRow("巴山镇", "元坝村", "不适用", 2)]
RATES = {"wrong_exit_rate": {"title": "错退率", "point": 0.0095, "threshold": 0.02, "official": "达标"}}


def context(result=RESULT, rows=ROWS, days=7, number=""):
    better = {"wrong_exit_rate": "lower"}
    notice = Notice(number, START, START + dt.timedelta(days=days - 1))
    return publicity.publicity_context(OFFICE, result | {"indicators": RATES}, rows, notice, better)


def test_the_first_day_counts_and_the_year_may_turn():
    assert "公示时间：2026年12月29日至2027年1月4日，共7天。" in context()["paragraphs"]


def test_an_unsigned_notice_is_a_draft_under_the_number_of_its_result():
    draft, signed = context(), context(number="渝脱贫公示〔2026〕3号")
    assert draft["watermark"] == "草稿" and serial(RESULT) in draft["meta"]["number"]
    assert signed["watermark"] == "" and signed["meta"]["number"] == "渝脱贫公示〔2026〕3号"


def test_counts_and_standards_are_those_of_the_result():
    made = context()
    assert "验收结论为：建议同意摘帽。同意退出贫困户5户，建议同意销号贫困村1个" in made["paragraphs"][0]
    row = made["parts"][0]["blocks"][0]["rows"][0]
    assert [cell["text"] for cell in row] == ["错退率", "0.95%", "不高于2%", "达标"]


def test_no_household_is_named():
    con = judged_county()
    names.name_everything(con)
    rows = publicity.village_rows(Published(COUNTY, RESULT, con))
    assert [(row.village, row.households) for row in rows] == [("东方红村", 1)]
    text = json.dumps(context(rows=rows), ensure_ascii=False)
    assert "h1" not in text and "张" not in text


def test_a_county_of_many_villages_is_summed_by_township():
    many = [
        VillageRow(f"{n % 3}乡", f"{n}村", "建议同意销号" if n < 2 else "不适用", 1)
        for n in range(publicity.LISTED + 1)
    ]
    towns, leaving, _ = context(rows=many)["parts"][1]["blocks"]
    assert [row[0]["text"] for row in towns["rows"]] == ["0乡", "1乡", "2乡"]
    assert sum(int(row[2]["text"]) for row in towns["rows"]) == len(many)
    assert [row[1]["text"] for row in leaving["rows"]] == ["0村", "1村"]


@pytest.mark.parametrize("verdict", ["", None, "未就绪", "暂缓(待评)"])
def test_nothing_is_published_before_a_verdict_is_proposed(verdict):
    with pytest.raises(NotDecided, match="不公示"):
        context(RESULT | {"verdict": verdict})


def test_a_refusal_is_published_too():
    assert "建议不予摘帽" in context(RESULT | {"verdict": "建议不予摘帽"}, rows=[])["paragraphs"][0]
