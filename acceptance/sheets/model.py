"""What reading hands on: raw tables, all text, with the row a person sees; and the bounds within which it reads."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from acceptance.sheets.problems import Problem

HEADER_SEARCH_ROWS = 10
"""Title rows may stand above the header; it is looked for in the first ten rows and nowhere else."""
LISTED = 1000
"""How many problems of one kind are listed for one table."""


@dataclasses.dataclass(frozen=True)
class Limits:
    """Bounds for one package. What exceeds them is refused with a message, never read in part."""

    unpacked_bytes: int = 2 << 30
    ratio: int = 200
    ratio_from_bytes: int = 64 << 20
    members: int = 2000
    cells: int = 25_000_000
    columns: int = 1000
    memory_bytes: int = 4 << 30
    seconds: float = 600.0


@dataclasses.dataclass(frozen=True)
class RawTable:
    """One table as found: text only.

    `data` has a column `c0`, `c1`, … per entry of `headers` (as found, left to right, VARCHAR, empty cell = NULL) and
    `src_row` (int32, from 1 as in a spreadsheet, titles, header and blank lines counted); wholly empty rows are gone.
    `positions` gives the spreadsheet column (1 = A) of each header. `above` holds the rows over the header.
    `damage` lists cells of `code` columns that became numbers in a spreadsheet: src_row, header, value, kind.

    Only where a source of its own layout is taken over (register.py): `mapping` (contract column -> index in headers),
    `carried` (the contract columns this source has) and, where it repeats a record on several rows, `repeats` (src_row,
    repeated_row; both int32), which names all of them: a finding on the record is one line per row.
    """

    table_name: str
    src_file: str
    src_sheet: str
    header_row: int
    headers: tuple[str, ...]
    positions: tuple[int, ...]
    data: pa.Table
    damage: pa.Table
    above: tuple[tuple[str, ...], ...] = ()
    mapping: Mapping[str, int] | None = None
    carried: frozenset[str] | None = None
    repeats: pa.Table | None = None

    @property
    def rows(self) -> int:
        return int(self.data.num_rows)


@dataclasses.dataclass(frozen=True)
class RawPackage:
    """A package as found; `files`: relative name -> sha256.

    kind: workbook, zip, folder, csv, parquet, register or unreadable.
    """

    kind: str
    files: Mapping[str, str]
    tables: Mapping[str, RawTable]
    problems: tuple[Problem, ...]
    reference_date: dt.date | None = None

    @property
    def carried(self) -> dict[str, frozenset[str]] | None:
        """Contract columns by table that a source of its own layout carries; None for the contract's own layout."""
        return {n: t.carried or frozenset() for n, t in self.tables.items()} if self.kind == "register" else None

    @property
    def refused(self) -> bool:
        return any(p.severity == "block" for p in self.problems)


@dataclasses.dataclass(frozen=True)
class Grid:
    """A sheet, a csv or a parquet file as a rectangle of text: `columns` from A on, rows from 1 on."""

    file: str
    path: Path
    sheet: str
    columns: tuple[pa.ChunkedArray, ...]
    hidden: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def rows(self) -> int:
        return int(len(self.columns[0])) if self.columns else 0

    def top(self, count: int = HEADER_SEARCH_ROWS) -> list[list[str]]:
        """The first rows as lists of text (empty cell = '')."""
        heads = [[v or "" for v in c.slice(0, count).to_pylist()] for c in self.columns]
        return [list(row) for row in zip(*heads, strict=True)]
