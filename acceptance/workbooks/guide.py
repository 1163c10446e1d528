"""填表说明: the first sheet of a template, one line per column of every table."""

from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from acceptance.contracts import Column, Line, Table
from acceptance.workbooks import wording
from acceptance.workbooks.book import lines_of, row_height

GUIDE = "填表说明"
HEADS = ("表", "列", "是否必填", "类型", "怎样填写", "单位", "备注")
WIDTHS = (14, 22, 10, 20, 62, 10, 30)
GENERAL = (
    "每张工作表报一张表：请勿更改工作表名称和第一行表头，也不要增加、删除列；没有数据的表保留表头。",
    "橙色表头为必填，蓝色表头为选填；鼠标移到表头上可看填写要求，选项列可从下拉框选取。",
    "户编号、证件号码、代码、电话等列已设为文本格式，请直接键入或“选择性粘贴－数值”，不要改成数字格式。",
    "报送前请自检：campaign check 文件名。自检会返回一份标注好的工作簿，指出每一处问题。",
)


def write_guide(book: Workbook, line: Line, tables: Sequence[Table]) -> None:
    """Adds the sheet; it must be the book's first."""
    sheet = book.add_worksheet(GUIDE)
    title = book.add_format({"bold": True, "font_size": 16})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format(
        {"bold": True, "bg_color": "#D9D9D9", "border": 1, "border_color": "#A6A6A6", "align": "center"}
    )
    look = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
    cell, must = book.add_format(look), book.add_format(look | {"bg_color": "#F8CBAD"})
    for place, wide in enumerate(WIDTHS):
        sheet.set_column(place, place, wide)
    sheet.write_string(0, 0, f"{line.title}报送表填表说明", title)
    sheet.set_row(0, 30)
    for number, text in enumerate(GENERAL, start=1):
        sheet.merge_range(number, 0, number, len(HEADS) - 1, f"{number}. {text}", plain)
        sheet.set_row(number, 18)
    row = len(GENERAL) + 2
    for place, text in enumerate(HEADS):
        sheet.write_string(row, place, text, head)
    sheet.freeze_panes(row + 1, 0)
    first = row
    for table in tables:
        for column in table.columns:
            row += 1
            _write_line(sheet, row, table, column, cell, must)
    sheet.autofilter(first, 0, row, len(HEADS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first)


def _write_line(sheet: Worksheet, row: int, table: Table, column: Column, cell: Format, must: Format) -> None:
    texts = _line(table, column)
    sheet.set_row(row, row_height(max(lines_of(t, w - 1) for t, w in zip(texts, WIDTHS, strict=True))))
    for place, text in enumerate(texts):
        sheet.write_string(row, place, text, must if place == 2 and column.required else cell)


def _line(table: Table, column: Column) -> tuple[str, ...]:
    same = f"也可写作：{'、'.join(column.also)}" if column.also else ""
    remark = "；".join(filter(None, [*wording.notes(column), same]))
    words = wording.how_to_fill(column)
    return table.title, column.header, wording.duty(column), wording.kind(column), words, column.unit or "", remark
