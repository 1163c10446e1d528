"""Every rule's examples, stated beside it, run in one batch: each example is a package of its own in which one thing is changed."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from acceptance import contracts, sql
from acceptance.checking import PackageToCheck, locate, prepare
from acceptance.checking.rules import Check, package_checks
from tests.expectations import world

NEEDS_FILES = {"E002@manifest.sha256"}
"""Rules on delivered files; a package of typed rows has none (tests/acceptance/checking/test_packages.py)."""


class Case(NamedTuple):
    check: Check
    kind: str
    number: int
    example: Mapping[str, Any]

    @property
    def id(self) -> str:
        return f"{self.check.uid} {self.kind} {self.number}"


def stated(check: Check) -> Iterator[Case]:
    for kind, given in check.rule.examples.items():
        for number, example in enumerate(given if isinstance(given, list) else [given], 1):
            yield Case(check, kind, number, example)


CHECKS = [c for name in contracts.tables() for c in package_checks(name) if c.rule.id not in contracts.reading_rules()]
CASES = [case for check in CHECKS for case in stated(check)]


def holds_for(case: Case) -> bool:
    """Rules of several columns share their examples; one that does not name the column is no example of it."""
    check = case.check
    return len(check.rule.columns) < 2 or case.kind != "fail" or check.column in case.example or any(
        isinstance(rows, list) and any(check.column in row for row in rows) for rows in case.example.values()
    )


@pytest.fixture(scope="module")
def failing(default_campaign) -> dict[str, set[tuple[str, int]]]:
    """Package (case id) -> (uid of the check, row) of its hits."""
    con = sql.connect()
    lines = {name: world.line_of(name) for name in {c.check.rule.table for c in CASES}}
    packages = [
        PackageToCheck(c.id, world.COUNTY, lines[c.check.rule.table], typed=world.package(lines[c.check.rule.table], c.check.rule.table, c.example))
        for c in CASES
    ]
    prepared = prepare(con, packages, default_campaign, world.areas(), world.tasks())
    locate(con, prepared)
    hits: dict[str, set[tuple[str, int]]] = {c.id: set() for c in CASES}
    for pkg, uid, row in con.execute("SELECT pkg, uid, src_row FROM hit").fetchall():
        hits[pkg].add((uid, row))
    con.close()
    return hits


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.uid)
def test_examples(check: Check, failing: dict[str, set[tuple[str, int]]]) -> None:
    for case in filter(holds_for, stated(check)):
        found = {row for uid, row in failing[case.id] if uid == check.uid}
        expected = case.example.get("_row", 1) + 1
        assert (expected in found) if case.kind == "fail" else not found, case.id


def test_every_rule_has_examples() -> None:
    kinds = {check.uid: set(check.rule.examples) for check in CHECKS if check.uid not in NEEDS_FILES}
    assert {uid: found for uid, found in kinds.items() if found != {"pass", "fail", "boundary"}} == {}
