"""Counts of a county's issues: what the bulletin and the summary compare, per 1,000 registered households."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from acceptance import findings, ledger
from acceptance.documents.open_issues import own_tables
from acceptance.documents.published import Published

AGES = ((7, "7天以内"), (15, "8至15天"), (30, "16至30天"), (10**6, "30天以上"))
"""Classes of age in days, each up to its number."""


@dataclass(frozen=True)
class CountyIssues:
    """Open issues of one county's own data without 提示, which may be right as they are; `hints` counts those.

    ages: label -> (open, of which overdue), every class named. rules: rule id -> open issues. fresh: first seen in the
    last seven days. closed: set right since the season began.
    """

    code: str
    name: str
    households: int
    open: int = 0
    overdue: int = 0
    hints: int = 0
    fresh: int = 0
    closed: int = 0
    oldest: int = 0
    ages: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    rules: Mapping[str, int] = field(default_factory=dict)

    def per_thousand(self, number: int) -> float | None:
        """A number of issues per 1,000 registered households; None where none is registered."""
        return 1000 * number / self.households if self.households else None


def count_issues(found: Published, name: str, as_of: dt.date) -> CountyIssues:
    """The county's counts on a day."""
    con, given = found.con, {"as_of": as_of, "closed": list(ledger.CLOSED)}
    given |= {"warn": findings.WARN, "tables": own_tables()}
    con.execute(
        """CREATE OR REPLACE TEMP TABLE counted AS
        SELECT rule_id, severity = $warn AS hint, list_contains($closed::VARCHAR[], state) AS closed,
               NOT hint AND NOT closed AS owed,
               due < $as_of AS late, date_diff('day', first_seen, $as_of) AS age
        FROM issue WHERE list_contains($tables::VARCHAR[], "table")""",
        given,
    )
    one = con.execute(
        """SELECT count(*) FILTER (owed) AS open, count(*) FILTER (owed AND late) AS overdue,
                  count(*) FILTER (hint AND NOT closed) AS hints, count(*) FILTER (owed AND age < 7) AS fresh,
                  count(*) FILTER (closed AND NOT hint) AS closed, coalesce(max(age) FILTER (owed), 0) AS oldest
           FROM counted"""
    ).fetchall()
    ages = {label: (0, 0) for _, label in AGES}
    for age, late, number in con.execute(
        "SELECT age, late, count(*) FROM counted WHERE owed GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        label = next(label for most, label in AGES if age <= most)
        ages[label] = (ages[label][0] + number, ages[label][1] + (number if late else 0))
    rules = con.execute("SELECT rule_id, count(*) FROM counted WHERE owed GROUP BY rule_id ORDER BY rule_id").fetchall()
    households = sum((found.result.get("household_outcomes") or {}).values())
    still, late, hints, fresh, closed, oldest = one[0]
    return CountyIssues(
        found.county, name, households, still, late, hints, fresh, closed, oldest, ages=ages, rules=dict(rules)
    )
