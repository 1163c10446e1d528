"""How far reading is: told by the reader in its own process, sheet by sheet, and never part of its answers."""

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sheet_files as files
import xlsxwriter

from acceptance.sheets import child, isolate, read_package

Told = list[tuple[str, int, int]]


def read_telling(path: Path, scratch: Path) -> tuple[Any, Told]:
    told: Told = []
    raw = read_package(path, files.LINE, files.TABLES, scratch=scratch, tell=lambda *said: told.append(said))
    return raw, told


def test_a_workbook_tells_its_sheets_and_rows_while_it_is_read(tmp_path):
    path, rows = tmp_path / "包.xlsx", child.BATCH + 2
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        for title, count in (("户表", rows), ("人口表", 2)):
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, files.HEADERS if title == "户表" else [c.header for c in files.MEMBER.columns])
            for row in range(1, count):
                sheet.write(row, 0, f"5002290000{row:04d}")
    raw, told = read_telling(path, tmp_path)
    assert {name: table.rows for name, table in raw.tables.items()} == {"house": rows - 1, "member": 1}
    houses = [("读取户表", 0, 0), ("读取户表", child.BATCH, rows), ("读取户表", rows, rows)]
    assert told == [*houses, ("读取人口表", 0, 0), ("读取人口表", 2, 2)]


def test_a_csv_tells_the_rows_read_so_far(tmp_path):
    path = tmp_path / "户表.csv"
    path.write_bytes(files.as_csv([files.HEADERS, *files.ROWS]))
    _, told = read_telling(path, tmp_path)
    assert told == [("读取户表", 0, 0), ("读取户表", 5, 0)]


def test_what_a_dying_reader_said_last_is_no_answer():
    answer, cut = json.dumps({"sheets": []}), '{"sheets": [{"name": "户'
    said = [json.dumps({"sheet": "户表", "done": 1, "of": 2}), answer]
    told: Told = []
    reader: Any = SimpleNamespace(stdin=io.StringIO(), stdout=io.StringIO("\n".join([*said, cut])))
    assert list(isolate._talk(reader, "{}", lambda *what: told.append(what))) == [{"sheets": []}]
    assert told == [("读取户表", 1, 2)]
