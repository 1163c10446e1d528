"""问题清单: every finding, in the order of the sender's sheets; what does not fit in a sheet stands in a csv beside it."""

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
from acceptance.feedback.painting import Target
from acceptance.feedback.remarks import sentence
from acceptance.feedback.words import LABELS, SEVERITIES
from acceptance.workbooks.book import EXCEL_ROWS

HEADS = ("处理", "规则", "表", "文件", "工作表", "行", "列", "单元格内容", "问题", "对象编号")
WIDTHS = (8, 8, 14, 22, 14, 8, 18, 24, 80, 26)
MOST = EXCEL_ROWS - 1
LINKS = 20_000
"""Rows of the list from which a click leads to the cell; a sheet holds at most 65,530 links."""
RISKY = r"^[=+\-@\t\r]"
NUMBER = r"^[+\-]?[0-9]{1,11}(\.[0-9]+)?$"
LONG_NUMBER = r"^[0-9]{12,}$"


def write_listing(book: Workbook, sheet: Worksheet, findings: pa.Table, targets: Sequence[Target], *, with_file: bool) -> None:
    """Fills the sheet; `findings` as marks.listing() gives them. The file is named only where a package has several."""
    shown = [i for i, head in enumerate(HEADS) if with_file or head != "文件"]
    head = book.add_format({"bold": True, "bg_color": "#D9D9D9", "border": 1, "border_color": "#A6A6A6", "align": "center"})
    plain = book.add_format({"num_format": "@", "valign": "top"})
    wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top", "align": "right"})
    labels = {s: book.add_format({"bg_color": word.fill, "align": "center", "valign": "top"}) for s, word in SEVERITIES.items()}
    for place, i in enumerate(shown):
        sheet.set_column(place, place, WIDTHS[i])
        sheet.write_string(0, place, HEADS[i], head)
    at_row, at_problem = shown.index(HEADS.index("行")), shown.index(HEADS.index("问题"))
    for line, finding in enumerate(_lines(findings.slice(0, MOST)), start=1):
        texts = _texts(finding)
        for place, i in enumerate(shown):
            style = labels[finding["severity"]] if place == 0 else wrapped if place == at_problem else plain
            if place == at_row and finding["number"] is not None and line <= LINKS:
                _write_link(sheet, line, place, targets[finding["number"]], finding, link)
            elif texts[i]:
                sheet.write_string(line, place, texts[i], style)
    last = min(findings.num_rows, MOST)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), len(shown) - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _lines(findings: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in findings.to_batches(BATCH):
        yield from batch.to_pylist()


def _texts(finding: dict[str, Any]) -> tuple[str, ...]:
    row = finding["row"]
    return (
        LABELS[finding["severity"]], finding["rule_id"], words.title_of(finding["table"]), finding["file"] or "", finding["sheet"] or "",
        "" if row is None else str(row), finding["column"] or "", finding["value"] or "", sentence(finding["message"]), finding["object_id"] or "",
    )


def _write_link(sheet: Worksheet, line: int, place: int, to: Target, finding: dict[str, Any], style: Format) -> None:
    column = to.sheet.position(finding["column"]) or to.sheet.positions[0]
    cell = xl_rowcol_to_cell(to.row(finding["row"]) - 1, to.column(column))
    name = to.name.replace("'", "''")
    sheet.write_url(line, place, f"internal:'{name}'!{cell}", style, str(finding["row"]))


def write_csv(path: Path, findings: pa.Table) -> Path:
    """The complete list as csv (UTF-8 with byte order mark). A spreadsheet that opens it runs nothing and keeps long numbers."""
    titles = pa.array([words.title_of(t) for t in findings.column("table").to_pylist()], pa.string())
    labels = pa.array([LABELS[s] for s in findings.column("severity").to_pylist()], pa.string())
    own = [findings.column(n).cast(pa.string()) for n in ("file", "sheet", "row", "column", "value", "message", "object_id")]
    table = pa.table([labels, findings.column("rule_id"), titles, *own], list(HEADS))
    part = path.with_name(path.name + ".part")
    with part.open("wb") as sink:
        sink.write(b"\xef\xbb\xbf")
        pa_csv.write_csv(pa.table([_safe(c) for c in table.columns], list(HEADS)), sink)
    return part.replace(path)


def _safe(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text behind an apostrophe where a spreadsheet would take it for a formula or cut its digits."""
    formula = pc.and_not(pc.match_substring_regex(column, RISKY), pc.match_substring_regex(column, NUMBER))
    risky = pc.or_(formula, pc.match_substring_regex(column, LONG_NUMBER))
    return pc.if_else(pc.fill_null(risky, False), pc.binary_join_element_wise("'", column, ""), column)


def csv_beside(workbook: Path) -> Path:
    """x.feedback.xlsx -> x.feedback.csv"""
    stem = workbook.name.removesuffix(".xlsx").removesuffix(".feedback")
    return workbook.with_name(f"{stem}.feedback.csv")
