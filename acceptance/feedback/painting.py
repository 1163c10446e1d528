"""The sender's sheets with wrong cells coloured and explained."""

import dataclasses
import heapq
import itertools
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from acceptance.code_lists import CodeLists
from acceptance.feedback.marks import BATCH, Mark
from acceptance.feedback.remarks import in_one_line, remark
from acceptance.feedback.sender import SenderSheet
from acceptance.feedback.text_sheet import TextSheet
from acceptance.feedback.words import SEVERITIES
from acceptance.workbooks.book import EXCEL_ROWS, TEXT, column_width, comment

COMMENTS = 5_000
"""Comments on one sheet. A spreadsheet draws a shape for each and gets slow; further cells are coloured only."""
ROW_NUMBER, PROBLEMS = "原行号", "问题"
"""First and last column of a sheet that shows only the rows with problems."""
WIDTH_SAMPLE = 200
PROBLEMS_WIDTH = 60
HEAD_LOOK = {
    "bold": True,
    "bg_color": "#D9D9D9",
    "border": 1,
    "border_color": "#A6A6A6",
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
}
LOOKS: dict[str, dict[str, Any]] = {"above": {}, "head": HEAD_LOOK, "body": {}}
Line = tuple[int, str, list[tuple[int, str | None]]]
"""One row as sent: its number, what it is ('above', 'head' or 'body'), and its cells as (position, text)."""


class Palette:
    """The formats of one book, made when first asked for. Every cell is text: 18 digits stay 18 digits."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[tuple[str, int | None, int | None], Format] = {}
        self.severities = list(SEVERITIES.values())

    def get(self, kind: str, rank: int | None = None, aside: int | None = None) -> Format:
        key = (kind, rank, aside)
        if key not in self.made:
            look = {"num_format": TEXT} | LOOKS[kind]
            if aside is not None:
                look |= {"bg_color": self.severities[aside].dark, "font_color": "#FFFFFF", "bold": True}
            elif rank is not None:
                look |= {
                    "bg_color": self.severities[rank].fill,
                    "border": 1,
                    "border_color": self.severities[rank].dark,
                }
            self.made[key] = self.book.add_format(look)
        return self.made[key]


@dataclasses.dataclass(frozen=True)
class Target:
    """Where the rows of a sender's sheet stand: at their own numbers, or (`listed`) one below the other."""

    name: str
    sheet: SenderSheet
    listed: np.ndarray

    @property
    def shift(self) -> int:
        """Columns by which everything is moved to the right for 原行号."""
        return 0 if self.sheet.whole else 1

    def row(self, number: int) -> int:
        """Row in the feedback (from 1) of a row as sent."""
        if self.sheet.whole or number <= self.sheet.header_row:
            return number
        return self.sheet.header_row + 1 + int(np.searchsorted(self.listed, number))

    def column(self, position: int) -> int:
        """Column in the feedback (from 0) of a spreadsheet column as sent (from 1)."""
        return position - 1 + self.shift

    @property
    def last(self) -> int:
        """Column in the feedback (from 0) of the sender's last column."""
        return self.column(self.sheet.positions[-1])


def target(name: str, sheet: SenderSheet, rows: np.ndarray) -> Target:
    """`rows`: numbers of the rows that have findings, ascending."""
    return Target(name, sheet, rows[rows > sheet.header_row])


def paint(
    sheet: TextSheet, palette: Palette, to: Target, marks: Iterable[tuple[int, list[Mark]]], codes: CodeLists
) -> int:
    """Writes one sender's sheet; returns how many cells are coloured without a comment (see COMMENTS)."""
    shown = to.sheet.rows(to.listed)
    _lay_out(sheet, palette, to, shown)
    free, left_out = COMMENTS, 0
    for (number, kind, cells), marked in _together(_lines(to.sheet, shown), marks, to.sheet.header_row):
        row = to.row(number) - 1
        if row >= EXCEL_ROWS:
            left_out += len(marked)
            continue
        _write_line(sheet, palette, to, (number, kind, cells), {m.position: m for m in marked})
        for mark in marked[:free]:
            comment(sheet, row, to.column(mark.position), remark(mark, codes))
        left_out += len(marked[free:])
        free = max(0, free - len(marked))
    return left_out


