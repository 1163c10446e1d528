"""What becomes of each package: 接收, 部分接收 or 退回; how often each rule failed, and what is set aside."""

import dataclasses
from collections.abc import Mapping

import duckdb
import pyarrow as pa

from acceptance.checking.prepare import NotEvaluated, Prepared
from acceptance.findings import BLOCK, ROW

ACCEPTED, PARTLY, REFUSED = "接收", "部分接收", "退回"


@dataclasses.dataclass(frozen=True)
class CheckResult:
    """One package's outcome. counts: rule id -> cells found; aside: table -> objects set aside."""

    outcome: str
    counts: Mapping[str, int]
    by_severity: Mapping[str, int]
    not_evaluated: tuple[NotEvaluated, ...]
    aside: Mapping[str, int]


def outcomes(con: duckdb.DuckDBPyConnection, prepared: Prepared, found: pa.Table) -> dict[str, CheckResult]:
    """The outcome of every package of the batch from its findings (`locate`)."""
    counts, severities = _counted(con, found, "rule_id"), _counted(con, found, "severity")
    set_aside: dict[str, dict[str, int]] = {}
    for pkg, table, number in _grouped(con, aside(con, found), "pkg, table_name"):
        set_aside.setdefault(pkg, {})[table] = number
    return {
        p.id: CheckResult(
            outcome_of(severities.get(p.id, {})),
            counts.get(p.id, {}),
            severities.get(p.id, {}),
            prepared.not_evaluated[p.id],
            set_aside.get(p.id, {}),
        )
        for p in prepared.packages
    }


def outcome_of(by_severity: Mapping[str, int]) -> str:
    """Any block refuses the package; any row sets rows aside (RULEBOOK D.0, DESIGN 5)."""
    return REFUSED if by_severity.get(BLOCK) else PARTLY if by_severity.get(ROW) else ACCEPTED


def aside(con: duckdb.DuckDBPyConnection, found: pa.Table) -> pa.Table:
    """What is set aside (待核): (pkg, table_name, object_id), one row each, in this order.

    A record of severity `row`; in the self-check also its household, whichever of its tables the record is in. It
    still counts in totals.
    """
    con.register("found_given", found)
    try:
        return con.sql(
            f"SELECT DISTINCT pkg, table_name, object_id FROM found_given WHERE severity = '{ROW}' "
            f"UNION SELECT DISTINCT pkg, 'household', household_id FROM found_given WHERE severity = '{ROW}' "
            "AND household_id IS NOT NULL AND line = 'self_check' "
            "ORDER BY ALL"
        ).to_arrow_table()
    finally:
        con.unregister("found_given")


def _grouped(con: duckdb.DuckDBPyConnection, rows: pa.Table, by: str) -> list[tuple]:
    con.register("rows_given", rows)
    try:
        return con.execute(f"SELECT {by}, count(*) FROM rows_given GROUP BY ALL ORDER BY ALL").fetchall()
    finally:
        con.unregister("rows_given")


def _counted(con: duckdb.DuckDBPyConnection, found: pa.Table, column: str) -> dict[str, dict[str, int]]:
    counted: dict[str, dict[str, int]] = {}
    for pkg, name, number in _grouped(con, found, f"pkg, {column}"):
        counted.setdefault(pkg, {})[name] = number
    return counted
