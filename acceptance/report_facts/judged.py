"""What the report's facts are taken from, and how their SQL is asked."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import duckdb

from acceptance import contracts, sql, store
from acceptance.case import Case
from acceptance.estimation import Estimate
from acceptance.evidence import owner_folder
from acceptance.verdicts.county import CountyVerdict
from acceptance.verdicts.county_facts import CountyFacts
from acceptance.verdicts.gate import GateItem

PACKAGE = "acceptance.report_facts"
Row = dict[str, Any]


class Judged(Protocol):
    """A judged county, as `acceptance.judging` hands it over; its tables are still on `case.con`.

    estimates: line -> indicator id -> figure of a field line; census: indicator id -> figure counted over the register.
    """

    @property
    def case(self) -> Case: ...
    @property
    def verdict(self) -> CountyVerdict: ...
    @property
    def facts(self) -> CountyFacts: ...
    @property
    def readiness(self) -> Sequence[GateItem]: ...
    @property
    def estimates(self) -> Mapping[str, Mapping[str, Estimate]]: ...
    @property
    def census(self) -> Mapping[str, Estimate]: ...


def rows(con: duckdb.DuckDBPyConnection, name: str, **given: Any) -> list[Row]:
    """The rows of `name`.sql as dicts; `given` fills its $parameters."""
    found = con.execute(sql.load(PACKAGE, name), given or None)
    names = [d[0] for d in found.description or []]
    return [dict(zip(names, values, strict=True)) for values in found.fetchall()]


def row(con: duckdb.DuckDBPyConnection, name: str, **given: Any) -> Row:
    """The one row of `name`.sql."""
    return rows(con, name, **given)[0]


def line_titles() -> dict[str, str]:
    """Title of every line and of every registry: what `inputs` of result.json may name."""
    lines = {line.id: line.title for line in contracts.lines().values()}
    return lines | {one.name: one.title for one in contracts.registries().values()}


def version_words(case: Case, line: str) -> str:
    """第2版; 第1、2版 of a line whose versions add up; '' when none is in force."""
    used = case.force.versions.get(line, ())
    return f"第{'、'.join(map(str, used))}版" if used else ""


def receipts_in_force(case: Case, line: str) -> list[store.Receipt]:
    """Receipts of the versions of a line that count today."""
    folder = owner_folder(contracts.lines()[line], case.county)
    return [store.read_receipt(case.season.home, folder, line, v) for v in case.force.versions.get(line, ())]
