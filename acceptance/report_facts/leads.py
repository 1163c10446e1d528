"""Part 5: leads by indicator, those that wait, who is struck off, suggestions, 横向比对. First rows and totals."""

import duckdb

from acceptance import exclusion
from acceptance.case import Case
from acceptance.exclusion import recovery
from acceptance.report_facts.judged import Row, row, rows
from acceptance.reporting import words
from acceptance.reporting.lead_rows import (
    Compared,
    IndicatorRow,
    LeadFacts,
    LeadRow,
    StandsOut,
    StruckRow,
    SuggestionRow,
)

SHOWN = 10
"""Rows of a list that the report prints."""


def lead_facts(case: Case) -> LeadFacts:
    """Everything of part 5 beside result.json."""
    con = case.con
    balance = recovery.reconcile(con)
    waiting = [LeadRow(**r) for r in rows(con, "leads_waiting")]
    struck = [StruckRow(**r) for r in rows(con, "leads_struck")]
    return LeadFacts(
        indicators=_indicators(con),
        waiting=waiting[:SHOWN],
        waiting_total=len(waiting),
        overdue=sum(one.days_late > 0 for one in waiting),
        struck=struck[:SHOWN],
        struck_total=len(struck),
        balance=_balance(balance) if balance.households or balance.unfounded else (),
        reconciled=balance.reconciled,
        suggestions=[SuggestionRow(**r) for r in rows(con, "suggestion_kinds")],
        compared=_compared(con),
    )


def _indicators(con: duckdb.DuckDBPyConnection) -> list[IndicatorRow]:
    return [
        IndicatorRow(
            f"{one.id} {one.title}",
            one.leads,
            one.households,
            one.open,
            one.confirmed,
            one.kept,
            one.false_positive_rate,
        )
        for one in exclusion.counts(con)
        if one.leads
    ]


def _balance(b: recovery.Balance) -> list[tuple[str, str, bool]]:
    money = [
        ("属实户曾享受帮扶", b.support, False), ("认定应清退", b.adjudged, False), ("台账应清退", b.due, False),
        ("认定与台账之差", b.gap, True), ("已清退", b.paid, False), ("应清退未清退", b.open, True),
        ("已清退而无凭证", b.unvouched, True),
    ]  # fmt: skip
    homes = [("属实户未列台账", b.unlisted), ("列台账而无属实线索", b.unfounded)]
    return [
        *((title, f"{words.count(value, 2)}元", zero) for title, value, zero in money),
        *((title, f"{words.count(value)}户", True) for title, value in homes),
    ]


def _compared(con: duckdb.DuckDBPyConnection) -> Compared:
    counted = row(con, "comparison_counts")
    lists: dict[str, list[StandsOut]] = {"better_off": [], "above": [], "missed": []}
    for r in rows(con, "comparison_rows", shown=SHOWN):
        lists[r["list"]].append(_stands_out(r))
    return Compared(better_off=lists["better_off"], above=lists["above"], missed=lists["missed"], **counted)


def _stands_out(r: Row) -> StandsOut:
    return StandsOut(r["village"], r["number"], r["words"])
