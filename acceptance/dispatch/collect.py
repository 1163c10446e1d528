"""Several teams' filled workbooks put together into one package of their line, because a newer package replaces all."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from acceptance import contracts, sheets, sql, store, workbooks
from acceptance.contracts import Line


def collect(line: Line, files: Sequence[Path], path: Path) -> Path:
    """One workbook with the rows of all files, in their order; a row that several hold alike (the design) stands once.

    Raises:
        StoreError: a file cannot be read, lacks a column, holds a cell that is no value of its type, or two files tell
            the same row differently.
    """
    with sql.connect() as con, tempfile.TemporaryDirectory(prefix="collect-") as private:
        parts: dict[str, list[str]] = {}
        for number, file in enumerate(files):
            for table, name in _typed(con, line, file, number, Path(private)):
                parts.setdefault(table, []).append(name)
        rows = {table: _together(con, contracts.tables()[table], names) for table, names in parts.items()}
    workbooks.write_workbook(line, rows, path)
    path.chmod(0o600)
    return path


def _typed(con: duckdb.DuckDBPyConnection, line: Line, file: Path, number: int, scratch: Path) -> list[tuple[str, str]]:
    """The file's tables, typed, by the names they have on the connection."""
    package = sheets.read_package(file, line, contracts.tables(), scratch=scratch)
    if grave := [p.message for p in package.problems if p.severity == "block"]:
        raise store.StoreError(f"{file.name}：{grave[0]}")
    found = []
    for name, raw in package.tables.items():
        table = contracts.tables()[name]
        missing = [p.message for p in sheets.match_headers(raw, table) if p.severity == "block"]
        into = f"{name}_{number}"
        typed = sheets.type_table(con, raw, table, into=into)
        wrong = missing or [f"第{r['src_row']}行：{r['message']}" for r in typed.findings.slice(0, 1).to_pylist()]
        if wrong:
            raise store.StoreError(f"{file.name}的{table.title}{wrong[0]} 请先单独自检（campaign check）改正。")
        found.append((name, into))
    return found


def _together(con: duckdb.DuckDBPyConnection, table: contracts.Table, names: Sequence[str]) -> pa.Table:
    """The rows of a table from all files without those repeated, in the order in which they are first met."""
    columns = ", ".join(sql.identifier(c.name) for c in table.columns)
    parts = " UNION ALL ".join(f"SELECT {n} AS file_no, * FROM {name}" for n, name in enumerate(names))
    rows = con.sql(
        f"SELECT {columns} FROM ({parts}) GROUP BY {columns} ORDER BY min(file_no), min(src_row)"
    ).to_arrow_table()
    key = ", ".join(sql.identifier(name) for name in table.key)
    con.register("together", rows)
    twice = con.execute(
        f"SELECT concat_ws(' ', {key}) FROM together GROUP BY {key} HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
    ).fetchall()
    con.unregister("together")
    if twice:
        raise store.StoreError(f"{table.title}的 {twice[0][0]} 在几组的工作簿中不一致，请核对后再合并。")
    return rows
