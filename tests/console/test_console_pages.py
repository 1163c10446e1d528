"""Pages show what was published, the same numbers at every level, and nothing that is private."""

import datetime as dt
import io
import re
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from python_calamine import CalamineWorkbook

from acceptance import rule_table, season, store
from acceptance.documents.refusal import Refused
from console import sheets
from console.desk import FailedRun
from console.read import matrix, published, village
from tests.console.offices import HOSTILE, ID_NUMBER, OTHER, OWN, PHONE, Office, publish

NUMBER = f"{OWN}0001"


DAY = dt.date(2026, 12, 25)


def test_overview_shows_every_county_with_word_and_colour(office: Office) -> None:
    page = office.browser("municipal").get("/")
    for word in ("城口县", "巫溪县", "申报", "完成", "等待", "距验收期截止", 'http-equiv="refresh"', 'class="good"'):
        assert word in page.text


def test_overview_shows_a_county_only_itself(office: Office) -> None:
    page = office.browser("county").get("/")
    assert "城口县" in page.text and "巫溪县" not in page.text


def test_the_data_quality_page_shows_everyone_the_counties_that_are_theirs(office: Office) -> None:
    counts = {
        "rule_id": "E031",
        "severity": "warn",
        "scope": "county",
        "state": "不适用",
        "note": "不适用：没有上年数据",
    }
    for county in (OWN, OTHER):
        folder = store.read_published(store.Home.open(office.home), county, lambda one: one.folder)
        pq.write_table(pa.Table.from_pylist([counts], schema=rule_table.SCHEMA), folder / "rules.parquet")
    page = office.browser("municipal").get("/quality").text
    assert "城口县" in page and "巫溪县" in page and 'id="rE031"' in page and "<style" not in page
    assert "不适用 2 个区县：没有上年数据" in page and 'href="/quality" aria-current="page"' in page
    own = office.browser("county").get("/quality").text
    assert "城口县" in own and "巫溪县" not in own and "不适用 1 个区县" in own


def test_overview_filters_and_walls(office: Office) -> None:
    browser = office.browser("municipal")
    assert "巫溪县" not in browser.get("/?q=城口").text
    assert "没有符合条件" in browser.get("/?stage=archived").text
    assert browser.get("/?problem=nonsense").status_code == 200
    assert 'class="wall"' in browser.get("/?wall=1").text


def test_a_county_without_results_waits_for_its_package(office: Office, home: Path) -> None:
    opened = season.open_season(home)
    shutil.rmtree(opened.home.runs(OTHER))
    browser = office.browser("municipal")
    assert "等待区县自查数据包" in browser.get("/").text
    assert "还没有公布的结果" in browser.get(f"/county/{OTHER}").text
    assert browser.get(f"/county/{OTHER}/report.pdf").status_code == 404


def test_totals_are_equal_at_every_level(office: Office, home: Path) -> None:
    opened = season.open_season(home)
    for county in (OWN, OTHER):
        stated = published.result(opened, county)["household_outcomes"]
        villages = village.villages(opened, county)
        assert dict(village.totals(villages)) == stated
        for one in villages:
            _, households = village.village(opened, county, one.code)
            assert len(households) == one.total
    page = office.browser("municipal").get(f"/county/{OWN}").text
    assert "全区县 4 户" in page and re.search(r"合计</th>.*<td class=\"r\">4</td></tr></tfoot>", page, re.S)


def test_county_page_shows_gate_matrix_packages_and_report(office: Office) -> None:
    page = office.browser("county").get(f"/county/{OWN}").text
    for word in (
        "验收结论",
        "四位一体对照",
        "申报包",
        "自查.xlsx",
        "问题台账",
        "比对线索",
        "feedback/self_check/1",
        "report.pdf",
    ):
        assert word in page
    assert "style=" not in page and "<script" not in page


