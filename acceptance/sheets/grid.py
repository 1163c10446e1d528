"""From a rectangle of text to a raw table: header row found, titles apart, empty rows gone, damaged codes listed."""

import dataclasses
import functools

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from acceptance.contracts import Table
from acceptance.sheets import headers
from acceptance.sheets.model import HEADER_SEARCH_ROWS, LISTED, Grid, RawTable
from acceptance.sheets.problems import Problem, Refused, problem

WHITE = " \t\r\n\v\f\u00a0\u2002\u2003\u2009\u200b\u202f\u3000\ufeff"
"""What surrounds a value without being part of it: spaces of every width, breaks, byte order mark."""
SCIENTIFIC = r"^[+-]?[0-9](\.[0-9]+)?[eE][+-]?[0-9]{2,}$"
TRAILING_ZERO = r"^[0-9]+\.0+$"
DAMAGE_SCHEMA = pa.schema(
    [("src_row", pa.int32()), ("header", pa.string()), ("value", pa.string()), ("kind", pa.string())]
)


def present(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """True where a cell holds more than white space."""
    return pc.fill_null(pc.greater(pc.binary_length(pc.utf8_trim(column, WHITE)), 0), False)


def raw_table(grid: Grid, table: Table) -> tuple[RawTable, list[Problem]]:
    """The table in a grid. Raises Refused (S014, S015) when there is nothing or no header row."""
    top = grid.top()
    if not any(cell.strip() for row in top for cell in row) and not any(
        pc.any(present(c)).as_py() for c in grid.columns
    ):
        raise Refused(problem("S014", grid.file, sheet=grid.sheet, value=grid.sheet))
    index = headers.header_row(top, table)
    if index is None:
        expected = "、".join(c.header for c in table.columns[:6]) + " 等"
        raise Refused(
            problem("S015", grid.file, sheet=grid.sheet, rows=HEADER_SEARCH_ROWS, title=table.title, expected=expected)
        )
    return cut(grid, table, index)


def cut(grid: Grid, table: Table, index: int) -> tuple[RawTable, list[Problem]]:
    """The table below the header at `index` (0 = first row)."""
    top = grid.top()
    body = [c.slice(index + 1) for c in grid.columns]
    filled = [present(c) for c in body]
    kept = [i for i, head in enumerate(top[index]) if head.strip() or pc.any(filled[i]).as_py()]
    alive = functools.reduce(pc.or_, filled)
    rows = pa.chunked_array([pa.array(np.arange(index + 2, index + 2 + len(alive), dtype=np.int32))])
    data = pa.table([rows, *(body[i] for i in kept)], ["src_row", *(f"c{n}" for n in range(len(kept)))])
    if not pc.all(alive).as_py():
        data = data.filter(alive)
    heads = tuple(top[index][i] for i in kept)
    data, wrong = without_repeats(data, heads, grid)
    raw = RawTable(
        table.name,
        grid.file,
        grid.sheet,
        index + 1,
        heads,
        tuple(i + 1 for i in kept),
        data.combine_chunks(),
        DAMAGE_SCHEMA.empty_table(),
        tuple(tuple(row) for row in top[:index]),
    )
    return with_damage(raw, table), wrong


def without_repeats(data: pa.Table, heads: tuple[str, ...], grid: Grid) -> tuple[pa.Table, list[Problem]]:
    """Headers that were printed again in the middle (page breaks, pasted sheets) are no records."""
    same = [
        pc.fill_null(pc.equal(data.column(f"c{n}"), head), head == "") for n, head in enumerate(heads) if head.strip()
    ]
    repeated = functools.reduce(pc.and_, same)
    rows = data.column("src_row").filter(repeated).to_pylist()
    wrong = [problem("S020", grid.file, sheet=grid.sheet, row=row) for row in rows[:LISTED]]
    return (data.filter(pc.invert(repeated)), wrong) if rows else (data, wrong)


def with_damage(raw: RawTable, table: Table) -> RawTable:
    """Lists the cells of `code` columns that became numbers in a spreadsheet (E004): 5.00233E+17, or a trailing .0."""
    codes = {c.name for c in table.columns if c.type == "code"}
    found = [
        damaged(raw, index, kind, pattern)
        for name, indexes in sorted(headers.places(raw, table).items())
        if name in codes
        for index in indexes
        for kind, pattern in (("scientific", SCIENTIFIC), ("decimal", TRAILING_ZERO))
    ]
    listed = pa.concat_tables([DAMAGE_SCHEMA.empty_table(), *found]).sort_by(
        [("src_row", "ascending"), ("header", "ascending")]
    )
    return dataclasses.replace(raw, damage=listed)


def damaged(raw: RawTable, index: int, kind: str, pattern: str) -> pa.Table:
    values = raw.data.column(f"c{index}")
    hit = pc.fill_null(pc.match_substring_regex(pc.utf8_trim_whitespace(values), pattern), False)
    rows = raw.data.column("src_row").filter(hit)
    constant = [pa.array([text] * len(rows), pa.string()) for text in (raw.headers[index], kind)]
    return pa.table([rows, constant[0], values.filter(hit), constant[1]], DAMAGE_SCHEMA)
