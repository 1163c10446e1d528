"""一户一册, 一村一档 and the field card: what the evidence says of one object, masked, with a code that proves it."""

import json

import pytest

from acceptance import contracts, sql
from acceptance.documents import card, household, names, village
from acceptance.documents.office import Office
from acceptance.documents.sheet import NoSuchObject, paired, queries
from acceptance.reporting.words import unmasked
from tests.acceptance.documents.worlds import DAY, IDS, VILLAGES, judged_county

OFFICE = Office("市扶贫开发办公室", "市扶贫开发领导小组", "某市", 2026)


@pytest.fixture(scope="module")
def con():
    connection = judged_county()
    names.name_everything(connection)
    yield connection
    connection.close()


def sheet(con, number, make=household.household_context):
    return make(OFFICE, household.household(con, number), DAY, f"http://x/{number}")


def rows(context, title):
    block = next(part for part in context["parts"] if part["title"] == title)["blocks"][0]
    return [[cell["text"] for cell in row] for row in block["rows"]] if block["kind"] == "table" else block["text"]


def test_a_household_shows_its_outcome_and_who_says_what(con):
    made = sheet(con, "h2")
    assert made["verdict"]["text"] == "待核" and made["verdict"]["tone"] == "wait"
    assert any("比对线索待核查" in reason for reason in made["verdict"]["reasons"])
    said = {row[0]: row[1:] for row in rows(made, "逐项判定")}
    assert said["c1 收入"] == ["通过(仅自查)", "区县自查通过"]
    assert said["c9 无未决排除命中"] == ["待核查", "机动车登记待核查"]
    assert ("所在地", "葛城街道东方红村某") in made["identity"]
    assert dict(made["identity"])["脱贫年度"] == "2026"


def test_papers_that_are_missing_are_named_and_those_there_carry_their_hash(con):
    papers = rows(sheet(con, "h1"), "资料目录")
    held = {row[0]: row[1] for row in papers}
    assert held["申请书"] == "有" and held["住房鉴定"] == "缺" and held["休学/送教证明"] == "按需"
    assert list(held) == list(contracts.standing_codes()["household_doc"])
    assert papers[0][5] == "ab" * 8


def test_measures_recovery_hearings_and_inspections_are_listed_where_there_are_any():
    con = judged_county(
        measure=[{"household_id": "h1", "measure_family": "医疗救助", "measure": "大病救助", "amount": 1200}],
        recovery=[{"household_id": "h1", "item": "产业补助", "due": 500, "paid": 200}],
        hearing=[{"household_id": "h1", "claim": "错退", "county_evidence": "住房鉴定", "ruling": "无"}],
        inspection_visit=[{"household_id": "h1", "kind": "暗访", "finding": None}],
    )
    names.name_everything(con)
    made = sheet(con, "h1")
    blocks = {part["title"]: part["blocks"] for part in made["parts"]}
    assert rows(made, "帮扶措施") == [["医疗救助", "大病救助", "2026-12-01", "1,200.00"]]
    assert [cell["text"] for cell in blocks["比对与清退"][1]["rows"][0]][:3] == ["产业补助", "500.00", "200.00"]
    assert [cell["text"] for cell in blocks["走访与听证"][1]["rows"][0]][1:] == ["错退", "住房鉴定", "无"]
    assert ["暗访", "未发现问题"] in [[row[0], row[3]] for row in rows(made, "走访与听证")]


def test_visits_leads_and_issues_of_the_household_only(con):
    assert rows(sheet(con, "h1"), "走访与听证")[0][0] == "市级验收"
    assert rows(sheet(con, "h2"), "走访与听证") == "本户未被抽中走访，或走访结果尚未报送。"
    assert [row[0] for row in rows(sheet(con, "h2"), "比对与清退")] == ["L1"]
    assert [row[1] for row in rows(sheet(con, "h3"), "问题与整改")] == ["E081"]


@pytest.mark.parametrize("make", [household.household_context, card.card_context])
def test_names_and_numbers_are_masked(con, make):
    for number in ("h1", "h2", "h3", "h4"):
        text = json.dumps(sheet(con, number, make), ensure_ascii=False)
        assert unmasked(text) == [] and "张建国" not in text and "李芳" not in text
        assert not any(identity in text for identity in IDS)


def test_the_code_leads_to_the_console_and_changes_with_what_is_printed(con):
    one, other = sheet(con, "h1"), sheet(con, "h2")
    assert one["proof"]["qr"] == f"http://x/h1#{one['proof']['sha256'][:16]}"
    assert one == sheet(con, "h1") and one["proof"]["sha256"] != other["proof"]["sha256"]


def test_the_card_says_what_to_look_at_worst_first(con):
    made = sheet(con, "h2", card.card_context)
    assert len(made["marks"]) == 9 and len(made["ask"]) <= 6
    assert made["ask"][0] == "义务教育：缺证据"
    assert any(text.startswith("核实机动车登记线索L1") for text in made["ask"])
    assert made["ask"][-1].startswith("仅有自查，请现场核实：收入、吃")


def test_a_village_shows_its_tests_households_and_papers(con):
    made = village.village_context(OFFICE, village.village(con, VILLAGES[0]), DAY, "http://x/v")
    assert made["verdict"]["text"] == "暂缓销号"
    assert [row[1:] for row in rows(made, "销号条件")][3] == ["一村一档", "缺证据"]
    assert {row[0]: row[1] for row in rows(made, "户级结论")} == {"同意退出": "1", "待核": "1"}
    assert {row[1] for row in rows(made, "资料目录")} == {"缺"}
    assert "提示（新增）1件" in json.dumps(made, ensure_ascii=False)


def test_what_is_not_there_is_said(con):
    with pytest.raises(NoSuchObject, match="没有户编号为「h9」"):
        household.household(con, "h9")
    with pytest.raises(NoSuchObject, match="没有代码为「1」的行政村"):
        village.village(con, "1")


PAIRS = [(26, 27, "26/27"), (0, 0, "0/0"), (3, None, "3/—"), (None, None, "—")]


@pytest.mark.parametrize(("first", "second", "said"), PAIRS)
def test_two_counts_in_a_cell(first, second, said):
    assert paired(first, second) == said


VISITED = [("无", None, "，未发现错退、漏评"), ("错退", "无", "，错退"), ("无", "漏评", "，漏评"), (None, None, "")]


@pytest.mark.parametrize(("finding", "final", "said"), VISITED)
def test_an_evaluators_visit_says_what_was_found(finding, final, said):
    seen = "household_id TEXT, visit_start TIMESTAMP, inspector1 TEXT, inspector2 TEXT, verdict TEXT"
    asked = "household_id TEXT, evaluator TEXT, visit_start TIMESTAMP, interviewer TEXT, disposition TEXT"
    visit = 'household_id TEXT, kind TEXT, "date" DATE, inspector1 TEXT, inspector2 TEXT, finding TEXT'
    with sql.connect() as con:
        con.execute(f"CREATE TABLE municipal_household ({seen})")
        con.execute(f"CREATE TABLE evaluation_household ({asked}, finding TEXT, final TEXT)")
        con.execute(f"CREATE TABLE inspection_visit ({visit})")
        con.execute(
            "INSERT INTO evaluation_household VALUES ('h', '精准', TIMESTAMP '2026-12-09', '甲', '完成', ?, ?)",
            [finding, final],
        )
        assert con.execute(queries("household")["visits"], ["h"]).fetchall()[0][-1] == f"完成{said}"
