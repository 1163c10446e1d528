"""Making the overviews of a judged county and reading them back."""

from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from acceptance import findings, indicators, sql
from acceptance.campaign import Campaign
from acceptance.campaign_facts import exact
from acceptance.checking import earlier
from acceptance.matching.department import RECORD
from acceptance.overviews.catalogue import PACKAGE, Overview, load

STANDARD = pa.schema(
    [("year", pa.int32()), ("line", pa.decimal128(18, 2)), ("dibao", pa.decimal128(18, 2)), ("confirmed", pa.bool_())]
)


def table_of(one: Overview) -> str:
    """Name of the table an overview is kept in."""
    return f"overview_{one.id}"


def make(con: duckdb.DuckDBPyConnection, campaign: Campaign, policies: pa.Table) -> None:
    """Make one table per overview on a county's connection; households have been judged.

    policies: the year's list (`policies.listed`). Reads the evidence views, issue, department_record, the tables of
    `earlier.open_earlier` (both empty where they are not there) and, from verdicts, household_fact, household_verdict,
    finding_in_force, verdict_setting.
    """
    if not con.execute("SELECT count(*) FROM duckdb_views() WHERE view_name = 'earlier_household'").fetchall()[0][0]:
        earlier.open_earlier(con, campaign.year)
    con.execute(f"CREATE TABLE IF NOT EXISTS department_record ({RECORD})")
    indicators.prepare(con, campaign)
    titles = findings.titles()
    rules = pa.table({"rule_id": list(titles), "title": list(titles.values())})
    stated = {"policy": policies, "overview_standard": _standards(campaign), "overview_rule": rules}
    for name, given in stated.items():
        con.register("overview_given", given)
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM overview_given")
        con.unregister("overview_given")
    con.execute(sql.load(PACKAGE, "prepare"))
    for one in load().values():
        columns = ", ".join(sql.identifier(name) for name in one.columns)
        con.execute(
            f"CREATE OR REPLACE TABLE {table_of(one)} AS SELECT row_number() OVER () AS ordinal, {columns} "
            f"FROM ({one.select})"
        )


def _standards(campaign: Campaign) -> pa.Table:
    """Poverty line and 低保 standard of every year stated, and of the campaign's own year in any case."""
    rows = {
        year: {"line": exact(one.line), "dibao": _exact(one.dibao), "confirmed": one.confirmed}
        for year, one in campaign.dibao_standards.items()
    }
    own = {"line": exact(campaign.poverty_line.amount), "dibao": None, "confirmed": campaign.poverty_line.confirmed}
    return pa.Table.from_pylist(
        [{"year": year, **row} for year, row in sorted(({campaign.year: own} | rows).items())], schema=STANDARD
    )


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else exact(value)


def rows(con: duckdb.DuckDBPyConnection, one: Overview) -> list[dict[str, Any]]:
    """An overview's rows in their order, numbers as plain Python numbers."""
    columns = ", ".join(
        sql.identifier(name)
        if column.kind == "text"
        else f"CAST(printf('%.12g', CAST({sql.identifier(name)} AS DOUBLE)) AS DOUBLE) AS {sql.identifier(name)}"
        for name, column in one.columns.items()
    )
    found = con.sql(f"SELECT {columns} FROM {table_of(one)} ORDER BY ordinal").to_arrow_table().to_pylist()
    return [{name: _plain(one, name, value) for name, value in row.items()} for row in found]


def _plain(one: Overview, name: str, value: Any) -> Any:
    whole = one.columns[name].kind == "count" and value is not None
    return int(value) if whole else value


def annex_select(one: Overview) -> str:
    """The overview under its Chinese heads, for a sheet of the annex."""
    heads = ", ".join(
        f"{sql.identifier(name)} AS {sql.identifier(column.title)}" for name, column in one.columns.items()
    )
    return f"SELECT {heads} FROM {table_of(one)} ORDER BY ordinal"
