"""The tables of a package by the names of its sheets and files alone."""

from pathlib import Path

import pytest
import sheet_files as files
import xlsxwriter

from acceptance import contracts, sheets
from acceptance.sheets import named_tables
from acceptance.workbooks import write_template
from tasks import quality


def test_names_of_sheets_and_files_say_the_tables(tmp_path):
    folder = tmp_path / "包"
    folder.mkdir()
    for name in ("户表.csv", "member.csv", "别的.csv", ".人口表.csv"):
        (folder / name).write_bytes(b"x")
    assert named_tables(folder, files.TABLES) == {"house", "member"}
    archive = files.write_zip(tmp_path / "包.zip", {"数据/户表.csv": b"x", "说明.txt": b"x"})
    assert named_tables(archive, files.TABLES) == {"house"}
    assert named_tables(folder / "户表.csv", files.TABLES) == {"house"}
    with xlsxwriter.Workbook(tmp_path / "包.xlsx") as book:
        for title in (" 人口表 ", "a&b", "Sheet1"):
            book.add_worksheet(title)
    assert named_tables(tmp_path / "包.xlsx", files.TABLES) == {"member"}


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 torn"])
def test_what_cannot_be_opened_says_nothing(tmp_path, content):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    assert named_tables(path, files.TABLES) == set()
    assert named_tables(tmp_path / "不在.xlsx", files.TABLES) == set()


@pytest.mark.parametrize("line", ["self_check", "opinion", "municipal"])
def test_the_line_of_a_package_with_named_sheets_is_found_without_reading_it(tmp_path, monkeypatch, line):
    path: Path = write_template(contracts.lines()[line], tmp_path / "包.xlsx")
    monkeypatch.setattr(sheets, "read_package", lambda *_, **__: pytest.fail("it was read"))
    assert quality._line(path, None).id == line
