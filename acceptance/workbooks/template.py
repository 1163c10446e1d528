"""The workbook of a line as a county fills it in: a sheet per table, drop-down lists, input checks, and 填表说明."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from acceptance import contracts
from acceptance.code_lists import CodeLists
from acceptance.contracts import Column, Line, Table
from acceptance.workbooks import wording
from acceptance.workbooks.book import EXCEL_ROWS, TEXT, column_width, comment, new_book, printable
from acceptance.workbooks.guide import GUIDE, write_guide

LISTS = "代码表"
DATED = dt.date(2026, 1, 1)
"""Printed as the date of creation of every template."""
INLINE_LIST = 255
PROMPT = 255
LARGEST = 1_000_000_000_000
FORMATS = {
    "text": TEXT,
    "code": TEXT,
    "int": "0",
    "dec": "0.00",
    "num": "0.000000",
    "float": "General",
    "date": "yyyy-mm-dd",
    "ts": "yyyy-mm-dd hh:mm",
    "time": "hh:mm",
}
HEADS = {True: {"bg_color": "#F8CBAD"}, False: {"bg_color": "#DDEBF7"}}
"""Required headers stand out by colour; their text is never changed, because headers are matched by it."""
CHECKS: dict[str, dict[str, Any]] = {
    "int": {"validate": "integer", "criteria": "between", "minimum": -2_000_000_000, "maximum": 2_000_000_000},
    "dec": {"validate": "decimal", "criteria": "between", "minimum": -LARGEST, "maximum": LARGEST},
    "date": {
        "validate": "date",
        "criteria": "between",
        "minimum": dt.date(1900, 1, 1),
        "maximum": dt.date(2200, 12, 31),
    },
    "time": {"validate": "time", "criteria": "between", "minimum": dt.time(0, 0), "maximum": dt.time(23, 59, 59)},
}
CHECKS |= {"num": CHECKS["dec"], "float": CHECKS["dec"], "ts": CHECKS["date"]}


@dataclasses.dataclass(frozen=True)
class Styles:
    """The formats of one book."""

    heads: dict[bool, Format]
    cells: dict[str, Format]

    @classmethod
    def of(cls, book: Workbook) -> "Styles":
        base = {
            "bold": True,
            "border": 1,
            "border_color": "#A6A6A6",
            "align": "center",
            "valign": "vcenter",
            "text_wrap": True,
        }
        return cls(
            {required: book.add_format(base | look) for required, look in HEADS.items()},
            {kind: book.add_format({"num_format": shown}) for kind, shown in FORMATS.items()},
        )


def write_template(line: Line, path: Path, *, codes: CodeLists | None = None) -> Path:
    """The blank workbook of a line. Same bytes for the same contracts and the same code lists."""
    return write_workbook(line, {}, path, codes=codes)


def write_workbook(
    line: Line,
    rows_by_table: Mapping[str, pa.Table],
    path: Path,
    *,
    also: Callable[[Workbook], None] = lambda book: None,
    codes: CodeLists | None = None,
) -> Path:
    """The workbook of a line, filled with the rows given (English column names, any subset; NULL = empty cell).

    codes: the code lists of the year (`Campaign.codes`), which the drop-down lists offer; None: the standing
    ones, where no year is known. also: adds sheets of its own behind 填表说明; reading a package has to know their
    names. Numbers and dates become numbers and dates, `text` and `code` columns become text whatever their
    Arrow type is.

    Raises:
        KeyError: a table is not of this line, or a column is not in the table's contract.
        ValueError: more rows than a sheet can hold.
    """
    lists_of = codes or contracts.standing_codes()
    tables = [lists_of.of(contracts.tables()[name]) for name in line.tables if name in contracts.tables()]
    if strange := set(rows_by_table) - {t.name for t in tables}:
        raise KeyError(f"not of line {line.id}: {sorted(strange)}")
    with new_book(path, dated=DATED, title=f"{line.title}报送表") as book:
        write_guide(book, line, tables)
        also(book)
        styles, lists = Styles.of(book), _Lists(book)
        for table in tables:
            sheet = book.add_worksheet(table.title)
            choices = {c.name: c.codes or _titles(table, c, tables) for c in table.columns}
            _write_head(sheet, table, styles, choices, lists)
            if (rows := rows_by_table.get(table.name)) is not None:
                _write_rows(sheet, table, rows, styles)
        lists.write()
    return path


def _titles(table: Table, column: Column, tables: Iterable[Table]) -> tuple[str, ...] | None:
    """The manifest lists the package's own tables: their titles are what may stand in its 表名."""
    return (
        tuple(t.title for t in tables if t is not table)
        if (table.name, column.name) == ("manifest", "table_name")
        else None
    )


