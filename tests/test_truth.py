"""The truth test (issue 3, part 5): every planted defect is found with its collateral findings, and nothing else is.

What is found is compared with <home>/truth.parquet, object by object; tests/truth.py makes and looks.
"""

import pytest

from acceptance import checking, contracts
from acceptance.sample_data import planting, plants_blocks, plants_field, plants_self_check
from tests.truth import Finding

pytestmark = pytest.mark.xdist_group("truth")


def shown(difference: set[Finding]) -> str:
    return "\n".join(map(str, sorted(difference, key=str)))


def test_every_planted_defect_is_found(world):
    missed = world.planted - world.found
    assert not missed, shown(missed)


def test_nothing_is_found_that_was_not_planted(world):
    invented = world.found - world.planted
    assert not invented, shown(invented)


def test_wrong_decisions_are_found_at_their_cells(world):
    decided = [found[1:] for found in world.cells if found[0] == "decision"]
    assert sorted(decided, key=lambda found: found[1]) == [
        ("P7", 2, "签批人2"),
        ("P7b", 3, "文号"),
        ("P7c", 4, "决定内容"),
        ("P7d", 5, "有效期至"),
        ("P7e", 6, "决定日期"),
        ("P9", 7, "有效期至"),
        ("P9", 8, "规则编号"),
        ("P9b", 9, "规则编号"),
        ("P9c", 10, "有效期至"),
        ("P9d", 11, "对象"),
    ]


def test_enough_kinds_of_every_severity_are_planted(world):
    kinds = {finding.kind for finding in world.planted if finding.kind.startswith("E")}
    assert len(kinds) >= 95
    known = {rule.id: rule.severity for rule in contracts.rules().values()}
    assert {known[kind] for kind in kinds & known.keys()} >= {"block", "row", "judge", "warn"}


def test_rules_that_nothing_is_planted_for_are_named():
    """A rule added to the contracts needs an entry in the table of plants, or a reason to stand here."""
    plants = (*plants_self_check.PLANTED, *plants_blocks.BLOCKS, *planting.FIELD, *plants_field.BLOCKS)
    kinds = {kind for plant in plants for kind, _, _ in plant.found}
    assert {rule.id for rule in contracts.rules().values()} - kinds == {
        "E109",  # follows from the sample's size: natural.sql records it
    }


def test_outcomes_tell_the_demo_s_stories(world):
    self_checks = {pkg.split("/")[0]: outcome for pkg, outcome in world.outcomes.items() if pkg.endswith("/self_check")}
    assert self_checks == {
        "500229": checking.ACCEPTED,
        "500238": checking.REFUSED,
        "500242": checking.ACCEPTED,
        "500243": checking.PARTLY,
        "500233": checking.REFUSED,
    }


def test_warnings_are_all_the_first_county_has(world):
    known = {rule.id: rule.severity for rule in contracts.rules().values()}
    own = {finding.kind for finding in world.found if finding.county == "500229"}
    assert {known[kind] for kind in own} == {"warn"}
