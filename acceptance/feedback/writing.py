"""One feedback workbook: 检查结果, 问题清单, then the sender's sheets in their own order."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from acceptance import contracts
from acceptance.code_lists import CodeLists
from acceptance.feedback import listing, painting, summary
from acceptance.feedback.marks import Marks
from acceptance.feedback.sender import sender_sheets
from acceptance.feedback.summary import FeedbackHeader
from acceptance.feedback.text_sheet import TextSheet
from acceptance.feedback.words import SEVERITIES
from acceptance.progress import Tell, silent
from acceptance.sheets import RawPackage
from acceptance.workbooks.book import new_book, sheet_name

if TYPE_CHECKING:
    from acceptance.checking import NotEvaluated

SUMMARY, LISTING = "检查结果", "问题清单"


def write_feedback(
    path: Path,
    *,
    raw: RawPackage,
    findings: pa.Table,
    outcome: str,
    sender: FeedbackHeader,
    not_evaluated: Sequence["NotEvaluated"] = (),
    package: Path | None = None,
    codes: CodeLists | None = None,
    tell: Tell = silent,
) -> Path:
    """Writes the feedback workbook of one package; same input, same bytes.

    `findings`: all findings of this package, in the columns of `acceptance.findings.SCHEMA` or under their exported
    names (one per cell; row counted from 1, column the Chinese header). `outcome`: 接收, 部分接收 or 退回. `package`:
    where the sender's file lies; it is read again for the register's export only, whose tables are views of one sheet.
    Where there are more findings than a sheet has rows, `*.feedback.csv` beside the workbook lists them all.
    Values are the sender's own and are not masked: the workbook goes back to the sender and nowhere else.

    codes: the code lists of the year (`Campaign.codes`); None: the standing ones. tell: is told which sheet is
    being written.

    Raises:
        KeyError: an outcome or severity that is not known, or a column of `findings` that is missing.
    """
    sheets = sender_sheets(raw, package)
    marks = Marks(findings, sheets)
    try:
        with new_book(path, dated=sender.checked_on, title=f"{sender.county_name}{sender.line_title}检查结果") as book:
            front, list_sheet = book.add_worksheet(SUMMARY), book.add_worksheet(LISTING)
            taken = {SUMMARY.lower(), LISTING.lower()}
            targets = [painting.target(sheet_name(s.sheet, taken), s, marks.rows_of(n)) for n, s in enumerate(sheets)]
            uncommented = _paint_all(book, marks, targets, codes or contracts.standing_codes(), tell)
            found = marks.listing()
            files = {s.file for s in sheets} | set(found.column("file").to_pylist()) - {None}
            listing.write_listing(book, list_sheet, found, targets, with_file=len(files) > 1)
            contents = _contents(path, raw, found, targets, uncommented)
            summary.write_summary(
                book, front, sender, outcome, marks.counts(), not_evaluated, contents, _of_no_row(found)
            )
    finally:
        marks.close()
    return path


def _of_no_row(found: pa.Table) -> list[dict[str, Any]]:
    """Findings on the package, a file or a table as a whole: they stand in no sheet, so the first sheet names them."""
    return found.filter(pc.is_null(found.column("number"))).slice(0, summary.MOST_WHOLE + 1).to_pylist()


def _paint_all(book: Workbook, marks: Marks, targets: Sequence[painting.Target], codes: CodeLists, tell: Tell) -> int:
    palette, uncommented = painting.Palette(book), 0
    for number, to in enumerate(targets):
        tell(f"写反馈工作簿：{to.name}", number, len(targets))
        sheet = book.add_worksheet(to.name, TextSheet)
        _colour_tab(sheet, marks.gravest(number))
        uncommented += painting.paint(sheet, palette, to, marks.cells_of(number), codes)
    return uncommented


def _colour_tab(sheet: Worksheet, gravest: str | None) -> None:
    if gravest is not None:
        sheet.set_tab_color(SEVERITIES[gravest].dark)


def _contents(
    path: Path, raw: RawPackage, found: pa.Table, targets: Sequence[painting.Target], uncommented: int
) -> summary.Contents:
    """What the first sheet says of the others; writes the csv where the list is too long for a sheet."""
    long = found.num_rows > listing.MOST
    return summary.Contents(
        sheets=tuple(t.name for t in targets),
        partial=tuple(t.name for t in targets if not t.sheet.whole),
        register=raw.kind == "register",
        versioned="manifest" in raw.tables,
        listed=min(found.num_rows, listing.MOST),
        total=found.num_rows,
        csv=listing.write_csv(listing.csv_beside(path), found).name if long else None,
        uncommented=uncommented,
    )
