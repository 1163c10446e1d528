"""A small valid world (world.yaml): one package per line in which nothing is wrong. Examples of rules are overrides
of it.

An example is a mapping. Keys that are columns of the rule's table change its first row (or row `_row`, counted from 1);
`_all` changes every row; a key that is a table's name gives that table's rows (a list, each on top of the table's first
row; `_times` repeats one) or changes its first row (a mapping).
"""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from acceptance import contracts, sql

COUNTY, V1, V2 = "500229", "500229100201", "500229100202"
H1, H2, H3 = "50022900000001", "50022900000002", "50022900000003"
Row = dict[str, Any]
Tables = dict[str, list[Row]]

WORLD = yaml.safe_load((Path(__file__).parent / "world.yaml").read_text(encoding="utf-8"))
LINES: dict[str, dict[str, list[Row]]] = WORLD["lines"]
NUMBERED = ("respondent_hash", "questionnaire_id")
"""Keys that are numbered anew where rows are repeated."""
MANIFEST = (
    "village",
    "household",
    "person",
    "income",
    "procedure",
    "document",
    "work_team",
    "measure",
    "household_change",
)
CON = sql.connect(memory="512MB", threads=1)


def line_of(table: str) -> str:
    """The line of this world that a table belongs to."""
    return "self_check" if table == "manifest" else next(name for name, tables in LINES.items() if table in tables)


def rows_of(table: str) -> list[Row]:
    """The rows of a table in the valid world."""
    given = LINES[line_of(table)][table]
    columns = dict.fromkeys(c.name for c in contracts.tables()[table].columns)
    return stacked(plain(columns | given[0]), given)


def stacked(first: Row, given: list[Row]) -> list[Row]:
    """Rows on top of a first one."""
    rows = [plain(first | row) for row in given for _ in range(row.get("_times", 1))]
    for key in (k for k in NUMBERED if k in first and len({r[k] for r in rows}) < len(rows)):
        rows = [row | {key: f"R{number}"} for number, row in enumerate(rows, 1)]
    return rows


def plain(row: Row) -> Row:
    return {k: v for k, v in row.items() if k != "_times"}


def manifest(tables: Tables) -> list[Row]:
    """One row per table of a self-check package, with the number of rows that are there."""
    sent = {"county_code": COUNTY, "campaign_year": 2026, "package_version": 1, "file_name": "申报包.xlsx"}
    sent |= {
        "submitted_at": "2026-12-12 09:00:00",
        "submitter": "陈主任",
        "data_date": "2026-12-10",
        "sealed_doc": None,
    }
    rows = [sent | {"table_name": contracts.tables()[name].title, "row_count": len(tables[name])} for name in MANIFEST]
    return [rows[0] | {"sealed_doc": "签章.pdf"}, *rows[1:]]


def rows_with(line: str, changes: Mapping[str, Any]) -> Tables:
    """The rows of a line's tables, with those of `changes` changed (a mapping: the first row, or row `_row`) or given
    (a list, each on top of the table's first row).
    """
    tables = {name: rows_of(name) for name in LINES[line]}
    for name, given in changes.items():
        rows = tables[name]
        if isinstance(given, Mapping):
            place = given.get("_row", 1) - 1
            change = {k: v for k, v in given.items() if k != "_row"}
            tables[name] = [row | change if n == place else row for n, row in enumerate(rows)]
        else:
            tables[name] = stacked(rows[0], given) if given else []
    return tables


def package(line: str, table: str | None = None, example: Mapping[str, Any] | None = None) -> dict[str, pa.Table]:
    """The typed tables of a package of this world with an example of a rule of `table` put in."""
    example = dict(example or {})
    tables = rows_with(line, {name: example.pop(name) for name in LINES[line] if name in example})
    if line == "self_check":
        tables["manifest"] = manifest(tables)
    if table is not None:
        everywhere, place = example.pop("_all", {}), example.pop("_row", 1) - 1
        rows = [row | everywhere for row in tables[table]]
        tables[table] = [row | example if n == place else row for n, row in enumerate(rows)]
    return {name: typed(name, rows) for name, rows in tables.items()}


def typed(name: str, rows: list[Row]) -> pa.Table:
    """Rows as the contract types them, with the place a person would see."""
    return _typed(
        name, tuple(tuple((k, None if v is None else str(v)) for k, v in sorted(row.items())) for row in rows)
    )


@functools.cache
def _typed(name: str, rows: tuple[tuple[tuple[str, str | None], ...], ...]) -> pa.Table:
    table, mappings = contracts.tables()[name], [dict(row) for row in rows]
    if unknown := {k for m in mappings for k in m} - {c.name for c in table.columns}:
        raise KeyError(f"{name} has no {sorted(unknown)}")
    text = {c.name: [m.get(c.name) for m in mappings] for c in table.columns}
    text |= {"src_file": [f"{table.title}.parquet"] * len(rows), "src_sheet": [table.title] * len(rows)}
    text["src_row"] = [str(n) for n in range(2, len(rows) + 2)]
    CON.register("text", pa.table({k: pa.array(v, pa.string()) for k, v in text.items()}))
    columns = (f"CAST({sql.identifier(c)} AS {t}) AS {sql.identifier(c)}" for c, t in table.schema.items())
    return CON.sql(f"SELECT {', '.join(columns)} FROM text").to_arrow_table()


def configuration(name: str, rows: list[Row]) -> pa.Table:
    return typed(name, rows).drop_columns(["src_file", "src_sheet", "src_row"])


def areas() -> pa.Table:
    return configuration("dim_area", WORLD["areas"])


def tasks() -> pa.Table:
    return configuration("county_task", WORLD["tasks"])
