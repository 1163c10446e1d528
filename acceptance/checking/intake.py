"""From packages to tables in DuckDB: one table per contract table over all packages of the batch, told apart by
`pkg`.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from acceptance import contracts, sheets, sql
from acceptance.progress import Tell, silent
from acceptance.sheets import Problem, RawPackage, RawTable
from acceptance.sheets.headers import places

TYPED = "typed_package_table"
"""Name of the table into which one sheet is typed before it joins its fellows."""

CELLS = pa.schema(
    [
        ("pkg", pa.string()),
        ("rule_id", pa.string()),
        ("table_name", pa.string()),
        ("src_file", pa.string()),
        ("src_sheet", pa.string()),
        ("src_row", pa.int32()),
        ("column_name", pa.string()),
        ("header", pa.string()),
        ("value", pa.string()),
        ("message", pa.string()),
    ]
)
"""Cells that reading could not take (E000, E004), of all packages."""


@dataclasses.dataclass(frozen=True)
class PackageToCheck:
    """A package and what is known of it from outside.

    id: unique in the batch, e.g. '500101/self_check/3'. county_code: who sends it (None: offline, taken from its own
    rows). Its content is `path` (read here), `raw` (read already) or `typed` (rows in the contract's columns and
    types). previous_version: package_version of the version in force, when there is one.
    """

    id: str
    county_code: str | None
    line: str
    path: Path | None = None
    raw: RawPackage | None = None
    typed: Mapping[str, pa.Table] | None = None
    previous_version: int | None = None


@dataclasses.dataclass(frozen=True)
class SentTable:
    """A table that a package's line has: whether it must be there, and what of it is there."""

    pkg: str
    table_id: str
    title: str
    required: bool
    may_be_empty: bool
    present: bool
    row_n: int | None
    src_file: str
    src_sheet: str
    file_sha256: str | None
    delivered_as_files: bool


SENT = pa.schema(
    [
        ("pkg", pa.string()),
        ("table_id", pa.string()),
        ("title", pa.string()),
        ("required", pa.bool_()),
        ("may_be_empty", pa.bool_()),
        ("present", pa.bool_()),
        ("row_n", pa.int64()),
        ("src_file", pa.string()),
        ("src_sheet", pa.string()),
        ("file_sha256", pa.string()),
        ("delivered_as_files", pa.bool_()),
    ]
)


FILES = pa.schema([("pkg", pa.string()), ("name", pa.string())])
"""What was delivered beside the tables, in packages that are files (E007)."""


