"""Great Expectations evaluates every rule, also on empty tables, and counts exactly the rows that are located."""

import re

import pytest

from acceptance import contracts, sql
from acceptance.campaign import Campaign
from acceptance.checking import Asked, PackageToCheck, located_counts, prepare
from acceptance.checking.rules import package_checks
from expectations import check, suites
from tests.expectations import world
from tests.expectations.conftest import ExampleBatch
from tests.expectations.test_examples import NEEDS_FILES

pytestmark = pytest.mark.xdist_group("examples")


def test_counts_are_those_of_the_located_rows(examples: ExampleBatch) -> None:
    counted = suites.counts(suites.validate(examples.con, examples.prepared))
    check.compare(counted, located_counts(examples.con))
    never = {
        uid for uid, number in counted.items() if not number and not uid.startswith("E000") and uid not in NEEDS_FILES
    }
    assert never == set()


def test_every_suite_runs_on_empty_tables(default_campaign: Campaign) -> None:
    lines = [line for line in contracts.lines() if line != "precision_evaluation"]
    packages = [
        PackageToCheck(
            line, world.COUNTY, line, typed={name: world.typed(name, []) for name in contracts.lines()[line].tables}
        )
        for line in lines
    ]
    with sql.connect() as con:
        prepared = prepare(con, packages, default_campaign, world.areas(), world.tasks())
        results = suites.validate(con, prepared)
    every = {
        c.uid
        for name, table in contracts.tables().items()
        if not table.configuration
        for c in package_checks(name, default_campaign.codes)
    }
    assert {uid for uid in suites.counts(results)} == every


def test_severity_description_and_origin_travel_with_the_result(examples: ExampleBatch) -> None:
    [one] = [a for a in examples.prepared.asked["income"] if a.check.rule.id == "E070"]
    made = suites.expectation(one)
    assert (made.severity, made.description) == ("warning", "拟脱贫户人均纯收入高于扶贫标准")
    assert made.meta["rule_id"] == "E070" and made.meta["severity"] == "judge" and "厅字" in made.meta["source"]


def test_a_rule_that_cannot_be_evaluated_is_a_failure_and_no_finding(default_campaign: Campaign) -> None:
    with sql.connect() as con:
        prepared = prepare(
            con, [PackageToCheck("a", world.COUNTY, "frame", typed=world.package("frame"))], default_campaign
        )
        [first, *_] = prepared.asked["frame_household"]
        broken = {"frame_household": (Asked(first.check, "no_such_column > 1"),)}
        object.__setattr__(prepared, "asked", broken)
        with pytest.raises(suites.SuiteError, match=re.escape(first.check.uid)):
            suites.validate(con, prepared)


def test_the_same_packages_give_the_same_evidence_and_findings(default_campaign: Campaign) -> None:
    package = PackageToCheck(
        "a", world.COUNTY, "self_check", typed=world.package("self_check", "person", {"sex": "女"})
    )
    first, second = (check.run([package], default_campaign, world.areas(), world.tasks()) for _ in range(2))
    assert first.evidence == second.evidence and first.findings.equals(second.findings)
    assert first.results["a"].counts == {"E051": 1, "E055": 1}


def test_disagreement_is_an_error() -> None:
    with pytest.raises(check.DisagreementError, match="E001"):
        check.compare({"E001@x.y": 2}, {"E001@x.y": 1})
