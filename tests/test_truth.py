"""The truth test (issue 3, part 5): every planted defect is found with its collateral findings, and nothing else is.

Packages go through the check room as they lie in the inbox, the county rules through each county's evidence, the
departments' tables through loading, matching and adjudication. What is found is compared with <home>/truth.parquet,
object by object.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from acceptance import campaign, checking, contracts, matching, sampling, season, sql
from acceptance.sample_data import (
    REGISTRIES,
    SUPPORTING,
    SampleSummary,
    generate,
    planting,
    plants_blocks,
    plants_field,
    plants_self_check,
)

pytestmark = pytest.mark.xdist_group("truth")
YEAR = campaign.parse(campaign.default_text(2026), "campaign_2026.yaml")


class Finding(NamedTuple):
    """As the truth states it: a rule at an object, or a lead with its status. A package of the office has no county."""

    county: str | None
    line: str
    table: str
    object_id: str
    kind: str


class Found(NamedTuple):
    home: Path
    summary: SampleSummary
    found: set[Finding]
    planted: set[Finding]
    outcomes: dict[str, str]
    decisions: list[tuple[str, int, str]]
    """Rule, row and column of what is found in the office's decisions."""


def packages(home: Path) -> list[checking.PackageToCheck]:
    listed = []
    for path in sorted(p for root in ("inbox", "held_back") for p in (home / root).glob("*/*/*")):
        county, line = path.parts[-3:-1]
        if county != "registries":
            sender = None if county == "municipal" else county
            listed.append(checking.PackageToCheck(f"{county}/{line}", sender, line, path))
    return listed


def findings(table: pa.Table) -> set[Finding]:
    columns = (table.column(name).to_pylist() for name in ("county_code", "line", "table_name", "object_id", "rule_id"))
    return {Finding(*row) for row in zip(*columns, strict=True)}


def at_decisions(table: pa.Table) -> list[tuple[str, int, str]]:
    own = table.filter(pc.equal(table["table_name"], "decision"))
    columns = (own.column(name).to_pylist() for name in ("rule_id", "row_no", "column_name"))
    return list(zip(*columns, strict=True))


def draws(home: Path, county: str) -> pa.Table:
    """`draw_unit` of one county: the stored draws."""
    parts = []
    for path in sorted((home / "samples" / county).glob("*/1.json")):
        drawn = sampling.Draw.from_dict(json.loads(path.read_text(encoding="utf-8")))
        constants = {"line": drawn.line, "drawn_on": drawn.drawn_on}
        units = drawn.units
        for name, value in constants.items():
            units = units.append_column(name, pa.array([value] * units.num_rows))
        parts.append(units)
    return pa.concat_tables(parts)


def evidence(
    con: duckdb.DuckDBPyConnection, home: Path, county: str, accepted: set[str], areas: pa.Table
) -> duckdb.DuckDBPyConnection:
    """One county's accepted rows in a connection of their own, as `acceptance.evidence` opens them from the lake."""
    own = sql.connect()
    given: dict[str, pa.Table] = {"dim_area": areas, "units": draws(home, county)}
    ids = ", ".join(sql.quote(pkg) for pkg in accepted if pkg.startswith(county)) or "''"
    office = f"county_code = {sql.quote(county)} AND pkg IN ({', '.join(map(sql.quote, sorted(accepted)))})"
    for table in contracts.tables().values():
        if not table.configuration:
            columns = ", ".join(sql.identifier(name) for name in table.schema)
            columns += ", 1 AS version" if "version" in contracts.evidence_schema(table.name) else ""
            given[table.name] = con.sql(
                f"SELECT {columns} FROM {sql.identifier(table.name)} "
                f"WHERE {office if table.name == 'decision' else f'pkg IN ({ids})'}"
            ).to_arrow_table()
    for name, rows in given.items():  # tables, not registered ones: the county rules are asked on a cursor of their own
        own.register("given", rows)
        own.execute(f"CREATE TABLE {sql.identifier(name)} AS FROM given")
        own.unregister("given")
    own.execute("CREATE TABLE draw_unit AS SELECT * REPLACE (drawn_on::DATE AS drawn_on) FROM units")
    return own


def department_records(
    con: duckdb.DuckDBPyConnection, own: duckdb.DuckDBPyConnection, home: Path, county: str, tmp: Path
) -> None:
    """What the departments that deliver of this county alone hold of it, as `acceptance.deliveries` opens it."""
    loaded, given = {}, {}
    for name in SUPPORTING:
        folder = home / "inbox/registries" / name / f"county-{county}"
        if folder.is_dir():
            loaded[name] = tmp / f"{name}.parquet"
            profile = matching.load_registry(contracts.registries()[name], sorted(folder.iterdir()), loaded[name])
            given[name] = (contracts.registries()[name].title, profile.snapshot_min)
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW own_person AS FROM person WHERE pkg = {sql.quote(f'{county}/self_check')}"
    )
    matching.match(con, "own_person", loaded, YEAR.year)
    own.register("given", con.sql("FROM department_record").to_arrow_table())
    own.execute("CREATE TABLE department_record AS FROM given")
    own.unregister("given")
    matching.open_department(own, YEAR, given)


def earlier_years(own: duckdb.DuckDBPyConnection, home: Path, county: str) -> None:
    """The county's earlier register, and the length of the cars' registry today."""
    held: dict[str, dict[int, list[Path]]] = {}
    for path in sorted((home / "history").glob(f"*/*/{county}.parquet")):
        held.setdefault(path.parts[-2], {}).setdefault(int(path.parts[-3]), []).append(path)
    cars = checking.Today(contracts.registries()["vehicle"].title, "机动车登记.csv", 1000, None)
    checking.open_earlier(own, YEAR.year, held, {"vehicle": cars})


