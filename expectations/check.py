"""The whole check of a batch of packages, from files to outcomes, with Great Expectations beside our own locating."""

import dataclasses
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from acceptance import checking, sql
from acceptance.campaign import Campaign
from acceptance.checking import CheckResult, PackageToCheck, Prepared
from acceptance.progress import Tell, silent


class DisagreementError(RuntimeError):
    """Great Expectations counted other failing rows than were located: one is wrong, and nothing is to be believed."""


@dataclasses.dataclass(frozen=True)
class CheckReport:
    """findings: every failing cell (findings.SCHEMA); results: package -> outcome; evidence: table -> GX's JSON."""

    findings: pa.Table
    results: Mapping[str, CheckResult]
    aside: pa.Table
    evidence: Mapping[str, Mapping[str, Any]]


Keep = Callable[[duckdb.DuckDBPyConnection, Prepared], None]


def run(
    packages: Sequence[PackageToCheck],
    campaign: Campaign,
    areas: pa.Table | None = None,
    tasks: pa.Table | None = None,
    keep: Keep | None = None,
    scratch: Path | None = None,
    tell: Tell = silent,
) -> CheckReport:
    """Checks packages together.

    areas, tasks: the office's dim_area and county_task, or None offline (rules on them are 未评价).
    keep: is given the connection once everything is checked, to take the typed rows into the lake (tables of the
    contracts with `pkg`). scratch: where DuckDB may spill what does not fit its memory (default: the system's place).
    tell: is told which stage and table is at work.

    Raises:
        SuiteError: GX could not evaluate a rule.
        DisagreementError: GX's counts are not those of the located rows.
    """
    from expectations import suites  # Great Expectations takes seconds to load; most runs of a county check nothing

    with tempfile.TemporaryDirectory(prefix="check-", dir=scratch) as spill, sql.connect(temp=spill) as con:
        prepared = checking.prepare(con, packages, campaign, areas, tasks, tell)
        evidence = suites.validate(con, prepared, tell)
        found = checking.locate(con, prepared, tell)
        compare(suites.counts(evidence), checking.located_counts(con))
        if keep is not None:
            keep(con, prepared)
        return CheckReport(found, checking.outcomes(con, prepared, found), checking.aside(con, found), evidence)


def compare(counted: Mapping[str, int], located: Mapping[str, int]) -> None:
    """GX and the locating pass ask the same predicates of the same rows; they must agree for every check."""
    apart = {uid: (n, located.get(uid, 0)) for uid, n in counted.items() if n != located.get(uid, 0)}
    if apart:
        raise DisagreementError(f"GX and locating disagree (uid: GX, located): {apart}")