@dataclasses.dataclass(frozen=True)
class Received:
    """A package after loading: what it carries (table -> contract columns), and what reading found wrong.

    headers: (table, column) -> the header under which the sender has it, where that is not the contract's. files: what
    a zip or folder holds; none where a workbook is sent.
    """

    id: str
    county_code: str | None
    line: str
    kind: str
    carried: Mapping[str, frozenset[str]]
    problems: tuple[Problem, ...] = ()
    cells: pa.Table = dataclasses.field(default_factory=CELLS.empty_table)
    repeats: Mapping[str, pa.Table] = dataclasses.field(default_factory=dict)
    sent: tuple["SentTable", ...] = ()
    headers: Mapping[tuple[str, str], str] = dataclasses.field(default_factory=dict)
    reference_date: dt.date | None = None
    previous_version: int | None = None
    files: tuple[str, ...] = ()

    @property
    def own_layout(self) -> bool:
        """Whether it comes in a layout of its own (the national register's export) instead of the contract's."""
        return self.kind == "register"


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Every contract table, empty, with `pkg` before its columns."""
    for table in contracts.tables().values():
        columns = ", ".join(f"{sql.identifier(name)} {kind}" for name, kind in table.schema.items())
        con.execute(f"CREATE OR REPLACE TABLE {sql.identifier(table.name)} (pkg VARCHAR, {columns})")


def receive(
    con: duckdb.DuckDBPyConnection, packages: Sequence[PackageToCheck], tell: Tell = silent
) -> tuple[Received, ...]:
    """Loads the packages into the batch's tables; `sent_table` says what each holds beside what it should.

    Raises:
        KeyError: the line of a package is not known.
        ValueError: a package has no content.
    """
    create_tables(con)
    received = tuple(
        _receive_typed(p, p.typed) if p.typed is not None else _receive_raw(con, p, _read(p, tell), tell)
        for p in packages
    )
    _load_typed(con, [p for p in packages if p.typed is not None])
    rows = [dataclasses.asdict(sent) for one in received for sent in one.sent]
    load(con, "sent_table", pa.Table.from_pylist(rows, schema=SENT))
    named = [{"pkg": one.id, "name": name} for one in received for name in one.files]
    load(con, "package_file", pa.Table.from_pylist(named, schema=FILES))
    return received


def load(con: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """Makes the table `name` of the rows, replacing it."""
    con.register("rows_to_load", rows)
    con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM rows_to_load")
    con.unregister("rows_to_load")


def _read(package: PackageToCheck, tell: Tell) -> RawPackage:
    if package.raw is not None:
        return package.raw
    if package.path is None:
        raise ValueError(f"package {package.id} has neither path nor rows")
    return sheets.read_package(package.path, contracts.lines()[package.line], contracts.tables(), tell=tell)


def _receive_raw(con: duckdb.DuckDBPyConnection, package: PackageToCheck, raw: RawPackage, tell: Tell) -> Received:
    carried, cells, problems = {}, [CELLS.empty_table()], list(raw.problems)
    headers: dict[tuple[str, str], str] = {}
    for name, found in raw.tables.items():
        table = contracts.tables()[name]
        tell(f"转换{table.title}", 0, 0)
        problems += sheets.match_headers(found, table)
        typed = sheets.type_table(con, found, table, into=TYPED)
        columns = ", ".join(sql.identifier(column) for column in table.schema)
        con.execute(f"INSERT INTO {sql.identifier(name)} SELECT {sql.quote(package.id)}, {columns} FROM {TYPED}")
        con.execute(f"DROP TABLE {TYPED}")
        carried[name] = typed.carried
        headers |= _own_headers(found, table)
        cells.append(pa.table([_named(package.id, typed.findings), *typed.findings.columns], schema=CELLS))
    where = {name: (t.rows, t.src_file, t.src_sheet, raw.files.get(t.src_file)) for name, t in raw.tables.items()}
    sent = () if raw.kind in ("register", "unreadable") else _sent(package, where, files=raw.kind in ("zip", "folder"))
    repeats = {name: t.repeats for name, t in raw.tables.items() if t.repeats is not None}
    return Received(
        package.id,
        package.county_code,
        package.line,
        raw.kind,
        carried,
        tuple(problems),
        pa.concat_tables(cells),
        repeats,
        sent,
        headers,
        raw.reference_date,
        package.previous_version,
        tuple(sorted(raw.files)) if raw.kind in ("zip", "folder") else (),
    )


def _own_headers(raw: RawTable, table: contracts.Table) -> dict[tuple[str, str], str]:
    """(table, column) -> the sender's header, where it is not spelt as the contract's."""
    found = {name: raw.headers[indexes[0]].strip() for name, indexes in places(raw, table).items()}
    return {(table.name, name): header for name, header in found.items() if header and header != table.header(name)}


def _receive_typed(package: PackageToCheck, tables: Mapping[str, pa.Table]) -> Received:
    stated = contracts.tables()
    where = {
        name: (rows.num_rows, f"{stated[name].title}.parquet", stated[name].title, None)
        for name, rows in tables.items()
    }
    carried = {name: frozenset(c.name for c in stated[name].columns) for name in tables}
    return Received(
        package.id,
        package.county_code,
        package.line,
        "typed",
        carried,
        sent=_sent(package, where, files=False),
        previous_version=package.previous_version,
    )


def _load_typed(con: duckdb.DuckDBPyConnection, packages: Sequence[PackageToCheck]) -> None:
    """Rows that are typed already, table by table over all packages."""
    parts: dict[str, list[pa.Table]] = {}
    for package in packages:
        for name, rows in (package.typed or {}).items():
            parts.setdefault(name, []).append(
                rows.select(list(contracts.tables()[name].schema)).add_column(0, "pkg", _named(package.id, rows))
            )
    for name, rows in parts.items():
        con.register("rows_to_load", pa.concat_tables(rows))
        con.execute(f"INSERT INTO {sql.identifier(name)} SELECT * FROM rows_to_load")
        con.unregister("rows_to_load")


def _named(pkg: str, rows: pa.Table) -> pa.Array:
    return pa.repeat(pa.scalar(pkg, pa.string()), rows.num_rows)


def _sent(
    package: PackageToCheck, where: Mapping[str, tuple[int, str, str, str | None]], *, files: bool
) -> tuple[SentTable, ...]:
    """One row per table that the line has; `where`: (rows, file, sheet, sha256 of the file) of those that are there."""
    line = contracts.lines()[package.line]
    name = package.path.name if package.path else next((w[1] for w in where.values()), package.id)
    found = []
    for table in line.tables:
        title = contracts.tables()[table].title
        count, file, sheet, sha = where.get(table, (None, name, title, None))
        found.append(
            SentTable(
                package.id,
                table,
                title,
                table in line.required,
                table in line.may_be_empty,
                table in where,
                count,
                file,
                sheet,
                sha,
                files,
            )
        )
    return tuple(found)
