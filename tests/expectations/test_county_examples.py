"""Examples of the rules of scope county, asked of a county's evidence."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import duckdb
import pytest

from acceptance import campaign as campaigns
from acceptance import contracts, matching, sql
from acceptance.campaign import Campaign
from acceptance.checking import earlier, locate_county, locate_municipal, open_earlier
from acceptance.checking.earlier import Today
from acceptance.checking.rules import Check, of_table
from acceptance.matching import department
from tests.expectations import world

YEAR = campaigns.parse(campaigns.default_text(2026), "test")
CHECKS = [c for name in contracts.tables() for c in of_table(name, YEAR.codes) if c.rule.scope == "county"]


ALWAYS = ("self_check", "municipal", "adjudication")
"""Lines of the world that every example sees; others only where the example is theirs."""
YEARS = (2024, 2025)
"""Earlier years of which the world's register is held, as it stands today unless an example says otherwise."""


def evidence(table: str | None = None, example: Mapping[str, Any] | None = None) -> duckdb.DuckDBPyConnection:
    """An evidence connection of the world's county, with an example of a rule of `table` put in.

    Keys of an example besides those of `world`: `_earlier` (table -> rows of the earlier years, as overrides of the
    world's; `outcome` -> what was published), `_delivery` (rows of a department's table now and before), `_disability`
    (the persons that the disability registry holds; without the key it was not delivered).
    """
    con = sql.connect(memory="512MB", threads=1)
    given = dict(example or {})
    past, delivery, disabled = (given.pop(name, None) for name in ("_earlier", "_delivery", "_disability"))
    own = world.line_of(table) if table is not None else None
    for line in dict.fromkeys((*ALWAYS, own or ALWAYS[0])):
        for name, rows in world.package(line, table if line == own else None, given if line == own else None).items():
            con.register("rows", rows)
            number = ", 1 AS version" if "version" in contracts.evidence_schema(name) else ""
            con.execute(f"CREATE TABLE {name} AS SELECT *{number} FROM rows")
    for name in (name for name, one in contracts.tables().items() if not one.configuration):
        columns = ", ".join(f'"{column}" {kind}' for column, kind in contracts.evidence_schema(name).items())
        con.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
    con.register("rows", world.areas())
    con.execute("CREATE TABLE dim_area AS SELECT * FROM rows")
    con.execute("CREATE TABLE draw_unit (line VARCHAR, drawn_on DATE, household_id VARCHAR, reserve BOOLEAN)")
    drawn = dt.date(2026, 12, 15)
    con.executemany(
        "INSERT INTO draw_unit VALUES ('municipal', ?, ?, ?)",
        [(drawn, world.H1, False), (drawn, world.H2, False), (drawn, world.H3, True)],
    )
    known_to_departments(con, disabled)
    hold_earlier_years(con, past or {}, delivery)
    return con


def hold_earlier_years(
    con: duckdb.DuckDBPyConnection, past: Mapping[str, Any], delivery: list[int | None] | None
) -> None:
    """`earlier_*` with the world's register in both earlier years, `past` put into each."""
    changed = dict(past)
    published = changed.pop("outcome", [])
    now, before = delivery or (None, None)
    open_earlier(con, 2026, today={"vehicle": Today("机动车登记", "车.csv", now, before)} if now else {})
    rows = world.rows_with("self_check", changed)
    for name in earlier.TABLES:
        con.execute(f"DROP VIEW earlier_{name}")
        con.register("rows", world.typed(name, rows[name]))
        con.execute(f"CREATE TABLE earlier_{name} AS SELECT *, unnest({list(YEARS)}) AS snapshot_year FROM rows")
    con.execute("DROP VIEW earlier_outcome")
    con.execute(
        "CREATE TABLE earlier_outcome (kind VARCHAR, object_id VARCHAR, outcome VARCHAR, snapshot_year INTEGER)"
    )
    for one in published:
        con.execute(
            "INSERT INTO earlier_outcome VALUES (?, ?, ?, 2025)", [one["kind"], one["object_id"], one["outcome"]]
        )
    con.execute("INSERT INTO earlier_year SELECT unnest($years)", {"years": list(YEARS)})


def known_to_departments(con: duckdb.DuckDBPyConnection, disabled: list[dict[str, str]] | None) -> None:
    """Everybody of the world lives where it says; a child at school, a father insured, a house of grade B; one died."""
    people = [row["person_id"] for row in world.rows_of("person")]
    said = [(p[:14], p, "residence", "在册") for p in people]
    said += [(world.H1, "5002290000000199", "residence", "死亡"), (world.H1, people[2], "school", "在读")]
    said += [(world.H1, people[0], "social_insurance", "参保：居民医保"), (world.H1, people[0], "housing_safety", "B")]
    said += [(one["person_id"][:14], one["person_id"], "disability", "4-4") for one in disabled or []]
    con.execute(f"CREATE TABLE department_record ({department.RECORD})")
    for household, person, registry, states in said:
        con.execute(
            "INSERT INTO department_record BY NAME SELECT ? AS household_id, ? AS person_id, ? AS registry, "
            "? AS states, '命中' AS kind, '记录' AS evidence, DATE '2026-11-30' AS snapshot_date",
            [household, person, registry, states],
        )
    delivered = ["residence", *(["disability"] if disabled is not None else [])]
    titles = {name: (contracts.registries()[name].title, dt.date(2026, 11, 30)) for name in delivered}
    matching.open_department(con, YEAR, titles)


