"""Words beside codes: titles of rules, tables, lines, registries, names of villages, as small tables to join with."""

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from acceptance import contracts, findings, sql


def name_everything(con: duckdb.DuckDBPyConnection) -> None:
    """Make rule_title, severity_word, table_title, line_title, registry_title and village_name, and the macro said().

    Reads dim_area and village(village_code, village_name, township_code).
    """
    tables = contracts.tables() | contracts.registries()
    words = [(severity, word, place) for place, (severity, word) in enumerate(findings.SEVERITIES.items())]
    _fill(con, "rule_title", ("rule_id", "title"), findings.titles().items())
    _fill(con, "severity_word", ("severity", "word", "place"), words)
    _fill(con, "table_title", ("table", "title"), ((name, table.title) for name, table in tables.items()))
    _fill(con, "line_title", ("line", "title"), ((line.id, line.title) for line in contracts.lines().values()))
    registries = contracts.registries().values()
    _fill(con, "registry_title", ("registry", "title"), ((registry.name, registry.title) for registry in registries))
    con.execute(sql.load("acceptance.documents", "names"))


def _fill(con: duckdb.DuckDBPyConnection, name: str, columns: tuple[str, ...], rows: Iterable[tuple]) -> None:
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    con.register("named", pa.table(dict(zip(columns, map(list, values), strict=True))))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM named")
    con.unregister("named")
