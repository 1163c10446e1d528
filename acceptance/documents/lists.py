"""The rows behind a printed table as a workbook: numbers as numbers, text never a formula, the same bytes."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from acceptance.workbooks.book import column_width, new_book, printable


def write_lists(
    path: Path, title: str, as_of: dt.date, lists: Sequence[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]
) -> Path:
    """A sheet per list (title, heads, rows). Rows hold text, numbers, dates or None."""
    with new_book(path, dated=as_of, title=title) as book:
        bold = book.add_format({"bold": True, "bg_color": "#D9E2EF", "border": 1, "align": "center", "text_wrap": True})
        text = book.add_format({"num_format": "@"})
        for name, heads, given in lists:
            rows = list(given)
            sheet = book.add_worksheet(name)
            for place, head in enumerate(heads):
                shown = [head, *("" if row[place] is None else str(row[place]) for row in rows)]
                sheet.set_column(place, place, column_width(shown))
                sheet.write_string(0, place, head, bold)
            for line, row in enumerate(rows, start=1):
                for place, value in enumerate(row):
                    if isinstance(value, int | float):
                        sheet.write_number(line, place, round(value, 4))
                    elif value is not None:
                        sheet.write_string(line, place, printable(str(value)), text)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    return path
