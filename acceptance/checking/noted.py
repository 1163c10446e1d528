"""What reading noted of the packages, loaded beside the hits of the rules: unreadable cells, problems, repeated
rows, headers.
"""

from collections.abc import Callable, Sequence

import duckdb
import pyarrow as pa

from acceptance import contracts, sql
from acceptance.checking.intake import Received, load

PROBLEM = {
    "pkg": pa.string(),
    "rule_id": pa.string(),
    "severity": pa.string(),
    "file": pa.string(),
    "sheet": pa.string(),
    "row_no": pa.int32(),
    "column_name": pa.string(),
    "value": pa.string(),
    "message": pa.string(),
}
REPEAT = {"pkg": pa.string(), "table_name": pa.string(), "src_row": pa.int32(), "repeated_row": pa.int32()}
HEADER = {"pkg": pa.string(), "table_name": pa.string(), "column_id": pa.string(), "header": pa.string()}
LAYOUT = {"pkg": pa.string(), "own_layout": pa.bool_()}


def load_noted(
    con: duckdb.DuckDBPyConnection, packages: Sequence[Received], key_sql: Callable[[contracts.Table], str]
) -> None:
    """Makes `problem`, `repeat_row`, `sent_header`, `package_layout`, `table_length`, and `row_key` (the object of
    each row
    with a cell in `unread_cell`). key_sql: SQL of a table's object."""
    _rows(con, "problem", PROBLEM, [_problem(p.id, w) for p in packages for w in p.problems])
    _rows(con, "package_layout", LAYOUT, [{"pkg": p.id, "own_layout": p.own_layout} for p in packages])
    headers = [
        {"pkg": p.id, "table_name": table, "column_id": column, "header": header}
        for p in packages
        for (table, column), header in p.headers.items()
    ]
    _rows(con, "sent_header", HEADER, headers)
    schema = pa.schema(REPEAT.items())
    repeats = [
        pa.table([pa.repeat(pa.scalar(text), t.num_rows) for text in (p.id, name)] + t.columns, schema=schema)
        for p in packages
        for name, t in p.repeats.items()
    ]
    load(con, "repeat_row", pa.concat_tables([schema.empty_table(), *repeats]))
    for table in contracts.tables().values():
        _measure(con, table, key_sql(table))


def _rows(con: duckdb.DuckDBPyConnection, name: str, schema: dict[str, pa.DataType], rows: list[dict]) -> None:
    load(con, name, pa.Table.from_pylist(rows, schema=pa.schema(schema.items())))


def _problem(pkg: str, problem: object) -> dict[str, object]:
    """A problem of the file (sheets.Problem) as a row of `problem`."""
    named = {"rule_id": "code", "row_no": "row", "column_name": "column"}
    return {name: pkg if name == "pkg" else getattr(problem, named.get(name, name)) for name in PROBLEM}


def _measure(con: duckdb.DuckDBPyConnection, table: contracts.Table, key: str) -> None:
    """The rows a package has of a table, and which objects its unreadable cells belong to."""
    name, place = sql.quote(table.name), sql.identifier(table.name)
    household, village = (c if c in table.schema else "NULL" for c in ("household_id", "village_code"))
    con.execute(f"INSERT INTO table_length SELECT pkg, {name}, count(*) FROM {place} GROUP BY pkg")
    con.execute(
        f"INSERT INTO row_key SELECT pkg, {name}, src_row, {key}, {household}, {village} FROM {place} "
        f"WHERE (pkg, src_row) IN (SELECT (c.pkg, coalesce(q.src_row, c.src_row)) FROM unread_cell c "
        f"LEFT JOIN repeat_row q ON q.pkg = c.pkg AND q.table_name = c.table_name AND q.repeated_row = c.src_row "
        f"WHERE c.table_name = {name})"
    )
