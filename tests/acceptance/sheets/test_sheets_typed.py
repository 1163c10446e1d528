"""Text to type: what is read, and that everything else is finding E000 (or E004) and never a silent NULL."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
import sheet_files as files
from sheet_files import HEADERS, HOUSE, MEMBER

from acceptance import sql
from acceptance.contracts import Column, Table
from acceptance.sheets import RawTable, type_table
from acceptance.sheets.grid import DAMAGE_SCHEMA, with_damage

DAY = dt.date(2016, 12, 1)
MOMENT = dt.datetime(2016, 12, 1, 8, 30)
READABLE = [
    ("int", "5", 5),
    ("int", " ５ ", 5),
    ("int", "1,234,567", 1234567),
    ("int", "5.0", 5),
    ("int", "-2", -2),
    ("int", "003", 3),
    ("dec", "1,234.50", Decimal("1234.50")),
    ("dec", "１２．５", Decimal("12.50")),
    ("dec", "12.345", Decimal("12.35")),
    ("dec", ".5", Decimal("0.50")),
    ("num", "106.5512345", Decimal("106.551235")),
    ("float", "1.5e-05", 1.5e-05),
    ("float", "0.25", 0.25),
    ("date", "2016-12-01", DAY),
    ("date", "2016.12.1", DAY),
    ("date", "2016/12/1", DAY),
    ("date", "2016年12月1日", DAY),
    ("date", "20161201", DAY),
    ("date", "42705", DAY),
    ("date", "２０１６－１２－０１", DAY),
    ("date", "2016-12-01 00:00:00", DAY),
    ("date", "2016-02-29", dt.date(2016, 2, 29)),
    ("ts", "2016-12-01 08:30", MOMENT),
    ("ts", "2016/12/1 8:30:00", MOMENT),
    ("ts", "2016-12-01T08:30:00", MOMENT),
    ("ts", "2016年12月1日8时30分", MOMENT),
    ("ts", "2016-12-01", dt.datetime(2016, 12, 1)),
    ("ts", "42705.5", dt.datetime(2016, 12, 1, 12)),
    ("time", "08:30", dt.time(8, 30)),
    ("time", "8：30", dt.time(8, 30)),
    ("time", "23:59:59", dt.time(23, 59, 59)),
    ("time", "8时5分", dt.time(8, 5)),
    ("code", " 511222197105095010 ", "511222197105095010"),
    ("code", "５００２２９", "500229"),
    ("code", "500229.0", "500229"),
    ("code", "abc", "abc"),
    ("text", " 李 四 ", "李 四"),
    ("text", "　买买提·艾力　", "买买提·艾力"),
    ("text", "（甲）", "（甲）"),
]
UNREADABLE = [
    ("int", "5.5"),
    ("int", "5人"),
    ("int", "三"),
    ("int", "12,34"),
    ("int", "1e3"),
    ("int", "99999999999999999999"),
    ("int", "/"),
    ("int", "#N/A"),
    ("dec", "1200元"),
    ("dec", "3.5亩"),
    ("dec", "三千二百元"),
    ("dec", "1.2.3"),
    ("dec", "99999999999999999.99"),
    ("dec", "5.00233E+17"),
    ("dec", "—"),
    ("num", "30度"),
    ("float", "inf"),
    ("float", "NaN"),
    ("date", "2016-02-30"),
    ("date", "2015-02-29"),
    ("date", "2016-13-01"),
    ("date", "2016.12"),
    ("date", "16-12-01"),
    ("date", "19999"),
    ("date", "80001"),
    ("date", "2016-12-01 08:30"),
    ("date", "20161301"),
    ("date", "0216-12-01"),
    ("date", "去年"),
    ("ts", "2016-12-01 25:00"),
    ("ts", "2016-02-30 08:30"),
    ("ts", "上午"),
    ("time", "24:00"),
    ("time", "8:61"),
    ("time", "0830"),
]


def raw_of(table: Table, values: dict[str, list[str | None]], **extra) -> RawTable:
    columns = {f"c{i}": pa.array(v, pa.string()) for i, v in enumerate(values.values())}
    rows = pa.array(range(2, 2 + len(next(iter(values.values())))), pa.int32())
    data = pa.table({"src_row": rows, **columns})
    raw = RawTable(
        table.name,
        "包.csv",
        table.title,
        1,
        tuple(values),
        tuple(range(1, len(values) + 1)),
        data,
        DAMAGE_SCHEMA.empty_table(),
        **extra,
    )
    return with_damage(raw, table)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with sql.connect() as connection:
        yield connection


def typed(con: duckdb.DuckDBPyConnection, kind: str, value: str | None):
    table = Table("t", "试表", (), (Column("x", "项目", kind),))
    result = type_table(con, raw_of(table, {"项目": [value, None]}), table, into="t")
    return con.execute("SELECT x FROM t ORDER BY src_row").fetchall()[0][0], result.findings.to_pylist()


@pytest.mark.parametrize(("kind", "value", "expected"), READABLE)
def test_what_is_read(con, kind, value, expected):
    found, findings = typed(con, kind, value)
    assert found == expected
    assert [f["rule_id"] for f in findings] == (["E004"] if value.endswith(".0") and kind == "code" else [])


@pytest.mark.parametrize(("kind", "value"), UNREADABLE)
def test_what_is_not_read_is_named(con, kind, value):
    found, [finding] = typed(con, kind, value)
    assert found is None
    assert {
        k: finding[k] for k in ("rule_id", "src_file", "src_sheet", "src_row", "column_name", "header", "value")
    } == {
        "rule_id": "E000",
        "src_file": "包.csv",
        "src_sheet": "试表",
        "src_row": 2,
        "column_name": "x",
        "header": "项目",
        "value": value,
    }
    assert finding["message"].startswith(f"“{value}”不能读作项目：应为")


@pytest.mark.parametrize("empty", [None, "", "  ", "　", "\n"])
def test_an_empty_cell_is_missing_and_no_finding(con, empty):
    assert typed(con, "date", empty) == (None, [])


def test_identity_numbers_are_upper_case_and_other_codes_stay_as_they_are(con):
    table = Table(
        "t",
        "表",
        (),
        (
            Column("id_no", "证件号码", "code"),
            Column("head_id_no", "户主证件号码", "code"),
            Column("sha256", "校验值", "code"),
        ),
    )
    type_table(
        con,
        raw_of(
            table, {"证件号码": ["50022919551208299x"], "户主证件号码": ["5002291955120829９ｘ"], "校验值": ["ab12"]}
        ),
        table,
        into="t",
    )
    assert con.execute("SELECT id_no, head_id_no, sha256 FROM t").fetchall() == [
        ("50022919551208299X", "50022919551208299X", "ab12")
    ]


def test_code_lists_lose_their_spaces_and_lists_get_one_separator(con):
    values = {
        "人编号": ["1", "2"],
        "证件号码": [None, None],
        "姓名": ["张 三", "李四"],
        "健康状况": ["残疾，长期慢性病", "残 疾 、长期慢性病"],
    }
    type_table(con, raw_of(MEMBER, values), MEMBER, into="m")
    assert con.execute("SELECT name, health FROM m ORDER BY src_row").fetchall() == [
        ("张 三", "残疾,长期慢性病"),
        ("李四", "残疾,长期慢性病"),
    ]


def test_numbers_destroyed_by_a_spreadsheet_are_named_and_never_repaired(con):
    raw = raw_of(
        MEMBER,
        {
            "人编号": ["500229.0", "5E", "12E3"],
            "证件号码": ["5.00233E+17", None, "1e+18"],
            "姓名": ["甲", "乙", "丙"],
            "健康状况": [None] * 3,
        },
    )
    result = type_table(con, raw, MEMBER, into="m")
    assert [(f["rule_id"], f["src_row"], f["header"], f["value"]) for f in result.findings.to_pylist()] == [
        ("E004", 2, "人编号", "500229.0"),
        ("E004", 2, "证件号码", "5.00233E+17"),
        ("E004", 4, "证件号码", "1e+18"),
    ]
    assert "不能恢复" in result.findings.to_pylist()[1]["message"]
    assert con.execute("SELECT person_id, id_no FROM m ORDER BY src_row").fetchall() == [
        ("500229", None),
        ("5E", None),
        ("12E3", None),
    ]


def test_all_columns_of_the_contract_come_out_with_lineage_also_those_not_carried(con):
    result = type_table(con, raw_of(HOUSE, {"户编号": ["1"], "人数": ["x"], "多余": ["y"]}), HOUSE, into="h")
    described = con.execute("DESCRIBE h").fetchall()
    assert {name: kind for name, kind, *_ in described} == HOUSE.schema
    assert [name for name, *_ in described] == list(HOUSE.schema)
    assert (result.rows, result.carried) == (1, frozenset({"household_id", "members"}))


def test_an_empty_table_types_to_an_empty_table(con, read, tmp_path):
    raw = read(files.write_csv(tmp_path / "户表.csv", [HEADERS])).tables["house"]
    result = type_table(con, raw, HOUSE, into="h")
    assert (result.rows, result.findings.num_rows) == (0, 0)
    assert con.execute("SELECT count(*) FROM h").fetchall() == [(0,)]


def test_many_wrong_cells_keep_the_order_of_rows_and_columns(con):
    count = 25_000
    values = {
        "户编号": [str(i) for i in range(count)],
        "人数": ["1" if i % 2 else "一" for i in range(count)],
        "入住日期": ["昨天"] * count,
    }
    result = type_table(con, raw_of(HOUSE, values), HOUSE, into="h")
    found = result.findings.select(["src_row", "header"]).slice(0, 4).to_pylist()
    assert result.findings.num_rows == count + count // 2
    assert [(f["src_row"], f["header"]) for f in found] == [(2, "人数"), (2, "入住日期"), (3, "入住日期"), (4, "人数")]
