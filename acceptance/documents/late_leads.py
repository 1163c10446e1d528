"""The overdue leads of a county as rows for letters."""

import datetime as dt
from dataclasses import dataclass

import duckdb

from acceptance import overdue_leads, sql


@dataclass(frozen=True)
class LateLead:
    """One lead that nobody has answered by its date. registry: its title; kind: how the names agree."""

    lead_id: str
    household_id: str
    registry: str
    indicator: str
    kind: str
    due: dt.date
    days_late: int
    village: str
    township: str
    township_code: str


def late_leads(con: duckdb.DuckDBPyConnection, day: dt.date) -> list[LateLead]:
    """Every overdue lead as of a day, the longest overdue first. Reads what published.read prepared.

    Results of an earlier release do not say until when a lead was to be answered: none.
    """
    if "due" not in con.table("lead").columns:
        return []
    overdue_leads.define(con)
    return [
        LateLead(*values)
        for values in con.execute(sql.load("acceptance.documents", "late_leads"), {"day": day}).fetchall()
    ]