def test_observers_and_leaders_see_no_household_and_no_list(office: Office) -> None:
    for role in ("observer", "leader"):
        page = office.browser(role).get(f"/county/{OWN}").text
        assert "验收结论" in page
        for word in ("申报包</h2>", "问题台账", "听证与复核", "/household/", "/village/", "自查.xlsx"):
            assert word not in page


def test_household_page_says_why_and_hides_numbers(office: Office) -> None:
    page = office.browser("county").get(f"/county/{OWN}/household/{NUMBER}")
    assert page.status_code == 200 and len(page.content) < 60_000
    for word in (
        "为什么是这个结论",
        "逐项标准",
        "c1 收入",
        "c9",
        "村评议",
        "产业带动：种植补助，800 元",
        "500229**********34",
        "脱贫前后收入",
    ):
        assert word in page.text
    assert ID_NUMBER not in page.text and PHONE not in page.text
    assert HOSTILE not in page.text and "<script" not in page.text


def test_household_page_says_when_newer_evidence_waits(office: Office, home: Path) -> None:
    page = office.browser("county").get(f"/county/{OWN}/household/{NUMBER}").text
    assert "有新数据尚未推进" not in page
    opened = season.open_season(home)
    path = store.lake_path(opened.home, "self_check", "household", OWN, 1)
    rows = duckdb.sql(f"SELECT * REPLACE ('未脱贫' AS exit_status) FROM '{path}'").to_arrow_table()
    store.write_parquet(path, rows, ["household_id"])
    store.checks.check_path(opened.home, OWN, "self_check", 1).touch()
    assert "有新数据尚未推进" in office.browser("county").get(f"/county/{OWN}/household/{NUMBER}").text


def test_village_page_lists_its_households_with_criteria(office: Office) -> None:
    page = office.browser("county").get(f"/county/{OWN}/village/{OWN}100201").text
    assert NUMBER in page and f"{OWN}0003" not in page and "贫困发生率" in page
    assert office.browser("county").get(f"/county/{OWN}/village/nowhere").status_code == 404


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"number": NUMBER}, True),
        ({"name": "王五", "village": "二村"}, True),
        ({"identity": ID_NUMBER}, True),
        ({"identity": ID_NUMBER.lower() + "43"}, True),
        ({"number": f"{OTHER}0001"}, False),
        ({"name": "王五", "village": "向阳村"}, False),
        ({"identity": "1"}, False),
        ({"number": "' OR 1=1 --"}, False),
        ({"name": "x') OR true --", "village": "村"}, False),
        ({"identity": "' OR '1'='1' -- x"}, False),
    ],
)
def test_households_are_found_by_number_name_and_identity(given: dict[str, str], found: bool, office: Office) -> None:
    page = office.browser("county").post("/find", given, form="/find")
    assert page.status_code == 200
    assert ("/household/" in page.text) == found, page.text
    assert ID_NUMBER not in page.text


def test_an_identity_number_is_never_taken_from_an_address(office: Office) -> None:
    page = office.browser("county").get(f"/find?identity={ID_NUMBER}")
    assert "/household/" not in page.text and ID_NUMBER not in page.text
    assert office.browser("county").post("/find", {}, form="/find").status_code == 422


def test_what_was_seen_stands_in_the_audit_log(office: Office) -> None:
    browser = office.browser("county")
    browser.get(f"/county/{OWN}/household/{NUMBER}")
    browser.post("/find", {"identity": ID_NUMBER}, form="/find")
    page = office.browser("administrator").get(f"/audit?q={NUMBER}").text
    assert "看户" in page and "按证件号码查得 1 户" in page and "审计记录完整" in page and "10.1.2.3" in page


