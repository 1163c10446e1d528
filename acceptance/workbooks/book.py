"""Writing workbooks: same input, same bytes; nothing a spreadsheet would run; appearing whole or not at all."""

import contextlib
import datetime as dt
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

EXCEL_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
FONT = "宋体"
TEXT = 49
"""The built-in number format of text cells."""
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
SHEET_NAME_LENGTH = 31
COMMENT_WIDTH, COMMENT_HEIGHT = 330, 800
COMMENT_COLUMNS = 46
"""How many half-width characters fit in a line of a comment of COMMENT_WIDTH pixels at 9 points."""


@contextlib.contextmanager
def new_book(path: Path, *, dated: dt.date, title: str) -> Iterator[Workbook]:
    """A workbook under construction; `path` is replaced only when all of it is written.

    Rows of a sheet must be written in order (constant memory). Text is never taken for a formula, a link or a number.
    `dated` is printed as the date of creation, so that no clock gets into the bytes.
    """
    part = path.with_name(path.name + ".part")
    with tempfile.TemporaryDirectory(prefix="book-") as private:
        book = _open(part, private)
        book.set_properties({"title": title, "created": dt.datetime.combine(dated, dt.time())})
        try:
            yield book
            book.close()
            part.replace(path)
        finally:
            _let_go(book)
            part.unlink(missing_ok=True)


def _open(path: Path, private: str) -> Workbook:
    """`private`: folder of the rows written so far; they are personal data and must go whatever happens."""
    return Workbook(
        str(path),
        {
            "tmpdir": private,
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": FONT, "font_size": 11},
        },
    )


def _let_go(book: Workbook) -> None:
    """Closes what an unfinished book holds open; a finished one holds nothing."""
    for sheet in book.worksheets():
        sheet.row_data_fh.close()


BORDERED = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True}
"""How a cell of a list that is carried along looks."""


def list_sheet(
    book: Workbook, name: str, heading: str, guide: Sequence[str], heads: Mapping[str, int], *, paper: int
) -> tuple[Worksheet, int]:
    """A sheet for people to carry along: heading, numbered instructions, a head row repeated on every page.

    heads: text -> width, in order. paper: Excel's number of the paper (9 A4, 8 A3), landscape, one page wide. Returns
    the sheet and its first free row.
    """
    sheet = book.add_worksheet(name)
    head = book.add_format(BORDERED | {"bold": True, "bg_color": "#D9D9D9", "align": "center"})
    sheet.write_string(0, 0, heading, book.add_format({"bold": True, "font_size": 14}))
    for number, text in enumerate(guide, start=1):
        sheet.write_string(number, 0, f"{number}. {text}")
    top = len(guide) + 1
    for column, (text, size) in enumerate(heads.items()):
        sheet.set_column(column, column, size)
        sheet.write_string(top, column, text, head)
    sheet.freeze_panes(top + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    return sheet, top + 1


def printable(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return NOT_IN_XML.sub("□", text)


def width(text: str) -> int:
    """How wide a text is drawn, in half-width characters (a Chinese character counts two)."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def column_width(texts: Iterator[str] | list[str], *, least: int = 6, most: int = 36) -> int:
    """A column width that shows most of the texts."""
    return min(most, max([least, *(width(t) + 2 for t in texts)]))


def lines_of(text: str, columns: int) -> int:
    """How many lines a text takes in a box that many half-width characters wide."""
    if 2 * len(text) <= columns and "\n" not in text:
        return 1
    return sum(max(1, -(-width(line) // columns)) for line in text.split("\n"))


def row_height(lines: int) -> int:
    """The height in points of a row of that many lines, within what Excel allows."""
    return min(409, 16 * lines + 3)


def comment(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """A note on a cell (counted from 0), in a box high enough to show all of it."""
    shown = printable(text)[:CELL_CHARACTERS]
    options: dict[str, Any] = {
        "author": "检查",
        "font_name": FONT,
        "font_size": 9,
        "width": COMMENT_WIDTH,
        "height": min(COMMENT_HEIGHT, 12 + 16 * lines_of(shown, COMMENT_COLUMNS)),
    }
    sheet.write_comment(row, column, shown, options)


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A sheet name that Excel accepts and that no sheet has yet; `taken` (in lower case) grows by it."""
    base = NOT_IN_SHEET_NAMES.sub("_", wanted).strip("'")[:SHEET_NAME_LENGTH] or "表"
    name, number = base, 1
    while name.lower() in taken:
        number += 1
        ending = f"({number})"
        name = base[: SHEET_NAME_LENGTH - len(ending)] + ending
    taken.add(name.lower())
    return name
