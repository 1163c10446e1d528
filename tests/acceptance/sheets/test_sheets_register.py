"""The national register's export: recognised by its 27 headers, read alike from csv and xlsx."""

import datetime as dt
from pathlib import Path

import pytest
import sheet_files as files

from acceptance import sql
from acceptance.contracts import Column, Line, Table
from acceptance.sheets import match_headers, missing_tables, read_package, register, type_table
from acceptance.sheets.register import HEADERS

HOUSEHOLD = Table(
    "household",
    "户表",
    ("household_id",),
    (
        Column("county_code", "区县代码", "code"),
        Column("village_code", "行政村代码", "code"),
        Column("household_id", "户编号", "code"),
        Column("group_name", "村民小组", "text", also=("自然村",)),
        Column("head_name", "户主姓名", "text"),
        Column("members", "人数", "int"),
        Column("hh_attr", "贫困户属性", "text", codes=("一般贫困户",)),
        Column("exit_status", "脱贫属性", "text", codes=("预脱贫",)),
        Column("main_cause", "主要致贫原因", "text", codes=("因病",)),
        Column("is_unsafe", "是否危房", "text", codes=("是", "否"), also=("危房户",)),
        Column("water_safe", "饮水是否安全", "text", codes=("是", "否")),
        Column("water_hard", "饮水是否困难", "text", codes=("是", "否")),
        Column("phone", "联系电话", "code"),
        Column("self_verdict", "自查结论", "text", required=True),
    ),
)
PERSON = Table(
    "person",
    "人口表",
    ("person_id",),
    (
        Column("county_code", "区县代码", "code"),
        Column("household_id", "户编号", "code"),
        Column("person_id", "人编号", "code"),
        Column("name", "姓名", "text"),
        Column("id_no", "证件号码", "code"),
        Column("sex", "性别", "text"),
        Column("relation", "与户主关系", "text", codes=("户主",)),
        Column("work_months", "务工时间(月)", "int"),
        Column("major_ins", "大病保险", "text", codes=("是", "否")),
    ),
)
INCOME = Table(
    "income",
    "收入表",
    ("household_id", "phase"),
    (
        Column("household_id", "户编号", "code"),
        Column("phase", "时点", "text", codes=("脱贫前", "脱贫后")),
        Column("wage", "工资性收入", "dec"),
        Column("net_pc", "人均纯收入", "dec"),
    ),
)
TABLES = {t.name: t for t in (HOUSEHOLD, PERSON, INCOME)}
SELF_CHECK = Line("self_check", "区县自查", "snapshot", "county", ("household", "person", "income"))


def person(
    seq: int, household: int, place: int, name: str, id_no: str, relation: str, months: str = "", **changed: str
) -> list[str]:
    """One row of the export; household 1 is the plain case."""
    row = {
        "序号": str(seq),
        "县(市、区、旗)": "城口县",
        "乡(镇)": "秀坪镇",
        "行政村": "秋岭村",
        "自然村": f"{household}组",
        "户编号": f"5002290000000{household}",
        "人编号": f"5002290000000{household}{place:02}",
        "姓名": name,
        "证件号码": id_no,
        "人数": "2",
        "与户主关系": relation,
        "民族": "汉族",
        "文化程度": "小学",
        "在校生状况": "非在校生",
        "健康状况": "健康",
        "劳动技能": "普通劳动力",
        "务工状况": "未务工",
        "务工时间(月)": months,
        "参加大病医疗": "是",
        "脱贫属性": "预脱贫",
        "贫困户属性": "一般贫困户",
        "主要致贫原因": "因病",
        "危房户": "否",
        "饮水安全": "是",
        "饮水困难": "否",
        "人均纯收入": "4142.33",
        "联系电话": "13513854988" if relation == "户主" else "",
    }
    return list((row | changed).values())


ROWS = [
    person(1, 1, 1, "雷冬", "513523194612107478", "户主", "5"),
    person(2, 1, 2, "何虎", " 51352319510910416x ", "配偶"),
    person(3, 2, 1, "崔燕强", "51222619571021971X", "户主", "十二"),
    person(4, 2, 2, "李英", "511222196309287861", "配偶"),
    person(5, 3, 1, "姚珍", "511222197903279113", "户主", 人均纯收入="三千二百元"),
    person(6, 3, 2, "陆仁", "500229197807172051", "之子", 人均纯收入="三千二百元"),
    [""] * 27,
    person(7, 4, 1, "陈英", "512226198307053100", "之女", 人数="3"),
    person(8, 4, 2, "魏大", "500229193307075193", "户主", 人数="3"),
    person(9, 4, 3, "魏二", "500229197104075193", "之子", 人数="4", 危房户="是"),
    list(HEADERS),
    person(10, 5, 1, "孤老", "5.00229E+17", "户主", 人数="1"),
    ["合计", "10人", *[""] * 25],
]
TOP = [["城口县建档立卡贫困人口信息表", *[""] * 26], ["导出时间：2016-11-20", *[""] * 26], list(HEADERS)]
PROTECTED = {HEADERS.index(h) for h in ("户编号", "人编号", "证件号码", "联系电话")}


