"""Leads of the synthetic register, found by the production matching, and the counties' answers to them."""

from pathlib import Path

import duckdb

from acceptance import contracts, matching, sql

REGISTRIES = ("vehicle", "property", "fiscal_payroll")
OF_ONE_COUNTY = (
    *("business", "consumption", "abroad", "public_report"),
    *("residence", "school", "social_insurance", "housing_safety", "disability"),
)
"""Departments that deliver of the planted county alone: leads of more kinds, and what is compared with its register."""


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


def name_records(con: duckdb.DuckDBPyConnection) -> None:
    """Writes into the truth which records of departments are about persons of the register that are matched: those that
    were planted, by their name, and those under a number that a plant took from its person (`<plant>: elsewhere`).

    Their object is the household and the record's natural key, as leads and suggestions show it.
    """
    for name in (*REGISTRIES, *OF_ONE_COUNTY):
        registry = contracts.registries()[name]
        shown = ", ".join(f"r.{sql.identifier(c)}::VARCHAR" for c in registry.record_key if c != "id_no") or "''"
        plant = "r.plant" if registry.indicator else "NULL::VARCHAR"
        con.execute(
            f"INSERT INTO made.truth SELECT p.county_code, 'registries', {sql.quote(name)}, "
            f"p.household_id || '|' || concat_ws('，', {shown}), "
            f"'record:' || coalesce({plant}, u.plant || ': elsewhere') "
            f"FROM made.{name} r JOIN made.person p USING (person_id) "
            "JOIN county c ON c.code = p.county_code AND c.matched "
            "LEFT JOIN made.used u ON u.household_id = p.household_id AND r.id_no IS DISTINCT FROM left(p.id_no, 18) "
            f"WHERE coalesce({plant}, u.plant) IS NOT NULL"
        )
