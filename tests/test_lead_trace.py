"""A lead followed from the report and the annex to the row that a department sent (issue 5, done when)."""

import csv
import datetime as dt

import pyarrow.parquet as pq
import pytest
from python_calamine import load_workbook

from acceptance import contracts, lead_trace, season, store
from acceptance.reporting.words import unmasked
from flows import cli
from tests.spine_homes import DONE

pytestmark = pytest.mark.xdist_group("spine")
DAY = dt.date(2026, 12, 26)


@pytest.fixture(scope="module")
def struck(advanced):
    """The first lead of the finished county that proved true."""
    leads = pq.read_table(advanced / "results" / DONE / "leads.parquet").to_pylist()
    return min((one for one in leads if one["status"] == "属实"), key=lambda one: one["lead_id"])


def told(home, lead):
    return dict(lead_trace.chain(season.open_season(home), DONE, lead, DAY))


def annex_row(home, lead):
    rows = load_workbook(str(home / "results" / DONE / "annex.xlsx")).get_sheet_by_name("比对线索").to_python()
    [found] = [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0] == lead]
    return found


def test_from_the_report_to_the_row_as_it_was_received(advanced, struck):
    lead = struck["lead_id"]
    opened = season.open_season(advanced)
    context = store.read_published(opened.home, DONE, lambda g: (g.folder / ".report.json").read_text(encoding="utf-8"))
    assert lead in context  # the report prints it
    row = annex_row(advanced, lead)
    delivery = int(row["数据批次"])
    receipt = store.read_receipt(opened.home, store.REGISTRIES, struck["registry"], delivery)
    assert row["批次SHA-256"] == receipt.sha256
    package = store.package_path(opened.home, store.REGISTRIES, struck["registry"], delivery)
    with package.open(encoding="utf-8-sig", newline="") as file:
        sent = list(csv.reader(file))
    source = dict(zip(sent[0], sent[int(row["来源行"]) - 1], strict=True))
    assert row["部门记录"] in source.values()
    chain = told(advanced, lead)
    assert receipt.sha256 == chain["批次SHA-256"] and chain["规则版本"] == opened.campaign.rules_version
    assert f"{row['来源文件']}，" in chain["来源记录"] and f"第{int(row['来源行'])}行" in chain["来源记录"]
    assert chain["核查状态"] == "属实" and "第1版" in chain["核查认定"]
    shown = contracts.registries()[struck["registry"]].header(contracts.registries()[struck["registry"]].record_key[0])
    assert f"{shown}：{source[shown]}" in chain["原记录"]


def test_nothing_that_is_told_names_anybody(advanced, struck):
    chain = told(advanced, struck["lead_id"])
    assert unmasked("；".join(chain.values())) == []
    assert "*" in chain["涉及成员"] and "*" in chain["姓名核对"]


def test_the_verb_tells_it_and_says_when_there_is_no_such_lead(advanced, struck, capsys):
    asked = ["leads", DONE, "--home", str(advanced), "--today", DAY.isoformat(), "--lead"]
    assert cli.dispatch([*asked, struck["lead_id"]]) == 0
    assert f"线索编号：{struck['lead_id']}" in capsys.readouterr().out
    assert cli.dispatch([*asked, "0" * 16]) == 2
