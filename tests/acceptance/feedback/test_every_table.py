"""Whatever table a wrong cell stands in, it comes back coloured at its place with the rule and how to fill it."""

import pyarrow as pa
import pytest
from xlsxwriter.utility import xl_rowcol_to_cell

from acceptance import contracts
from acceptance.feedback import write_feedback
from acceptance.sheets import RawPackage, RawTable
from acceptance.workbooks import wording

from . import packages as p
from .opened import MAIN, Opened
from .test_feedback_workbook import DARKS, FILLS

TABLES = [table for table in contracts.tables().values() if not table.configuration]
ROW = 3


def wrong_column(table: contracts.Table) -> int:
    """The place of the column whose value is wrong: the last with a code list, else the last date or number, else the
    last.
    """
    listed = [n for n, c in enumerate(table.columns) if c.codes]
    typed = [n for n, c in enumerate(table.columns) if c.type not in ("text", "code")]
    return (listed or typed or range(len(table.columns)))[-1]


def as_read(table: contracts.Table) -> RawTable:
    """A sheet of two records, in the second of which one column holds what cannot be read."""
    width = len(table.columns)
    data = {"src_row": pa.array([2, ROW], pa.int32())}
    data |= {f"c{n}": ["甲", "不详" if n == wrong_column(table) else "乙"] for n in range(width)}
    headers = tuple(c.header for c in table.columns)
    places = tuple(range(1, width + 1))
    return RawTable(table.name, "申报包.xlsx", table.title, 1, headers, places, pa.table(data), pa.table({}))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    raw = RawPackage("workbook", {}, {table.name: as_read(table) for table in TABLES}, ())
    findings = p.found(
        *(
            p.finding("E000", "row", table.name, ROW, table.columns[wrong_column(table)].header, value="不详")
            for table in TABLES
        )
    )
    path = tmp_path_factory.mktemp("every") / "x.feedback.xlsx"
    return Opened(write_feedback(path, raw=raw, findings=findings, outcome="部分接收", sender=p.SENDER))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_one_wrong_cell_is_marked_at_its_place_and_nowhere_else(opened: Opened, table: contracts.Table) -> None:
    place = wrong_column(table)
    cell = xl_rowcol_to_cell(ROW - 1, place)
    styles = {c.get("r", ""): int(c.get("s", "0")) for c in opened.xml(table.title).iter(f"{MAIN}c")}
    coloured = {name: opened.fills[style] for name, style in styles.items() if not name.endswith("1")}
    assert {name: fill for name, fill in coloured.items() if fill in {*FILLS.values(), *DARKS.values()}} == {
        "A3": DARKS["row"],
        cell: FILLS["row"],
    }
    said = opened.comments(table.title)
    assert {name for name in said if name.endswith("3")} == {"A3", cell}
    assert "【E000 待核】应改正" in said[cell]
    assert wording.how_to_fill(table.columns[place])[:30] in said[cell]
