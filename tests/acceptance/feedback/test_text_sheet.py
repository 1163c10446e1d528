"""Sheets of plain texts hold, byte for byte, what XlsxWriter itself writes."""

import datetime as dt
from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet

from acceptance.feedback.text_sheet import LONG, TextSheet
from acceptance.workbooks.book import new_book

TEXTS = (
    "王大明", "a&b", "<r>粗</r>", '"', " 前", "后 ", "中 间", "\u3000", "多\n行", "\t", "_x0041_", "a_b",
    "\x7f", "\ufffe", "50022919750101101X", "=1+1", "\u2028", "\u00a0x", "𠮷", "x" * LONG, "长" * 40_000,
)  # fmt: skip


def book(path: Path, kind: type[Worksheet]) -> bytes:
    with new_book(path, dated=dt.date(2026, 12, 1), title="对照") as made:
        plain, marked = made.add_format({"num_format": 49}), made.add_format({"bold": True})
        sheet = made.add_worksheet("表", kind)
        for row, text in enumerate(TEXTS):
            cells = [(0, text, plain), (3, "后", plain), (800, text[:5], marked)]
            if isinstance(sheet, TextSheet):
                sheet.write_texts(row * 2, cells)
            else:
                for column, value, look in cells:
                    sheet.write_string(row * 2, column, value, look)
            sheet.write_number(row * 2 + 1, 1, row)
            sheet.write_blank(row * 2 + 1, 2, None, marked)
            sheet.write_string(row * 2 + 1, 4, text)
    return path.read_bytes()


@pytest.mark.filterwarnings("ignore:.*must be <= 32767.*")
def test_the_bytes_are_those_of_xlsxwriter(tmp_path):
    assert book(tmp_path / "a.xlsx", TextSheet) == book(tmp_path / "b.xlsx", Worksheet)


def test_a_row_without_texts_is_no_row(tmp_path):
    with new_book(tmp_path / "a.xlsx", dated=dt.date(2026, 12, 1), title="空") as made:
        sheet = made.add_worksheet("表", TextSheet)
        sheet.write_texts(3, [])
        assert sheet.dim_rowmax is None
