"""Templates: complete, checked on entry, reproducible, and readable when they are filled in."""

import datetime as dt
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from acceptance import contracts
from acceptance.contracts import Column
from acceptance.workbooks import book, wording, write_template, write_workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINE = contracts.lines()["self_check"]
HOUSEHOLD = contracts.tables()["household"]
PEOPLE = pa.table(
    {
        "household_id": ["50022900000001", None],
        "person_id": ["5002290000000101", "5002290000000102"],
        "id_no": ["50022919670416151X", "500229196704161515"],
        "name": ["=1+1", "阿依古丽·买买提"],
        "work_months": pa.array([5, None]),
    }
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_template(LINE, tmp_path_factory.mktemp("template") / "区县自查.xlsx")


def xml(path: Path, sheet: str) -> ElementTree.Element:
    number = CalamineWorkbook.from_path(path).sheet_names.index(sheet) + 1
    with zipfile.ZipFile(path) as archive:
        return ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))


def validation(path: Path, table: contracts.Table, name: str) -> ElementTree.Element:
    """The input check of a column."""
    place = [c.name for c in table.columns].index(name)
    return list(xml(path, table.title).iter(f"{MAIN}dataValidation"))[place]


@pytest.mark.parametrize("line", contracts.lines().values(), ids=lambda line: line.id)
def test_every_line_has_a_template_with_a_sheet_per_table_and_the_exact_headers(
    tmp_path: Path, line: contracts.Line
) -> None:
    opened = CalamineWorkbook.from_path(write_template(line, tmp_path / "x.xlsx"))
    tables = [contracts.tables()[name] for name in line.tables]
    assert [n for n in opened.sheet_names if n != "代码表"] == ["填表说明", *(t.title for t in tables)]
    for table in tables:
        assert opened.get_sheet_by_name(table.title).to_python() == [[c.header for c in table.columns]]
    guide = opened.get_sheet_by_name("填表说明").to_python()
    assert {(row[0], row[1]) for row in guide} >= {(t.title, c.header) for t in tables for c in t.columns}


def test_short_code_list_is_a_drop_down(template: Path) -> None:
    short = validation(template, HOUSEHOLD, "house_grade")
    assert (short.get("type"), short.findtext(f"{MAIN}formula1")) == ("list", '"A,B,C,D"')


def test_list_longer_than_excel_takes_inline_is_a_named_range(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = tuple(f"第{n}种很长的选项名称" for n in range(40))
    table = contracts.Table(
        "household", "户表", ("a",), (Column("a", "甲", "text", codes), Column("b", "乙", "text", codes))
    )
    monkeypatch.setattr(contracts, "tables", lambda: {"household": table})
    path = write_template(LINE, tmp_path / "x.xlsx")
    assert [validation(path, table, n).findtext(f"{MAIN}formula1") for n in ("a", "b")] == ["code_list_1"] * 2
    with zipfile.ZipFile(path) as archive:
        assert 'code_list_1">代码表!$A$1:$A$40<' in archive.read("xl/workbook.xml").decode()
    opened = CalamineWorkbook.from_path(path)
    assert {m.name: m.visible for m in opened.sheets_metadata}["代码表"] == SheetVisibleEnum.Hidden
    assert [row[0] for row in opened.get_sheet_by_name("代码表").to_python()] == list(codes)


def test_column_of_several_codes_gets_a_hint_and_no_list(template: Path) -> None:
    found = validation(template, HOUSEHOLD, "other_causes")
    assert found.get("type") in (None, "none")
    assert "以逗号分隔" in found.get("prompt", "")


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [("members", "whole", "填整数"), ("move_in_date", "date", "填日期"), ("farmland", "decimal", "填数字")],
)
def test_numbers_and_dates_are_checked_with_a_chinese_message(template: Path, name: str, kind: str, said: str) -> None:
    found = validation(template, HOUSEHOLD, name)
    assert (found.get("type"), found.get("errorTitle")) == (kind, "填写有误")
    assert said in found.get("error", "")
    assert found.get("sqref", "").endswith("1048576")


def test_code_columns_are_text_before_anything_is_typed_into_them(template: Path) -> None:
    columns = list(xml(template, "户表").iter(f"{MAIN}col"))
    with zipfile.ZipFile(template) as archive:
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = [xf.get("numFmtId") for xf in styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")]
    for place, column in enumerate(HOUSEHOLD.columns, start=1):
        found = next(c for c in columns if int(c.get("min", 0)) <= place <= int(c.get("max", 0)))
        assert (formats[int(found.get("style", "0"))] == "49") == (column.type in ("text", "code")), column.name


def test_manifest_offers_the_titles_of_the_packages_tables(template: Path) -> None:
    found = validation(template, contracts.tables()["manifest"], "table_name")
    assert found.findtext(f"{MAIN}formula1", "").strip('"').split(",")[:2] == ["村表", "户表"]


def test_same_contracts_give_the_same_bytes(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    assert write_template(LINE, tmp_path / "x.xlsx").read_bytes() == template.read_bytes()


def test_rows_that_do_not_belong_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="opinion_response"):
        write_workbook(LINE, {"opinion_response": PEOPLE}, tmp_path / "x.xlsx")
    with pytest.raises(KeyError):
        write_workbook(LINE, {"person": pa.table({"nonsense": ["x"]})}, tmp_path / "x.xlsx")
    assert not list(tmp_path.iterdir())


def test_unfinished_book_leaves_the_old_one_and_no_traces(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError), book.new_book(path, dated=dt.date(2026, 1, 1), title="x") as unfinished:
        unfinished.add_worksheet("甲").write_string(0, 0, "x")
        raise RuntimeError
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.xlsx"]


def test_sheet_names_are_such_as_excel_accepts() -> None:
    taken = {"检查结果"}
    wanted = ["户表", "户表", "a" * 40, "a" * 40, "甲/乙[1]:*?\\", "'x'", "检查结果", "", "HU", "hu"]
    names = [book.sheet_name(name, taken) for name in wanted]
    assert names == [
        "户表",
        "户表(2)",
        "a" * 31,
        "a" * 28 + "(2)",
        "甲_乙_1_____",
        "x",
        "检查结果(2)",
        "表",
        "HU",
        "hu(2)",
    ]
    assert all(len(n) <= 31 and not re.search(r"[\[\]:*?/\\]", n) for n in names)


@pytest.mark.parametrize(("text", "wide"), [("abc", 3), ("户编号", 6), ("耕地(亩)", 8), ("", 0)])
def test_width_counts_chinese_twice(text: str, wide: int) -> None:
    assert book.width(text) == wide


def test_every_column_can_be_explained() -> None:
    for column in (c for table in contracts.tables().values() for c in table.columns):
        words = wording.how_to_fill(column)
        assert words.startswith(("填", "按")) and not words.endswith("。"), column
