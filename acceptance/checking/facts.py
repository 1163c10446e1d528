"""The facts of each table: its rows as sent with everything a rule needs beside them, computed once over all
packages of the batch.
"""

import dataclasses
from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa

from acceptance import contracts, exemptions, sql
from acceptance.campaign import Campaign
from acceptance.campaign_facts import exact
from acceptance.checking.intake import CELLS, Received, load
from acceptance.checking.rules import Check, names
from acceptance.progress import Tell, silent

PACKAGE = "acceptance.checking"
FIRST = ("person", "household", "income")
"""Facts that other tables' facts look at, in this order."""
AREA_KEYS = ("county_code", "township_code", "village_code")

PARAMS = {
    "pkg": "VARCHAR",
    "sender": "VARCHAR",
    "line": "VARCHAR",
    "own_layout": "BOOLEAN",
    "the_year": "INTEGER",
    "reference_date": "DATE",
    "submitted_on": "DATE",
    "school_date": "DATE",
    "previous_version": "BIGINT",
    "poverty_line": "DECIMAL(18,2)",
    "near_line": "DECIMAL(18,2)",
    "entry_age": "INTEGER",
    "notice_days": "INTEGER",
    "quorum": "DECIMAL(9,6)",
    "team_days": "INTEGER",
    "village_rate": "DECIMAL(9,6)",
    "farmland_limit": "DECIMAL(18,2)",
    "forest_limit": "DECIMAL(18,2)",
    "road_limit": "DECIMAL(18,2)",
    "min_completes": "INTEGER",
    "package_county": "VARCHAR",
    "package_unit": "VARCHAR",
    "package_unit_name": "VARCHAR",
}
"""One row per package: the year's facts and the package's own. Money in 元, land in 亩, road in 公里."""


OWN = {
    "pkg": pa.string(),
    "sender": pa.string(),
    "line": pa.string(),
    "own_layout": pa.bool_(),
    "reference_date": pa.date32(),
    "previous_version": pa.int64(),
}
"""What a package brings to its row of `params`."""


def year_facts(campaign: Campaign) -> dict[str, object]:
    """The campaign's values under their names in `PARAMS`."""
    return {
        "the_year": campaign.year,
        "poverty_line": exact(campaign.poverty_line.amount),
        "near_line": exact(campaign.poverty_line.amount) * exact(campaign.near_line.number),
        "entry_age": int(campaign.entry_age.number),
        "notice_days": int(campaign.notice_days.number),
        "quorum": exact(campaign.quorum.number),
        "team_days": int(campaign.team_days_per_month.number),
        "village_rate": exact(campaign.thresholds["village_poverty_rate"].value),
        "farmland_limit": exact(campaign.land_limits.farmland),
        "forest_limit": exact(campaign.land_limits.forest),
        "road_limit": exact(campaign.land_limits.road_km),
        "min_completes": campaign.opinion_min_completes.value,
    }


def create_params(con: duckdb.DuckDBPyConnection, packages: Iterable[Received], campaign: Campaign) -> None:
    """`params` (one row per package) and `code_list`; needs the packages' rows and `area`."""
    con.execute(f"CREATE OR REPLACE TABLE params ({', '.join(f'{n} {t}' for n, t in PARAMS.items())})")
    own = [
        {
            "pkg": p.id,
            "sender": p.county_code,
            "line": p.line,
            "own_layout": p.own_layout,
            "reference_date": p.reference_date,
            "previous_version": p.previous_version,
        }
        for p in packages
    ]
    load(con, "package_given", pa.Table.from_pylist(own, schema=pa.schema(OWN.items())))
    stated = ", ".join(f"{value} AS {name}" for name, value in year_facts(campaign).items())
    con.execute(f"INSERT INTO params BY NAME SELECT *, {stated} FROM package_given")
    con.execute(sql.load(PACKAGE, "params"))
    lists = dict(campaign.codes.items()) | {"rule": exemptions.known(), "rule_exemptable": exemptions.exemptable()}
    codes = [
        {"name": name, "value": value, "place": place}
        for name, values in lists.items()
        for place, value in enumerate(values)
    ]
    load(con, "code_list", pa.Table.from_pylist(codes))


def create_areas(con: duckdb.DuckDBPyConnection, areas: pa.Table | None, year: int) -> None:
    """`area`: every code in use in `year`, former codes included, with its county and unit; empty when not known."""
    columns = contracts.tables()["dim_area"].columns
    given = areas if areas is not None else pa.table({c.name: pa.array([], pa.string()) for c in columns})
    con.register("areas_given", given)
    typed = ", ".join(f"CAST({sql.identifier(c.name)} AS {c.sql_type}) AS {sql.identifier(c.name)}" for c in columns)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE area_now AS SELECT {typed} FROM areas_given "
        f"WHERE coalesce(CAST(valid_from AS INTEGER) <= {year}, true) "
        f"AND coalesce(CAST(valid_to AS INTEGER) >= {year}, true)"
    )
    con.unregister("areas_given")
    con.execute(sql.load(PACKAGE, "areas"))


