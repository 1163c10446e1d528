"""Every failing cell, found in one pass per table with the same predicates that Great Expectations counts."""

from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa

from acceptance import contracts, findings, sql
from acceptance.checking.facts import fact_name
from acceptance.checking.intake import Received, load
from acceptance.checking.prepare import Asked, Prepared
from acceptance.checking.rules import Check

PACKAGE = "acceptance.checking"
ONCE_PER_HOUSEHOLD = ("phone",)
"""Household columns that the national register prints on one row of the household only (联系电话: the head's)."""

PROBLEM = pa.schema([
    ("pkg", pa.string()), ("rule_id", pa.string()), ("severity", pa.string()), ("file", pa.string()), ("sheet", pa.string()),
    ("row_no", pa.int32()), ("column_name", pa.string()), ("value", pa.string()), ("message", pa.string()),
])


def locate(con: duckdb.DuckDBPyConnection, prepared: Prepared) -> pa.Table:
    """All findings of the batch, in the order of package, file, sheet, row, column and rule. Columns: `findings.SCHEMA`."""
    checks = [a.check for asked in prepared.asked.values() for a in asked]
    create_check_list(con, checks)
    con.execute(sql.load(PACKAGE, "hits"))
    for table, asked in prepared.asked.items():
        con.execute(f"INSERT INTO hit BY NAME {hits_query(contracts.tables()[table], asked)}")
    for check in checks:
        if check.rule.cells_table:
            con.execute(f"INSERT INTO cell BY NAME {cells_query(check)}")
    _load_reading(con, prepared.packages)
    return con.sql(sql.load(PACKAGE, "findings")).to_arrow_table().cast(findings.SCHEMA)


def located_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Failing rows by the uid of the check, of the last `locate` on this connection; to be compared with GX's counts."""
    return dict(con.execute("SELECT uid, count(*) FROM hit GROUP BY uid").fetchall())


CHECK_LIST = pa.schema([
    ("uid", pa.string()), ("rule_id", pa.string()), ("severity", pa.string()), ("scope", pa.string()), ("table_name", pa.string()),
    ("header", pa.string()), ("block_above", pa.float64()), ("once", pa.bool_()), ("place", pa.int32()),
])


def create_check_list(con: duckdb.DuckDBPyConnection, checks: Sequence[Check]) -> None:
    """`check_list`: what is said of a rule wherever it fails, by uid; reading's own rules (E000, E004) stand in it under their id."""
    rows: list[dict[str, Any]] = [
        {"uid": c.uid, "rule_id": c.rule.id, "severity": c.rule.severity, "scope": c.rule.scope, "table_name": c.rule.table,
         "header": contracts.tables()[c.rule.table].header(c.column), "block_above": c.rule.block_above,
         "once": c.column in ONCE_PER_HOUSEHOLD, "place": place}
        for place, c in enumerate(checks)
    ]
    rows += [
        {"uid": r.id, "rule_id": r.id, "severity": r.severity, "scope": r.scope, "block_above": r.block_above, "once": True, "place": -1}
        for r in contracts.reading_rules().values()
    ]
    load(con, "check_list", pa.Table.from_pylist(rows, schema=CHECK_LIST))


def sensitive(column: str) -> bool:
    """Columns whose values are never published in full (RULEBOOK P8)."""
    return column in ("id_no", "phone") or column.endswith("_id_no")


def key_sql(table: contracts.Table) -> str:
    """The object a row stands for: its key, joined by '|'."""
    return "concat_ws('|', " + ", ".join(f"CAST({sql.identifier(k)} AS VARCHAR)" for k in table.key) + ")"