def _lines(sheet: SenderSheet, shown: pa.Table) -> Iterator[Line]:
    for number, cells in enumerate(sheet.above, start=1):
        yield number, "above", list(enumerate(cells, start=1))
    yield sheet.header_row, "head", list(zip(sheet.positions, sheet.headers, strict=True))
    for batch in shown.to_batches(BATCH):
        for number, *values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield number, "body", list(zip(sheet.positions, values, strict=True))


def _together(
    lines: Iterable[Line], marks: Iterable[tuple[int, list[Mark]]], header_row: int
) -> Iterator[tuple[Line, list[Mark]]]:
    """Every row with its marks, in order of number; a marked row that reading left out (a footer) comes empty."""
    both = heapq.merge(
        ((line[0], "line", line) for line in lines),
        ((row, "marks", marked) for row, marked in marks),
        key=itemgetter(0),
    )
    for row, parts in itertools.groupby(both, key=itemgetter(0)):
        found: dict[str, Any] = {kind: part for _, kind, part in parts}
        yield found.get("line") or (row, "above" if row < header_row else "body", []), found.get("marks", [])


def _write_line(sheet: TextSheet, palette: Palette, to: Target, line: Line, marked: dict[int, Mark]) -> None:
    number, kind, cells = line
    row = to.row(number) - 1
    if not marked and kind == "body" and to.sheet.whole:  # nearly all rows
        look, shift = palette.get(kind), to.column(0)
        sheet.write_texts(row, [(position + shift, text, look) for position, text in cells if text])
        return
    if to.shift and kind != "above":
        sheet.write_string(row, 0, ROW_NUMBER if kind == "head" else str(number), palette.get("head"))
    for position, text in cells:
        mark = marked.get(position)
        style = palette.get(kind, mark.rank, mark.aside) if mark else palette.get(kind)
        if text:
            sheet.write_string(row, to.column(position), text, style)
        elif mark or kind == "head":
            sheet.write_blank(row, to.column(position), None, style)
    for position in marked.keys() - {position for position, _ in cells}:
        mark = marked[position]
        sheet.write_blank(row, to.column(position), None, palette.get(kind, mark.rank, mark.aside))
    if to.shift and kind != "above":
        said = PROBLEMS if kind == "head" else in_one_line(marked.values())
        sheet.write_string(row, to.last + 1, said, palette.get(kind))


def _lay_out(sheet: Worksheet, palette: Palette, to: Target, shown: pa.Table) -> None:
    body = palette.get("body")
    sample = shown.slice(0, WIDTH_SAMPLE)
    for index, (position, header) in enumerate(zip(to.sheet.positions, to.sheet.headers, strict=True)):
        texts = [header, *filter(None, sample.column(f"c{index}").to_pylist())]
        sheet.set_column(to.column(position), to.column(position), column_width(texts), body)
    if to.shift:
        sheet.set_column(0, 0, 9)
        sheet.set_column(to.last + 1, to.last + 1, PROBLEMS_WIDTH, body)
    head = to.sheet.header_row - 1
    sheet.freeze_panes(head + 1, to.shift)
    sheet.autofilter(head, 0, min(_last_row(to, shown), EXCEL_ROWS) - 1, to.last + to.shift)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(head)


def _last_row(to: Target, shown: pa.Table) -> int:
    """The last row (from 1) that anything stands in."""
    numbers = [
        to.sheet.header_row,
        *shown.column("src_row").slice(max(0, shown.num_rows - 1)).to_pylist(),
        *to.listed[-1:].tolist(),
    ]
    return max(to.row(number) for number in numbers)
