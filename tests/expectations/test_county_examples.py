"""Examples of the rules of scope county, asked of a county's evidence."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import duckdb
import pytest

from acceptance import campaign as campaigns
from acceptance import contracts, matching, sql
from acceptance.campaign import Campaign
from acceptance.checking import locate_county, locate_municipal
from acceptance.checking.rules import Check, of_table
from acceptance.matching import department
from tests.expectations import world

CHECKS = [c for name in contracts.tables() for c in of_table(name) if c.rule.scope == "county"]


def evidence(table: str | None = None, example: Mapping[str, Any] | None = None) -> duckdb.DuckDBPyConnection:
    """An evidence connection of the world's county, with an example of a rule of `table` put in."""
    con = sql.connect(memory="512MB")
    for line in ("self_check", "municipal", "adjudication"):
        ours = table is not None and world.line_of(table) == line
        for name, rows in world.package(line, table if ours else None, example if ours else None).items():
            con.register("rows", rows)
            con.execute(f"CREATE TABLE {name} AS SELECT * FROM rows")
    con.register("rows", world.areas())
    con.execute("CREATE TABLE dim_area AS SELECT * FROM rows")
    con.execute("CREATE TABLE draw_unit (line VARCHAR, drawn_on DATE, household_id VARCHAR, reserve BOOLEAN)")
    drawn = dt.date(2026, 12, 15)
    con.executemany(
        "INSERT INTO draw_unit VALUES ('municipal', ?, ?, ?)",
        [(drawn, world.H1, False), (drawn, world.H2, False), (drawn, world.H3, True)],
    )
    known_to_departments(con)
    return con


def known_to_departments(con: duckdb.DuckDBPyConnection) -> None:
    """Everybody of the world lives where it says; a child at school, a father insured, a house of grade B; one died."""
    people = [row["person_id"] for row in world.rows_of("person")]
    said = [(p[:14], p, "residence", "在册") for p in people]
    said += [(world.H1, "5002290000000199", "residence", "死亡"), (world.H1, people[2], "school", "在读")]
    said += [(world.H1, people[0], "social_insurance", "参保：居民医保"), (world.H1, people[0], "housing_safety", "B")]
    con.execute(f"CREATE TABLE department_record ({department.RECORD})")
    for household, person, registry, states in said:
        con.execute(
            "INSERT INTO department_record BY NAME SELECT ? AS household_id, ? AS person_id, ? AS registry, "
            "? AS states, '命中' AS kind, '记录' AS evidence, DATE '2026-11-30' AS snapshot_date",
            [household, person, registry, states],
        )
    year = campaigns.parse(campaigns.default_text(2026), "test")
    matching.open_department(con, year, {"residence": ("户籍登记", dt.date(2026, 11, 30))})


def rules_found(con: duckdb.DuckDBPyConnection, campaign: Campaign) -> set[tuple[str, str, int]]:
    found = locate_county(con, world.COUNTY, campaign)
    con.close()
    assert not any(row is None for row in found.column("row_no").to_pylist())
    return {(f["rule_id"], f["table_name"], f["row_no"]) for f in found.to_pylist()}


def test_nothing_is_found_in_the_valid_world(default_campaign: Campaign) -> None:
    assert rules_found(evidence(), default_campaign) == set()


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.uid)
def test_examples(check: Check, default_campaign: Campaign) -> None:
    rule = check.rule
    for kind, given in rule.examples.items():
        for example in given if isinstance(given, list) else [given]:
            found = (rule.id, rule.table, example.get("_row", 1) + 1) in rules_found(
                evidence(rule.table, example), default_campaign
            )
            assert found == (kind == "fail"), (kind, example)


def test_a_listed_village_that_is_missing_is_named_with_a_place(default_campaign: Campaign) -> None:
    con = evidence("village", {"village_code": "500229100203", "is_poor_village": "否"})
    [found] = locate_county(con, world.COUNTY, default_campaign).to_pylist()
    assert (found["rule_id"], found["object_id"], found["sheet"], found["row_no"]) == ("E012", world.V1, "村表", 1)
    assert "秋岭村" in found["message"]
    con.close()


def test_without_a_stored_draw_nothing_is_said_of_the_sample(default_campaign: Campaign) -> None:
    con = evidence("municipal_household", {"household_id": world.H3})
    con.execute("DELETE FROM draw_unit")
    assert rules_found(con, default_campaign) == set()


def test_a_number_in_two_counties_is_named_in_both() -> None:
    con = sql.connect(memory="512MB")
    theirs = [{}, {"household_id": "50023000000001", "person_id": "5002300000000101", "county_code": "500230"}]
    rows = world.package("self_check", "person", {"person": theirs})["person"]
    con.register("rows", rows)
    con.execute("CREATE TABLE person AS SELECT * FROM rows")
    first, second = locate_municipal(con).to_pylist()
    con.close()
    assert (first["rule_id"], first["scope"], first["county_code"], first["row_no"]) == (
        "E052b",
        "municipal",
        "500229",
        2,
    )
    assert second["county_code"] == "500230" and "500229" in second["message"]
    assert first["masked"] == "500229**********1X" and first["value"] not in first["message"]
