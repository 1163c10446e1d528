"""The self-check rules of a municipality's person table: Great Expectations beside one DuckDB pass of the same rules.

Both ask the same predicates of the same fact table; only counts and failing cells are made, nothing is read from files.
"""

import resource
import time
from collections.abc import Callable, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from acceptance import campaign, checking, contracts, sql
from acceptance.checking.facts import fact_name, facts_query
from acceptance.checking.locate import hits_query
from acceptance.checking.prepare import Asked, Prepared
from expectations import suites

PERSONS = 1_700_000
TABLE = "person"
SEED_ROWS = 1000
"""Distinct made-up persons that the large table repeats, each time under numbers of its own."""


def _made(con: duckdb.DuckDBPyConnection, persons: int) -> None:
    """Rows of the contract's person table: `persons` of them, one in a hundred with a wrong sex, health or work."""
    columns = {c.name: c.sql_type for c in contracts.tables()[TABLE].columns}
    given = {
        "county_code": "'500229'",
        "village_code": "'500229100201'",
        "household_id": "'500229' || lpad((i // 3)::VARCHAR, 8, '0')",
        "person_id": "'500229' || lpad(i::VARCHAR, 10, '0')",
        "name": f"'王' || chr((20000 + i % {SEED_ROWS})::INTEGER)",
        "id_no": "'500229' || strftime(DATE '1950-01-01' + (i % 20000)::INTEGER, '%Y%m%d') || "
        "lpad((i % 1000)::VARCHAR, 3, '0') || 'X'",
        "sex": "CASE WHEN i % 100 = 0 THEN '未知' WHEN i % 2 = 0 THEN '女' ELSE '男' END",
        "ethnic": "'汉族'",
        "relation": "CASE i % 3 WHEN 0 THEN '户主' WHEN 1 THEN '配偶' ELSE '之子' END",
        "education": "'初中'",
        "schooling": "'非在校生'",
        "health": "CASE WHEN i % 100 = 1 THEN '好' ELSE '健康' END",
        "labour": "'普通劳动力'",
        "work_place": "'县内务工'",
        "work_months": "CASE WHEN i % 100 = 2 THEN 14 ELSE 6 END",
        "resident_med": "'是'",
        "employee_med": "'否'",
        "major_ins": "'是'",
        "pension": "'是'",
        "is_dibao": "'否'",
        "is_tekun": "'否'",
        "change_type": "'无'",
    }
    listed = ", ".join(f"CAST({given.get(n, 'NULL')} AS {t}) AS {sql.identifier(n)}" for n, t in columns.items())
    con.execute(
        f"INSERT INTO {TABLE} SELECT 'a', {listed}, '人口表.csv', '人口表', (i + 2)::INTEGER FROM range({persons}) r(i)"
    )


def prepared(con: duckdb.DuckDBPyConnection, persons: int) -> Prepared:
    """A self-check package of empty tables, then the persons put in and their facts made."""
    year = campaign.parse(campaign.default_text(2026), "campaign_2026.yaml")
    empty = {
        name: con.sql(
            "SELECT "
            + ", ".join(f"CAST(NULL AS {t}) AS {sql.identifier(n)}" for n, t in stated.schema.items())
            + " LIMIT 0"
        ).to_arrow_table()
        for name in contracts.lines()["self_check"].tables
        for stated in [contracts.tables()[name]]
    }
    package = checking.PackageToCheck("a", "500229", "self_check", typed=empty)
    areas = pa.table({c.name: pa.array([], pa.string()) for c in contracts.tables()["dim_area"].columns})
    made = checking.prepare(con, [package], year, areas)
    _made(con, persons)
    con.execute(facts_query(contracts.tables()[TABLE], [a.check for a in made.asked[TABLE]]))
    return Prepared(made.packages, {TABLE: made.asked[TABLE]}, made.not_evaluated)


def one_pass(con: duckdb.DuckDBPyConnection, asked: Sequence[Asked]) -> None:
    """Every rule counted in one SELECT."""
    counts = ", ".join(f"count(*) FILTER (WHERE {a.fails})" for a in asked)
    con.execute(f"SELECT {counts} FROM {fact_name(TABLE)}").fetchall()


def located(con: duckdb.DuckDBPyConnection, asked: Sequence[Asked]) -> None:
    """Every failing cell with its message, as the check makes it."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE located AS {hits_query(contracts.tables()[TABLE], asked)}")


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Wall and CPU seconds of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def run(persons: int = PERSONS) -> dict[str, float]:
    """Prints and returns the figures: seconds of CPU, their ratio, peak memory in MB."""
    with sql.connect(memory="3GB") as con:
        batch = prepared(con, persons)
        asked = batch.asked[TABLE]
        plain = [timed(lambda: one_pass(con, asked)) for _ in range(2)][-1]
        by_gx = timed(lambda: suites.validate(con, batch))
        cells = timed(lambda: located(con, asked))
    figures = {
        "rules": float(len(asked)),
        "plain_cpu": plain[1],
        "gx_cpu": by_gx[1],
        "located_cpu": cells[1],
        "ratio": by_gx[1] / plain[1],
        "ratio_with_cells": (by_gx[1] + cells[1]) / (plain[1] + cells[1]),
        "peak_mb": float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10),
    }
    print(f"\nGreat Expectations, {persons:,} persons, {len(asked)} checks")
    print(f"one SQL pass: {plain[0]:.1f} s wall, {plain[1]:.1f} s CPU; GX: {by_gx[0]:.1f} s wall, {by_gx[1]:.1f} s CPU")
    print(f"failing cells located: {cells[1]:.1f} s CPU more, the same for both")
    print(
        f"GX / SQL {figures['ratio']:.2f}, with cells {figures['ratio_with_cells']:.2f}; "
        f"peak {figures['peak_mb']:.0f} MB"
    )
    return figures
