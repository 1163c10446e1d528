"""Leads of the synthetic register, found by the production matching, and the counties' answers to them."""

from pathlib import Path

import duckdb

from acceptance import contracts, matching, sql

REGISTRIES = ("vehicle", "property", "fiscal_payroll")
SUPPORTING = ("residence", "school", "social_insurance", "housing_safety", "disability")
"""Departments that deliver of the planted county alone what is compared with its register."""


def select_registry(name: str, source: str = "made", where: str = "true") -> str:
    """The SELECT of a department's table under its Chinese headers, in the order of the record's natural key."""
    registry = contracts.registries()[name]
    columns = ", ".join(f"{sql.identifier(c.name)}::VARCHAR AS {sql.identifier(c.header)}" for c in registry.columns)
    order = ", ".join(sql.identifier(c) for c in registry.record_key)
    return f"SELECT {columns} FROM {source}.{sql.identifier(name)} WHERE {where} ORDER BY {order}, id_no, name"


def find(con: duckdb.DuckDBPyConnection, year: int, scratch: Path, deliver: dict[str, Path]) -> None:
    """Makes `made.lead`: one row per lead of the counties that were matched, with the answer that is wanted.

    deliver: registry -> its csv. Reads made.person of the counties of `county` that are `matched`.
    """
    loaded = {}
    for name, path in deliver.items():
        loaded[name] = scratch / f"{name}.parquet"
        matching.load_registry(contracts.registries()[name], [path], loaded[name])
    con.execute(
        "CREATE OR REPLACE TEMP VIEW to_match AS SELECT county_code, household_id, person_id, name, id_no "
        "FROM made.person "
        "WHERE county_code IN (SELECT code FROM county WHERE matched)"
    )
    matching.match(con, "to_match", loaded, year)
    con.execute(sql.load("acceptance.sample_data", "leads"))
    con.execute("DROP VIEW to_match")