def rules_found(
    con: duckdb.DuckDBPyConnection, campaign: Campaign, table: str | None = None
) -> set[tuple[str, str, int]]:
    found = locate_county(con, world.COUNTY, campaign, table)
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
                evidence(rule.table, example), default_campaign, rule.table
            )
            assert found == (kind == "fail"), (kind, example)


def test_a_listed_village_that_is_missing_is_named_with_a_place(default_campaign: Campaign) -> None:
    con = evidence("village", {"village_code": "500229100203", "is_poor_village": "否"})
    exited, found = locate_county(con, world.COUNTY, default_campaign).to_pylist()
    assert (found["rule_id"], found["object_id"], found["sheet"], found["row_no"]) == ("E012", world.V1, "村表", 1)
    assert (exited["rule_id"], exited["object_id"]) == ("E013", world.V1)
    assert "秋岭村" in found["message"] and "2025年度销号" in exited["message"]
    con.close()


def test_every_county_rule_has_examples() -> None:
    kinds = {check.uid: set(check.rule.examples) for check in CHECKS}
    assert {uid: found for uid, found in kinds.items() if found != {"pass", "fail", "boundary"}} == {}


def test_without_earlier_years_the_rules_on_change_find_nothing(default_campaign: Campaign) -> None:
    """不适用 and 未评价 are no findings (RULEBOOK D.2)."""
    con = evidence("household", {"_row": 3, "reg_year": 2025, "main_cause": "因学"})
    con.execute("DELETE FROM earlier_year")
    for name in earlier.TABLES:
        con.execute(f"DELETE FROM earlier_{name}")
    assert rules_found(con, default_campaign) == set()


def test_a_first_delivery_of_the_season_is_compared_with_last_year_s(default_campaign: Campaign) -> None:
    con = evidence("manifest", {"_delivery": [700, None]})
    con.execute(
        "CREATE OR REPLACE TABLE last_year AS SELECT 'vehicle' AS registry, 1001 AS row_n, 2025 AS snapshot_year"
    )
    con.execute("CREATE OR REPLACE VIEW earlier_delivery AS FROM last_year")
    [found] = locate_county(con, world.COUNTY, default_campaign).to_pylist()
    assert (found["rule_id"], found["object_id"], found["file"]) == ("E094", "机动车登记", "车.csv")
    con.close()


@pytest.mark.parametrize(("rows", "found"), [(500, []), (499, ["E094"])])
def test_the_year_says_how_far_a_delivery_may_lie_from_the_one_before(rows, found, default_campaign: Campaign) -> None:
    con = evidence("manifest", {"_delivery": [rows, 1000]})
    con.execute("UPDATE department_limit SET delivery_rows = 0.5")
    located = locate_county(con, world.COUNTY, default_campaign, "manifest").to_pylist()
    assert [one["rule_id"] for one in located] == found and all("不超过50%" in one["message"] for one in located)
    con.close()


def test_a_rule_on_the_line_as_a_whole_names_no_household(default_campaign: Campaign) -> None:
    [example, _] = next(c.rule.examples["fail"] for c in CHECKS if c.rule.id == "E103b")
    con = evidence("evaluation_household", example)
    [found] = [f for f in locate_county(con, world.COUNTY, default_campaign).to_pylist() if f["rule_id"] == "E103b"]
    assert (found["object_id"], found["household_id"], found["village_code"]) == ("摘帽评估方|脱贫户", None, None)
    con.close()


@pytest.mark.parametrize(
    ("evaluator", "line"), [("摘帽评估方", "exit_evaluation"), ("精准评估方", "precision_evaluation")]
)
def test_what_both_evaluators_send_is_of_the_line_of_the_one_who_sent_it(evaluator, line, default_campaign) -> None:
    [example, _] = next(c.rule.examples["fail"] for c in CHECKS if c.rule.id == "E103b")
    theirs = {table: [row | {"evaluator": evaluator} for row in rows] for table, rows in example.items()}
    con = evidence("evaluation_household", theirs)
    [found] = [f for f in locate_county(con, world.COUNTY, default_campaign).to_pylist() if f["rule_id"] == "E103b"]
    assert (found["line"], found["object_id"]) == (line, f"{evaluator}|脱贫户")
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
    first, second = locate_municipal(con, YEAR).to_pylist()
    con.close()
    assert (first["rule_id"], first["scope"], first["county_code"], first["row_no"]) == (
        "E052b",
        "municipal",
        "500229",
        2,
    )
    assert second["county_code"] == "500230" and "500229" in second["message"]
    assert first["masked"] == "500229**********1X" and first["value"] not in first["message"]
