"""The lead workbook: grouped by place, overdue leads named, and a package of its line once it is filled in."""

import contextlib
import datetime as dt
import types

import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from acceptance import campaign, case, contracts, lead_origins, lead_workbook, workbooks
from tasks import quality
from tests.support import COUNTY, TOWNSHIP, VILLAGE, evidence

YEAR = campaign.parse(campaign.default_text(2026), "campaign_2026.yaml")

DAY = dt.date(2026, 12, 20)
OTHER = "500229100202"
LEADS = [
    {"lead_id": "b" * 16, "household_id": "h2", "person_id": "p2", "registry": "vehicle", "kind": "姓名近似"},
    {"lead_id": "a" * 16, "household_id": "h1", "person_id": "p1", "registry": "vehicle", "status": "待核查"},
    {"lead_id": "c" * 16, "household_id": "h1", "person_id": "p1", "registry": "property", "status": "属实"},
    {"lead_id": "d" * 16, "household_id": "h3", "person_id": "p3", "registry": "property", "evidence": "=1+1"},
]
ARRIVED = {"vehicle": (dt.date(2026, 12, 1), dt.date(2026, 11, 1)), "property": (DAY, DAY)}


@contextlib.contextmanager
def world(leads=LEADS, arrived=ARRIVED):
    homes = [
        {"household_id": f"h{n}", "head_name": f"户主{n}", "village_code": OTHER if n == 3 else VILLAGE}
        for n in (1, 2, 3)
    ]
    people = [{"household_id": f"h{n}", "person_id": f"p{n}", "name": f"成员{n}"} for n in (1, 2, 3)]
    defaults = {"status": "待核查", "evidence": "小型轿车", "indicator": "机动车", "kind": "命中"}
    defaults |= {"record_name": "某", "snapshot_date": "2026-11-01", "src_file": "车.csv", "src_row": 7}
    rows = [defaults | one for one in leads]
    with evidence(household=homes, person=people, village=[{"village_name": "甲村"}], lead=rows) as con:
        con.execute("CREATE TABLE hit AS SELECT *, lead_id[1] = 'a' AS seen_before FROM lead")
        lead_origins.make_origins(con, arrived, lead_origins.RECEIVED.empty_table(), 15, DAY)
        yield con


@pytest.fixture
def written(tmp_path, monkeypatch):
    monkeypatch.setattr(case, "opened", lambda *given: contextlib.nullcontext(types.SimpleNamespace(con=given[0].con)))

    def made(con, name="w.xlsx"):
        return lead_workbook.write(types.SimpleNamespace(con=con, campaign=YEAR), COUNTY, tmp_path / name, DAY)

    return made


def test_open_leads_by_place_with_their_dates():
    with world() as con:
        rows = lead_workbook.open_leads(con)
    assert [(r["place"], r["lead_id"][0], r["village"], r["in_village"]) for r in rows] == [
        (1, "a", "甲村", 2),
        (2, "b", "甲村", 2),
        (3, "d", OTHER, 1),
    ]
    assert [(r["due"], r["days_late"]) for r in rows] == [
        (dt.date(2026, 11, 16), 34),  # seen in an earlier delivery
        (dt.date(2026, 12, 16), 4),
        (DAY + dt.timedelta(days=15), 0),
    ]
    assert [r["number"] for r in rows] == ["500229**********34"] * 3


def test_a_lead_is_late_from_the_day_after_its_date():
    with world(arrived={"vehicle": (dt.date(2026, 12, 5),) * 2}) as con:
        rows = lead_workbook.open_leads(con)
    assert [r["days_late"] for r in rows if r["registry"] == "vehicle"] == [0, 0]


def test_the_workbook_has_a_heading_per_village_and_an_answer_row_per_lead(written):
    with world() as con:
        found = written(con)
        again = written(con, "again.xlsx")
    assert (found.leads, found.overdue) == (3, 2)
    assert found.path.read_bytes() == again.path.read_bytes()
    book = CalamineWorkbook.from_path(str(found.path))
    assert book.sheet_names[:4] == ["填表说明", "线索清单", "疑似提示", "比对核查"]
    listed = book.get_sheet_by_name("线索清单").to_python()
    assert listed[0][0] == "截至2026-12-20未认定线索3条，其中逾期2条"
    assert [row[0] for row in listed[6:]] == [f"{TOWNSHIP} 甲村（2条）", "1", "2", f"{TOWNSHIP} {OTHER}（1条）", "3"]
    assert any("=1+1" in row for row in listed)  # text, not a formula
    answers = book.get_sheet_by_name("比对核查").to_python()
    assert [row[:3] for row in answers[1:]] == [[COUNTY, x * 16, h] for x, h in (("a", "h1"), ("b", "h2"), ("d", "h3"))]


def test_suggestions_stand_on_a_sheet_of_their_own_with_what_to_do(written):
    hint = {"household_id": "h3", "person_id": "p3", "registry": "vehicle", "kind": "本户证件号码疑有误"}
    hint |= {"why": "第11位应为0", "record_name": "成员3", "record_number": "500229**********12", "src_row": 9}
    with world() as con:
        con.execute("INSERT INTO suggestion BY NAME SELECT unnest($1)", [hint])
        found = written(con)
    rows = CalamineWorkbook.from_path(str(found.path)).get_sheet_by_name("疑似提示").to_python()
    assert found.suggestions == 1 and rows[0][0] == "疑似提示1条"
    assert "下一版区县自查" in rows[2][0] and "不报送" in rows[3][0]
    [row] = [dict(zip(rows[4], one, strict=True)) for one in rows[5:]]
    assert (row["户编号"], row["成员"], row["部门数据"], row["理由"]) == ("h3", "成员3", "机动车登记", "第11位应为0")
    assert row["登记证件号码"] == "500229**********34"  # never whole


def test_filled_in_it_is_a_package_of_its_line(tmp_path):
    with world() as con:
        rows = lead_workbook.open_leads(con)
    answer = {"county_code": COUNTY, "result": "保留", "reason_code": "R03", "doc_id": "D1", "decided_on": DAY}
    answers = [
        answer | {"lead_id": r["lead_id"], "household_id": r["household_id"], "signer1": "甲", "signer2": "乙"}
        for r in rows
    ]
    path = workbooks.write_workbook(
        contracts.lines()["adjudication"],
        {"adjudication": pa.Table.from_pylist(answers)},
        tmp_path / "线索.xlsx",
        also=lambda book: lead_workbook._list(book, rows, DAY),
    )
    report = quality.check_offline(path, line="adjudication", county=COUNTY, home=tmp_path, today=DAY)
    assert report.outcome == "接收", report


def test_nothing_open_is_an_empty_list(written):
    with world([]) as con:
        assert written(con).leads == 0
