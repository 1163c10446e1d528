"""The sender's own sheets, rebuilt from what reading found: every row at its number, every column at its place."""

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from acceptance.contracts import Column, Table
from acceptance.feedback.words import table_of
from acceptance.sheets import RawPackage, RawTable, read_table, register
from acceptance.sheets.headers import places, tidy
from acceptance.workbooks.book import EXCEL_ROWS

WHOLE_ROWS = 20_000
"""A sheet of up to this many rows comes back whole; of a larger one only the rows that have problems."""


@dataclasses.dataclass(frozen=True)
class SenderSheet:
    """One sheet or file as sent.

    `data`: src_row and c0, c1, … (text), one per header; `positions`: their spreadsheet columns, from 1.
    `place_of` finds the position of a column by its tidied header, the contract's or the sender's.
    """

    file: str
    sheet: str
    tables: tuple[str, ...]
    header_row: int
    above: tuple[tuple[str, ...], ...]
    headers: tuple[str, ...]
    positions: tuple[int, ...]
    data: pa.Table
    place_of: Mapping[str, int]

    @functools.cached_property
    def whole(self) -> bool:
        last = self.data.column("src_row").slice(max(0, self.data.num_rows - 1)).to_pylist()
        return self.data.num_rows <= WHOLE_ROWS and (not last or last[0] <= EXCEL_ROWS)

    def rows(self, wanted: np.ndarray) -> pa.Table:
        """The rows to show: all of them, or those with the given numbers."""
        if self.whole:
            return self.data
        return self.data.filter(pc.is_in(self.data.column("src_row"), value_set=pa.array(wanted, pa.int32())))

    def position(self, header: str | None) -> int | None:
        return self.place_of.get(tidy(header)) if header else None


def sender_sheets(raw: RawPackage, package: Path | None = None) -> list[SenderSheet]:
    """The sheets of a package in the sender's order.

    The register's export is one sheet that reading takes apart into several tables. Given the `package` it is read
    once more and comes back as it is; otherwise as far as its tables carry it.
    """
    groups: dict[tuple[str, str], list[RawTable]] = {}
    for table in raw.tables.values():
        groups.setdefault((table.src_file, table.src_sheet), []).append(table)
    whole = _register_sheet(package) if raw.kind == "register" and package else None
    return [_sheet(tables, whole) for tables in groups.values()]


def _sheet(tables: list[RawTable], whole: RawTable | None) -> SenderSheet:
    body = whole or _merged(tables)
    places_found = {tidy(h): p for h, p in zip(body.headers, body.positions, strict=True) if h.strip()}
    for table in tables:
        if contract := table_of(table.table_name):
            places_found = _contract_places(table, contract) | places_found
    return SenderSheet(
        tables[0].src_file,
        tables[0].src_sheet,
        tuple(t.table_name for t in tables),
        body.header_row,
        body.above,
        body.headers,
        body.positions,
        body.data,
        places_found,
    )


def _contract_places(raw: RawTable, contract: Table) -> dict[str, int]:
    found = {
        tidy(contract.column(name).header): raw.positions[indexes[0]] for name, indexes in places(raw, contract).items()
    }
    return {header: position for header, position in found.items() if position > 0}


def _merged(tables: Iterable[RawTable]) -> RawTable:
    """The views of one sheet side by side: the columns of the longest one, and from the others those it lacks.

    A column at position 0 stands in no column of the file and is left out.
    """
    base, *others = sorted(tables, key=lambda t: -t.rows)
    columns = {
        p: (h, base.data.column(f"c{i}")) for i, (h, p) in enumerate(zip(base.headers, base.positions, strict=True))
    }
    rows = base.data.column("src_row")
    for other in others:
        at = pc.index_in(rows, value_set=other.data.column("src_row").combine_chunks())
        for i, (header, position) in enumerate(zip(other.headers, other.positions, strict=True)):
            if position not in columns:
                columns[position] = (header, pc.take(other.data.column(f"c{i}"), at))
    columns.pop(0, None)
    order = sorted(columns)
    data = pa.table([rows, *(columns[p][1] for p in order)], ["src_row", *(f"c{i}" for i in range(len(order)))])
    return dataclasses.replace(base, headers=tuple(columns[p][0] for p in order), positions=tuple(order), data=data)


def _register_sheet(package: Path) -> RawTable | None:
    """The export as sent, with every column and every row; None when it cannot be read any more."""
    columns = tuple(Column(f"column_{n}", header, "text") for n, header in enumerate(register.HEADERS, start=1))
    found = read_table(package, Table("register_export", register.SHEET, ("column_7",), columns)).tables
    return found.get("register_export")
