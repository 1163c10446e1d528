"""Tables of the later lines reach those that read them: inspections speak of a household, measures of their people."""

import duckdb

from acceptance import contracts, sql
from acceptance.verdicts import inputs
from tests.expectations import world


def evidence() -> duckdb.DuckDBPyConnection:
    """Every package table as an empty view, the inspections of the world as rows."""
    con = sql.connect(memory="512MB")
    for table in contracts.tables().values():
        if not table.configuration:
            con.register(table.name, world.typed(table.name, []))
    con.register(
        "inspection_visit", world.package("inspection", "inspection_visit", {"c6": "不通过"})["inspection_visit"]
    )
    return con


def test_what_an_inspection_saw_is_a_mark() -> None:
    [source] = [s for s in inputs.SOURCES if s.id == "I"]
    with evidence() as con:
        marks = con.execute(f"SELECT household_id, criterion, mark FROM ({source.query}) ORDER BY ALL").fetchall()
    assert source.on_site and (world.H1, "c6", "不通过") in marks
    assert {h for h, *_ in marks} == {world.H1, world.H2}


def test_every_package_table_belongs_to_a_line() -> None:
    held = {name for line in contracts.lines().values() for name in line.tables}
    assert held == {t.name for t in contracts.tables().values() if not t.configuration}


def test_the_optional_tables_may_be_left_out() -> None:
    lines = contracts.lines()
    assert {"measure", "household_change"} == set(lines["self_check"].optional)
    assert all(not set(line.optional) & set(line.required) for line in lines.values())
    assert all(lines[name].accumulates for name in ("inspection", "rectification", "review", "adjudication"))
