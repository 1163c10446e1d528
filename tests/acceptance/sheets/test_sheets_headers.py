"""Headers are matched after tidying, in any order; what is missing, doubled or foreign is named (E003, E003b)."""

import pytest
import sheet_files as files
from sheet_files import HEADERS, HOUSE

from acceptance import contracts
from acceptance.contracts import Column, Table
from acceptance.sheets import match_headers
from acceptance.sheets.headers import find, header_row, places, spellings


def raw_with(read, tmp_path, headers):
    return read(files.write_csv(tmp_path / "户表.csv", [headers, ["1"] * len(headers)])).tables["house"]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("户编号", "household_id"),
        (" 户 编\n号 ", "household_id"),
        ("户编号*", "household_id"),
        ("*户编号", "household_id"),
        ("★户编号：", "household_id"),
        ("住房面积（平方米）", "area"),
        ("住房面积", "area"),
        ("住房面积(㎡)", "area"),
        ("入住日期(年月日)", "move_in"),
        ("危房户", "is_unsafe"),
        ("是否危房", "is_unsafe"),
        ("危房", None),
        ("户编号1", None),
        ("household_id", None),
    ],
)
def test_a_header_is_found_by_its_tidied_text(header, column):
    found = find(header, spellings(HOUSE))
    assert (found.name if found else None) == column


@pytest.mark.parametrize(
    "table", [*contracts.tables().values(), *contracts.registries().values()], ids=lambda t: t.name
)
def test_every_header_of_every_contract_finds_its_own_column(table):
    assert [find(c.header, spellings(table)) for c in table.columns] == list(table.columns)
    assert header_row([[c.header for c in table.columns]], table) == 0


def test_two_columns_that_differ_by_their_unit_only_are_never_confused():
    table = Table(
        "t",
        "表",
        ("a",),
        (Column("yuan", "收入(元)", "dec"), Column("mu", "收入(亩)", "dec"), Column("n", "数量", "int")),
    )
    assert "收入" not in spellings(table)
    assert spellings(table)["收入(亩)"].name == "mu"


def test_nothing_is_reported_for_the_template_in_another_order(read, tmp_path):
    raw = raw_with(read, tmp_path, [HEADERS[3], *HEADERS[:3], "危房户", "入住日期"])
    assert match_headers(raw, HOUSE) == []
    assert places(raw, HOUSE)["area"] == [0]


def test_missing_doubled_and_extra_headers_are_named(read, tmp_path):
    raw = raw_with(read, tmp_path, ["户编号", "户主姓名", "户主 姓名", "人数", "住房面积", "备注", "是否危房"])
    found = [(p.code, p.severity, p.row, p.column) for p in match_headers(raw, HOUSE)]
    assert found == [("E003", "block", 1, "户主姓名"), ("E003", "block", 1, "入住日期"), ("E003b", "warn", 1, "备注")]
    assert "缺少表头“入住日期”" in match_headers(raw, HOUSE)[1].message
    assert "第 6 列" in match_headers(raw, HOUSE)[2].message


def test_a_column_with_values_and_no_header_is_extra_and_an_empty_one_is_nothing(read, tmp_path):
    rows = [[*HEADERS, "", ""], ["1", "张三", "", "", "", "", "", "悬空的值"]]
    raw = read(files.write_csv(tmp_path / "户表.csv", rows)).tables["house"]
    assert raw.positions == (1, 2, 3, 4, 5, 6, 8)
    assert [(p.code, p.value) for p in match_headers(raw, HOUSE)] == [("E003b", "（空白）")]


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        ([HEADERS], 0),
        ([["城口县户表"], ["单位", "元"], HEADERS], 2),
        ([HEADERS[:3], HEADERS], 0),
        ([HEADERS[:2], HEADERS], 1),
        ([["户编号", "户编号", "户编号"], ["x"]], None),
        ([["x"]] * 10 + [HEADERS], None),
    ],
)
def test_the_header_row_holds_half_of_the_headers_within_ten_rows(rows, index):
    assert header_row(rows, HOUSE) == index
