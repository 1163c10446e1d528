"""The rules of scope county: what needs the municipal list, a stored draw or several lines, asked of one county's
evidence.
"""

import duckdb
import pyarrow as pa

from acceptance import contracts, findings, sql
from acceptance.campaign import Campaign
from acceptance.checking import facts
from acceptance.checking.locate import create_check_list, hits_query
from acceptance.checking.prepare import PACKAGE, Asked
from acceptance.checking.rules import of_table

SCHEMA = "county_check"
"""Working tables lie in a schema of their own, so that they cannot meet those of the verdicts on the same
connection.
"""


def locate_county(con: duckdb.DuckDBPyConnection, county_code: str, campaign: Campaign) -> pa.Table:
    """Findings of scope county (columns `findings.SCHEMA`, pkg = the county's code), ordered by table, row, column
    and rule.

    con: an evidence connection (every contract table as a view, dim_area as a table) with `draw_unit` beside them
    (line, drawn_on, household_id, reserve). What they find sets rows aside or holds readiness (`Rule.holds`); it
    never refuses a package.
    """
    cursor = con.cursor()
    try:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        cursor.execute(f"SET search_path='{SCHEMA},main'")
        cursor.execute(sql.load(PACKAGE, "macros"))
        facts.create_areas(cursor, cursor.sql("SELECT * FROM main.dim_area").to_arrow_table(), campaign.year)
        cursor.execute(
            "CREATE OR REPLACE TABLE this_county AS SELECT $1 AS county_code, "
            "coalesce((SELECT unit FROM area WHERE any_code = $1), $1) AS unit",
            [county_code],
        )
        parts = [
            _located(cursor, table, county_code) for table in contracts.tables().values() if table.county_facts_sql
        ]
        found = pa.concat_tables(parts)
        return found.sort_by(
            [(name, "ascending") for name in ("table_name", "row_no", "column_name", "rule_id", "object_id")]
        )
    finally:
        cursor.close()


def _located(con: duckdb.DuckDBPyConnection, table: contracts.Table, county_code: str) -> pa.Table:
    """The findings of one table. The line is the one that the table belongs to."""
    asked = [Asked(c, c.fails) for c in of_table(table.name) if c.rule.scope == "county"]
    columns = f"SELECT {sql.quote(county_code)} AS pkg, '' AS unread_columns, f.* FROM ({table.county_facts_sql}) f"
    con.execute(f"CREATE OR REPLACE TABLE {facts.fact_name(table.name)} AS {columns}")
    line = next(line.id for line in contracts.lines().values() if table.name in line.tables)
    create_check_list(con, [a.check for a in asked])
    query = (
        f"SELECT h.pkg, h.pkg AS county_code, c.rule_id, c.severity, c.scope, {sql.quote(line)} AS line, h.table_name, "
        "h.object_id, h.household_id, h.village_code, h.src_file AS file, h.src_sheet AS sheet, h.src_row AS row_no, "
        "c.header AS column_name, h.value, h.masked, h.message "
        f"FROM ({hits_query(table, asked)}) h JOIN check_list c ON c.uid = h.uid"
    )
    return con.sql(query).to_arrow_table().cast(findings.SCHEMA)
