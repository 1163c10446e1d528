"""Household verdicts and the four lists that make up the register (RULEBOOK D.4)."""

import duckdb
import pyarrow as pa

from acceptance import sql
from acceptance.verdicts import inputs

LISTS = ("当年同意退出", "继续帮扶", "往年已脱贫", "剔除")
"""The four disjoint lists that together are the register (注销 is outside it)."""


def judge_households(con: duckdb.DuckDBPyConnection) -> None:
    """Write `criterion`, `household_verdict`, `register_list` and `poor_persons`; `inputs.prepare` has run before."""
    con.execute(sql.load(inputs.PACKAGE, "self_check"))
    inputs.mark_all(con)
    for step in ("criteria", "household_facts", "household"):
        con.execute(sql.load(inputs.PACKAGE, step))


def register_lists(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """List -> (households, persons), every list named even when empty."""
    rows = con.execute("SELECT list, count(*), sum(persons)::BIGINT FROM register_list GROUP BY list").fetchall()
    counted = {name: (households, persons) for name, households, persons in rows}
    return {name: counted.get(name, (0, 0)) for name in LISTS}


def revisits(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Municipal visits for F12: visit_id, village_code, household_id, replaced_for, self_verdict, ruled outcome."""
    return con.sql(sql.load(inputs.PACKAGE, "revisits")).to_arrow_table()