class _Lists:
    """The hidden sheet with those code lists that are too long for a drop-down of their own."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.lists: dict[tuple[str, ...], str] = {}

    def source(self, codes: tuple[str, ...]) -> list[str] | str:
        """What a drop-down shows: the codes themselves, or the name under which 代码表 holds them."""
        if len(",".join(codes)) <= INLINE_LIST:
            return list(codes)
        return "=" + self.lists.setdefault(codes, f"code_list_{len(self.lists) + 1}")

    def write(self) -> None:
        if not self.lists:
            return
        sheet = self.book.add_worksheet(LISTS)
        sheet.hide()
        for number, row in enumerate(itertools.zip_longest(*self.lists)):
            for column, code in enumerate(row):
                if code is not None:
                    sheet.write_string(number, column, code)
        for column, (codes, name) in enumerate(self.lists.items()):
            first, last = (xl_rowcol_to_cell(r, column, row_abs=True, col_abs=True) for r in (0, len(codes) - 1))
            self.book.define_name(name, f"={LISTS}!{first}:{last}")


def _write_head(
    sheet: Worksheet, table: Table, styles: Styles, choices: Mapping[str, tuple[str, ...] | None], lists: _Lists
) -> None:
    sheet.set_row(0, 34)
    for place, column in enumerate(table.columns):
        shown = [column.header, *(choices[column.name] or ())[:30]]
        sheet.set_column(
            place, place, column_width(shown, least=20 if _names_one(column) else 10), styles.cells[column.type]
        )
        sheet.write_string(0, place, column.header, styles.heads[column.required])
        comment(sheet, 0, place, _note(column))
        sheet.data_validation(1, place, EXCEL_ROWS - 1, place, _validation(column, choices[column.name], lists))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, 0, len(table.columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _names_one(column: Column) -> bool:
    """Numbers of persons, households and leads have 14 to 18 places."""
    return column.type == "code" and column.name.endswith(("id_no", "_id"))


def _note(column: Column) -> str:
    return "\n".join(
        [f"{column.header}（{wording.duty(column)}）", f"{wording.how_to_fill(column)}。", *wording.notes(column)]
    )


def _validation(column: Column, codes: tuple[str, ...] | None, lists: _Lists) -> dict[str, Any]:
    """What a cell accepts and what is said beside it; a column of several codes cannot have a list, only a hint."""
    words = wording.how_to_fill(column)
    options: dict[str, Any] = {
        "input_title": column.header[:32],
        "input_message": _short("；".join([wording.duty(column), words, *wording.notes(column)])),
        "error_title": "填写有误",
        "error_message": _short(f"“{column.header}”应{words}。"),
    }
    if codes and not column.multi:
        return options | {"validate": "list", "source": lists.source(codes)}
    return options | (CHECKS[column.type] if column.type in CHECKS and not column.codes else {"validate": "any"})


def _short(text: str) -> str:
    ending = "……（见填表说明）"
    return text if len(text) <= PROMPT else text[: PROMPT - len(ending)] + ending


def _write_rows(sheet: Worksheet, table: Table, rows: pa.Table, styles: Styles) -> None:
    if rows.num_rows > EXCEL_ROWS - 1:
        raise ValueError(f"{table.name}: {rows.num_rows} rows do not fit in a sheet")
    place = {c.name: number for number, c in enumerate(table.columns)}
    columns = [(place[name], table.column(name), rows.column(name).to_pylist()) for name in rows.column_names]
    columns.sort(key=lambda entry: entry[0])
    for number, values in enumerate(zip(*(values for _, _, values in columns), strict=True), start=1):
        for (at, column, _), value in zip(columns, values, strict=True):
            if value is not None:
                _write_cell(sheet, number, at, value, column, styles.cells[column.type])


def _write_cell(sheet: Worksheet, row: int, place: int, value: Any, column: Column, style: Format) -> None:
    if column.type in ("text", "code") or isinstance(value, str):
        sheet.write_string(row, place, printable(str(value)), style)
    elif isinstance(value, (dt.date, dt.datetime, dt.time)):
        sheet.write_datetime(row, place, value, style)
    else:
        sheet.write_number(row, place, float(value) if isinstance(value, Decimal) else value, style)


__all__ = ["GUIDE", "LISTS", "write_template", "write_workbook"]
