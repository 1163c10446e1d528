"""What the rules on change read (E013, E031, E034, E059, E067, E094): the register of earlier years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from acceptance import contracts, sql

TABLES = ("village", "household", "person")
"""Tables of the self-check whose earlier rows are kept: a view `earlier_<table>` each, with `snapshot_year`."""
OUTCOME, DELIVERY = "outcome", "delivery"
OTHERS = {
    OUTCOME: {"kind": "VARCHAR", "object_id": "VARCHAR", "outcome": "VARCHAR"},
    DELIVERY: {"registry": "VARCHAR", "row_n": "BIGINT"},
}
"""What was published of villages and households then; the rows of the departments' tables in force then."""


@dataclass(frozen=True)
class Today:
    """A department's delivery in force: its title, first file, rows, and the rows of the delivery before it in this
    season; without one, E094 compares with the earlier year's."""

    title: str
    file: str
    rows: int
    previous: int | None


Held = Mapping[str, Mapping[int, Sequence[Path]]]
"""Table -> year -> Parquet files of one county."""


def open_earlier(
    con: duckdb.DuckDBPyConnection, year: int, held: Held | None = None, today: Mapping[str, Today] | None = None
) -> None:
    """Makes earlier_village, earlier_household, earlier_person, earlier_outcome, earlier_delivery (snapshot_year
    beside their columns), `earlier_year` (the years before `year` of which the register is held) and `delivery_today`
    (registry, title, src_file, row_n, previous_n). Without `held` they are empty: the rules on change find nothing.
    """
    schemas = {name: contracts.tables()[name].schema for name in TABLES} | OTHERS
    for name, schema in schemas.items():
        of_years = {y: files for y, files in (held or {}).get(name, {}).items() if y < year}
        parts = [_of_year(con, schema, y, files) for y, files in sorted(of_years.items())]
        con.execute(f"CREATE OR REPLACE VIEW earlier_{name} AS {' UNION ALL '.join(parts) or _nothing(schema)}")
    con.execute(
        "CREATE OR REPLACE TABLE earlier_year AS SELECT DISTINCT snapshot_year FROM earlier_household ORDER BY 1"
    )
    con.execute(
        "CREATE OR REPLACE TABLE delivery_today (registry VARCHAR, title VARCHAR, src_file VARCHAR, row_n BIGINT, "
        "previous_n BIGINT)"
    )
    for registry, one in (today or {}).items():
        row = [registry, one.title, one.file, one.rows, one.previous]
        con.execute("INSERT INTO delivery_today VALUES (?, ?, ?, ?, ?)", row)


def _nothing(schema: Mapping[str, str]) -> str:
    columns = ", ".join(f"CAST(NULL AS {kind}) AS {sql.identifier(name)}" for name, kind in schema.items())
    return f"SELECT {columns}, CAST(NULL AS INTEGER) AS snapshot_year WHERE false"


def _of_year(con: duckdb.DuckDBPyConnection, schema: Mapping[str, str], year: int, files: Sequence[Path]) -> str:
    """One year's rows in today's columns; a column that the contract did not have then is NULL."""
    source = sql.parquet(files)
    there = {name for name, *_ in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    columns = ", ".join(
        f"CAST({sql.identifier(name) if name in there else 'NULL'} AS {kind}) AS {sql.identifier(name)}"
        for name, kind in schema.items()
    )
    return f"SELECT {columns}, {year} AS snapshot_year FROM {source}"