def hits_query(table: contracts.Table, asked: Sequence[Asked]) -> str:
    """One scan over a table's facts: a row per failing row and check. Texts are made for failing rows only."""
    own = {c.name for c in table.columns}
    household = "household_id" if "household_id" in own else "CAST(NULL AS VARCHAR)"
    village = "village_code" if "village_code" in own else "CAST(NULL AS VARCHAR)"
    items = ",\n".join(
        f"CASE WHEN {a.fails} THEN {{'uid': {sql.quote(a.check.uid)}, 'value': {a.check.value}, "
        f"'masked': {'mask(' + a.check.value + ')' if sensitive(a.check.column) else a.check.value}, 'message': {a.check.message}}} END"
        for a in asked
    )
    where = "\nOR ".join(a.fails for a in asked)
    return (
        f"SELECT pkg, {sql.quote(table.name)} AS table_name, object_id, household_id, village_code, src_file, src_sheet, src_row, "
        f"found.uid, found.value, found.masked, found.message FROM (SELECT pkg, {key_sql(table)} AS object_id, {household} AS household_id, "
        f"{village} AS village_code, src_file, src_sheet, src_row, unnest(list_filter([{items}], lambda x: x IS NOT NULL)) AS found "
        f"FROM {fact_name(table.name)} WHERE {where})"
    )


def cells_query(check: Check) -> str:
    """The cells that a finding on a group marks instead of its own row (see `Rule.cells_table`)."""
    rule = check.rule
    assert rule.cells_table is not None
    table = contracts.tables()[rule.cells_table]
    column = rule.cells_column or check.column
    owner = "village_code" if rule.table == "village" else "household_id"
    value = f"CAST(c.{sql.identifier(column)} AS VARCHAR)"
    return (
        f"SELECT {sql.quote(check.uid)} AS uid, c.pkg, c.{owner} AS owner, c.src_file, c.src_sheet, c.src_row, "
        f"{sql.quote(table.header(column))} AS header, {value} AS value, {'mask(' + value + ')' if sensitive(column) else value} AS masked "
        f"FROM (SELECT * FROM {fact_name(table.name)} WHERE {rule.cells_when}) c "
        f"WHERE (c.pkg, c.{owner}) IN (SELECT (pkg, {owner}) FROM hit WHERE uid = {sql.quote(check.uid)})"
    )


def _load_reading(con: duckdb.DuckDBPyConnection, packages: Sequence[Received]) -> None:
    """What reading found: cells (`unread_cell` is there already), problems of the file, and rows on which a record is repeated."""
    repeats = [
        pa.table([pa.array([p.id] * t.num_rows, pa.string()), pa.array([name] * t.num_rows, pa.string()), t.column("src_row"), t.column("repeated_row")],
                 names=["pkg", "table_name", "src_row", "repeated_row"])
        for p in packages for name, t in p.repeats.items()
    ]
    if repeats:
        con.register("repeats_given", pa.concat_tables(repeats))
        con.execute("INSERT INTO repeat_row BY NAME SELECT * FROM repeats_given")
        con.unregister("repeats_given")
    problems = [
        {"pkg": p.id, "rule_id": w.code, "severity": w.severity, "file": w.file, "sheet": w.sheet, "row_no": w.row, "column_name": w.column,
         "value": w.value, "message": w.message}
        for p in packages for w in p.problems
    ]
    con.register("problems_given", pa.Table.from_pylist(problems, schema=PROBLEM))
    con.execute("CREATE OR REPLACE TABLE problem AS SELECT * FROM problems_given")
    con.unregister("problems_given")
    con.executemany("INSERT INTO package_layout VALUES (?, ?)", [(p.id, p.own_layout) for p in packages])
    for table in contracts.tables().values():
        con.execute(f"INSERT INTO table_length SELECT pkg, {sql.quote(table.name)}, count(*) FROM {sql.identifier(table.name)} GROUP BY pkg")
        con.execute(
            f"INSERT INTO row_key SELECT t.pkg, {sql.quote(table.name)}, t.src_row, {key_sql(table)}, "
            f"{'household_id' if 'household_id' in table.schema else 'NULL'}, {'village_code' if 'village_code' in table.schema else 'NULL'} "
            f"FROM {sql.identifier(table.name)} t WHERE (t.pkg, t.src_row) IN "
            f"(SELECT (c.pkg, coalesce(q.src_row, c.src_row)) FROM unread_cell c LEFT JOIN repeat_row q ON q.pkg = c.pkg "
            f"AND q.table_name = c.table_name AND q.repeated_row = c.src_row WHERE c.table_name = {sql.quote(table.name)})"
        )
