"""Small evidence for tests: typed tables from the contracts, rows with valid defaults, overrides where a test cares.

    con = evidence(household=[{"household_id": "h1", "exit_status": "预脱贫"}], village=[{}])

Every contract table is there (empty unless named), and so are finding, lead and aside as checking and matching write
them.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from acceptance import contracts, sql
from acceptance.matching import suggestions

COUNTY, TOWNSHIP, VILLAGE = "500229", "500229100", "500229100201"
DAY = dt.date(2026, 12, 1)

FINDING = {
    "rule_id": "VARCHAR",
    "severity": "VARCHAR",
    "scope": "VARCHAR",
    "line": "VARCHAR",
    "table_name": "VARCHAR",
    "object_id": "VARCHAR",
    "household_id": "VARCHAR",
    "village_code": "VARCHAR",
    "message": "VARCHAR",
}
LEAD = {
    "lead_id": "VARCHAR",
    "county_code": "VARCHAR",
    "household_id": "VARCHAR",
    "person_id": "VARCHAR",
    "registry": "VARCHAR",
    "indicator": "VARCHAR",
    "record_key": "VARCHAR",
    "name_agrees": "BOOLEAN",
    "kind": "VARCHAR",
    "status": "VARCHAR",
    "evidence": "VARCHAR",
    "states": "VARCHAR",
    "record_name": "VARCHAR",
    "snapshot_date": "DATE",
    "src_file": "VARCHAR",
    "src_sheet": "VARCHAR",
    "src_row": "INTEGER",
    "delivery": "INTEGER",
}
ORIGIN = {
    "lead_id": "VARCHAR",
    "title": "VARCHAR",
    "department": "VARCHAR",
    "received_on": "DATE",
    "received_as": "VARCHAR",
    "sha256": "VARCHAR",
    "due": "DATE",
    "days_late": "INTEGER",
}
SUGGESTION = {name: "VARCHAR" for name in suggestions.COLUMNS} | {"snapshot_date": "DATE", "src_row": "INTEGER"}
ASIDE = {"household_id": "VARCHAR"}
WORK = {"finding": (FINDING, ("object_id",)), "lead": (LEAD, ("lead_id",)), "aside": (ASIDE, ())}
WORK |= {"lead_origin": (ORIGIN, ()), "suggestion": (SUGGESTION, ())}
"""What the checking and matching rooms write, with the columns that tell two rows apart."""

BY_TYPE = {
    "text": "某",
    "code": "x1",
    "int": 1,
    "dec": 1,
    "num": 1,
    "float": 1.0,
    "date": DAY,
    "ts": dt.datetime(2026, 12, 1, 9),
    "time": dt.time(9),
}
"""What a column holds when neither its code list nor DEFAULTS says more."""

DEFAULTS: dict[str, dict[str, Any]] = {
    "": {"campaign_year": 2026, "county_code": COUNTY, "township_code": TOWNSHIP, "village_code": VILLAGE},
    "household": {
        "household_id": "h1",
        "members": 3,
        "exit_status": "预脱贫",
        "exit_year": 2026,
        "house_grade": "B",
        "is_unsafe": "否",
        "renovated": "不适用",
        "relocated": "否",
        "move_in_date": None,
        "water_safe": "是",
        "water_hard": "否",
        "food_ok": "是",
        "clothing_ok": "是",
        "self_verdict": "达标",
        "reg_year": 2014,
    },
    "person": {
        "household_id": "h1",
        "person_id": "p1",
        "id_no": "500229198001011234",
        "education": "小学",
        "schooling": None,
        "resident_med": "是",
        "employee_med": "否",
        "dropout_reason": None,
        "change_type": "无",
    },
    "income": {"household_id": "h1", "phase": "脱贫后", "net_pc": 9000},
    "village": {
        "village_name": "某村",
        "is_poor_village": "是",
        "exit_apply": "是",
        "prior_exit_year": None,
        "hukou_pop": 1200,
        "agri_pop": 1000,
        "hard_road": "是",
    },
    "procedure": {
        "household_id": "h1",
        "object_type": "户",
        "level": "村",
        "step": "村评议",
        "date_from": dt.date(2026, 9, 1),
        "date_to": dt.date(2026, 9, 8),
        "present_n": 30,
        "agree_n": 30,
    },
    "document": {"household_id": None, "owner_type": "村", "doc_type": "规划"},
    "evaluation_household": {
        "household_id": "h1",
        "evaluator": "精准评估方",
        "frame": "脱贫户",
        "household_selection": "random",
        "disposition": "完成",
        "finding": "无",
        "final": "无",
        "unit_no": None,
        "replaced_for": None,
    },
    "municipal_household": {"household_id": "h1", "replaced_for": None},
    "decision": {
        "object": "h1",
        "line": None,
        "rule_id": None,
        "criterion": None,
        "expires": None,
        "signer1": "甲",
        "signer2": "乙",
        "decided_on": dt.date(2026, 11, 1),
    },
    "lead": {
        "county_code": COUNTY,
        "household_id": "h1",
        "indicator": "机动车",
        "status": "待核查",
        "kind": "命中",
        "name_agrees": True,
    },
    "finding": {
        "severity": "judge",
        "scope": "package",
        "line": "self_check",
        "household_id": None,
        "village_code": None,
    },
}


def evidence(
    con: duckdb.DuckDBPyConnection | None = None, **tables: Iterable[Mapping[str, Any]]
) -> duckdb.DuckDBPyConnection:
    """A connection with every contract table; rows are the given overrides on valid defaults.

    A key column that a test does not name is numbered, so that two rows never collide.
    """
    con = con or sql.connect(memory="512MB")
    con.execute(_empty_tables())
    for name, table in contracts.tables().items():
        schema = contracts.evidence_schema(name)
        codes = {c.name: c.codes[0] for c in table.columns if c.codes}
        base = {c.name: codes.get(c.name, BY_TYPE[c.type]) for c in table.columns}
        _insert(con, name, schema, table.key, base, tables.pop(name, ()))
    for name, (schema, key) in WORK.items():
        _insert(con, name, schema, key, dict.fromkeys(schema), tables.pop(name, ()))
    if tables:
        raise KeyError(f"no contract has {sorted(tables)}")
    return con


@functools.cache
def _empty_tables() -> str:
    """All CREATE TABLE statements in one text: a test that makes a world pays for it once."""
    schemas = {n: contracts.evidence_schema(n) for n in contracts.tables()} | {n: s for n, (s, _) in WORK.items()}
    columns = {n: ", ".join(f"{sql.identifier(c)} {t}" for c, t in s.items()) for n, s in schemas.items()}
    return ";".join(f"CREATE TABLE {name} ({listed})" for name, listed in columns.items())


def _insert(
    con: duckdb.DuckDBPyConnection,
    name: str,
    schema: Mapping[str, str],
    key: tuple[str, ...],
    base: dict[str, Any],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    default = base | DEFAULTS[""] | DEFAULTS.get(name, {})
    made = []
    for number, row in enumerate(rows, start=1):
        if unknown := set(row) - set(schema):
            raise KeyError(f"{name} has no {sorted(unknown)}")
        numbered = {
            k: f"{name}-{number}"
            for k in key
            if schema[k] == "VARCHAR" and k not in DEFAULTS.get(name, {}) | DEFAULTS[""]
        }
        made.append(default | numbered | dict(row))
    if made:
        sheet = pa.table(
            {c: pa.array([None if r.get(c) is None else str(r[c]) for r in made], pa.string()) for c in schema}
        )
        con.register("_rows", sheet)
        typed = ", ".join(f"{sql.identifier(c)}::{t}" for c, t in schema.items())
        con.execute(f"INSERT INTO {name} SELECT {typed} FROM _rows")
        con.unregister("_rows")
