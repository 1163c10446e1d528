"""A synthetic campaign with every planted kind, made and looked at once: what was planted beside what is found.

Packages go through the check room as they lie in the inbox, the county rules through each county's evidence, the
departments' tables through loading, matching, linkage and adjudication, households through their verdicts.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from acceptance import campaign, checking, comparison, contracts, exclusion, matching, sampling, season, sql, verdicts
from acceptance.campaign_facts import exact
from acceptance.sample_data import OF_ONE_COUNTY, REGISTRIES, SampleSummary, calendar, generate
from tasks import likeness
from tests.support import FINDING

YEAR = campaign.parse(campaign.default_text(2026), "campaign_2026.yaml")


class Finding(NamedTuple):
    """As the truth states it: a rule or a name at an object. A package of the office has no county."""

    county: str | None
    line: str
    table: str
    object_id: str
    kind: str


class Read(NamedTuple):
    """What was made of a department's record about a registered household.

    kind: of the lead (命中, 姓名近似, 姓名不符) or of the suggestion; because: the indicators a lead falls under, or
    what the suggestion rests on; status: what the county made of it; struck: whether the household is to be struck off
    (剔除). Nothing at all: the record is not met with.
    """

    kind: str = ""
    because: str = ""
    status: str = ""
    struck: bool = False


class Found(NamedTuple):
    """planted: what the truth states of rules; named: (table, object) -> the names of what was planted there."""

    home: Path
    summary: SampleSummary
    found: set[Finding]
    planted: set[Finding]
    named: dict[tuple[str, str], set[str]]
    outcomes: dict[str, str]
    cells: list[tuple[str, str, int, str]]
    """Table, rule, row and column of what is found in decisions and adjudications."""
    read: dict[tuple[str, str], Read]
    """(registry, household|record) -> what was made of it."""
    struck: set[str]
    """Households that are to be struck off."""
    beside: dict[tuple[str, str], str]
    """(table, object) -> what 横向比对 says of it: above so many of so many medians, why it may have been missed, or
    (at household|dimension) in what it is far above its village."""


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


def at_cells(table: pa.Table) -> list[tuple[str, str, int, str]]:
    """Of what people decide, where exactly it is wrong."""
    own = table.filter(pc.is_in(table["table_name"], pa.array(["decision", "adjudication"])))
    columns = (own.column(name).to_pylist() for name in ("table_name", "rule_id", "row_no", "column_name"))
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


def rows(con: duckdb.DuckDBPyConnection, table: contracts.Table, where: str) -> pa.Table:
    """A table's rows as evidence holds them."""
    columns = ", ".join(sql.identifier(name) for name in table.schema)
    columns += ", 1 AS version" if "version" in contracts.evidence_schema(table.name) else ""
    return con.sql(f"SELECT {columns} FROM {sql.identifier(table.name)} WHERE {where}").to_arrow_table()


def put(own: duckdb.DuckDBPyConnection, given: Mapping[str, pa.Table]) -> None:
    """Tables, not registered ones: the county rules are asked on a cursor of their own."""
    for name, table in given.items():
        own.register("given", table)
        own.execute(f"CREATE TABLE {sql.identifier(name)} AS FROM given")
        own.unregister("given")


def evidence(
    con: duckdb.DuckDBPyConnection, home: Path, county: str, accepted: set[str], areas: pa.Table
) -> duckdb.DuckDBPyConnection:
    """One county's accepted rows in a connection of their own, as `acceptance.evidence` opens them from the lake."""
    own = sql.connect()
    where = f"county_code = {sql.quote(county)} AND pkg IN ({', '.join(map(sql.quote, sorted(accepted)))})"
    given = {t.name: rows(con, t, where) for t in contracts.tables().values() if not t.configuration}
    put(own, given | {"dim_area": areas, "units": draws(home, county)})
    own.execute("CREATE TABLE draw_unit AS SELECT * REPLACE (drawn_on::DATE AS drawn_on) FROM units")
    return own


def departments(
    con: duckdb.DuckDBPyConnection, home: Path, accepted: set[str], areas: pa.Table, scratch: Path
) -> duckdb.DuckDBPyConnection:
    """Every table of a department loaded and compared with the persons of all counties at once, as
    `acceptance.deliveries` does: lead, suggestion, department_record.
    """
    met = sql.connect()
    listed = f"pkg IN ({', '.join(map(sql.quote, sorted(accepted)))})"
    put(met, {name: rows(con, contracts.tables()[name], listed) for name in ("person", "adjudication")})
    met.register("area", areas)
    loaded = {name: scratch / f"{name}.parquet" for name in (*REGISTRIES, *OF_ONE_COUNTY)}
    for name, target in loaded.items():
        files = sorted(p for p in (home / "inbox/registries" / name).rglob("*") if p.is_file())
        matching.load_registry(contracts.registries()[name], files, target)
    matching.match(met, "person", loaded, YEAR.year)
    matching.apply_adjudications(met)
    own_files = {name: [path] for name, path in loaded.items()}
    matching.suggest(met, "person", own_files, link=likeness.linking(YEAR.suggestions.likeness))
    return met


