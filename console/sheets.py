"""Tables to take away as xlsx or csv. What a stranger typed never becomes a formula in either."""

import csv
import datetime as dt
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import xlsxwriter
from fastapi import Response
from fastapi.responses import StreamingResponse

from console.guard import Refusal
from console.masks import hide

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
"""What a sheet holds below its heads; the csv has all of a longer table."""
_PLAIN = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_MADE = dt.datetime(2000, 1, 1)


def plain(value: Any) -> Any:
    """A cell: numbers stay numbers, everything else is text with identity and telephone numbers hidden."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float, Decimal)):
        return value
    if isinstance(value, (list, tuple)):
        return hide("；".join(str(one) for one in value))
    return hide(value)


def harmless(text: str) -> str:
    """Text that a spreadsheet opening a csv takes for a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(_STARTS) else text


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The table line by line, so that a long one is never whole in memory."""
    yield b"\xef\xbb\xbf" + _line(heads)
    for row in rows:
        yield _line([harmless(cell) if isinstance(cell := plain(value), str) else cell for value in row])


def _line(cells: Sequence[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()


def as_xlsx(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet; text is written as text, never as formula or link."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"created": _MADE})
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for number, row in enumerate(itertools.islice(rows, MOST_ROWS), 1):
            for column, value in enumerate(row):
                cell = plain(value)
                write = sheet.write_string if isinstance(cell, str) else sheet.write_number
                write(number, column, cell[:32_000] if isinstance(cell, str) else cell)
    return out.getvalue()


def answer(kind: str, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """The download. Raises Refusal for another kind than xlsx or csv."""
    if kind == "csv":
        return StreamingResponse(
            as_csv(heads, rows), media_type="text/csv; charset=utf-8", headers=_saved(f"{title}.csv")
        )
    if kind == "xlsx":
        return download(as_xlsx(title, heads, rows), f"{title}.xlsx", XLSX)
    raise Refusal(404, "只提供 xlsx 和 csv 两种格式。")


def download(data: bytes, name: str, media: str) -> Response:
    """A file to be saved, never shown inside the page."""
    return Response(data, media_type=media, headers=_saved(name))


def _saved(name: str) -> dict[str, str]:
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
