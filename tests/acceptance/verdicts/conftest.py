"""Ready-made settings: a day inside the window, a line of 3,100 元, every department table matched."""

import dataclasses
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import duckdb

from acceptance.verdicts import Setting, judge_households, judge_villages, prepare
from acceptance.verdicts.inputs import contract_feeds
from tests.support import COUNTY, DAY, evidence

FEEDS = contract_feeds()
"""What the contracts say judge rules feed (RULEBOOK D.2)."""
HOLDS = [("E092", "R2"), ("E095", "R2"), ("E099", "G7"), ("E100", "G7")]
"""RULEBOOK D.2, severity "holds …"."""

SETTING = Setting(COUNTY, DAY, 2026, Decimal("3100"), Decimal("0.03"), 6, True)
VALID_ID = "11010519491231002X"

PASSING = {"household": [{}], "person": [{"id_no": VALID_ID}], "income": [{}], "procedure": [{}]}
"""One candidate household, h1, whom nothing speaks against."""


def judged(setting: Setting = SETTING, **tables: Any) -> duckdb.DuckDBPyConnection:
    """Evidence of one passing candidate, with the given tables in place of its own, and its households judged."""
    con = evidence(**(PASSING | tables))
    prepare(con, setting, FEEDS, HOLDS)
    judge_households(con)
    return con


def all_judged(setting: Setting = SETTING, **tables: Any) -> duckdb.DuckDBPyConnection:
    """The same, with the villages judged too."""
    con = judged(setting, **tables)
    judge_villages(con)
    return con


def many(cases: Sequence[dict[str, list[dict[str, Any]]]]) -> duckdb.DuckDBPyConnection:
    """One world for many cases: household h0 has the evidence of case 0, and so on; a case is as `judged` takes it."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for number, case in enumerate(cases):
        own = {"household_id": f"h{number}"}
        for name, rows in (PASSING | case).items():
            key = {"object": f"h{number}"} if name == "decision" else own
            tables.setdefault(name, []).extend(key | row for row in rows)
    return judged(**tables)


def household_verdicts(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, list[str]]]:
    """Household -> outcome and reasons."""
    rows = con.execute("SELECT household_id, outcome, reasons FROM household_verdict").fetchall()
    return {household: (outcome, reasons) for household, outcome, reasons in rows}


def changed(**facts: Any) -> Setting:
    return dataclasses.replace(SETTING, **facts)
