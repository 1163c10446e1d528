"""From text to the contract's types, set-based in DuckDB. What cannot be read is finding E000, never a silent NULL."""

import dataclasses

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from acceptance import sql
from acceptance.contracts import Column, Table
from acceptance.sheets.grid import WHITE
from acceptance.sheets.headers import places
from acceptance.sheets.model import RawTable

FINDINGS = pa.schema(
    [
        ("rule_id", pa.string()),
        ("table_name", pa.string()),
        ("src_file", pa.string()),
        ("src_sheet", pa.string()),
        ("src_row", pa.int32()),
        ("column_name", pa.string()),
        ("header", pa.string()),
        ("value", pa.string()),
        ("message", pa.string()),
    ]
)
EXPECTED = {
    "int": "整数，只填数字，不写单位",
    "dec": "数字（如 1234.56），不写单位",
    "num": "数字（如 106.551234），不写单位",
    "float": "数字（如 0.25）",
    "date": "日期，如 2016-12-01",
    "ts": "日期和时间，如 2016-12-01 08:30",
    "time": "时刻，如 08:30",
}
DAMAGE = {
    "scientific": "长号码已被电子表格变成科学计数法，后几位已经丢失，不能恢复；请把该列设为文本格式后重新填写",
    "decimal": "号码带有“.0”，说明该列按数字保存；请把该列设为文本格式后重新填写",
}
LIST_MARKS = r"\s*[,、;|]\s*"


@dataclasses.dataclass(frozen=True)
class TypedResult:
    """What typing made: rows in `into`, findings E000 and E004 (schema FINDINGS, ordered), contract columns carried."""

    into: str
    rows: int
    findings: pa.Table
    carried: frozenset[str]


def type_table(con: duckdb.DuckDBPyConnection, raw: RawTable, table: Table, *, into: str) -> TypedResult:
    """Makes the table `into` (replacing it): every contract column in stated order (NULL where not carried), then
    src_file, src_sheet, src_row.

    Codes, numbers, dates and code lists are read after NFKC and trimming; identity numbers in upper case; free text is
    only trimmed. The mapping of accepted spellings of codes is no business of typing.
    """
    found = {name: indexes[0] for name, indexes in places(raw, table).items()}
    tidied = pa.table(
        {
            "src_row": raw.data.column("src_row"),
            **{c.name: tidy(raw, found[c.name], c) for c in table.columns if c.name in found},
        }
    )
    _load_macros(con)
    con.register("typing_input", tidied)
    try:
        con.execute(statement(raw, table, into, set(tidied.column_names))).fetchall()
        unread = unreadable(con, table, tidied, into)
        findings = [
            damage_findings(raw, table, found),
            *(cast_findings(con, raw, found[c.name], c, into) for c in unread),
        ]
    finally:
        con.unregister("typing_input")
    carried = raw.carried if raw.carried is not None else frozenset(found)
    return TypedResult(into, raw.rows, ordered(repeated(pa.concat_tables(findings), raw), found), carried)


def _load_macros(con: duckdb.DuckDBPyConnection) -> None:
    """The macros of typed.sql, once per connection."""
    try:
        con.execute("SELECT as_ts(NULL)").fetchall()
    except duckdb.CatalogException:
        con.execute(sql.load("acceptance.sheets", "typed")).fetchall()


def is_id(column: Column) -> bool:
    """Identity numbers (证件号码, 身份证号): their check character X is upper case."""
    return column.type == "code" and (column.name == "id_no" or column.name.endswith("_id_no"))


def tidy(raw: RawTable, index: int, column: Column) -> pa.Array | pa.ChunkedArray:
    """One column's text, tidied through its distinct values; what is empty then is NULL."""
    text = raw.data.column(f"c{index}").combine_chunks()
    coded = text.dictionary_encode()
    values = pc.utf8_trim(coded.dictionary, WHITE)
    if column.type != "text" or column.codes:
        values = pc.utf8_trim(pc.utf8_normalize(values, "NFKC"), WHITE)
    if column.codes:
        values = pc.replace_substring_regex(values, r"\s+", "")
    if column.multi:
        values = pc.replace_substring_regex(values, LIST_MARKS, ",")
    if is_id(column):
        values = pc.utf8_upper(values)
    return pc.take(pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values), coded.indices)


def expression(column: Column, there: set[str]) -> str:
    name = sql.identifier(column.name)
    if column.name not in there:
        return f"CAST(NULL AS {column.sql_type}) AS {name}"
    return f"{name}" if column.type == "text" else f"as_{column.type}({name}) AS {name}"


