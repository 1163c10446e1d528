"""The sheet a team reads: stops in order, a heading for each, a line per household; printed on A4 across."""

import dataclasses
from collections.abc import Mapping, Sequence

from xlsxwriter import Workbook

from acceptance.workbooks.book import lines_of, printable, row_height

VISITS, PLAN = "走访清单", "督查计划"
"""Sheets that reading a package passes over (sheets/package.py, NEVER_READ)."""
WORKING_PAPER = "内部工作底稿，含个人信息，仅供本组走访使用，用后交回，不得转发"
MASKED = "已脱敏：姓名、电话不全，可在工作中交换"


@dataclasses.dataclass(frozen=True)
class Heading:
    """A line across the table: a stop, or (`plain`) what is to be known of it."""

    text: str
    plain: bool = False


@dataclasses.dataclass(frozen=True)
class Entry:
    """A line of the table, in the order of its heads. quiet: not to be done unless asked for (reserve)."""

    cells: tuple[str, ...]
    quiet: bool = False


@dataclasses.dataclass(frozen=True)
class Listing:
    """What the sheet says. heads: header -> width."""

    name: str
    title: str
    guide: tuple[str, ...]
    heads: Mapping[str, int]
    lines: Sequence[Heading | Entry]
    masked: bool


def write_listing(book: Workbook, listing: Listing) -> None:
    """Adds the sheet and opens the book on it."""
    sheet = book.add_worksheet(listing.name)
    sheet.activate()
    border = {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter", "text_wrap": True}
    plain = book.add_format(border)
    quiet = book.add_format(border | {"font_color": "#7F7F7F", "italic": True})
    head = book.add_format(border | {"bold": True, "bg_color": "#D9D9D9", "align": "center"})
    stop = book.add_format({"bold": True, "bg_color": "#DDEBF7", "valign": "vcenter"})
    told = book.add_format({"valign": "vcenter"})
    warned = book.add_format({"bold": True, "font_color": "#C00000" if not listing.masked else "#375623"})
    sheet.write_string(0, 0, listing.title, book.add_format({"bold": True, "font_size": 16}))
    sheet.set_row(0, 26)
    mark = MASKED if listing.masked else WORKING_PAPER
    sheet.write_string(1, 0, mark, warned)
    for number, text in enumerate(listing.guide, start=1):
        sheet.write_string(number + 1, 0, f"{number}. {text}")
    top = len(listing.guide) + 2
    widths = list(listing.heads.values())
    for column, (text, width) in enumerate(listing.heads.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, text, head)
    sheet.freeze_panes(top + 1, 0)
    for row, line in enumerate(listing.lines, start=top + 1):
        if isinstance(line, Heading):
            sheet.set_row(row, 22)
            for column in range(len(widths)):
                look = told if line.plain else stop
                sheet.write_string(row, column, printable(line.text) if column == 0 else "", look)
            continue
        sheet.set_row(row, row_height(max(lines_of(c, w - 1) for c, w in zip(line.cells, widths, strict=True))))
        for column, text in enumerate(line.cells):
            sheet.write_string(row, column, printable(text), quiet if line.quiet else plain)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(0.4, 0.4, 0.6, 0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.set_footer(f"&L{mark}&R第 &P 页，共 &N 页")
