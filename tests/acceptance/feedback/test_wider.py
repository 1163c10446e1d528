"""Which package, sheet and row a finding belongs to that only registries, earlier years or other counties show."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from acceptance import store
from acceptance.feedback.wider import wider

COUNTY = "500229"
FOUND = {"severity": "warn", "scope": "county", "value": "x", "column": "户编号", "message": "m"}
ISSUE = {"rule_id": "E066", "table": "person", "object_id": "p1", "household_id": "h1", "village_code": "v1"}


@pytest.fixture
def world(tmp_path):
    """told(line, version, rows of the lake, findings) -> what is told of that package."""
    home = store.Home.init(tmp_path / "home", 2026, drill=True)

    def told(line, version, lake, found):
        for table, kept in lake.items():
            path = store.lake_path(home, line, table, COUNTY, version)
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(kept), path)
        folder = tmp_path / "generation"
        folder.mkdir()
        pq.write_table(pa.Table.from_pylist([FOUND | one for one in found]), folder / "findings.parquet")
        pq.write_table(pa.Table.from_pylist([ISSUE]), folder / "issues.parquet")
        receipt = store.Receipt(COUNTY, line, version, "包.xlsx", "", 1, (), "")
        return wider(home, receipt, folder).to_pylist()

    return told


def at(row, **more):
    return {"src_file": "自查.xlsx", "src_sheet": "人口表", "src_row": row} | more


def of(rule, table, object_id, row, file="自查.xlsx", sheet="人口表", **more):
    where = {"file": file, "sheet": sheet, "row": row}
    return {"rule_id": rule, "table": table, "object_id": object_id} | where | more


def test_a_snapshots_findings_beyond_its_own_check_with_whose_they_are(world):
    found = world(
        "self_check",
        1,
        {"person": [at(5, household_id="h1", person_id="p1"), at(6, household_id="h1", person_id="p2")]},
        [
            of("E066", "person", "p1", 5),
            of("E052b", "person", "p2", 6, scope="municipal"),
            of("E031", "person", "gone", 1),  # a finding on the sheet as a whole
            of("E052", "person", "p1", 5, scope="package"),  # told by the check itself
            of("E094", "person", "机动车登记", 1, file="机动车登记.csv", sheet="机动车登记"),  # a department's own file
        ],
    )
    assert [(one["rule_id"], one["row_no"], one["household_id"]) for one in found] == [
        ("E031", 1, None), ("E052b", 6, None), ("E066", 5, "h1"),
    ]  # fmt: skip
    assert {one["line"] for one in found} == {"self_check"} and {one["table_name"] for one in found} == {"person"}


@pytest.mark.parametrize(("lead", "row", "told"), [("L1", 2, True), ("L1", 3, False), ("L2", 2, False)])
def test_of_a_line_that_accumulates_only_the_row_in_force_of_this_package(world, lead, row, told):
    """Two packages of the line may have the same file name: the row and its key tell them apart."""
    found = world("adjudication", 2, {"adjudication": [at(2, lead_id="L1")]}, [of("E098", "adjudication", lead, row)])
    assert bool(found) == told


@pytest.mark.parametrize(("line", "told"), [("exit_evaluation", True), ("precision_evaluation", False)])
def test_both_evaluators_may_name_their_file_alike(world, line, told):
    lake = {"evaluation_household": [at(2, questionnaire_id="q1")]}
    found = world(line, 1, lake, [of("E103b", "evaluation_household", "摘帽评估方|脱贫户", 2)])
    assert bool(found) == told