def read_records(met: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Read]:
    """What became of each record: a lead and what it falls under, or a suggestion."""
    under = exclusion.members(met).sql_query()
    met.execute(
        "CREATE TEMP TABLE falls AS SELECT lead_id, string_agg(exclusion, ' ' ORDER BY exclusion) AS under "
        f"FROM ({under}) GROUP BY lead_id"
    )
    about = "registry, concat(household_id, '|', record_key)"
    rests_on = "regexp_extract(why, '^(第.*位应为|.*应互换|姓名.*?一致)')"
    told = met.execute(
        f"SELECT {about}, kind, under, status FROM lead JOIN falls USING (lead_id) "
        f"UNION ALL SELECT DISTINCT {about}, kind, {rests_on}, '' FROM suggestion"
    ).fetchall()
    read = {(registry, which): Read(*words) for registry, which, *words in told}
    assert len(read) == len(told), "a record is read in two ways"
    return read


def open_beside(own: duckdb.DuckDBPyConnection, met: duckdb.DuckDBPyConnection, home: Path, county: str) -> None:
    """What departments and earlier years say of one county, beside its evidence."""
    here = f"WHERE county_code = {sql.quote(county)}"
    put(own, {name: met.sql(f"FROM {name} {here}").to_arrow_table() for name in ("lead", "department_record")})
    given = {
        name: (contracts.registries()[name].title, calendar(YEAR).registry_date)
        for name in OF_ONE_COUNTY
        if (home / "inbox/registries" / name / f"county-{county}").is_dir()
    }
    matching.open_department(own, YEAR, given)
    held: dict[str, dict[int, list[Path]]] = {}
    for path in sorted((home / "history").glob(f"*/*/{county}.parquet")):
        held.setdefault(path.parts[-2], {}).setdefault(int(path.parts[-3]), []).append(path)
    cars = checking.Today(contracts.registries()["vehicle"].title, "机动车登记.csv", 1000, None)
    checking.open_earlier(own, YEAR.year, held, {"vehicle": cars})


def municipality(con: duckdb.DuckDBPyConnection, accepted: set[str]) -> duckdb.DuckDBPyConnection:
    """The persons of every county whose self-check was accepted."""
    own = sql.connect()
    listed = ", ".join(sql.quote(pkg) for pkg in sorted(accepted))
    put(own, {"person": rows(con, contracts.tables()["person"], f"pkg IN ({listed})")})
    return own


def struck_off(own: duckdb.DuckDBPyConnection, county: str) -> set[str]:
    """Households that the leads alone strike off; nothing else is in the way here."""
    own.execute(f"CREATE TABLE finding ({', '.join(map(' '.join, FINDING.items()))})")
    own.execute("CREATE TABLE aside (household_id VARCHAR)")
    verdicts.prepare(own, verdicts.Setting.of(YEAR, county, calendar(YEAR).as_of, matched=True))
    verdicts.judge_households(own)
    told = own.execute("SELECT household_id FROM household_verdict WHERE outcome = '剔除'").fetchall()
    return {household for (household,) in told}


def compared(own: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    comparison.compare(own, YEAR.comparison, exact(YEAR.poverty_line.amount))
    told = own.execute(
        "SELECT 'household', household_id, above || '/' || known FROM above_neighbours "
        "UNION ALL SELECT 'neighbour_household', village_code || '|' || unit_no, words FROM missed_candidate "
        "UNION ALL SELECT 'household', household_id || '|' || dimension, dimension FROM better_off"
    ).fetchall()
    return {(table, about): words for table, about, words in told}


def look(home: Path, scratch: Path) -> Found:
    """Makes the campaign in `home` and looks at it."""
    summary = generate(home, YEAR, counties=3, households=400, defects="all")
    areas, tasks = (
        season.read_configuration(home / "config" / f"{name}.csv", name) for name in ("dim_area", "county_task")
    )
    struck: set[str] = set()
    beside: dict[tuple[str, str], str] = {}
    with sql.connect() as con:
        prepared = checking.prepare(con, packages(home), YEAR, areas, tasks)
        located = checking.locate(con, prepared)
        outcomes = {pkg: result.outcome for pkg, result in checking.outcomes(con, prepared, located).items()}
        found, cells = findings(located), at_cells(located)
        accepted = {pkg for pkg, outcome in outcomes.items() if outcome != checking.REFUSED}
        ready = sorted(pkg.split("/")[0] for pkg in accepted if pkg.endswith("/self_check"))
        with departments(con, home, accepted, areas, scratch) as met:
            for county in ready:
                with evidence(con, home, county, accepted, areas) as own:
                    open_beside(own, met, home, county)
                    wider = checking.locate_county(own, county, YEAR)
                    found |= findings(wider)
                    cells += at_cells(wider)
                    struck |= struck_off(own, county)
                    beside |= compared(own)
            read = read_records(met)
        with municipality(con, accepted) as all_counties:
            found |= findings(checking.locate_municipal(all_counties, YEAR))
    planted, named = stated(home)
    return Found(home, summary, found, planted, named, outcomes, cells, read, struck, beside)


def stated(home: Path) -> tuple[set[Finding], dict[tuple[str, str], set[str]]]:
    """The truth: findings, and the names of what else was planted (`record:…`, `beside:…`) by table and object."""
    every = [Finding(*row) for row in duckdb.sql(f"FROM read_parquet('{home / 'truth.parquet'}')").fetchall()]
    named: dict[tuple[str, str], set[str]] = {}
    for one in every:
        if one.kind.startswith(("record:", "beside:")):
            named.setdefault((one.table, one.object_id), set()).add(one.kind)
    return {one for one in every if one.kind.startswith(("E", "P"))}, named
