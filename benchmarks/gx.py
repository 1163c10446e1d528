"""The self-check rules of a municipality's person table: the product beside one DuckDB pass of the same rules.

Both begin with the same typed rows of 38 packages in memory, and are run in turn. The SQL pass is what a hand would
write: one statement that derives what the rules need and counts every rule; a second one names the failing cells. The
product makes its facts, has Great Expectations count, locates every failing cell with its message, compares the two,
and decides each package's outcome.
"""

import statistics
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from acceptance import campaign, checking, contracts, sql
from acceptance.checking import facts
from acceptance.checking.locate import hits_query
from acceptance.checking.prepare import Asked, Prepared
from benchmarks.measure import Spent, peak_mb, timed
from expectations import check, suites

PERSONS = 1_700_000
SIZES = (0.1, 1.0)
ROUNDS = 3
COUNTIES = range(500101, 500139)
TABLE = "person"
MEMORY = "3GB"
"""DuckDB's limit; with Python, Arrow and Great Expectations beside it the process stays below 4 GiB."""


def areas() -> pa.Table:
    """Every county, township and village that persons.sql uses, in the columns of dim_area."""
    towns = [(str(county), f"{county}{place}") for county in COUNTIES for place in range(100, 130)]
    rows = [{"code": str(county), "level": "区县", "parent": "500000"} for county in COUNTIES]
    rows += [{"code": town, "level": "乡镇", "parent": county} for county, town in towns]
    rows += [{"code": f"{town}201", "level": "行政村", "parent": town} for _, town in towns]
    names = [c.name for c in contracts.tables()["dim_area"].columns]
    return pa.Table.from_pylist([{"name": "某地"} | row for row in rows], pa.schema([(n, pa.string()) for n in names]))


def prepared(con: duckdb.DuckDBPyConnection, persons: int) -> Prepared:
    """38 self-check packages of empty tables, then the persons, their households and villages put in."""
    year = campaign.parse(campaign.default_text(2026), "campaign_2026.yaml")
    empty = {name: _empty(con, contracts.tables()[name]) for name in contracts.lines()["self_check"].tables}
    packages = [checking.PackageToCheck(str(c), str(c), "self_check", typed=empty) for c in COUNTIES]
    made = checking.prepare(con, packages, year, areas())
    con.execute("UPDATE params SET reference_date = DATE '2026-11-20', school_date = DATE '2026-08-31'")
    text = Path(__file__).with_name("persons.sql").read_text(encoding="utf-8")
    con.execute(text.replace("$persons", str(persons)))
    return Prepared(made.packages, {TABLE: made.asked[TABLE]}, made.not_evaluated)


def _empty(con: duckdb.DuckDBPyConnection, table: contracts.Table) -> pa.Table:
    columns = (f"CAST(NULL AS {kind}) AS {sql.identifier(name)}" for name, kind in table.schema.items())
    return con.sql(f"SELECT {', '.join(columns)} LIMIT 0").to_arrow_table()


def derived(asked: Sequence[Asked]) -> str:
    """The facts as a subquery."""
    statement = facts.facts_query(contracts.tables()[TABLE], [a.check for a in asked])
    return statement.removeprefix(f"CREATE OR REPLACE TABLE {facts.fact_name(TABLE)} AS ")


def counted(con: duckdb.DuckDBPyConnection, asked: Sequence[Asked]) -> dict[str, int]:
    """One statement: every rule counted, nothing kept."""
    counts = ", ".join(f"count(*) FILTER (WHERE {a.fails})" for a in asked)
    [row] = con.execute(f"SELECT {counts} FROM ({derived(asked)})").fetchall()
    return {a.check.uid: n for a, n in zip(asked, row, strict=True)}


def listed(con: duckdb.DuckDBPyConnection, asked: Sequence[Asked]) -> None:
    """One statement: every failing cell with its message."""
    query = hits_query(contracts.tables()[TABLE], asked).replace(facts.fact_name(TABLE), f"({derived(asked)})")
    con.execute(f"CREATE OR REPLACE TEMP TABLE listed AS {query}")


def product(con: duckdb.DuckDBPyConnection, batch: Prepared) -> dict[str, Spent]:
    """The steps of `expectations.check.run` after loading, for this table."""
    made = facts.facts_query(contracts.tables()[TABLE], [a.check for a in batch.asked[TABLE]])
    steps = {"facts": timed(lambda: con.execute(made))}
    steps["gx"] = timed(lambda: suites.counts(suites.validate(con, batch)))
    steps["locate"] = timed(lambda: checking.locate(con, batch))
    check.compare(steps["gx"].made, checking.located_counts(con))
    steps["outcomes"] = timed(lambda: checking.outcomes(con, batch, steps["locate"].made))
    return steps


def measure(persons: int, rounds: int = ROUNDS) -> dict[str, float]:
    """CPU seconds (medians of the rounds) and peak memory in MB.

    Raises:
        RuntimeError: the product and the SQL pass counted differently.
    """
    spent: dict[str, list[float]] = {}
    with sql.connect(memory=MEMORY) as con:
        batch = prepared(con, persons)
        asked = batch.asked[TABLE]
        for _ in range(rounds):
            con.execute(f"DROP TABLE IF EXISTS {facts.fact_name(TABLE)}")  # a check makes its facts once
            steps = product(con, batch)
            peak = peak_mb()
            plain, cells = timed(lambda: counted(con, asked)), timed(lambda: listed(con, asked))
            if plain.made != steps["gx"].made:
                raise RuntimeError("the product and the SQL pass do not count the same")
            for name, one in {**steps, "sql": plain, "sql_cells": cells}.items():
                spent.setdefault(name, []).append(one.cpu)
        found = {"rules": float(len(asked)), "cells": float(steps["locate"].made.num_rows), "peak_mb": float(peak)}
    return {name: statistics.median(values) for name, values in spent.items()} | found


def run(scale: float) -> None:
    for size in SIZES:
        persons = round(PERSONS * size * scale)
        f = measure(persons)
        counting = f["facts"] + f["gx"]
        whole = counting + f["locate"] + f["outcomes"]
        print(f"\n{persons:,} persons in 38 packages, {f['rules']:.0f} checks, {f['cells']:,.0f} failing cells")
        print(f"one SQL pass, counts: {f['sql']:.1f} s CPU; naming the failing cells instead: {f['sql_cells']:.1f} s")
        print(
            f"product: facts {f['facts']:.1f}, Great Expectations {f['gx']:.1f}, locating {f['locate']:.1f}, "
            f"outcomes {f['outcomes']:.1f}; together {whole:.1f} s CPU"
        )
        print(
            f"product / SQL counts: without locating {counting / f['sql']:.2f}, with locating {whole / f['sql']:.2f} "
            f"(target 2); product / SQL counts and cells {whole / (f['sql'] + f['sql_cells']):.2f}"
        )
        print(f"peak memory of the process so far {f['peak_mb']:.0f} MB (DuckDB limited to {MEMORY})", flush=True)
