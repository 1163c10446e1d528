"""Exemptions (豁免): which rules may be exempted, what an exempted finding becomes, and on which days it counts."""

import datetime as dt

import pyarrow as pa
import pytest

from acceptance import contracts, exemptions, findings
from acceptance.exemptions import Exemption
from acceptance.verdicts import prepare
from acceptance.verdicts.facts import horizon
from tests.acceptance.verdicts.conftest import FEEDS, HOLDS, changed
from tests.support import VILLAGE, evidence

ENDS = dt.date(2026, 12, 20)
ROW = {"rule_id": "E046", "severity": "row", "household_id": "h1", "object_id": "p1", "table_name": "person"}
EXEMPT = {"kind": "豁免", "rule_id": "E046", "object": "p1", "expires": ENDS, "decided_on": dt.date(2026, 12, 5)}


def test_structure_privacy_and_refusing_rules_are_never_exempted():
    may = set(exemptions.exemptable())
    assert not may & {"E000", "E003", "E004", "E014", "E113", "E114", "E115", "S006", "S022", "P7", "P9"}
    assert {"E000b", "E012", "E020", "E026", "E046", "E083"} <= may
    assert may < set(exemptions.known())


def test_no_block_of_a_package_is_exempted_by_another_rule_of_its_id():
    """What a package block has found refuses the package, so that nothing of it is there to be exempted."""
    by_id: dict[str, set[tuple[str, str]]] = {}
    for rule in contracts.rules().values():
        by_id.setdefault(rule.id, set()).add((rule.severity, rule.scope))
    assert not [name for name in exemptions.exemptable() if by_id.get(name) == {("block", "package")}]


def in_force(day: dt.date, **more) -> tuple[int, int, dt.date | None]:
    """Findings that count, households set aside, and the next day on which something changes."""
    con = evidence(finding=[ROW], aside=[{"household_id": "h1"}], decision=[EXEMPT | more])
    prepare(con, changed(as_of=day), FEEDS, HOLDS)
    counted, aside = (con.execute(f"SELECT count(*) FROM {t}").fetchall()[0][0] for t in ("finding_in_force", "aside"))
    return counted, aside, horizon(con, [])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 12, 4), (1, 1, dt.date(2026, 12, 5))),  # decided tomorrow
        (dt.date(2026, 12, 5), (0, 0, dt.date(2026, 12, 21))),
        (ENDS, (0, 0, dt.date(2026, 12, 21))),  # the last day still counts
        (dt.date(2026, 12, 21), (1, 1, None)),  # the day after it does not
    ],
)
def test_an_exemption_counts_from_its_day_to_its_expiry(day, expected):
    assert in_force(day) == expected


@pytest.mark.parametrize(
    "more",
    [
        {"signer2": " 甲 "},
        {"expires": None},
        {"expires": dt.date(2026, 12, 4)},
        {"rule_id": "E004"},
        {"rule_id": "E999"},
        {"object": "p2"},
        {"county_code": "500230"},
    ],
)
def test_an_exemption_that_is_not_whole_counts_for_nothing(more):
    assert in_force(ENDS, **more)[:2] == (1, 1)


@pytest.mark.parametrize("named", ["p1", "h1"])
def test_the_row_or_its_household_may_be_named(named):
    assert in_force(ENDS, object=named)[:2] == (0, 0)


def test_a_household_with_another_wrong_row_stays_aside():
    con = evidence(
        finding=[ROW, ROW | {"rule_id": "E048"}],
        aside=[{"household_id": "h1"}, {"household_id": "h2"}],
        decision=[EXEMPT],
    )
    prepare(con, changed(as_of=ENDS), FEEDS, HOLDS)
    assert con.execute("SELECT household_id FROM aside ORDER BY 1").fetchall() == [("h1",), ("h2",)]


def test_an_exempted_finding_stays_and_names_its_document():
    base = dict.fromkeys(findings.SCHEMA.names)
    rows = [
        base | {"rule_id": "E042", "severity": "warn", "object_id": "h1", "household_id": "h1", "message": "号码不对"},
        base
        | {"rule_id": "E042", "severity": "warn", "object_id": "h2", "village_code": VILLAGE, "message": "号码不对"},
        base | {"rule_id": "E040", "severity": "warn", "object_id": "h1", "household_id": "h1", "message": "面积过大"},
    ]
    found = pa.Table.from_pylist(rows, schema=findings.SCHEMA)
    given = [Exemption("h1", "E042", "渝豁1号", ENDS), Exemption(VILLAGE, "E042", "渝豁2号", ENDS)]
    marked = exemptions.mark(found, given).select(["object_id", "severity", "message"]).to_pylist()
    assert [tuple(row.values()) for row in marked] == [
        ("h1", "exempt", "号码不对（已豁免：依据渝豁1号，有效期至2026-12-20）"),
        ("h2", "exempt", "号码不对（已豁免：依据渝豁2号，有效期至2026-12-20）"),
        ("h1", "warn", "面积过大"),
    ]
    assert exemptions.mark(found, []) is found
