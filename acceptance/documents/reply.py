"""整改回复.xlsx: the form that goes with a notice, a row per issue, to be filled in and sent on the line 整改回复."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from xlsxwriter import Workbook

from acceptance import contracts
from acceptance.documents.notice import REPLY
from acceptance.documents.open_issues import OpenIssue
from acceptance.workbooks.book import new_book, printable

GUIDE = "填表说明"
"""A sheet that reading a package skips: here it lists what each issue is."""
DETAILS = ("问题编号", "处理", "规则", "乡镇", "行政村", "对象", "问题", "位置", "处数", "期限", "状态", "逾期天数")
WIDTHS = (20, 8, 8, 14, 14, 24, 70, 34, 8, 12, 10, 10)


def write_reply(issues: Sequence[OpenIssue], county: str, to: str, as_of: dt.date, path: Path) -> Path:
    """Write the form for one addressee of a county; same input, same bytes. Identifiers are masked already."""
    with new_book(path, dated=as_of, title=f"{to}整改回复") as book:
        _details(book, issues)
        sheet = book.add_worksheet(contracts.tables()[REPLY].title)
        bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "align": "center"})
        text = book.add_format({"num_format": "@"})
        table = contracts.tables()[REPLY]
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, 22, text)
            sheet.write_string(0, place, column.header, bold)
        names = [column.name for column in table.columns]
        for line, row in enumerate(issues, start=1):
            sheet.write_string(line, names.index("county_code"), county, text)
            sheet.write_string(line, names.index("issue_id"), row.issue_id, text)
        sheet.freeze_panes(1, 0)
        sheet.activate()
    return path


def _details(book: Workbook, issues: Sequence[OpenIssue]) -> None:
    sheet = book.add_worksheet(GUIDE)
    bold = book.add_format({"bold": True, "bg_color": "#D9D9D9", "border": 1, "align": "center"})
    text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    for place, (head, width) in enumerate(zip(DETAILS, WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, head, bold)
    for line, row in enumerate(issues, start=1):
        cells = (
            row.issue_id, row.word, row.rule_id, row.township, row.village, row.object, row.message or row.rule,
            row.found_at, str(row.places), row.due.isoformat(), row.state, str(row.days_late) if row.overdue else "",
        )  # fmt: skip
        for place, cell in enumerate(cells):
            sheet.write_string(line, place, printable(cell), text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(issues), 1), len(DETAILS) - 1)
