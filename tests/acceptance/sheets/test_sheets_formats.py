"""The same content reads to the same raw table in every format and encoding; rows keep the number a person sees."""

import hashlib
from pathlib import Path

import pytest
import sheet_files as files
from sheet_files import HEADERS, LINE, ROWS, TABLES

from acceptance.sheets import missing_tables, read_table

EXPECTED = [
    {"src_row": 2, "c0": "50022900000001", "c1": "张三", "c2": "3", "c3": "80.5", "c4": "2016-12-01", "c5": "否"},
    {"src_row": 3, "c0": "50022900000002", "c1": "李四·买买提", "c2": "1", "c3": "12", "c4": None, "c5": "是"},
    {"src_row": 5, "c0": "50022900000003", "c1": "王五", "c2": None, "c3": None, "c4": "2015-01-31", "c5": None},
]
SHEET = [HEADERS, *ROWS]


def wrapped() -> bytes:
    rows = [[f'="{row[0]}"' if row[0] else None, *row[1:]] for row in ROWS]
    return files.as_csv([HEADERS, *rows], "gb18030")


PACKAGES = {
    "xlsx": lambda d: files.write_book(d / "包.xlsx", {"户表": SHEET}),
    "csv utf-8": lambda d: files.write_csv(d / "户表.csv", SHEET),
    "csv utf-8 with mark": lambda d: files.write_csv(d / "户表.csv", SHEET, encoding="utf-8-sig"),
    "csv GB18030": lambda d: files.write_csv(d / "户表.csv", SHEET, encoding="gb18030"),
    "csv GB18030 by tabs": lambda d: files.write_csv(d / "户表.txt", SHEET, encoding="gb18030", delimiter="\t"),
    "csv UTF-16": lambda d: files.write_csv(d / "户表.csv", SHEET, encoding="utf-16", delimiter="\t"),
    "csv with protected numbers": lambda d: write(d / "户表.csv", wrapped()),
    "csv named in English": lambda d: files.write_csv(d / "house.csv", SHEET),
    "parquet": lambda d: files.write_parquet(d / "户表.parquet", HEADERS, ROWS),
    "zip": lambda d: files.write_zip(d / "包.zip", {"申报/户表.csv": files.as_csv(SHEET), "扫描件/签章.pdf": b"%PDF"}),
    "zip with GBK names": lambda d: zip_with_gbk_names(d),
    "folder": lambda d: folder(d),
    "workbook in a folder": lambda d: files.write_book(made(d / "包") / "户表.xlsx", {"Sheet1": SHEET}).parent,
}


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def made(path: Path) -> Path:
    path.mkdir()
    return path


def folder(place: Path) -> Path:
    (place / "包" / "数据").mkdir(parents=True)
    files.write_csv(place / "包" / "数据" / "户表.csv", SHEET, encoding="gb18030")
    (place / "包" / ".DS_Store").write_bytes(b"x")
    (place / "包" / "~$户表.xlsx").write_bytes(b"lock")
    return place / "包"


def zip_with_gbk_names(place: Path) -> Path:
    """As Chinese Windows packs: no mark for UTF-8, names in GBK."""
    path = files.write_zip(place / "包.zip", {"XXXX.csv": files.as_csv(SHEET)})
    return write(path, path.read_bytes().replace(b"XXXX.csv", "户表.csv".encode("gbk")))


@pytest.mark.parametrize("kind", PACKAGES)
def test_every_format_reads_to_the_same_rows(kind, read, tmp_path):
    package = read(PACKAGES[kind](tmp_path))
    assert package.problems == ()
    raw = package.tables["house"]
    assert raw.data.to_pylist() == EXPECTED
    assert raw.headers == tuple(HEADERS)
    assert (raw.header_row, raw.positions, raw.src_sheet) == (1, (1, 2, 3, 4, 5, 6), "户表")


def test_hashes_name_every_file_as_sent_and_originals_stay_as_they_were(read, tmp_path):
    path = PACKAGES["zip"](tmp_path)
    before = path.read_bytes()
    package = read(path)
    assert package.files == {
        "申报/户表.csv": hashlib.sha256(files.as_csv(SHEET)).hexdigest(),
        "扫描件/签章.pdf": hashlib.sha256(b"%PDF").hexdigest(),
    }
    assert path.read_bytes() == before
    assert missing_tables(package, LINE) == ("member",)


