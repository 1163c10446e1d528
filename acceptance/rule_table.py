"""What came of every rule in one county, as a table published beside its results (rules.parquet)."""

import pyarrow as pa

from acceptance import contracts
from acceptance.case import Case
from acceptance.report_facts.rule_results import arrived_tables, rule_counts, stated_rules

NAME = "rules"
EVALUATED, NOT_EVALUATED, NOT_APPLICABLE = "已评价", "未评价", "不适用"
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("rule_id", "severity", "scope", "state", "note")),
        *((name, pa.int64()) for name in ("checked", "failing", "aside", "exempted")),
    ]
)
"""checked: rows the rule looked at, NULL where nothing is in force (a refused package). failing: places found, without
exempted ones. aside: records set aside. exempted: places that an exemption in force covers. note: why not evaluated."""


def rule_table(case: Case) -> pa.Table:
    """One row per rule id of the contracts, of reading and of the report, and of whatever else was found, by id.

    case: after judging (finding_in_force on its connection).
    """
    aside = _counted(case, "SELECT rule_id, count(DISTINCT (table_name, object_id)) FROM finding_in_force "
                           "WHERE severity = 'row' GROUP BY rule_id")  # fmt: skip
    found, in_force = (
        _counted(case, f"SELECT rule_id, count(*) FROM {name} GROUP BY rule_id")
        for name in ("finding", "finding_in_force")
    )
    rows, stated = _rows(case), stated_rules()
    table = []
    for one in rule_counts(case):
        tables = stated[one.rule_id].tables if one.rule_id in stated else ()
        table.append(
            {
                "rule_id": one.rule_id,
                "severity": one.severity,
                "scope": one.scope,
                "state": _state(one.count, one.note),
                "note": one.note,
                "checked": None if one.count is None else _checked(tables, rows),
                "failing": one.count,
                "aside": aside.get(one.rule_id, 0),
                "exempted": found.get(one.rule_id, 0) - in_force.get(one.rule_id, 0),
            }
        )
    return pa.Table.from_pylist(table, schema=SCHEMA)


def _counted(case: Case, query: str) -> dict[str, int]:
    return dict(case.con.execute(query).fetchall())


def _state(count: int | None, note: str) -> str:
    if count is not None:
        return EVALUATED
    return NOT_APPLICABLE if note.startswith(NOT_APPLICABLE) else NOT_EVALUATED


def _rows(case: Case) -> dict[str, int]:
    """Rows in force of every package table that has arrived."""
    names = [name for name in contracts.tables() if name in arrived_tables(case)]
    return {name: case.con.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in names}


def _checked(tables: tuple[str, ...], rows: dict[str, int]) -> int | None:
    """Rows of the tables that a rule looks at (those of the file itself: of all tables); NULL where there are none."""
    looked = [rows[name] for name in (tables or tuple(rows)) if name in rows]
    return sum(looked) or None
