"""Overdue leads (逾期未认定的线索): what they are, stated once, and how many each county has on a day."""

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from acceptance import sql, store
from acceptance.season import Season

COUNTED = pa.schema({"county": pa.string(), "status": pa.string(), "due": pa.date32()})


@dataclass(frozen=True)
class Overdue:
    """Leads of a county that nobody has answered by their date. longest: by how many days the oldest is late."""

    count: int = 0
    longest: int = 0


def define(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the macro days_late(status, due, day); overdue is what it is above 0 for. Every list and count reads it."""
    con.execute(sql.load("acceptance", "overdue_leads"))


def of_counties(season: Season, counties: Iterable[str], day: dt.date) -> dict[str, Overdue]:
    """The published leads of each county as they stand on a day; nothing overdue where nothing is published."""
    found = dict.fromkeys(counties, Overdue())
    held = [store.read_published(season.home, code, functools.partial(_leads, code)) for code in found]
    with sql.connect(memory="256MB") as con:
        define(con)
        con.register("given", pa.concat_tables([COUNTED.empty_table(), *(one for one in held if one is not None)]))
        query = (
            "SELECT county, count(*), max(late) FROM (SELECT county, days_late(status, due, $day) AS late FROM given) "
            "WHERE late > 0 GROUP BY county"
        )
        rows = con.execute(query, {"day": day}).fetchall()
    return found | {county: Overdue(count, longest) for county, count, longest in rows}


def _leads(county: str, generation: store.Generation) -> pa.Table:
    """Status and date of every lead; without a date where an earlier release did not publish it."""
    with pq.ParquetFile(generation.folder / "leads.parquet") as file:
        table = file.read(columns=["status", "due"])  # a column that is not there is passed over
    due = table.column("due") if "due" in table.column_names else pa.nulls(table.num_rows, pa.date32())
    return pa.table([pa.repeat(county, table.num_rows), table.column("status"), due], schema=COUNTED)
