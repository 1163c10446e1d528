"""From packages to tables in DuckDB: one table per contract table over all packages of the batch, told apart by `pkg`."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from acceptance import contracts, sheets, sql
from acceptance.sheets import Problem, RawPackage

TYPED = "typed_package_table"
"""Name of the table into which one sheet is typed before it joins its fellows."""

CELLS = pa.schema([
    ("pkg", pa.string()), ("rule_id", pa.string()), ("table_name", pa.string()), ("src_file", pa.string()), ("src_sheet", pa.string()),
    ("src_row", pa.int32()), ("column_name", pa.string()), ("header", pa.string()), ("value", pa.string()), ("message", pa.string()),
])
"""Cells that reading could not take (E000, E004), of all packages."""


@dataclasses.dataclass(frozen=True)
class PackageToCheck:
    """A package and what is known of it from outside.

    id: unique in the batch, e.g. '500101/self_check/3'. county_code: who sends it (None: offline, taken from its own rows).
    Its content is `path` (read here), `raw` (read already) or `typed` (rows with the contract's columns, from the lake or a test).
    previous_version: package_version of the version in force, when there is one.
    """

    id: str
    county_code: str | None
    line: str
    path: Path | None = None
    raw: RawPackage | None = None
    typed: Mapping[str, pa.Table] | None = None
    previous_version: int | None = None


@dataclasses.dataclass(frozen=True)
class Received:
    """A package after loading: what it carries (table -> contract columns), and what reading found wrong."""

    id: str
    county_code: str | None
    line: str
    kind: str
    carried: Mapping[str, frozenset[str]]
    problems: tuple[Problem, ...] = ()
    cells: pa.Table = dataclasses.field(default_factory=CELLS.empty_table)
    repeats: Mapping[str, pa.Table] = dataclasses.field(default_factory=dict)
    reference_date: dt.date | None = None
    previous_version: int | None = None

    @property
    def own_layout(self) -> bool:
        """Whether it comes in a layout of its own (the national register's export) instead of the contract's."""
        return self.kind == "register"


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Every contract table, empty, with `pkg` before its columns; and `sent_table`, what each package holds beside what it should."""
    for table in contracts.tables().values():
        columns = ", ".join(f"{sql.identifier(name)} {kind}" for name, kind in table.schema.items())
        con.execute(f"CREATE OR REPLACE TABLE {sql.identifier(table.name)} (pkg VARCHAR, {columns})")
    con.execute(
        "CREATE OR REPLACE TABLE sent_table (pkg VARCHAR, table_id VARCHAR, title VARCHAR, required BOOLEAN, may_be_empty BOOLEAN, "
        "present BOOLEAN, row_n BIGINT, src_file VARCHAR, src_sheet VARCHAR, file_sha256 VARCHAR, delivered_as_files BOOLEAN)"
    )


def receive(con: duckdb.DuckDBPyConnection, package: PackageToCheck) -> Received:
    """Loads one package into the batch's tables.

    Raises:
        KeyError: its line is not known.
        ValueError: it has no content.
    """
    line = contracts.lines()[package.line]
    if package.typed is not None:
        return _receive_typed(con, package, package.typed)
    raw = package.raw
    if raw is None:
        if package.path is None:
            raise ValueError(f"package {package.id} has neither path nor rows")
        raw = sheets.read_package(package.path, line, contracts.tables())
    return _receive_raw(con, package, raw)


def _receive_raw(con: duckdb.DuckDBPyConnection, package: PackageToCheck, raw: RawPackage) -> Received:
    carried, cells, problems = {}, [CELLS.empty_table()], list(raw.problems)
    for name, found in raw.tables.items():
        table = contracts.tables()[name]
        problems += sheets.match_headers(found, table)
        typed = sheets.type_table(con, found, table, into=TYPED)
        _append(con, package.id, table, TYPED)
        con.execute(f"DROP TABLE {TYPED}")
        carried[name] = typed.carried
        cells.append(pa.table([pa.array([package.id] * typed.findings.num_rows, pa.string()), *typed.findings.columns], CELLS))
    if raw.kind not in ("register", "unreadable"):
        _note_tables(con, package, raw)
    repeats = {name: t.repeats for name, t in raw.tables.items() if t.repeats is not None}
    return Received(
        package.id, package.county_code, package.line, raw.kind, carried, tuple(problems), pa.concat_tables(cells), repeats,
        raw.reference_date, package.previous_version,
    )


def _receive_typed(con: duckdb.DuckDBPyConnection, package: PackageToCheck, tables: Mapping[str, pa.Table]) -> Received:
    for name, rows in tables.items():
        con.register(TYPED, rows)
        _append(con, package.id, contracts.tables()[name], TYPED)
        con.unregister(TYPED)
    where = {name: (rows.num_rows, f"{contracts.tables()[name].title}.parquet", contracts.tables()[name].title, None) for name, rows in tables.items()}
    _insert_sent(con, package, where, files=False)
    carried = {name: frozenset(c.name for c in contracts.tables()[name].columns) for name in tables}
    return Received(package.id, package.county_code, package.line, "typed", carried, previous_version=package.previous_version)


def _append(con: duckdb.DuckDBPyConnection, pkg: str, table: contracts.Table, source: str) -> None:
    columns = ", ".join(sql.identifier(name) for name in table.schema)
    con.execute(f"INSERT INTO {sql.identifier(table.name)} SELECT {sql.quote(pkg)}, {columns} FROM {source}")


def _note_tables(con: duckdb.DuckDBPyConnection, package: PackageToCheck, raw: RawPackage) -> None:
    where = {name: (t.rows, t.src_file, t.src_sheet, raw.files.get(t.src_file)) for name, t in raw.tables.items()}
    _insert_sent(con, package, where, files=raw.kind in ("zip", "folder"))


def _insert_sent(
    con: duckdb.DuckDBPyConnection, package: PackageToCheck, where: Mapping[str, tuple[int, str, str, str | None]], *, files: bool
) -> None:
    """One row per table that the line has: (rows, file, sheet, sha256 of the file) of those that are there."""
    line = contracts.lines()[package.line]
    name = package.path.name if package.path else next((w[1] for w in where.values()), package.id)
    rows = []
    for table in line.tables:
        title = contracts.tables()[table].title
        count, file, sheet, sha = where.get(table, (None, name, title, None))
        rows.append((
            package.id, table, title, table in line.required, table in line.may_be_empty, table in where, count, file, sheet, sha, files,
        ))
    con.executemany(f"INSERT INTO sent_table VALUES ({', '.join('?' * 11)})", rows)
