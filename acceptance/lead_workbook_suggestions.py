"""The sheet 疑似提示 of the lead workbook: persons whom a department may know under another number, or without one.

A county confirms a suggestion by sending the right number in its next self-check, which the comparison then finds by
itself; it answers nothing here, and what it leaves as it is stays a suggestion without consequence (DESIGN 7).
"""

from typing import Any

import duckdb
from xlsxwriter import Workbook

from acceptance import sql
from acceptance.workbooks.book import BORDERED, lines_of, list_sheet, printable

LISTED = "疑似提示"
"""A sheet that reading a package passes over."""
HEADS = {
    "序号": 6, "乡镇": 10, "行政村": 12, "户编号": 16, "户主": 9, "成员": 9, "登记证件号码": 21, "部门数据": 14,
    "提示": 18, "理由": 18, "部门姓名": 9, "部门证件号码": 21, "记录": 16, "内容": 26, "数据截止日": 11,
    "来源记录": 18, "核对情况": 14,
}  # fmt: skip
"""Header -> width, in order; the last is for the pen."""
GUIDE = (
    "本表列出证件号码有误或缺失、按号码无法比对，而姓名等情况与部门记录相近的人员，只作提示，不是比对线索，不影响结论。",
    "核对属实的：在下一版区县自查的人口表中更正证件号码，系统自动重新比对；比中后转为线索，再按线索核查。",
    "核对不属实的：不必处理。部门号码有误的，请告知部门更正。“核对情况”只供留存，不报送、不读取。",
)


def listed(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Every suggestion of the county in the order of a visit; reads `suggestion` on an evidence connection."""
    return con.sql(sql.load("acceptance", "lead_workbook_suggestions")).to_arrow_table().to_pylist()


def write_sheet(book: Workbook, rows: list[dict[str, Any]]) -> None:
    """The sheet, with its instructions; also where there is nothing, so that nobody has to guess."""
    # A3: seventeen columns are too small to read on A4
    sheet, first = list_sheet(book, LISTED, f"疑似提示{len(rows)}条", GUIDE, HEADS, paper=8)
    plain = book.add_format(BORDERED)
    for line, row in enumerate(rows, start=first):
        sheet.set_row(line, 15 * lines_of(row["evidence"], HEADS["内容"] - 1) + 3)
        for column, value in enumerate(_cells(row)):
            sheet.write_string(line, column, printable(value), plain)


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        str(row["place"]), row["township"], row["village"], row["household_id"], row["head_name"], row["person_name"],
        row["number"], row["title"], row["kind"], row["why"], row["record_name"], row["record_number"],
        row["record_key"], row["evidence"], str(row["snapshot_date"] or ""),
        f"{row['src_file']} 第{row['src_row']}行", "",
    )  # fmt: skip
