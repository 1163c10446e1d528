"""Broken, huge and malicious files: a message in Chinese, the original untouched, no traceback, bounded memory."""

import os
import resource
import stat
import zipfile
from pathlib import Path

import pytest
import sheet_files as files
from sheet_files import HEADERS, ROWS

SHEET = [HEADERS, *ROWS]
CSV = files.as_csv(SHEET)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def book(place: Path) -> Path:
    return files.write_book(place / "包.xlsx", {"户表": SHEET})


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def linked(place: Path) -> Path:
    (place / "包.xlsx").symlink_to(files.write_book(place / "真.xlsx", {"户表": SHEET}))
    return place / "包.xlsx"


def doctype(xml: bytes) -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return xml.replace(b"?>", b"?>" + bomb, 1)


def zip_with_link(place: Path) -> Path:
    info = zipfile.ZipInfo("户表.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(place / "包.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    return place / "包.zip"


def locked_zip(place: Path) -> Path:
    path = files.write_zip(place / "包.zip", {"户表.csv": CSV})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return put(path, bytes(data))


def flipped(path: Path) -> Path:
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(30)
    return put(path, bytes(data))


HOSTILE = {
    "missing": (lambda d: d / "没有.xlsx", "S001"),
    "symbolic link": (linked, "S002"),
    "empty": (lambda d: put(d / "包.xlsx", b""), "S003"),
    "not a workbook": (lambda d: put(d / "包.xlsx", b"hello, world"), "S004"),
    "web page named xls": (lambda d: put(d / "包.xls", b"<html><table><tr><td>1"), "S004"),
    "pdf": (lambda d: put(d / "户表.csv.pdf", b"%PDF-1.7 ..."), "S004"),
    "binary named csv": (lambda d: put(d / "户表.csv", b"\x7fELF\x00\x00\x01"), "S004"),
    "zip inside a zip": (
        lambda d: files.write_zip(d / "包.zip", {"户表.xlsx": files.write_zip(d / "x.zip", {"a": b"b"}).read_bytes()}),
        "S004",
    ),
    "encrypted workbook": (
        lambda d: put(d / "包.xlsx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(99)),
        "S005",
    ),
    "encrypted zip": (locked_zip, "S005"),
    "old workbook cut short": (lambda d: put(d / "包.xls", OLE + bytes(600)), "S006"),
    "truncated workbook": (lambda d: put(book(d), book(d).read_bytes()[:-200]), "S006"),
    "damaged workbook": (lambda d: flipped(book(d)), "S006"),
    "truncated zip": (
        lambda d: put(d / "包.zip", files.write_zip(d / "y.zip", {"户表.csv": CSV}).read_bytes()[:-30]),
        "S006",
    ),
    "workbook without its parts": (
        lambda d: files.write_zip(d / "包.xlsx", {"[Content_Types].xml": b"<Types/>"}),
        "S006",
    ),
    "broken sheet xml": (
        lambda d: files.edit_book(book(d), "xl/worksheets/sheet1.xml", lambda x: x[: len(x) // 2]),
        "S006",
    ),
    "broken parquet": (lambda d: put(d / "户表.parquet", b"PAR1" + bytes(40) + b"PAR1"), "S006"),
    "zip with ..": (lambda d: files.write_zip(d / "包.zip", {"户表.csv": CSV, "../../etc/cron.d/x": b"x"}), "S007"),
    "zip with a root": (lambda d: files.write_zip(d / "包.zip", {"/户表.csv": CSV}), "S007"),
    "zip with a drive": (lambda d: files.write_zip(d / "包.zip", {"C:\\户表.csv": CSV}), "S007"),
    "zip with a link": (zip_with_link, "S002"),
    "entity bomb": (lambda d: files.edit_book(book(d), "xl/worksheets/sheet1.xml", doctype), "S010"),
    "entity bomb in strings": (lambda d: files.edit_book(book(d), "xl/sharedStrings.xml", doctype), "S010"),
    "utf-16 DTD": (
        lambda d: files.edit_book(book(d), "xl/workbook.xml", lambda x: doctype(x).decode().encode("utf-16")),
        "S010",
    ),
    "empty sheet": (lambda d: files.write_book(d / "包.xlsx", {"户表": []}), "S014"),
    "empty csv": (lambda d: put(d / "户表.csv", b"\r\n\r\n,,,\r\n"), "S014"),
    "no header": (lambda d: files.write_csv(d / "户表.csv", ROWS), "S015"),
    "same table twice": (lambda d: files.write_zip(d / "包.zip", {"户表.csv": CSV, "新/户表.csv": CSV}), "S013"),
    "same table under both names": (
        lambda d: files.write_zip(d / "包.zip", {"户表.csv": CSV, "house.csv": CSV}),
        "S013",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_input_gets_a_message(name, read, tmp_path):
    make, code = HOSTILE[name]
    path = make(tmp_path)
    before = path.read_bytes() if path.is_file() else None
    package = read(path)
    blocking = [p for p in package.problems if p.severity == "block"]
    assert [p.code for p in blocking] == [code]
    assert blocking[0].message.endswith("。")
    assert "{" not in blocking[0].message
    assert package.refused
    assert before is None or path.read_bytes() == before


def test_one_far_cell_is_refused_by_its_reference_and_memory_stays_bounded(read, tmp_path):
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = files.edit_book(book(tmp_path), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far))
    package = read(path, memory_bytes=2 << 30)
    [found] = package.problems
    assert (found.code, found.value, found.row) == ("S009", "XFD1048576", 1048576)
    own, reader = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    assert reader < max(1 << 20, own + 1)  # KiB; a child begins with what its parent has: calamine wants 512 GB


def test_a_long_or_wide_sheet_within_memory_is_refused_by_count(read, tmp_path):
    path = files.write_book(tmp_path / "包.xlsx", {"户表": [*SHEET, *[[] for _ in range(3000)], ["x"]]})
    assert [p.value for p in read(path, cells=10_000).problems] == ["A3006"]
    assert read(path, cells=20_000).problems == ()


def test_far_cells_that_only_carry_a_format_do_not_count(read, tmp_path):
    far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    path = files.edit_book(book(tmp_path), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far))
    assert read(path).problems == ()


def test_a_repeated_row_of_an_ods_cannot_take_the_memory(read, tmp_path):
    path = files.write_ods(tmp_path / "包.ods", "户表", [HEADERS, ["x"] * 900], repeat=30_000)
    assert [p.code for p in read(path, memory_bytes=1 << 30).problems] == ["S011"]


def test_a_reader_that_runs_late_is_stopped(read, tmp_path):
    [found] = read(book(tmp_path), seconds=0.001).problems
    assert (found.code, found.severity) == ("S011", "block")


def test_a_file_that_kills_the_reader_stops_no_other(read, tmp_path):
    place = tmp_path / "包"
    place.mkdir()
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    files.edit_book(
        files.write_book(place / "a.xlsx", {"人口表": SHEET}),
        "xl/worksheets/sheet1.xml",
        lambda x: x.replace(b"</sheetData>", far),
    )
    files.write_book(place / "b.xlsx", {"户表": SHEET})
    package = read(place, memory_bytes=2 << 30)
    assert [(p.code, p.file) for p in package.problems] == [("S009", "a.xlsx")]
    assert package.tables["house"].rows == 3


@pytest.mark.parametrize(
    ("limits", "why"),
    [({"unpacked_bytes": 1 << 20}, "1 MB"), ({"ratio_from_bytes": 1 << 16, "ratio": 100}, "100 倍")],
)
def test_a_bomb_is_left_off_early_whatever_it_claims(read, tmp_path, limits, why):
    bomb = files.write_zip(tmp_path / "包.zip", {"户表.csv": bytes(64 << 20)})
    data = bytearray(bomb.read_bytes())
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = (1000).to_bytes(4, "little")
    [found] = read(bomb, **limits).problems
    assert found.code == "S008"
    assert why in found.message
    assert [p.code for p in read(put(tmp_path / "谎称很小.zip", bytes(data)), **limits).problems] == ["S006"]


def test_bombs_inside_workbooks_and_too_many_members(read, tmp_path):
    bomb = files.edit_book(book(tmp_path), "xl/styles.xml", lambda xml: xml + bytes(8 << 20))
    assert [p.code for p in read(bomb, unpacked_bytes=4 << 20).problems] == ["S008"]
    many = files.write_zip(tmp_path / "多.zip", {f"{i}.txt": b"x" for i in range(50)})
    assert [p.code for p in read(many, members=40).problems] == ["S008"]


def test_links_and_pipes_in_a_folder_are_named_and_not_followed(read, tmp_path):
    place = tmp_path / "包"
    place.mkdir()
    files.write_csv(place / "户表.csv", SHEET)
    (place / "人口表.csv").symlink_to("/etc/passwd")
    (place / "外面").symlink_to("/etc", target_is_directory=True)
    os.mkfifo(place / "管道.csv")
    package = read(place)
    assert {(p.code, p.file) for p in package.problems} == {
        ("S002", "人口表.csv"),
        ("S002", "外面"),
        ("S002", "管道.csv"),
    }
    assert list(package.files) == ["户表.csv"]


def test_other_names_are_reported_and_never_guessed(read, tmp_path):
    package = read(
        files.write_book(tmp_path / "包.xlsx", {"户表(新)": SHEET, "填表说明": [["x"]], "检查结果": [["x"]]})
    )
    assert [(p.code, p.value) for p in package.problems] == [("S012", "户表(新)"), ("S021", None)]
    assert "户表、人口表" in package.problems[0].message
    assert package.tables == {}


def test_bytes_that_do_not_decode_are_named_by_line(read, tmp_path):
    lines = [",".join(HEADERS), "1,张三,1,1,,否", "2,李四,1,1,,否", "3,王五,1,1,,否"]
    utf8 = [line.encode() for line in lines]
    utf8[2] = utf8[2].replace("四".encode(), "四".encode()[:2])
    package = read(put(tmp_path / "户表.csv", b"\n".join(utf8)))
    assert [(p.code, p.severity, p.row) for p in package.problems] == [("S016", "block", 3)]
    assert "UTF-8" in package.problems[0].message
    gbk = [line.encode("gb18030") for line in lines]
    gbk[3] += b"\xff\xff"
    package = read(put(tmp_path / "户表.csv", b"\n".join(gbk)))
    assert [(p.code, p.row) for p in package.problems] == [("S016", 4)]
    assert package.tables["house"].data.column("c1").to_pylist() == ["张三", "李四", "王五"]


def test_ragged_rows_are_named_by_row(read, tmp_path):
    rows = [
        ["城口县户表"],
        HEADERS,
        [1, "张三", 1, 1, "", "否", "多"],
        [2, "李四"],
        [3, "王五", 1, 1, "", "否", "", ""],
        [],
    ]
    package = read(files.write_csv(tmp_path / "户表.csv", rows))
    assert [(p.code, p.severity, p.row) for p in package.problems] == [("S017", "block", 3), ("S018", "warn", 4)]
    assert "7 列" in package.problems[0].message and "6 列" in package.problems[0].message
    assert package.tables["house"].data.column("src_row").to_pylist() == [3, 4, 5]


@pytest.mark.parametrize("line", ['2,"李四,1,1,,否', '2,"李"四,1,1,,否'])
def test_quotes_that_do_not_pair_are_named_by_row(read, tmp_path, line):
    text = "\n".join([",".join(HEADERS), "1,张三,1,1,,否", line, "3,王五,1,1,,否"])
    package = read(put(tmp_path / "户表.csv", text.encode()))
    assert [(p.code, p.row) for p in package.problems] == [("S019", 3)]
    assert package.tables["house"].data.column("src_row").to_pylist() == [2]


def test_a_package_that_changes_while_it_is_read_is_refused(read, tmp_path, monkeypatch):
    from acceptance.sheets import package as reading

    path = book(tmp_path)
    seen = reading.guard.sha256

    def meanwhile(file: Path) -> str:
        files.write_book(path, {"户表": [HEADERS]})
        return seen(file)

    monkeypatch.setattr(reading.guard, "sha256", meanwhile)
    assert [p.code for p in read(path).problems] == ["S022"]