def test_tables_leave_without_formulas_and_full_numbers(office: Office) -> None:
    browser = office.browser("county")
    for table in ("households", "villages", "leads", "issues", "findings"):
        for kind in ("csv", "xlsx"):
            answer = browser.get(f"/county/{OWN}/table/{table}.{kind}")
            assert answer.status_code == 200 and answer.headers["content-disposition"].startswith("attachment")
    assert browser.get(f"/county/{OWN}/table/households.csv").text.splitlines()[0].startswith("\ufeff户编号")
    assert browser.get(f"/county/{OWN}/table/households.exe").status_code == 404
    assert browser.get(f"/county/{OWN}/table/persons.csv").status_code == 404
    assert browser.get("/overview.csv").text.count("\n") == 2


def test_cells_never_become_formulas() -> None:
    rows = [["=1+1", "+1", "@x", "-1", "普通", -3, None, True, ["甲", ID_NUMBER]]]
    text = b"".join(sheets.as_csv(["a"] * 9, rows)).decode("utf-8-sig").splitlines()[1]
    assert text == "'=1+1,'+1,'@x,'-1,普通,-3,,是,甲；500229**********34"
    [_, row] = (
        CalamineWorkbook.from_filelike(io.BytesIO(sheets.as_xlsx("t", ["a"] * 9, rows)))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert row[0] == "=1+1" and row[5] == -3


def test_report_and_feedback_reach_their_readers_only(office: Office) -> None:
    assert office.browser("leader").get(f"/county/{OWN}/report.pdf").content.startswith(b"%PDF")
    assert office.browser("county").get(f"/county/{OWN}/feedback/self_check/1").content == b"marked workbook"
    assert office.browser("municipal").get(f"/county/{OWN}/feedback/self_check/1").status_code == 403
    assert office.browser("inspector").get(f"/county/{OWN}/feedback/self_check/1").status_code == 403
    assert office.browser("county").get(f"/county/{OWN}/feedback/self_check/..%2f..").status_code == 404


def test_a_page_starts_over_when_its_generation_is_pruned(office: Office, home: Path) -> None:
    opened = season.open_season(home)
    before = matrix.row(opened, OWN, DAY)
    publish(opened, OWN)
    assert matrix.row(opened, OWN, DAY) == before


def test_municipal_office_starts_a_county(office: Office) -> None:
    assert office.browser("municipal").post(f"/county/{OWN}/start").status_code == 303
    assert office.started == [OWN]
    assert office.browser("county").post(f"/county/{OWN}/start").status_code == 403


def test_leads_and_issues_are_listed_a_page_at_a_time(office: Office) -> None:
    browser = office.browser("county")
    for path in (
        "issues",
        "leads",
        "issues?rule=E042&state=新增",
        "leads?state=待核查&page=x",
        "issues?page=-1",
    ):
        page = browser.get(f"/county/{OWN}/{path}")
        assert page.status_code == 200 and "第 1 / 1 页" in page.text
    beyond = browser.get(f"/county/{OWN}/issues?state=新增&page=7")
    assert beyond.status_code == 303 and beyond.headers["location"].endswith("&page=1")
    assert office.browser("leader").get(f"/county/{OWN}/issues").status_code == 403


def test_issued_documents_are_offered_and_nothing_else(office: Office, home: Path) -> None:
    own, register = f"{OWN}/notices/通知书.pdf", f"{OWN}/register/回写表.xlsx"
    for place in (own, register, "municipal/bulletins/通报.pdf", f"{OWN}/notices/.x.pdf.part"):
        (home / "documents" / place).parent.mkdir(parents=True, exist_ok=True)
        (home / "documents" / place).write_bytes(b"%PDF")
    browser = office.browser("municipal")
    assert "通知书.pdf" in browser.get(f"/county/{OWN}").text and "通报.pdf" in browser.get("/").text
    assert browser.get(f"/county/{OWN}/document/notices/通知书.pdf").content == b"%PDF"
    assert browser.get("/document/bulletins/通报.pdf").content == b"%PDF"
    for name in ("register/回写表.xlsx", "notices/..%2fregister%2f回写表.xlsx", "notices/.x.pdf.part"):
        assert browser.get(f"/county/{OWN}/document/{name}").status_code == 404
    assert browser.get("/document/notices/通知书.pdf").status_code == 404


def test_sheets_and_notices_are_printed_on_demand(office: Office, tmp_path: Path) -> None:
    asked: list[tuple[str, str, str]] = []

    def printed(kind: str, county: str, about: str) -> Path:
        asked.append((kind, county, about))
        if kind == "publicity":
            raise Refused("结论尚未形成，不能公示。")
        (tmp_path / "x.pdf").write_bytes(b"%PDF")
        return tmp_path / "x.pdf"

    browser = office.browser("municipal")
    assert browser.get(f"/county/{OWN}/household/{NUMBER}/card.pdf").status_code == 404
    office.app.state.desk.document = printed
    assert "入户卡" in browser.get(f"/county/{OWN}/household/{NUMBER}").text
    assert browser.get(f"/county/{OWN}/household/{NUMBER}/card.pdf").content == b"%PDF"
    assert browser.get(f"/county/{OWN}/household/{NUMBER}/nonsense.pdf").status_code == 404
    assert browser.get(f"/county/{OWN}/village/{OWN}100201/dossier.pdf").content == b"%PDF"
    assert browser.post(f"/county/{OWN}/document/notices").status_code == 303
    assert browser.post("/document/bulletins").status_code == 303
    assert browser.post("/document/notices").status_code == 404
    refused = browser.post(f"/county/{OWN}/document/publicity")
    assert refused.status_code == 409 and "不能公示" in refused.text
    kinds = ["card", "dossier", "notices", "bulletins", "publicity"]
    assert [one[0] for one in asked] == kinds and asked[3] == ("bulletins", "municipal", "")


def test_overview_filters_by_district_and_by_packages_that_wait(office: Office) -> None:
    browser = office.browser("municipal")
    page = browser.get("/?district=渝东北&q=城口")
    assert "城口县" in page.text and "巫溪县" not in page.text and "wall=1" in page.text
    assert "district=%E6%B8%9D%E4%B8%9C%E5%8C%97&amp;wall=1" in page.text  # the wall keeps what was chosen
    assert "没有符合条件" in browser.get("/?district=渝东南").text
    assert "没有符合条件" in browser.get("/?problem=waiting").text
    stated = office.home / "campaign.yaml"
    facts = yaml.safe_load(stated.read_text(encoding="utf-8"))
    facts["districts"]["areas"] = {"甲片": [OTHER]}
    stated.write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    page = browser.get("/?district=待确认").text
    assert "城口县" in page and "巫溪县" not in page and "<option>甲片" in page


def test_operators_see_runs_that_failed_and_others_do_not(office: Office) -> None:
    office.app.state.desk.runs = lambda: [FailedRun("城口县", "中断", "12-20 09:00", "http://127.0.0.1:4200/runs/x")]
    assert "城口县：中断" in office.browser("municipal").get("/").text
    assert "中断" not in office.browser("leader").get("/").text


def test_overdue_lines_are_named_for_those_who_see_details(office: Office) -> None:
    stated = office.home / "campaign.yaml"
    facts = yaml.safe_load(stated.read_text(encoding="utf-8"))
    facts["window"]["opens"] = dt.date(2026, 10, 1)
    stated.write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    opened = season.open_season(office.home)
    shutil.rmtree(opened.home.runs(OTHER))
    assert "巫溪县：区县自查自2026-10-01验收期开始以来未收到" in office.browser("municipal").get("/").text
    assert "逾期未到" not in office.browser("leader").get("/").text


def test_the_year_is_opened_from_the_console_by_the_municipal_office(office: Office) -> None:
    browser = office.browser("municipal")
    page = browser.get("/year").text
    for word in ("城口县", "渝东北", "review_days", "thresholds.poverty_rate", "启动全市推进"):
        assert word in page
    assert browser.post("/start").status_code == 303 and office.started == [""]
    leader = office.browser("leader")
    assert "启动全市推进" not in leader.get("/year").text and leader.post("/start").status_code == 403
