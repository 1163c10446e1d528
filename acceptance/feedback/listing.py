"""问题清单: every finding in the order of the sender's sheets; what does not fit in a sheet is in a csv beside it."""

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from acceptance.feedback import words
from acceptance.feedback.marks import BATCH
from acceptance.feedback.painting import HEAD_LOOK, Target
from acceptance.feedback.remarks import sentence
from acceptance.feedback.words import LABELS, SEVERITIES
from acceptance.workbooks.book import EXCEL_ROWS, TEXT, lines_of, row_height

HEADS = ("处理", "规则", "表", "文件", "工作表", "行", "列", "单元格内容", "问题", "对象编号")
WIDTHS = (8, 8, 14, 22, 14, 8, 18, 24, 80, 26)
MOST = EXCEL_ROWS - 1
LINKS = 20_000
"""Rows of the list from which a click leads to the cell; a sheet holds at most 65,530 links."""
RISKY = r"^[=+\-@\t\r]"
NUMBER = r"^[+\-]?[0-9]{1,11}(\.[0-9]+)?$"
LONG_NUMBER = r"^[0-9]{12,}$"
Finding = dict[str, Any]
"""A row of listing.sql."""


@dataclasses.dataclass(frozen=True)
class _Styles:
    head: Format
    plain: Format
    wrapped: Format
    link: Format
    labels: dict[str, Format]

    @classmethod
    def of(cls, book: Workbook) -> "_Styles":
        top = {"num_format": TEXT, "valign": "top"}
        return cls(
            book.add_format(HEAD_LOOK),
            book.add_format(top),
            book.add_format(top | {"text_wrap": True}),
            book.add_format(top | {"font_color": "#0563C1", "underline": 1, "align": "center"}),
            {s: book.add_format(top | {"bg_color": word.fill, "align": "center"}) for s, word in SEVERITIES.items()},
        )


def write_listing(
    book: Workbook, sheet: Worksheet, findings: pa.Table, targets: Sequence[Target], *, with_file: bool
) -> None:
    """Fills the sheet; `findings` as marks.listing() gives them. The file is named only where a package has several."""
    shown = [head for head in HEADS if with_file or head != "文件"]
    styles = _Styles.of(book)
    for place, head in enumerate(shown):
        sheet.set_column(place, place, WIDTHS[HEADS.index(head)])
        sheet.write_string(0, place, head, styles.head)
    for line, finding in enumerate(_lines(findings.slice(0, MOST)), start=1):
        _write_finding(sheet, line, finding, shown, styles)
        if finding["number"] is not None and finding["row"] is not None and line <= LINKS:
            _write_link(sheet, line, shown.index("行"), targets[finding["number"]], finding, styles.link)
    _finish(sheet, min(findings.num_rows, MOST), len(shown))


def _lines(findings: pa.Table) -> Iterator[Finding]:
    for batch in findings.to_batches(BATCH):
        yield from batch.to_pylist()


def _write_finding(sheet: Worksheet, line: int, finding: Finding, shown: Sequence[str], styles: _Styles) -> None:
    own = {"处理": styles.labels[finding["severity"]], "问题": styles.wrapped}
    texts = _texts(finding)
    lines = lines_of(texts["问题"], WIDTHS[HEADS.index("问题")] - 2)
    if lines > 1:  # not every spreadsheet makes a row higher by itself
        sheet.set_row(line, row_height(lines))
    for place, head in enumerate(shown):
        if text := texts[head]:
            sheet.write_string(line, place, text, own.get(head, styles.plain))


def _texts(finding: Finding) -> dict[str, str]:
    return {
        "处理": LABELS[finding["severity"]],
        "规则": finding["rule_id"],
        "表": words.title_of(finding["table"]),
        "文件": finding["file"] or "",
        "工作表": finding["sheet"] or "",
        "行": "" if finding["row"] is None else str(finding["row"]),
        "列": finding["column"] or "",
        "单元格内容": finding["value"] or "",
        "问题": sentence(finding["message"]),
        "对象编号": (finding["object_id"] or "").replace("|", "，"),
    }


def _write_link(sheet: Worksheet, line: int, place: int, to: Target, finding: Finding, style: Format) -> None:
    column = to.sheet.position(finding["column"]) or to.sheet.positions[0]
    row = to.row(finding["row"])
    if 1 <= row <= EXCEL_ROWS:
        name = to.name.replace("'", "''")
        cell = xl_rowcol_to_cell(row - 1, to.column(column))
        sheet.write_url(line, place, f"internal:'{name}'!{cell}", style, str(finding["row"]))


def _finish(sheet: Worksheet, count: int, columns: int) -> None:
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(count, 1), columns - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def csv_beside(workbook: Path) -> Path:
    """x.feedback.xlsx -> x.feedback.csv"""
    stem = workbook.name.removesuffix(".xlsx").removesuffix(".feedback")
    return workbook.with_name(f"{stem}.feedback.csv")


def write_csv(path: Path, findings: pa.Table) -> Path:
    """The complete list, UTF-8 with byte order mark; a spreadsheet opening it runs nothing and keeps long numbers."""
    labels = _translated(findings.column("severity"), LABELS.__getitem__)
    titles = _translated(findings.column("table"), words.title_of)
    own = [
        findings.column(n).cast(pa.string())
        for n in ("file", "sheet", "row", "column", "value", "message", "object_id")
    ]
    columns = [labels, findings.column("rule_id"), titles, *own]
    part = path.with_name(path.name + ".part")
    with part.open("wb") as sink:
        sink.write(b"\xef\xbb\xbf")
        pa_csv.write_csv(pa.table([_safe(c) for c in columns], list(HEADS)), sink)
    return part.replace(path)


def _translated(column: pa.ChunkedArray, word: Any) -> pa.ChunkedArray:
    """A column with each of its few distinct values put in other words."""
    coded = column.combine_chunks().dictionary_encode()
    said = pa.array([word(v) for v in coded.dictionary.to_pylist()], pa.string())
    return pa.chunked_array([pc.take(said, coded.indices)])


def _safe(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text behind an apostrophe where a spreadsheet would take it for a formula or cut its digits."""
    formula = pc.and_not(pc.match_substring_regex(column, RISKY), pc.match_substring_regex(column, NUMBER))
    risky = pc.or_(formula, pc.match_substring_regex(column, LONG_NUMBER))
    return pc.if_else(pc.fill_null(risky, False), pc.binary_join_element_wise("'", column, ""), column)
