"""What a package's own check cannot see: what registries, earlier years, the draw and other counties tell of it."""

from pathlib import Path

import duckdb
import pyarrow as pa

from acceptance import contracts, findings, sql, store
from acceptance.checking.locate import key_sql

PACKAGE = "acceptance.feedback"


def wider(home: store.Home, receipt: store.Receipt, folder: Path) -> pa.Table:
    """Findings of scope county and municipal (`findings.SCHEMA`, values masked) in the rows of a package in force.

    folder: the county's generation with findings.parquet and issues.parquet.
    """
    line = contracts.lines()[receipt.line]
    with sql.connect(memory="512MB", temp=str(home.tmp)) as con:
        con.execute(f"CREATE VIEW issue AS {_from(folder / 'issues.parquet')}")
        con.execute(f"CREATE TABLE told AS {_from(folder / 'findings.parquet')} WHERE scope <> 'package'")
        concerned = {table for (table,) in con.execute('SELECT DISTINCT "table" FROM told').fetchall()}
        found = [findings.SCHEMA.empty_table()]
        for table in line.tables:
            files = store.lake_files(home, line.id, table, receipt.county, [receipt.version])
            if files and table in concerned:
                found.append(_of_table(con, line, table, files))
    return pa.concat_tables(found)


def _from(path: Path) -> str:
    return f"FROM read_parquet({sql.quote(str(path))}, hive_partitioning=false)"


def _of_table(con: duckdb.DuckDBPyConnection, line: contracts.Line, table: str, files: list[Path]) -> pa.Table:
    key = key_sql(contracts.tables()[table])
    con.execute(
        "CREATE OR REPLACE TEMP VIEW package_row AS "
        f"SELECT src_file, src_sheet, src_row, {key} AS object_id FROM {sql.parquet(files)}"
    )
    given = {
        "table": table, "line": line.id, "accumulates": line.accumulates, "evaluator": line.evaluator or "",
    }  # fmt: skip
    return con.sql(sql.load(PACKAGE, "wider"), params=given).to_arrow_table().cast(findings.SCHEMA)
