"""A finding: one cell (or one row of a group) that breaks one rule, with the place where a person finds it."""

import functools

import pyarrow as pa

from acceptance import contracts, sheets

SCHEMA = pa.schema(
    [
        ("pkg", pa.string()),
        ("county_code", pa.string()),
        ("rule_id", pa.string()),
        ("severity", pa.string()),
        ("scope", pa.string()),
        ("line", pa.string()),
        ("table_name", pa.string()),
        ("object_id", pa.string()),
        ("household_id", pa.string()),
        ("village_code", pa.string()),
        ("file", pa.string()),
        ("sheet", pa.string()),
        ("row_no", pa.int32()),
        ("column_name", pa.string()),
        ("value", pa.string()),
        ("masked", pa.string()),
        ("message", pa.string()),
    ]
)
"""Columns of a table of findings. object_id: the key of the row in `table_name`, joined by '|'; household_id and
village_code where the row has them. row_no: as a person sees it, never null. column_name: the header, the sender's own
where it is spelt otherwise. value: the cell, for its sender only; masked: the same with identity and telephone numbers
hidden; no message holds a full one.
"""

EXPORTED = {
    "rule_id": "rule_id",
    "severity": "severity",
    "scope": "scope",
    "table_name": "table",
    "object_id": "object_id",
    "file": "file",
    "sheet": "sheet",
    "row_no": "row",
    "column_name": "column",
    "value": "value",
    "message": "message",
}
"""Names under which findings leave the house (DESIGN 10)."""

BLOCK, ROW, JUDGE, WARN = "block", "row", "judge", "warn"
SEVERITIES = {BLOCK: "退回", ROW: "待核", JUDGE: "不达标", WARN: "提示"}
"""Severities from gravest to mildest, with the word for each."""


def exported(findings: pa.Table, *, masked: bool) -> pa.Table:
    """Findings under their names of DESIGN 10; `masked` for everything that is not handed back to the sender alone."""
    if masked:
        place = findings.schema.get_field_index("value")
        findings = findings.set_column(place, "value", findings.column("masked"))
    return findings.select(list(EXPORTED)).rename_columns(list(EXPORTED.values()))


@functools.cache
def titles() -> dict[str, str]:
    """Rule id -> Chinese title, for every id a finding can have."""
    stated = {rule.id: rule.title for rule in reversed(contracts.rules().values())}
    read = {code: kind.title for code, kind in sheets.CODES.items()} | {
        r.id: r.title for r in (*contracts.reading_rules().values(), *contracts.report_rules().values())
    }
    return read | stated