def test_titles_above_the_header_and_columns_away_from_the_left_edge(read, tmp_path):
    rows = [[None, "城口县户表"], [None, "单位：元"], [], [None, *HEADERS], [None, *ROWS[0]]]
    raw = read(files.write_book(tmp_path / "包.xlsx", {"户表": rows})).tables["house"]
    assert (raw.header_row, raw.positions) == (4, (2, 3, 4, 5, 6, 7))
    assert raw.data.column("src_row").to_pylist() == [5]
    assert raw.above[0][1] == "城口县户表"


def test_row_numbers_count_records_and_blank_lines_not_breaks_inside_quotes(read, tmp_path):
    data = "\r\n".join([",".join(HEADERS), '1,"张\n三",1,1,,否', "", ",,,,,", "2,李四,1,1,,否", "", ""]).encode(
        "gb18030"
    )
    raw = read(write(tmp_path / "户表.csv", data)).tables["house"]
    assert raw.data.column("src_row").to_pylist() == [2, 5]
    assert raw.data.column("c1").to_pylist() == ["张\n三", "李四"]


def test_a_repeated_header_in_the_middle_is_named_and_left_out(read, tmp_path):
    package = read(files.write_csv(tmp_path / "户表.csv", [HEADERS, ROWS[0], HEADERS, ROWS[1]]))
    assert [(p.code, p.severity, p.row) for p in package.problems] == [("S020", "warn", 3)]
    assert package.tables["house"].data.column("src_row").to_pylist() == [2, 4]


def test_typed_cells_of_a_workbook_become_the_text_a_person_reads(read, tmp_path):
    rows = [HEADERS, [500233195506060032, True, 0.1 + 0.2, 1234567.0, "2016.12.1", 1e-5]]
    [row] = read(files.write_book(tmp_path / "包.xlsx", {"户表": rows})).tables["house"].data.to_pylist()
    assert row == {
        "src_row": 2,
        "c0": "5.0023319550606E+17",
        "c1": "TRUE",
        "c2": "0.3",
        "c3": "1234567",
        "c4": "2016.12.1",
        "c5": "0.00001",
    }


def test_an_error_value_is_not_an_empty_cell(read, tmp_path):
    path = files.write_book(tmp_path / "包.xlsx", {"说明": [["x"]], "户表": [HEADERS, ["1", "张三", 3]]})
    files.edit_book(
        path, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b'<c r="C2"><v>3</v>', b'<c r="C2" t="e"><v>#N/A</v>')
    )
    assert read(path).tables["house"].data.column("c2").to_pylist() == ["#N/A"]


def test_hidden_rows_and_merged_cells_and_comments(read, tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "包.xlsx") as book:
        sheet = book.add_worksheet("户表")
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, ["1", "张三", "3"])
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.merge_range(2, 0, 3, 0, "2")
        sheet.write_row(2, 1, ["李四", "1"])
        sheet.write_row(3, 1, ["李四之妻", "1"])
        sheet.write_comment(8, 8, "请核实")
        book.add_worksheet("代码").hide()
    package = read(tmp_path / "包.xlsx")
    assert package.problems == ()
    assert package.tables["house"].data.select(["src_row", "c0"]).to_pylist() == [
        {"src_row": 2, "c0": "1"},
        {"src_row": 3, "c0": "2"},
        {"src_row": 4, "c0": None},
    ]


def test_old_xls_and_ods_are_read_too(read, tmp_path):
    old = read(files.write_xls(tmp_path / "包.xls"))
    assert old.tables["house"].data.to_pylist() == [
        {"src_row": 2, "c0": "50022900000001", "c1": "张三", "c2": "3", "c3": "2016-12-01"},
    ]
    texts = [[files.text(v) for v in row] for row in SHEET]
    ods = read(files.write_ods(tmp_path / "包.ods", "户表", texts))
    assert ods.problems == ()
    assert ods.tables["house"].data.to_pylist() == EXPECTED


def test_a_department_file_holds_one_table_whatever_its_name(tmp_path):
    path = files.write_book(tmp_path / "导出20161101.xlsx", {"Sheet1": SHEET, "填表说明": [["说明"]]})
    package = read_table(path, TABLES["house"])
    assert package.problems == ()
    assert package.tables["house"].data.to_pylist() == EXPECTED
