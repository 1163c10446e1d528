"""annex.xlsx: the lists behind the report, complete, masked, the same bytes, and nothing a spreadsheet would run."""

import re
import zipfile

import pytest
from python_calamine import load_workbook

from acceptance.annex import SHEETS, write_annex, writing
from acceptance.reporting.words import unmasked
from tests.acceptance.documents.worlds import FOUND, IDS, RESULT, judged_county


@pytest.fixture(scope="module")
def con():
    connection = judged_county()
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def book(con, tmp_path_factory):
    path = write_annex(con, RESULT, tmp_path_factory.mktemp("annex") / "annex.xlsx")
    read = load_workbook(str(path))
    return path, {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}


def column(rows, head):
    place = rows[0].index(head)
    return [row[place] for row in rows[1:]]


def test_every_list_has_its_sheet_and_the_cover_counts_its_rows(book):
    _, sheets = book
    assert list(sheets) == ["说明", *(sheet.title for sheet in SHEETS)]
    counted = {row[0]: row[1] for row in sheets["说明"] if row[0] in sheets}
    assert counted == {name: len(rows) - 1 for name, rows in sheets.items() if name != "说明"}
    assert counted["户"] == 4 and counted["村"] == 3 and counted["检查发现"] == len(FOUND) and counted["样本"] == 2


def test_households_carry_outcome_reasons_criteria_and_where_they_live(book):
    rows = book[1]["户"]
    assert column(rows, "户编号") == ["h1", "h2", "h3", "h4"]
    assert column(rows, "乡镇")[2] == "巴山镇" and column(rows, "行政村")[0] == "东方红村"
    assert column(rows, "户主（已遮蔽）") == ["张**", "李*", "王*", "赵*"]
    assert column(rows, "户级结论")[3] == "维持未脱贫"
    assert "比对线索待核查" in column(rows, "理由")[1]
    assert "c9 无未决排除命中" in rows[0]


def test_a_household_and_a_visit_lead_to_the_row_of_the_package(book):
    households, answers = book[1]["户"], book[1]["入户答卷"]
    where = ["来源文件", "来源工作表", "来源行"]
    assert households[0][-3:] == where and answers[0][-3:] == where
    assert column(answers, "户编号或序号") == ["h1"]


def test_rates_can_be_counted_again_from_the_answers(tmp_path):
    visits = [
        {
            "questionnaire_id": f"q{n}",
            "household_id": f"h{n}",
            "evaluator": "精准评估方",
            "final": final,
            "overall": "认可",
        }
        for n, final in ((1, "无"), (2, "错退"))
    ]
    said = [{"respondent_hash": f"r{n}", "q_overall": answer} for n, answer in enumerate(("满意", "不了解"))]
    con = judged_county(evaluation_household=visits, opinion_response=said)
    sheets = load_workbook(str(write_annex(con, RESULT, tmp_path / "annex.xlsx")))
    answers = sheets.get_sheet_by_name("入户答卷").to_python()
    assert sorted(column(answers, "最终认定")) == ["", "无", "错退"]  # the municipal visit has no such ruling
    assert set(column(answers, "证据线")) == {"市级验收", "精准评估"}
    assert column(sheets.get_sheet_by_name("民意答卷").to_python(), "总体满意") == ["满意", "不了解"]


def test_issues_bear_the_id_date_and_owner_of_the_ledger(book, con):
    rows = book[1]["问题台账"]
    stated = con.execute("SELECT issue_id, owner, due FROM issue ORDER BY issue_id").fetchall()
    assert (
        list(zip(column(rows, "问题编号"), column(rows, "责任单位代码"), column(rows, "整改期限"), strict=True))
        == stated
    )


def test_no_full_number_and_no_full_name(book):
    path, sheets = book
    text = "\n".join(str(cell) for rows in sheets.values() for row in rows for cell in row)
    assert unmasked(text) == []
    assert not any(number in text for number in IDS) and "张建国" not in text
    assert "138123…78" in text


def test_text_is_never_a_formula_or_a_link(book):
    path, sheets = book
    assert '=HYPERLINK("x")' in column(sheets["检查发现"], "问题")
    with zipfile.ZipFile(path) as archive:
        assert not any(re.search(rb"<f[ >]", archive.read(name)) for name in archive.namelist())
        assert not any(b'TargetMode="External"' in archive.read(name) for name in archive.namelist())


def test_the_same_county_gives_the_same_bytes(book, con, tmp_path):
    again = write_annex(con, RESULT, tmp_path / "annex.xlsx")
    assert again.read_bytes() == book[0].read_bytes()


def test_headers_stay_in_view(book):
    with zipfile.ZipFile(book[0]) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    assert 'state="frozen"' in sheet and 'ySplit="1"' in sheet and "<autoFilter" in sheet


def test_a_list_longer_than_a_sheet_is_cut_and_the_cover_says_so(con, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "MOST", 2)
    sheets = load_workbook(str(write_annex(con, RESULT, tmp_path / "annex.xlsx")))
    rows = sheets.get_sheet_by_name("户").to_python()
    cover = {row[0]: row for row in sheets.get_sheet_by_name("说明").to_python()}
    assert len(rows) == 3
    assert cover["户"][1] == 4 and "只列前2行" in cover["户"][2] and "只列前2行" not in cover["样本"][2]


def test_a_county_without_anything_gives_empty_lists(tmp_path):
    empty = judged_county(found=[], village=[], household=[], person=[], lead=[], municipal_household=[])
    empty.execute("DELETE FROM draw_unit")
    sheets = load_workbook(str(write_annex(empty, RESULT | {"verdict": None}, tmp_path / "annex.xlsx")))
    assert all(len(sheets.get_sheet_by_name(sheet.title).to_python()) == 1 for sheet in SHEETS)
