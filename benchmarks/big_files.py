"""Large files as an office sends them: a workbook as Excel writes it (shared strings) and a csv."""

import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from acceptance.contracts import Column, Table

TYPES = "application/vnd.openxmlformats-package.relationships+xml"

COLUMNS = 40
TABLE = Table(
    "big",
    "大表",
    ("c0",),
    tuple(Column(f"c{n}", f"第{n}列", "code" if n == 0 else "int" if n % 4 == 3 else "text") for n in range(COLUMNS)),
)
HEADERS = [c.header for c in TABLE.columns]
WORDS = [f"{where}{what}" for where in "甲乙丙丁戊己庚辛" for what in ("村", "组", "户", "一般贫困户", "县内务工")]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType='
    f'"application/xml"/><Default Extension="rels" ContentType="{TYPES}"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets><sheet name="大表" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{LINKS}/sharedStrings" '
    'Target="sharedStrings.xml"/></Relationships>',
}


def number(row: int) -> str:
    return f"500229{row:012d}"


def rows(count: int) -> Iterator[list[str]]:
    """`count` rows: a long number of its own in each, words, and small whole numbers."""
    for row in range(count):
        words = (WORDS[(row * 7 + n) % len(WORDS)] if n % 4 != 3 else str((row + n) % 997) for n in range(1, COLUMNS))
        yield [number(row), *words]


def write_csv(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(",".join(HEADERS) + "\r\n")
        source = rows(count)
        while some := list(islice(source, 10_000)):
            out.write("".join(",".join(row) + "\r\n" for row in some))
    return path


def write_book(path: Path, count: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in PARTS.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
        with book.open("xl/sharedStrings.xml", "w") as out:
            out.write(f'<sst xmlns="{MAIN}">'.encode())
            for text in (*HEADERS, *WORDS):
                out.write(f"<si><t>{text}</t></si>".encode())
            for start in range(0, count, 10_000):
                some = range(start, min(start + 10_000, count))
                out.write("".join(f"<si><t>{number(row)}</t></si>" for row in some).encode())
            out.write(b"</sst>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as out:
            out.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            out.write(_row(1, [f't="s"><v>{n}' for n in range(COLUMNS)]))
            for row in range(count):
                out.write(_row(row + 2, _cells(row)))
            out.write(b"</sheetData></worksheet>")
    return path


def _cells(row: int) -> list[str]:
    """The same cells as `rows`: words and long numbers by their place among the shared strings."""
    first = COLUMNS + len(WORDS)
    words = (
        f't="s"><v>{COLUMNS + (row * 7 + n) % len(WORDS)}' if n % 4 != 3 else f"><v>{(row + n) % 997}"
        for n in range(1, COLUMNS)
    )
    return [f't="s"><v>{first + row}', *words]


LETTERS = [chr(65 + n) if n < 26 else f"A{chr(65 + n - 26)}" for n in range(COLUMNS)]


def _row(number: int, cells: list[str]) -> bytes:
    held = "".join(f'<c r="{letter}{number}" {cell}</v></c>' for letter, cell in zip(LETTERS, cells, strict=True))
    return f'<row r="{number}">{held}</row>'.encode()
