"""A small self-check package as a county might send it, and findings as the check room hands them on."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from acceptance import contracts, findings
from acceptance.feedback import FeedbackHeader
from acceptance.sheets import RawPackage, read_package, register

LINE = contracts.lines()["self_check"]
HOUSEHOLD = contracts.tables()["household"]
PERSON = contracts.tables()["person"]
SENDER = FeedbackHeader("开州区", "区县自查", 3, "申报包.xlsx", dt.date(2026, 12, 5), dt.date(2026, 12, 20))

HOUSES = [
    {"household_id": "50022900000001", "head_name": "张三", "members": "3", "exit_status": "预脱贫", "is_unsafe": "否"},
    {
        "household_id": "50022900000002",
        "head_name": "=1+1",
        "members": "两人",
        "exit_status": "已脱",
        "is_unsafe": "否",
    },
    {"household_id": "50022900000003", "head_name": "+王\x01五", "members": "1", "exit_status": "未脱贫"},
]
PEOPLE = [
    {"household_id": "50022900000001", "person_id": "5002290000000101", "name": "张三", "id_no": "500229196704161515"},
    {"household_id": "50022900000002", "person_id": "5002290000000201", "name": "李四", "id_no": "5.00229E+17"},
]
TITLES = [["开州区户表", *[""] * 34], ["单位：户", *[""] * 34]]
Rows = list[list[str]]


def rows_of(table: contracts.Table, rows: Sequence[Mapping[str, str]], above: Rows | None = None) -> Rows:
    """A sheet: titles, header, one blank row after the first record."""
    body = [[row.get(c.name, "") for c in table.columns] for row in rows]
    return [*(above or []), [c.header for c in table.columns], *body[:1], [""] * len(table.columns), *body[1:]]


def sheets() -> dict[str, Rows]:
    """In the sender's order, not the contract's; the header of 户表 is in row 3, its records in rows 4, 6 and 7."""
    return {"人口表": rows_of(PERSON, PEOPLE), "户表": rows_of(HOUSEHOLD, HOUSES, TITLES), "说明": [["随便写的"]]}


def write_book(path: Path, content: Mapping[str, Rows]) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, rows in content.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if value:
                        sheet.write_string(r, c, value)
    return path


def write_zip(path: Path, content: Mapping[str, Rows]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in content.items():
            out = io.StringIO(newline="")
            csv.writer(out).writerows(rows)
            archive.writestr(f"{name}.csv", out.getvalue())
    return path


def write_register(path: Path) -> Path:
    """The national register's export: two households, three persons; the telephone on the head's row only."""
    people = [("01", "01", "户主", "13500000001"), ("01", "02", "配偶", ""), ("02", "01", "户主", "13500000002")]
    rows = [["开州区贫困人口信息表"], ["导出时间:2016-11-20"], list(register.HEADERS)]
    for number, (house, person, relation, phone) in enumerate(people, start=1):
        facts = {
            "序号": str(number),
            "户编号": f"500229000000{house}",
            "人编号": f"500229000000{house}{person}",
            "姓名": "某",
            "人数": "2",
            "与户主关系": relation,
            "危房户": "是",
            "联系电话": phone,
        }
        rows.append([facts.get(h, "") for h in register.HEADERS])
    return write_book(path, {register.SHEET: rows})


def read(path: Path) -> RawPackage:
    return read_package(path, LINE, contracts.tables())


def finding(
    rule: str, severity: str, table: str, row: int, header: str, message: str = "应改正", **more: Any
) -> dict[str, Any]:
    title = contracts.tables()[table].title if table else ""
    base = {
        "pkg": "p",
        "scope": "package",
        "line": LINE.id,
        "object_id": f"{table}-{row}",
        "file": "申报包.xlsx",
        "sheet": title,
    }
    facts = {
        "rule_id": rule,
        "severity": severity,
        "table_name": table,
        "row_no": row,
        "column_name": header,
        "message": message,
    }
    return base | facts | more


def found(*every: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(every), schema=findings.SCHEMA)
