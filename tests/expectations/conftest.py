"""One batch for all tests of rules: every example of every rule as a package of its own, checked together once."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from acceptance import campaign, contracts, sql
from acceptance.campaign_facts import PovertyLine
from acceptance.checking import PackageToCheck, Prepared, locate, prepare
from acceptance.checking.rules import Check, package_checks
from tests.expectations import world


@dataclasses.dataclass(frozen=True)
class Case:
    """One example of one rule (kind: pass, fail or boundary)."""

    check: Check
    kind: str
    number: int
    example: Mapping[str, Any]

    @property
    def id(self) -> str:
        return f"{self.check.uid} {self.kind} {self.number}"


@dataclasses.dataclass(frozen=True)
class ExampleBatch:
    con: duckdb.DuckDBPyConnection
    prepared: Prepared
    found: pa.Table
    hits: Mapping[str, set[tuple[str, int]]]
    """Case id -> (uid of the check, row) of its hits."""


def stated(check: Check) -> Iterator[Case]:
    for kind, given in check.rule.examples.items():
        for number, example in enumerate(given if isinstance(given, list) else [given], 1):
            yield Case(check, kind, number, example)


CODES = contracts.standing_codes()
CHECKS = [
    c for name in contracts.tables() for c in package_checks(name, CODES) if c.rule.id not in contracts.reading_rules()
]


LINE = PovertyLine(amount=3100, document="示例", confirmed=False)
"""The poverty line that the examples of the rules suppose; every other fact is the default year's."""


@pytest.fixture(scope="session")
def default_campaign() -> campaign.Campaign:
    return campaign.parse(campaign.default_text(2026), "campaign_2026.yaml").model_copy(update={"poverty_line": LINE})


@pytest.fixture(scope="session")
def examples(default_campaign: campaign.Campaign) -> Iterator[ExampleBatch]:
    cases = [case for check in CHECKS for case in stated(check)]
    lines = {name: world.line_of(name) for name in {c.check.rule.table for c in cases}}
    packages = [
        PackageToCheck(
            case.id,
            world.COUNTY,
            lines[case.check.rule.table],
            typed=world.package(lines[case.check.rule.table], case.check.rule.table, case.example),
        )
        for case in cases
    ]
    con = sql.connect()
    prepared = prepare(con, packages, default_campaign, world.areas(), world.tasks())
    found = locate(con, prepared)
    hits: dict[str, set[tuple[str, int]]] = {case.id: set() for case in cases}
    for pkg, uid, row in con.execute("SELECT pkg, uid, src_row FROM hit").fetchall():
        hits[pkg].add((uid, row))
    yield ExampleBatch(con, prepared, found, hits)
    con.close()
