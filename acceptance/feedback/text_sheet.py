"""A sheet of plain texts, written at a third of the cost of XlsxWriter's own; the bytes are the same (a test compares).

XlsxWriter looks at every cell as if it could be anything. A sender's sheet has half a million cells that are texts
without a character to escape: those are written here, everything else by XlsxWriter.
"""

import re
from collections.abc import Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellStringTuple, Worksheet

SPECIAL = re.compile('[&<>"_\x00-\x1f\x7f\ufffe\uffff]|^\\s|\\s$')
"""What XlsxWriter may write otherwise than as it stands."""
LONG = 16_000
"""From here on XlsxWriter measures what a cell can hold."""
LETTERS = tuple(xl_col_to_name(column) for column in range(1000))

Text = tuple[int, str, Format]
"""Column (from 0), text, format."""


class TextSheet(Worksheet):  # type: ignore[misc]
    """A worksheet of a book in constant memory; rows come in order."""

    def write_texts(self, row: int, texts: Sequence[Text]) -> None:
        """Texts of one row (from 0), in order of column."""
        if not texts:
            return
        for column in (texts[0][0], texts[-1][0]):
            self._check_dimensions(row, column)
        if row > self.previous_row:
            self._write_single_row(row)
        line = self.table[row]
        for column, text, look in texts:
            if len(text) < LONG:
                line[column] = CellStringTuple(text, look)
            else:
                self.write_string(row, column, text, look)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        plain = cell.__class__ is CellStringTuple and cell.format is not None and col < len(LETTERS)
        if not plain or SPECIAL.search(cell.string) is not None:
            super()._write_cell(row, col, cell)
            return
        place, look = f"{LETTERS[col]}{row + 1}", cell.format._get_xf_index()
        self.fh.write(f'<c r="{place}" s="{look}" t="inlineStr"><is><t>{cell.string}</t></is></c>')
