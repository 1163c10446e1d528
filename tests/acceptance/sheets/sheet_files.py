"""Small tables and files for the reading tests: a person-like contract, and writers for every format that is read."""

import base64
import csv
import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from acceptance.contracts import Column, Line, Table

HOUSE = Table(
    "house",
    "户表",
    ("household_id",),
    (
        Column("household_id", "户编号", "code", required=True),
        Column("head_name", "户主姓名", "text"),
        Column("members", "人数", "int"),
        Column("area", "住房面积(平方米)", "dec"),
        Column("move_in", "入住日期", "date"),
        Column("is_unsafe", "是否危房", "text", codes=("是", "否"), also=("危房户",)),
    ),
)
MEMBER = Table(
    "member",
    "人口表",
    ("person_id",),
    (
        Column("person_id", "人编号", "code"),
        Column("id_no", "证件号码", "code"),
        Column("name", "姓名", "text"),
        Column("health", "健康状况", "text", codes=("健康", "残疾", "长期慢性病"), multi=True),
    ),
)
TABLES = {t.name: t for t in (HOUSE, MEMBER)}
LINE = Line("self_check", "区县自查", "snapshot", "county", ("house", "member"))

HEADERS = [c.header for c in HOUSE.columns]
ROWS: list[list[Any]] = [
    ["50022900000001", "张三", 3, 80.5, dt.date(2016, 12, 1), "否"],
    ["50022900000002", "李四·买买提", 1, 12, None, "是"],
    [None] * 6,
    ["50022900000003", "王五", None, None, dt.date(2015, 1, 31), None],
]
"""Typed as a spreadsheet holds them; an empty row lies between."""


def text(value: Any) -> str:
    return "" if value is None else str(value)


def as_csv(rows: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([[text(v) for v in row] for row in rows])
    return out.getvalue().encode(encoding)


def write_csv(path: Path, rows: Sequence[Sequence[Any]], **options: Any) -> Path:
    path.write_bytes(as_csv(rows, **options))
    return path


def write_book(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, dt.date):
                        sheet.write_datetime(r, c, dt.datetime.combine(value, dt.time()), day)
                    elif value is not None:
                        sheet.write(r, c, value)
    return path


def write_parquet(path: Path, headers: list[str], rows: Sequence[Sequence[Any]]) -> Path:
    columns = [pa.array([row[i] for row in rows]) for i in range(len(headers))]
    pq.write_table(pa.table(columns, headers), path)
    return path


def write_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def edit_book(path: Path, part: str, change: Any) -> Path:
    """Rewrites one part of a workbook: `change` gets its bytes and returns the new ones."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    return write_zip(path, parts)


def write_ods(path: Path, sheet: str, rows: Sequence[Sequence[str]], repeat: int = 1) -> Path:
    """A minimal OpenDocument sheet; `repeat` claims that the last row stands there so many times."""

    def row(cells: Sequence[str], times: int) -> str:
        inner = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in cells
        )
        return f'<table:table-row table:number-rows-repeated="{times}">{inner}</table:table-row>'

    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    body = "".join(row(r, repeat if i == len(rows) - 1 else 1) for i, r in enumerate(rows))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="{sheet}">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return write_zip(
        path,
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        },
    )


def write_xls(path: Path) -> Path:
    """An old .xls made by xlwt: sheet 户表 with 户编号, 户主姓名, 人数, 入住日期 and one row."""
    path.write_bytes(zlib.decompress(base64.b85decode(XLS)))
    return path


XLS = (
    "c-rk)O=uHA6#izjX?{r3q^5;dsG(rh+CW+n6=}B$rYF-@1%D7~V-}U#v;;5p(rOKO5d=^ETnhEzrRv3hL2n*}iaitrAyGVe5)?hOS>L=&B&`Y!"
    "Xra2_GH>3zH}B2coq036`)VeXo4nhQ#}ahHfr8~hRhdjs@st`tklwN+TdLhuEE}r|9yd*7l@pKsFI{pD<$UL%;g0^CDDaNTQH&rloHipXh}|5+"
    "fRHhC5EZyVk^t&Csv4%pnXX}an|nTC+QpJfOgpG=P8`9Ek!abjR`DUNiFE-;zxUbZ4NKZkix+Ygk6jkUzE14QoEkX2$`p;d4^yBC?Kab9Mz*VQ"
    "6JB7H5FHwdrcybCX|kvA#fku*OIiIaV#`-nE<o~ci{-B0$lWxFOXXKI9T<mojFTh_AELU{XkuIP<i&Z!Ii+QBfJAj;U-#>h*_oI<>_0#@j}jv$"
    "NzA^Uo)6}_69HgrEY{w>BUVHkb&2$Q5?;Ca^JWoTv|0E$iF`y;sAfLIsT8DW=Wl&_y*Jrw^s{7~4~XJ1vR+0F3+JQ-83$OSF_oGY<~K7v&tBIu"
    "-@r6X>zwN5-de@PC%DfA);7~PTNty(hBAI5@!5}k4;r)YjZMT)cjwQBr{|1GG|{n^B71pFpjEVrYgZ*68l_sOE$1!M`k%HRw-!{fTk5Q=#)3>Z"
    "LWpUxC7+J?(bCkjDz+TdawuQo7rq4h(p7)KzMRy0O0fy{72vHgeqAF!omvg<@dNEDJHoxNVZ(+E8#Zj%u<>6*sMl_XdhvFu*Ls)wud_g<VE-oh"
    "XR!~%be*A($~{O^oxx~D>!%J*QSv30X;b=NC~=TR&tMQqj$^Rm^-G^+qWpfAZ5aG>DOBnBg-YW5%j16s?q1qr"
)
