"""Every failing cell, found in one pass per table with the same predicates that Great Expectations counts."""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from acceptance import contracts, findings, sql
from acceptance.checking.facts import fact_name
from acceptance.checking.intake import load
from acceptance.checking.noted import load_noted
from acceptance.checking.prepare import PACKAGE, Asked, Prepared
from acceptance.checking.rules import Check
from acceptance.progress import Tell, silent

ONCE_PER_HOUSEHOLD = ("phone",)
"""Household columns that the national register prints on one row of the household only (联系电话: the head's)."""

CHECK_LIST = {
    "uid": pa.string(),
    "rule_id": pa.string(),
    "severity": pa.string(),
    "scope": pa.string(),
    "table_name": pa.string(),
    "column_id": pa.string(),
    "header": pa.string(),
    "block_above": pa.float64(),
    "once": pa.bool_(),
    "place": pa.int32(),
}


def locate(con: duckdb.DuckDBPyConnection, prepared: Prepared, tell: Tell = silent) -> pa.Table:
    """All findings of the batch (columns `findings.SCHEMA`), by package, file, sheet, row, column and rule."""
    checks = [a.check for asked in prepared.asked.values() for a in asked]
    create_check_list(con, checks)
    con.execute(sql.load(PACKAGE, "hits"))
    for table, asked in prepared.asked.items():
        tell(f"定位{contracts.tables()[table].title}的问题", 0, 0)
        con.execute(f"INSERT INTO hit BY NAME {hits_query(contracts.tables()[table], asked)}")
    for check in checks:
        if check.rule.cells_table:
            con.execute(f"INSERT INTO cell BY NAME {cells_query(check)}")
    load_noted(con, prepared.packages, key_sql)
    return con.sql(sql.load(PACKAGE, "findings")).to_arrow_table().cast(findings.SCHEMA)


def located_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Failing rows by the uid of the check, of the last `locate` on this connection; GX must count the same."""
    return dict(con.execute("SELECT uid, count(*) FROM hit GROUP BY uid").fetchall())


def create_check_list(con: duckdb.DuckDBPyConnection, checks: Sequence[Check]) -> None:
    """`check_list`: what is said of a rule wherever it fails, by uid; rules of reading (E000, E004) stand under
    their id.
    """
    rows = [
        {
            "uid": check.uid,
            "rule_id": check.rule.id,
            "severity": check.rule.severity,
            "scope": check.rule.scope,
            "table_name": check.rule.table,
            "column_id": check.column,
            "header": contracts.tables()[check.rule.table].header(check.column),
            "block_above": check.rule.block_above,
            "once": check.column in ONCE_PER_HOUSEHOLD,
            "place": place,
        }
        for place, check in enumerate(checks)
    ]
    rows += [
        {name: getattr(rule, name) for name in ("severity", "scope", "block_above")}
        | {"uid": rule.id, "rule_id": rule.id, "once": True, "place": -1}
        for rule in contracts.reading_rules().values()
    ]
    load(con, "check_list", pa.Table.from_pylist(rows, schema=pa.schema(CHECK_LIST.items())))


def sensitive(column: str) -> bool:
    """Columns whose values are never published in full (RULEBOOK P8)."""
    return column in ("id_no", "phone") or column.endswith("_id_no")


def shown_masked(column: str, value: str) -> str:
    """SQL of a value as it may be published."""
    return f"mask({value})" if sensitive(column) else value


def key_sql(table: contracts.Table) -> str:
    """The object a row stands for: its key, joined by '|'."""
    return "concat_ws('|', " + ", ".join(f"CAST({sql.identifier(k)} AS VARCHAR)" for k in table.key) + ")"


def owner_sql(table: contracts.Table, column: str) -> str:
    """A column that says whose a row is (household_id, village_code), NULL in tables without it."""
    return column if column in table.schema else f"CAST(NULL AS VARCHAR) AS {column}"


def hits_query(table: contracts.Table, asked: Sequence[Asked]) -> str:
    """One scan over a table's facts: a row per failing row and check. Texts are made for failing rows only."""
    items = ",\n".join(
        f"CASE WHEN {a.fails} THEN {{'uid': {sql.quote(a.check.uid)}, 'value': {a.check.value}, "
        f"'masked': {shown_masked(a.check.column, a.check.value)}, 'message': {a.check.message}, "
        f"'about': {a.check.about}}} END"
        for a in asked
    )
    failing = "\nOR ".join(a.fails for a in asked)
    owners = f"{owner_sql(table, 'household_id')}, {owner_sql(table, 'village_code')}"
    alone = ", ".join(
        f"CASE WHEN found.about IS NULL THEN {name} END AS {name}" for name in ("household_id", "village_code")
    )
    return (
        f"SELECT * EXCLUDE (found) REPLACE (coalesce(found.about, object_id) AS object_id, {alone}), "
        f"{sql.quote(table.name)} AS table_name, found.uid, found.value, found.masked, found.message FROM ("
        f"SELECT pkg, {key_sql(table)} AS object_id, {owners}, src_file, src_sheet, src_row, "
        f"unnest(list_filter([{items}], lambda x: x IS NOT NULL)) AS found "
        f"FROM {fact_name(table.name)} WHERE {failing})"
    )


def cells_query(check: Check) -> str:
    """The cells that a finding on a group marks instead of its own row (see `Rule.cells_table`)."""
    rule = check.rule
    table = contracts.tables()[str(rule.cells_table)]
    column = rule.cells_column or check.column
    owner = "village_code" if rule.table == "village" else "household_id"
    value = f"CAST({sql.identifier(column)} AS VARCHAR)"
    return (
        f"SELECT {sql.quote(check.uid)} AS uid, pkg, {owner} AS owner, src_file, src_sheet, src_row, "
        f"{sql.quote(table.name)} AS cell_table, {sql.quote(column)} AS column_id, "
        f"{sql.quote(table.header(column))} AS header, {value} AS value, {shown_masked(column, value)} AS masked "
        f"FROM {fact_name(table.name)} WHERE ({rule.cells_when}) "
        f"AND (pkg, {owner}) IN (SELECT (pkg, {owner}) FROM hit WHERE uid = {sql.quote(check.uid)})"
    )
