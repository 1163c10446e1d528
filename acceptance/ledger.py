"""The issue ledger (问题台账): what is wrong, since when, whose it is, until when it is to be set right (DESIGN 10)."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from acceptance import contracts, evidence, findings, sql, store
from acceptance.case import Case
from acceptance.season import ZONE

CLOSED = ("销号", "豁免")
"""States in which nothing is owed."""
COLUMNS = ("rule_id", "severity", "table_name", "object_id", "household_id", "village_code")
HISTORY = pa.schema(
    [
        ("line", pa.string()),
        ("version", pa.int32()),
        ("received_on", pa.date32()),
        ("in_force", pa.bool_()),
        *((name, pa.string()) for name in COLUMNS),
    ]
)


@dataclasses.dataclass(frozen=True)
class Sent:
    """What the check of one accepted version found; `found` has the columns of `findings.SCHEMA` (at least COLUMNS)."""

    line: str
    version: int
    received_on: dt.date
    in_force: bool
    found: pa.Table


def history(sent: Iterable[Sent]) -> pa.Table:
    """Findings of all accepted versions, superseded ones included, in the form the ledger reads."""
    parts = [HISTORY.empty_table()]
    for one in sent:
        if one.found.num_rows:
            facts = (one.line, one.version, one.received_on, one.in_force)
            alike = [pa.array([fact] * one.found.num_rows, HISTORY.types[i]) for i, fact in enumerate(facts)]
            columns = [*alike, *(one.found.column(name).cast(pa.string()) for name in COLUMNS)]
            parts.append(pa.table(columns, schema=HISTORY))
    return pa.concat_tables(parts)


def issues(
    con: duckdb.DuckDBPyConnection, sent: Iterable[Sent], year: int, county: str, overdue_days: int, as_of: dt.date
) -> None:
    """Makes the table `issue`: one row per rule and object that any accepted version broke.

    Columns: issue_id, rule_id, table, object_id, household_id, village_code, severity, state, owner, due, first_due,
    first_version, findings (of the versions in force), first_seen; of the latest reply replied_on, responsible,
    reviewer, reply_doc; of the first notice to the owner (通知签发 to its county or township, up to `as_of`) its date
    sent_on and number `notice`.
    state, the first that holds: 销号 when the versions in force have it no more; 豁免 while an exemption is in force;
    待复核 while a reply is not older than the version that has it; 整改中 once a later version still has it, or after
    an older reply; 已下发 after a notice; 新增.
    first_due: `overdue_days` after the first version that had it arrived; an issue that comes back keeps its date.
    due: the day the newest notice states (有效期至); without one, what was late when the first notice went out has
    `overdue_days` from then, as the letter says; else first_due. Every reader shows these states and dates.
    Reads village, rectification, decision, and exemption from verdicts.prepare.
    """
    con.register("history_given", history(sent))
    con.execute("CREATE OR REPLACE TEMP TABLE finding_history AS SELECT * FROM history_given")
    con.unregister("history_given")
    setting = "campaign_year VARCHAR, county_code VARCHAR, overdue_days INTEGER, as_of DATE"
    con.execute(f"CREATE OR REPLACE TEMP TABLE ledger_setting ({setting})")
    con.execute("INSERT INTO ledger_setting VALUES (?, ?, ?, ?)", [str(year), county, overdue_days, as_of])
    con.execute(sql.load("acceptance", "ledger"))


def open_issues(case: Case) -> None:
    """Makes the table `issue` of a county's case from its accepted versions."""
    campaign = case.season.campaign
    days = int(campaign.overdue_days.number)
    issues(case.con, sent_by(case), campaign.year, case.county, days, case.as_of)


def sent_by(case: Case) -> Iterator[Sent]:
    """Every accepted version of every line up to those in force, and what only the county's whole evidence shows."""
    season = case.season
    wider = case.con.sql("SELECT * FROM finding WHERE scope <> 'package'").to_arrow_table()
    for line in contracts.lines().values():
        counting = case.force.versions.get(line.id, ())
        folder = evidence.owner_folder(line, case.county)
        for version in store.accepted(season.home, folder, line.id, season.basis) if counting else ():
            if version > max(counting):
                continue
            receipt = store.read_receipt(season.home, folder, line.id, version)
            day = dt.datetime.fromisoformat(receipt.received_at).astimezone(ZONE).date()
            check = store.read_check(season.home, receipt, season.basis)
            if check is not None:
                found = evidence.findings_of(season, case.county, receipt, check)
                yield Sent(line.id, version, day, version in counting, found)
            if version == max(counting):
                yield Sent(line.id, version, day, True, wider.filter(pc.equal(wider.column("line"), line.id)))


def issue_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Issues that are not closed, by severity, every severity named (result.json `issues`)."""
    query = "SELECT severity, count(*) FROM issue WHERE state NOT IN ? GROUP BY severity"
    return dict.fromkeys(findings.SEVERITIES, 0) | dict(con.execute(query, [list(CLOSED)]).fetchall())
