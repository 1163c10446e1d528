"""Making the overviews of a judged county and reading them back."""

from typing import Any

import duckdb

from acceptance import sql
from acceptance.overviews.catalogue import PACKAGE, Overview, load


def table_of(one: Overview) -> str:
    """Name of the table an overview is kept in."""
    return f"overview_{one.id}"


def make(con: duckdb.DuckDBPyConnection) -> None:
    """Make one table per overview on a county's connection; households have been judged.

    Reads the evidence views and, from verdicts, household_fact, verdict_setting; from policies, policy_in_force.
    """
    con.execute(sql.load(PACKAGE, "prepare"))
    for one in load().values():
        columns = ", ".join(sql.identifier(name) for name in one.columns)
        con.execute(
            f"CREATE OR REPLACE TABLE {table_of(one)} AS SELECT row_number() OVER () AS ordinal, {columns} "
            f"FROM ({one.select})"
        )


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