def statement(raw: RawTable, table: Table, into: str, there: set[str]) -> str:
    columns = ",\n  ".join(expression(c, there) for c in table.columns)
    origin = f"{sql.quote(raw.src_file)} AS src_file, {sql.quote(raw.src_sheet)} AS src_sheet, src_row"
    return (
        f"CREATE OR REPLACE TABLE {sql.identifier(into)} AS\n"
        f"SELECT {columns},\n  {origin}\nFROM typing_input ORDER BY src_row"
    )


def unreadable(con: duckdb.DuckDBPyConnection, table: Table, tidied: pa.Table, into: str) -> list[Column]:
    """The columns in which fewer cells came through than hold something."""
    typed = [c for c in table.columns if c.type in EXPECTED and c.name in tidied.column_names]
    if not typed:
        return []
    query = f"SELECT {', '.join(f'count({sql.identifier(c.name)})' for c in typed)} FROM {sql.identifier(into)}"
    [counts] = con.execute(
        query
    ).fetchall()  # fetched to the end: DuckDB 2.0 keeps a connection busy over an unfinished result
    return [
        c for c, count in zip(typed, counts, strict=True) if count < tidied.num_rows - tidied.column(c.name).null_count
    ]


def cast_findings(con: duckdb.DuckDBPyConnection, raw: RawTable, index: int, column: Column, into: str) -> pa.Table:
    """E000 for each cell of a column that holds something and has no typed value."""
    name = sql.identifier(column.name)
    query = (
        f"SELECT i.src_row FROM typing_input i JOIN {sql.identifier(into)} t USING (src_row) "
        f"WHERE i.{name} IS NOT NULL AND t.{name} IS NULL ORDER BY i.src_row"
    )
    rows = con.sql(query).to_arrow_table().column("src_row")
    values = pc.take(
        raw.data.column(f"c{index}"), pc.index_in(rows, value_set=raw.data.column("src_row").combine_chunks())
    )
    return findings_table(
        "E000", raw, rows, column, raw.headers[index], values, f"不能读作{column.header}：应为{EXPECTED[column.type]}。"
    )


def damage_findings(raw: RawTable, table: Table, found: dict[str, int]) -> pa.Table:
    """E004 for each damaged cell of a `code` column."""
    parts = [FINDINGS.empty_table()]
    for name, index in found.items():
        for kind, text in DAMAGE.items():
            hit = pc.and_(
                pc.equal(raw.damage.column("header"), raw.headers[index]), pc.equal(raw.damage.column("kind"), kind)
            )
            cells = raw.damage.filter(hit)
            if cells.num_rows:
                column = table.column(name)
                parts.append(
                    findings_table(
                        "E004",
                        raw,
                        cells.column("src_row"),
                        column,
                        raw.headers[index],
                        cells.column("value"),
                        f"：{text}。",
                    )
                )
    return pa.concat_tables(parts)


def findings_table(
    rule: str,
    raw: RawTable,
    rows: pa.ChunkedArray,
    column: Column,
    header: str,
    values: pa.ChunkedArray,
    ending: str,
) -> pa.Table:
    count = len(rows)
    same = [
        pa.array([text] * count, pa.string())
        for text in (rule, raw.table_name, raw.src_file, raw.src_sheet, column.name, header)
    ]
    message = pc.binary_join_element_wise("“", values, "”" + ending, "")
    return pa.table([*same[:4], rows, *same[4:], values, message], FINDINGS)


def repeated(findings: pa.Table, raw: RawTable) -> pa.Table:
    """The same findings on every row on which the source repeats the record (see RawTable.repeats)."""
    if raw.repeats is None or not findings.num_rows:
        return findings
    joined = (
        findings.join(raw.repeats, "src_row", join_type="inner")
        .drop_columns(["src_row"])
        .rename_columns({"repeated_row": "src_row"})
    )
    return joined.select(FINDINGS.names)


def ordered(whole: pa.Table, found: dict[str, int]) -> pa.Table:
    """By row, then by the column's place in the sheet, then by rule."""
    place = pa.array([found[name] for name in whole.column("column_name").to_pylist()], pa.int32())
    keyed = whole.append_column("place", place)
    return keyed.sort_by([("src_row", "ascending"), ("place", "ascending"), ("rule_id", "ascending")]).drop_columns(
        ["place"]
    )