def create_unread(con: duckdb.DuckDBPyConnection, packages: Sequence[Received]) -> None:
    """`unread`: per row the columns that reading could not take, so that no rule names the same cell again as empty."""
    load(con, "unread_cell", pa.concat_tables([CELLS.empty_table(), *(p.cells for p in packages)]))
    con.execute(
        "CREATE OR REPLACE TABLE unread AS SELECT pkg, table_name, src_row, "
        "',' || string_agg(DISTINCT column_name, ',') || ',' AS unread_columns FROM unread_cell GROUP BY ALL"
    )


def fact_name(table: str) -> str:
    return f"fact_{table}"


def create_facts(
    con: duckdb.DuckDBPyConnection, tables: Iterable[str], checks: dict[str, list[Check]], tell: Tell = silent
) -> None:
    """`fact_<table>` for every table named; those that others look at are always made, and first."""
    for name in (*FIRST, *(t for t in tables if t not in FIRST)):
        table = contracts.tables()[name]
        tell(f"整理{table.title}", 0, 0)
        con.execute(facts_query(table, checks.get(name, [])))


def facts_query(table: contracts.Table, checks: Sequence[Check]) -> str:
    """CREATE statement of a table's facts: those stated for it, and of the general ones those that its checks name."""
    used = {w for check in checks for w in check.words}
    base = table.facts_sql or f"SELECT * FROM {sql.identifier(table.name)}"
    parts = _general(table, used)
    columns, joins = ", ".join(["f.*", *parts.columns]), " ".join(parts.joins)
    return f"CREATE OR REPLACE TABLE {fact_name(table.name)} AS SELECT {columns} FROM ({base}) f {joins}"


@dataclasses.dataclass
class _Parts:
    columns: list[str]
    joins: list[str]


def _general(table: contracts.Table, used: set[str]) -> _Parts:
    parts = _Parts(
        ["coalesce(u.unread_columns, '') AS unread_columns"],
        [f"LEFT JOIN unread u ON u.pkg = f.pkg AND u.src_row = f.src_row AND u.table_name = {sql.quote(table.name)}"],
    )
    own = {c.name for c in table.columns}
    wanted = [n for n in PARAMS if n in used and n not in own and n != "pkg"]
    if wanted or "row_units_agree" in used:
        parts.columns += [f"r.{n}" for n in wanted]
        parts.joins.append("JOIN params r ON r.pkg = f.pkg")
    if "key_n" in used:
        parts.columns.append("coalesce(k.key_n, 1) AS key_n")
        parts.joins.append(_repeated_keys(table))
    for name in ("household", "village"):
        if f"{name}_found" in used:
            key = contracts.tables()[name].key[0]
            parts.columns.append(f"x_{name}.pkg IS NOT NULL AS {name}_found")
            there = f"(SELECT DISTINCT pkg, {key} FROM {name}) x_{name}"
            parts.joins.append(f"LEFT JOIN {there} ON x_{name}.pkg = f.pkg AND x_{name}.{key} = f.{key}")
    _add_areas(table, used, parts)
    return parts


def _repeated_keys(table: contracts.Table) -> str:
    """The few keys that stand more than once. A window over the wide rows would cost as much as all other facts."""
    key = [sql.identifier(k) for k in table.key]
    same = " AND ".join(f"k.{name} IS NOT DISTINCT FROM f.{name}" for name in ("pkg", *key))
    repeated = (
        f"SELECT pkg, {', '.join(key)}, count(*) AS key_n FROM {sql.identifier(table.name)} "
        "GROUP BY ALL HAVING count(*) > 1"
    )
    return f"LEFT JOIN ({repeated}) k ON {same}"


AREA_FACTS = {
    "found": "{a}.code IS NOT NULL AS {key}_found",
    "now": "{a}.code AS {level}_now",
    "parent": "{a}.parent AS {level}_parent",
    "county": "{a}.county AS {level}_county",
    "place": "{a}.lon AS {level}_lon, {a}.lat AS {level}_lat",
}


def _add_areas(table: contracts.Table, used: set[str], parts: _Parts) -> None:
    """What the area table says of the row's codes; and whether the units they report through are the sender's."""
    keys = [c.name for c in table.columns if c.name in AREA_KEYS]
    asked = {"row_units_agree", "row_unit"} & used
    joined = []
    for key in keys:
        level = key.removesuffix("_code")
        facts = [text.format(a=f"a_{level}", key=key, level=level) for text in AREA_FACTS.values()]
        chosen = [f for f in facts if names(f.replace(" AS ", " , ")) & used]
        if chosen or asked:
            parts.joins.append(f"LEFT JOIN area a_{level} ON a_{level}.any_code = f.{key}")
            parts.columns += chosen
            joined.append(f"a_{level}")
    if asked:
        agree = " AND ".join(f"coalesce({a}.unit = r.package_unit, true)" for a in joined)
        foreign = {
            name: ", ".join(f"CASE WHEN {a}.unit <> r.package_unit THEN {a}.{column} END" for a in joined)
            for name, column in (("row_unit", "unit"), ("row_unit_name", "unit_name"))
        }
        parts.columns += [
            f"({agree}) AS row_units_agree",
            *(f"coalesce({sql_text}) AS {name}" for name, sql_text in foreign.items()),
        ]
