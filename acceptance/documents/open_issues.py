"""The open issues of a county as rows for letters and lists."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from acceptance import contracts, ledger, sql
from acceptance.documents.masking import printed


@dataclass(frozen=True)
class OpenIssue:
    """One open issue in words. places: how many cells of the versions in force have it; found_at: the first of them."""

    issue_id: str
    rule_id: str
    rule: str
    severity: str
    word: str
    state: str
    due: dt.date
    first_due: dt.date
    owner: str
    days_late: int
    village: str
    township: str
    township_code: str
    object: str
    message: str
    places: int
    found_at: str

    @property
    def overdue(self) -> bool:
        return self.days_late > 0


OWN_LINES = ("self_check", "adjudication", "rectification")
"""What a county sends itself and answers for; what is wrong with an evaluator's or an inspector's data is theirs."""


def own_tables() -> list[str]:
    """Tables of the county's own lines."""
    return sorted(
        {table for line in OWN_LINES if line in contracts.lines() for table in contracts.lines()[line].tables}
    )


def open_issues(con: duckdb.DuckDBPyConnection, as_of: dt.date) -> list[OpenIssue]:
    """Every open issue of the county's own data, gravest first, then by date.

    Reads what published.read or names.py prepared.
    """
    given = {"as_of": as_of, "closed": list(ledger.CLOSED), "tables": own_tables()}
    found = con.execute(sql.load("acceptance.documents", "issue_rows"), given)
    names = [column[0] for column in found.description]
    return [_row(dict(zip(names, values, strict=True))) for values in found.fetchall()]


def _row(values: Mapping[str, Any]) -> OpenIssue:
    plain = {name: values[name] for name in OpenIssue.__dataclass_fields__}
    shown: dict[str, Any] = {n: printed(v) if isinstance(v, str) else "" if v is None else v for n, v in plain.items()}
    return OpenIssue(**shown)
