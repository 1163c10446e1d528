"""The lead workbook (线索工作簿): open leads by township and village, to be checked on the spot and sent back answered.

The answers go on the line 比对核查: the sheet of that name is the line's own table, each open lead prepared in it.
"""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from acceptance import case, contracts, lead_workbook_suggestions, sql, workbooks
from acceptance.documents.names import name_everything
from acceptance.season import Season
from acceptance.workbooks.book import BORDERED, lines_of, list_sheet, printable

LISTED = "线索清单"
"""A sheet that reading a package passes over."""
LINE = "adjudication"
HEADS = {
    "序号": 6, "户编号": 20, "户主": 12, "成员": 12, "证件号码": 22, "部门数据": 18, "排除指标": 12, "姓名核对": 12,
    "登记姓名": 12, "线索内容": 50, "数据截止日": 12, "来源记录": 30, "已享受帮扶(元)": 14, "期限": 12, "逾期天数": 10,
    "线索编号": 20,
}  # fmt: skip
"""Header -> width, in order."""
GUIDE = (
    "本工作簿列出尚未认定的比对线索，按乡镇、行政村和户排列；“比对核查”表中的序与“线索清单”相同。",
    "逐条入户核查后，在“比对核查”表中选填核查结果：属实（整户转为一般农户并清退资金）、保留、撤销。",
    "保留和撤销须填理由代码、情况说明和佐证资料编号；每条须有核查人、复核人两人签字，不得为同一人。",
    "未核查的线索请删去该行再报送；报送后以最后一次认定为准。姓名不符、姓名近似的先核对是否本人。",
)


@dataclasses.dataclass(frozen=True)
class Written:
    """What a lead workbook holds: open leads, those past their date, and suggestions to look into."""

    path: Path
    leads: int
    overdue: int
    suggestions: int


def write(season: Season, county: str, path: Path, as_of: dt.date) -> Written:
    """Write the county's open leads as of a day; the same bytes for the same leads and day.

    Filled in, the file is a package of the line `adjudication`. Numbers are masked; names are whole, because people
    have to be found. Suggestions stand on a sheet of their own, which is only read by people.
    """
    with case.opened(season, county, as_of) as opened:
        rows = open_leads(opened.con)
        name_everything(opened.con)
        hints = lead_workbook_suggestions.listed(opened.con)
        answers = opened.con.sql(
            "SELECT county_code, lead_id, household_id FROM lead_row ORDER BY place"
        ).to_arrow_table()

    def lists(book: Workbook) -> None:
        _list(book, rows, as_of)
        lead_workbook_suggestions.write_sheet(book, hints)

    workbooks.write_workbook(contracts.lines()[LINE], {LINE: answers}, path, also=lists, codes=season.campaign.codes)
    return Written(path, len(rows), sum(row["days_late"] > 0 for row in rows), len(hints))


def open_leads(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The leads that wait for an answer, in the order of the workbook (table `lead_row`), with due and days_late."""
    con.execute(sql.load("acceptance", "lead_workbook"))
    return con.table("lead_row").order("place").to_arrow_table().to_pylist()


def _list(book: Workbook, rows: list[dict[str, Any]], as_of: dt.date) -> None:
    """线索清单: instructions, then a heading per village and a line per lead."""
    overdue = sum(row["days_late"] > 0 for row in rows)
    heading = f"截至{as_of}未认定线索{len(rows)}条，其中逾期{overdue}条"
    sheet, first = list_sheet(book, LISTED, heading, GUIDE, HEADS, paper=9)
    plain, late = book.add_format(BORDERED), book.add_format(BORDERED | {"font_color": "#C00000", "bold": True})
    _lines(sheet, rows, first, plain, late, book.add_format({"bold": True, "bg_color": "#DDEBF7"}))


def _lines(sheet: Worksheet, rows: list[dict[str, Any]], line: int, plain: Format, late: Format, place: Format) -> None:
    village = None
    for row in rows:
        if row["village_code"] != village:
            village = row["village_code"]
            sheet.write_string(
                line, 0, printable(f"{row['township']} {row['village']}（{row['in_village']}条）"), place
            )
            line += 1
        sheet.set_row(line, 15 * lines_of(row["evidence"], HEADS["线索内容"] - 1) + 3)
        for column, value in enumerate(_cells(row)):
            sheet.write_string(line, column, printable(value), late if row["days_late"] > 0 else plain)
        line += 1


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    source = f"{row['src_file']} 第{row['src_row']}行" if row["src_file"] else ""
    return (
        str(row["place"]), row["household_id"], row["head_name"], row["person_name"], row["number"], row["title"],
        row["indicator"], row["kind"], row["record_name"], row["evidence"], str(row["snapshot_date"] or ""), source,
        str(row["support"] or ""), str(row["due"]), str(row["days_late"]) if row["days_late"] > 0 else "",
        row["lead_id"],
    )  # fmt: skip
