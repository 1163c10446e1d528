"""The register's list: an export of an import is identical except the 脱贫属性 of 同意退出."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

from acceptance import contracts, register_export, sheets
from acceptance.register_export import ExportRefused, Listing, as_sent, csv_bytes, from_tables, write_xlsx
from acceptance.sheets import register
from tests.support import COUNTY, DAY, evidence

TITLES = [["城口县建档立卡贫困人口信息表"], ["导出时间:2026-11-20", "", "", "", "单位:元、人"]]
PERSON = {
    "序号": "1", "县(市、区、旗)": "城口县", "乡(镇)": "秀坪镇", "行政村": "秋岭村", "自然村": "1组",
    "户编号": "50022900000001", "人编号": "5002290000000101", "姓名": "雷冬", "证件号码": "51352319461210747X",
    "人数": "2", "与户主关系": "户主",
    "民族": "汉族", "脱贫属性": "预脱贫", "贫困户属性": "一般贫困户", "人均纯收入": "4142.33",
    "联系电话": "13513854988",
}  # fmt: skip


def person(**more):
    return [(PERSON | more).get(head, "") for head in register.HEADERS]


ROWS = [
    person(),
    person(序号="2", 人编号="5002290000000102", 姓名="何虎", 与户主关系="配偶", 联系电话=""),
    [""] * 27,
    person(序号="3", 户编号="50022900000002", 人编号="5002290000000201", 脱贫属性="未脱贫", 姓名='说"是"的,人'),
    ["合计：3人", *[""] * 26],
]


def listing(rows=ROWS):
    return Listing([[*title, *[""] * (27 - len(title))] for title in TITLES], list(register.HEADERS), rows)


def sent_csv(path: Path, rows=ROWS):
    """As the register writes it, by this test's own hand."""
    text = io.StringIO(newline="")
    guarded = [head in ("户编号", "人编号", "证件号码", "联系电话") for head in register.HEADERS]
    out = csv.writer(text, lineterminator="\r\n")
    out.writerows(listing().titles)
    out.writerow(register.HEADERS)
    out.writerows([f'="{c}"' if c and g else c for c, g in zip(row, guarded, strict=True)] for row in rows)
    path.write_bytes(text.getvalue().encode("gb18030"))
    return path


def test_a_csv_comes_back_byte_for_byte(tmp_path):
    sent = sent_csv(tmp_path / "export.csv")
    assert csv_bytes(as_sent(sent)) == sent.read_bytes()


def test_a_workbook_comes_back_cell_for_cell_with_blank_rows_and_footers(tmp_path):
    write_xlsx(listing(), DAY, tmp_path / "export.xlsx")
    assert as_sent(tmp_path / "export.xlsx") == listing()


def test_only_the_status_of_agreed_households_changes(tmp_path):
    before = as_sent(sent_csv(tmp_path / "export.csv"))
    after = before.changed({"50022900000001"})
    differing = [
        (line, register.HEADERS[place], cell)
        for line, (old, new) in enumerate(zip(before.rows, after.rows, strict=True))
        for place, cell in enumerate(new)
        if cell != old[place]
    ]
    assert differing == [(0, "脱贫属性", "已脱贫"), (1, "脱贫属性", "已脱贫")]
    assert after.titles == before.titles and before.changed(set()) == before


def test_the_spelling_of_the_list_is_kept():
    rows = [*ROWS, person(户编号="50022900000003", 脱贫属性="已脱贫(享受政策)")]
    assert listing(rows).changed({"50022900000001"}).rows[0][19] == "已脱贫(享受政策)"


def test_a_household_that_is_not_in_the_list_stops_the_export():
    with pytest.raises(ExportRefused, match="1户不在现行有效的自查数据中"):
        listing().changed({"50022900000009"})


def test_another_package_is_no_export(tmp_path):
    (tmp_path / "a.csv").write_text("户编号,姓名\n1,甲\n", encoding="utf-8")
    assert as_sent(tmp_path / "a.csv") is None


def test_what_a_spreadsheet_would_run_is_guarded_and_still_reads_alike(tmp_path):
    nasty = listing([person(姓名="=1+cmd|' /C calc'!A0", 务工状况="-5")])
    (tmp_path / "a.csv").write_bytes(csv_bytes(nasty))
    row = next(csv.reader(io.StringIO(csv_bytes(nasty).decode("gb18030").split("\r\n")[3])))
    assert row[7].startswith('="') and row[16] == "-5"
    assert as_sent(tmp_path / "a.csv") == nasty


def world():
    return evidence(
        dim_area=[{"code": "500229100", "name": "葛城街道", "level": "乡镇"}],
        village=[{"village_name": "东方红村"}],
        household=[
            {"household_id": "h2", "exit_status": "预脱贫"},
            {"household_id": "h1", "members": 2},
            {"household_id": "h3"},
        ],
        person=[
            {"household_id": "h1", "person_id": "p1", "name": "乙", "relation": "之子"},
            {"household_id": "h1", "person_id": "p2", "name": "甲", "relation": "户主", "id_no": "11010519491231002X"},
            {"household_id": "h1", "person_id": "p3", "name": "丙", "change_type": "死亡"},
            {"household_id": "h2", "person_id": "p4", "name": "丁"},
        ],
        income=[{"household_id": "h1", "phase": "脱贫前", "net_pc": 1}, {"household_id": "h1", "net_pc": "9000.5"}],
    )


def test_contract_tables_fill_what_the_columns_have_head_first_and_lose_no_household():
    made = from_tables(world(), "城口县", DAY)
    heads = register.HEADERS
    shown = [{head: row[heads.index(head)] for head in ("序号", "户编号", "姓名", "人均纯收入")} for row in made.rows]
    assert shown == [
        {"序号": "1", "户编号": "h1", "姓名": "甲", "人均纯收入": "9000.50"},
        {"序号": "2", "户编号": "h1", "姓名": "乙", "人均纯收入": "9000.50"},
        {"序号": "3", "户编号": "h2", "姓名": "丁", "人均纯收入": ""},
        {"序号": "4", "户编号": "h3", "姓名": "", "人均纯收入": ""},
    ]
    assert made.rows[0][1:4] == ["城口县", "葛城街道", "东方红村"] and made.rows[0][8] == "11010519491231002X"
    assert made.titles[1][0] == f"导出时间:{DAY.isoformat()}" and all(len(row) == 27 for row in made.rows)


def test_a_list_from_contract_tables_is_read_as_the_registers_export(tmp_path):
    made = from_tables(world(), "城口县", DAY)
    (tmp_path / "a.csv").write_bytes(csv_bytes(made))
    package = sheets.read_package(tmp_path / "a.csv", contracts.lines()["self_check"], contracts.tables())
    assert package.kind == "register" and package.reference_date == DAY
    assert as_sent(tmp_path / "a.csv") == made


def test_a_file_of_another_kind_is_refused(tmp_path):
    with pytest.raises(ExportRefused, match="应为 .xlsx 或 .csv"):
        register_export.export_register(None, COUNTY, tmp_path / "a.txt")


def test_workbooks_of_the_same_list_have_the_same_bytes(tmp_path):
    one, other = (
        write_xlsx(listing(), dt.date(2026, 12, 1), tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx")
    )
    assert one == other