def municipality(con: duckdb.DuckDBPyConnection, counties: list[str]) -> duckdb.DuckDBPyConnection:
    """The persons of every county whose self-check was accepted."""
    own = sql.connect()
    columns = ", ".join(sql.identifier(name) for name in contracts.tables()["person"].schema)
    listed = ", ".join(sql.quote(f"{county}/self_check") for county in counties)
    own.register("given", con.sql(f"SELECT {columns} FROM person WHERE pkg IN ({listed})").to_arrow_table())
    own.execute("CREATE TABLE person AS FROM given")
    return own


def leads(con: duckdb.DuckDBPyConnection, home: Path, counties: list[str], tmp: Path) -> set[Finding]:
    """The leads of the counties whose self-check was accepted, with the status their adjudications give them."""
    loaded = {}
    for name in REGISTRIES:
        loaded[name] = tmp / f"{name}.parquet"
        matching.load_registry(
            contracts.registries()[name], sorted((home / "inbox/registries" / name).iterdir()), loaded[name]
        )
    listed = ", ".join(sql.quote(county) for county in counties)
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW accepted_person AS FROM person WHERE split_part(pkg, '/', 1) IN ({listed})"
    )
    matching.match(con, "accepted_person", loaded, YEAR.year)
    con.execute("ALTER TABLE adjudication ADD COLUMN version INTEGER DEFAULT 1")
    matching.apply_adjudications(con)
    rows = con.execute("SELECT county_code, registry, lead_id, status FROM lead").fetchall()
    return {
        Finding(county, "adjudication", registry, lead, f"lead:{registry}:{status}")
        for county, registry, lead, status in rows
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    home = tmp_path_factory.mktemp("home")
    summary = generate(home, YEAR, counties=3, households=400, defects="all")
    areas, tasks = (
        season.read_configuration(home / "config" / f"{name}.csv", name) for name in ("dim_area", "county_task")
    )
    with sql.connect() as con:
        prepared = checking.prepare(con, packages(home), YEAR, areas, tasks)
        located = checking.locate(con, prepared)
        outcomes = {pkg: result.outcome for pkg, result in checking.outcomes(con, prepared, located).items()}
        found, decisions = findings(located), at_decisions(located)
        accepted = {pkg for pkg, outcome in outcomes.items() if outcome != checking.REFUSED}
        ready = sorted(pkg.split("/")[0] for pkg in accepted if pkg.endswith("/self_check"))
        for county in ready:
            with evidence(con, home, county, accepted, areas) as own:
                department_records(con, own, home, county, tmp_path_factory.mktemp("departments"))
                earlier_years(own, home, county)
                beside = checking.locate_county(own, county, YEAR)
                found |= findings(beside)
                decisions += at_decisions(beside)
        with municipality(con, ready) as all_counties:
            found |= findings(checking.locate_municipal(all_counties, YEAR))
        found |= leads(con, home, ready, tmp_path_factory.mktemp("registries"))
    stated = duckdb.sql(f"FROM read_parquet('{home / 'truth.parquet'}')").fetchall()
    yield Found(home, summary, found, {Finding(*row) for row in stated}, outcomes, decisions)


def shown(difference: set[Finding]) -> str:
    return "\n".join(map(str, sorted(difference, key=str)))


def test_every_planted_defect_is_found(world):
    missed = world.planted - world.found
    assert not missed, shown(missed)


def test_nothing_is_found_that_was_not_planted(world):
    invented = world.found - world.planted
    assert not invented, shown(invented)


def test_wrong_decisions_are_found_at_their_cells(world):
    assert sorted(world.decisions, key=lambda found: found[1]) == [
        ("P7", 2, "签批人2"),
        ("P7b", 3, "文号"),
        ("P7c", 4, "决定内容"),
        ("P7d", 5, "有效期至"),
        ("P7e", 6, "决定日期"),
        ("P9", 7, "有效期至"),
        ("P9", 8, "规则编号"),
        ("P9b", 9, "规则编号"),
        ("P9c", 10, "有效期至"),
        ("P9d", 11, "对象"),
    ]


def test_enough_kinds_of_every_severity_are_planted(world):
    kinds = {finding.kind for finding in world.planted if finding.kind.startswith("E")}
    assert len(kinds) >= 95
    known = {rule.id: rule.severity for rule in contracts.rules().values()}
    assert {known[kind] for kind in kinds & known.keys()} >= {"block", "row", "judge", "warn"}


def test_rules_that_nothing_is_planted_for_are_named():
    """A rule added to the contracts needs an entry in the table of plants, or a reason to stand here."""
    plants = (*plants_self_check.PLANTED, *plants_blocks.BLOCKS, *planting.FIELD, *plants_field.BLOCKS)
    kinds = {kind for plant in plants for kind, _, _ in plant.found}
    assert {rule.id for rule in contracts.rules().values()} - kinds == {
        "E109",  # follows from the sample's size: natural.sql records it
    }


def test_outcomes_tell_the_demo_s_stories(world):
    self_checks = {pkg.split("/")[0]: outcome for pkg, outcome in world.outcomes.items() if pkg.endswith("/self_check")}
    assert self_checks == {
        "500229": checking.ACCEPTED,
        "500238": checking.REFUSED,
        "500242": checking.ACCEPTED,
        "500243": checking.PARTLY,
        "500233": checking.REFUSED,
    }


def test_warnings_and_leads_are_all_the_first_county_has(world):
    known = {rule.id: rule.severity for rule in contracts.rules().values()}
    own = {finding.kind for finding in world.found if finding.county == "500229"}
    assert {known[kind] for kind in own if kind in known} == {"warn"}
    assert {kind.split(":")[2] for kind in own if kind.startswith("lead:")} == {"属实", "保留"}
