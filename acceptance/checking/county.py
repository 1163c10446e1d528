"""The rules beyond one package: scope county over one county's evidence, scope municipal over all counties together.

What they find sets rows aside, holds readiness (`Rule.holds`) or warns; it never refuses a package.
"""

import duckdb
import pyarrow as pa

from acceptance import contracts, findings, sql
from acceptance.campaign import Campaign
from acceptance.checking import facts
from acceptance.checking.locate import create_check_list, hits_query
from acceptance.checking.prepare import PACKAGE, Asked
from acceptance.checking.rules import of_table
from acceptance.code_lists import CodeLists

COUNTY, MUNICIPAL = "county", "municipal"
SCHEMA = "county_check"
"""Schema of the working tables of scope county; it is there on a connection of which these rules have been asked."""
ORDER = [(name, "ascending") for name in ("county_code", "table_name", "row_no", "column_name", "rule_id", "object_id")]


def locate_county(
    con: duckdb.DuckDBPyConnection, county_code: str, campaign: Campaign, only: str | None = None
) -> pa.Table:
    """Findings of scope county (columns `findings.SCHEMA`, pkg = the county's code), by table, row, column and rule.

    con: an evidence connection (every contract table as a view, dim_area as a table) with `draw_unit` beside them
    (line, drawn_on, household_id, reserve), and what `matching.open_department` and `open_earlier` make. only: ask the
    rules of this table alone.
    """
    with con.cursor() as cursor:
        _open(cursor, COUNTY)
        facts.create_areas(cursor, cursor.sql("SELECT * FROM main.dim_area").to_arrow_table(), campaign.year)
        cursor.execute(
            "CREATE OR REPLACE TABLE this_county AS SELECT $1 AS county_code, "
            "coalesce((SELECT unit FROM area WHERE any_code = $1), $1) AS unit, $2::INTEGER AS the_year",
            [county_code, campaign.year],
        )
        return _located(cursor, COUNTY, sql.quote(county_code), campaign.codes, only)


def locate_municipal(con: duckdb.DuckDBPyConnection, campaign: Campaign) -> pa.Table:
    """Findings of scope municipal, pkg = the code of the county whose row it is; cut to each county by county_code.

    con: a connection with the table or view `person` holding the rows in force of every county.
    """
    with con.cursor() as cursor:
        _open(cursor, MUNICIPAL)
        return _located(cursor, MUNICIPAL, "county_code", campaign.codes)


def _open(cursor: duckdb.DuckDBPyConnection, scope: str) -> None:
    """Working tables lie in a schema of their own, so that they cannot meet those of others on the same connection."""
    cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {scope}_check")
    cursor.execute(f"SET search_path='{scope}_check,main'")
    cursor.execute(sql.load(PACKAGE, "macros"))


def _located(
    con: duckdb.DuckDBPyConnection, scope: str, pkg: str, codes: CodeLists, only: str | None = None
) -> pa.Table:
    """The findings of every table that has facts of this scope. pkg: SQL of the county's code."""
    asked = [t for t in contracts.tables().values() if only in (None, t.name)]
    stated = [(t, text) for t in asked if (text := contracts.facts_sql(f"{scope}/{t.name}"))]
    return pa.concat_tables([_of_table(con, scope, table, text, pkg, codes) for table, text in stated]).sort_by(ORDER)


def _of_table(
    con: duckdb.DuckDBPyConnection, scope: str, table: contracts.Table, text: str, pkg: str, codes: CodeLists
) -> pa.Table:
    """The findings of one table, each of the line that sent the row."""
    asked = [Asked(c, c.fails) for c in of_table(table.name, codes) if c.rule.scope == scope]
    con.execute(
        f"CREATE OR REPLACE TABLE {facts.fact_name(table.name)} AS "
        f"SELECT {pkg} AS pkg, '' AS unread_columns, f.* FROM ({text}) f"
    )
    create_check_list(con, [a.check for a in asked])
    query = (
        f"SELECT h.pkg, h.pkg AS county_code, c.rule_id, c.severity, c.scope, {_line(table)} AS line, h.table_name, "
        "h.object_id, h.household_id, h.village_code, h.src_file AS file, h.src_sheet AS sheet, h.src_row AS row_no, "
        "c.header AS column_name, h.value, h.masked, h.message "
        f"FROM ({hits_query(table, asked)}) h JOIN check_list c ON c.uid = h.uid"
    )
    return con.sql(query).to_arrow_table().cast(findings.SCHEMA)


def _line(table: contracts.Table) -> str:
    """SQL of the line a found row belongs to. What both evaluators send is told apart by its key, which begins with the
    evaluator's name.
    """
    holding = [line for line in contracts.lines().values() if table.name in line.tables]
    named = [
        f"WHEN starts_with(h.object_id, {sql.quote(line.evaluator)}) THEN {sql.quote(line.id)}"
        for line in holding
        if line.evaluator
    ]
    first = sql.quote(holding[0].id)
    return f"CASE {' '.join(named)} ELSE {first} END" if named else first
