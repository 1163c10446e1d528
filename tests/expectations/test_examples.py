"""Every rule's examples, stated beside it, hold; and what is said of a failing cell can be read and acted on."""

import re

import pyarrow.compute as pc
import pytest

from acceptance import contracts, findings, sql
from acceptance.campaign import Campaign
from acceptance.checking import PackageToCheck, locate, prepare
from acceptance.checking.rules import Check
from tests.expectations import world
from tests.expectations.conftest import CHECKS, Case, ExampleBatch, stated

pytestmark = pytest.mark.xdist_group("examples")

NEEDS_FILES = {"E002@manifest.sha256", "E007@manifest.sealed_doc~2"}
"""Rules on delivered files; a package of typed rows has none (tests/acceptance/checking/test_packages.py)."""


def holds_for(case: Case) -> bool:
    """Rules of several columns share their examples; one that does not name the column is no example of it."""
    columns, example = case.check.rule.columns, case.example
    in_lists = any(
        isinstance(rows, list) and any(case.check.column in row for row in rows) for rows in example.values()
    )
    return len(columns) < 2 or case.kind != "fail" or case.check.column in example or in_lists


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.uid)
def test_examples(check: Check, examples: ExampleBatch) -> None:
    for case in filter(holds_for, stated(check)):
        found = {row for uid, row in examples.hits[case.id] if uid == check.uid}
        expected = case.example.get("_row", 1) + 1
        assert (expected in found) if case.kind == "fail" else not found, case.id


def test_every_rule_has_examples() -> None:
    kinds = {check.uid: set(check.rule.examples) for check in CHECKS if check.uid not in NEEDS_FILES}
    assert {uid: found for uid, found in kinds.items() if found != {"pass", "fail", "boundary"}} == {}


def test_nothing_is_found_in_the_valid_world(default_campaign: Campaign) -> None:
    packages = [PackageToCheck(line, world.COUNTY, line, typed=world.package(line)) for line in world.LINES]
    with sql.connect() as con:
        found = locate(con, prepare(con, packages, default_campaign, world.areas(), world.tasks()))
    assert found.to_pylist() == []


def test_every_finding_has_a_place_and_a_message_without_holes(examples: ExampleBatch) -> None:
    for found in examples.found.to_pylist():
        assert found["file"] and found["sheet"] and found["row_no"] >= 1 and found["column_name"], found
        assert not re.search(r"[{}$]|NULL|CASE", found["message"]), found


def test_no_message_and_no_masked_value_holds_a_full_number(examples: ExampleBatch) -> None:
    numbers = {
        str(row[key]) for table, key in (("person", "id_no"), ("household", "phone")) for row in world.rows_of(table)
    }
    said = examples.found.column("message").to_pylist() + examples.found.column("masked").to_pylist()
    assert [text for text in said if text and any(number in text for number in numbers)] == []
    numbered = examples.found.filter(pc.field("column_name") == "证件号码").select(["value", "masked"]).to_pylist()
    assert any(row["value"] == "500229197803154526" and row["masked"] == "500229**********26" for row in numbered)


def test_every_rule_that_can_be_found_has_a_title(examples: ExampleBatch) -> None:
    assert set(examples.found.column("rule_id").to_pylist()) <= set(findings.titles())


def test_every_rule_says_why_and_after_which_document() -> None:
    rules = list(contracts.rules().values())
    assert [r.id for r in rules if not (r.title and r.reason and r.source and r.message)] == []
    assert {r.id for r in rules if r.severity == "judge" and not r.feeds} == {"E045b"}