def as_csv(place: Path) -> Path:
    rows = [[f'="{v}"' if v and i in PROTECTED and row[0].isdigit() else v for i, v in enumerate(row)] for row in ROWS]
    return files.write_csv(place / "export_500229.csv", [*TOP, *rows], encoding="gb18030")


def as_xlsx(place: Path) -> Path:
    return files.write_book(
        place / "export_500229.xlsx", {"贫困户信息": [[v or None for v in row] for row in [*TOP, *ROWS]]}
    )


@pytest.fixture(params=[as_csv, as_xlsx], ids=["csv", "xlsx"])
def package(request, tmp_path):
    return read_package(request.param(tmp_path), SELF_CHECK, TABLES)


def test_both_formats_give_the_same_tables_and_problems(tmp_path):
    one, other = (read_package(make(tmp_path), SELF_CHECK, TABLES) for make in (as_csv, as_xlsx))
    for name, raw in one.tables.items():
        twin = other.tables[name]
        assert raw.data.equals(twin.data)
        assert raw.damage.equals(twin.damage)
        assert (raw.headers, raw.positions, raw.src_sheet, raw.above) == (
            twin.headers,
            twin.positions,
            twin.src_sheet,
            twin.above,
        )
    assert [(p.code, p.sheet, p.row, p.value) for p in one.problems] == [
        (p.code, p.sheet, p.row, p.value) for p in other.problems
    ]


def test_what_it_is_and_what_it_carries(package):
    assert (package.kind, package.reference_date) == ("register", dt.date(2016, 11, 20))
    assert {n: t.rows for n, t in package.tables.items()} == {"person": 10, "household": 5, "income": 5}
    assert package.carried["household"] == set(register.HOUSEHOLD)
    assert not package.carried["household"] & {"head_name", "self_verdict", "county_code", "village_code"}
    assert package.carried["income"] == {"household_id", "net_pc"}
    assert missing_tables(package, SELF_CHECK) == ()
    assert all(match_headers(raw, TABLES[name]) == [] for name, raw in package.tables.items())


def test_what_is_wrong_with_its_rows_is_named(package):
    assert [(p.code, p.severity, p.row, p.column, p.value) for p in package.problems] == [
        ("S020", "warn", 14, None, None),
        ("S025", "warn", 16, None, "合计 10人"),
        ("S023", "warn", 13, "人数", "4"),
        ("S023", "warn", 13, "危房户", "是"),
    ]
    assert "第 11 行为“3”" in package.problems[2].message


def test_one_household_row_from_its_first_person(package):
    con = sql.connect()
    type_table(con, package.tables["household"], HOUSEHOLD, into="household")
    columns = "household_id, head_name, members, is_unsafe, phone, self_verdict, src_row"
    rows = con.execute(f"SELECT {columns} FROM household ORDER BY src_row").fetchall()
    assert rows[0] == ("50022900000001", "雷冬", 2, "否", "13513854988", None, 4)
    assert rows[3] == ("50022900000004", "魏大", 3, "否", "13513854988", None, 11)
    assert [row[-1] for row in rows] == [4, 6, 8, 11, 15]


def test_persons_are_typed_and_wrong_cells_named(package):
    con = sql.connect()
    result = type_table(con, package.tables["person"], PERSON, into="person")
    assert [(f["rule_id"], f["src_row"], f["header"], f["value"]) for f in result.findings.to_pylist()] == [
        ("E000", 6, "务工时间(月)", "十二"),
        ("E004", 15, "证件号码", "5.00229E+17"),
    ]
    rows = con.execute("SELECT id_no, relation, work_months, major_ins, sex FROM person ORDER BY src_row").fetchall()
    assert rows[1] == ("51352319510910416X", "配偶", None, "是", None)
    assert rows[-1] == (None, "户主", None, "是", None)


def test_income_after_with_a_finding_on_every_row_that_repeats_it(package):
    con = sql.connect()
    result = type_table(con, package.tables["income"], INCOME, into="income")
    assert [(f["src_row"], f["header"], f["value"]) for f in result.findings.to_pylist()] == [
        (8, "人均纯收入", "三千二百元"),
        (9, "人均纯收入", "三千二百元"),
    ]
    assert con.execute("SELECT phase, wage, net_pc::VARCHAR FROM income ORDER BY src_row LIMIT 1").fetchall() == [
        ("脱贫后", None, "4142.33")
    ]


def test_without_an_export_date_the_file_says_so(tmp_path):
    package = read_package(
        files.write_csv(tmp_path / "x.csv", [TOP[0], ["单位:元"], HEADERS, ROWS[0]]), SELF_CHECK, TABLES
    )
    assert (package.kind, package.reference_date, [p.code for p in package.problems]) == ("register", None, ["S024"])


def test_it_belongs_to_the_self_check_only(tmp_path):
    package = read_package(as_csv(tmp_path), Line("opinion", "民意调查", "snapshot", "county", ("person",)), TABLES)
    assert [p.code for p in package.problems] == ["S026"]


def test_another_order_of_columns_is_not_the_register(tmp_path):
    rows = [TOP[0], TOP[1], [HEADERS[1], HEADERS[0], *HEADERS[2:]], ROWS[0]]
    package = read_package(files.write_csv(tmp_path / "x.csv", rows), SELF_CHECK, TABLES)
    assert [p.code for p in package.problems] == ["S012", "S021"]
