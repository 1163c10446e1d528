"""Valid packages of small tables, and the damage that offices, mail and disks do to them. Deterministic by the seed."""

import csv
import dataclasses
import functools
import io
import random
import zipfile
from collections.abc import Callable

import pyarrow as pa
import xlsxwriter

from acceptance import contracts
from tests.expectations import world

Rows = list[list[str]]
CELLS = (
    "", " ", "\u3000", "#N/A", "#REF!", "null", "NaN", "-", "0", "-1", "1e400", "5.00233E+17", "500229.0", "9" * 400,
    "2016-02-30", "2016.12.1", "20161201", "1900-01-00", "42705", "25:61", "１２３", "是\n否", '"', "'", "=1+1",
    "\ufffd", "\ue000", "𠮷", "\u202e", "a" * 40000, "，，", "{x}", "%s", "DROP TABLE person", "true",
    "50022919750101101x",
)  # fmt: skip
"""What a cell can hold that nobody expects there. No NUL: what that does to a file is damage to bytes."""
HEADERS = ("", "户编号", "户编号(必填)", " 户编号 ", "姓名", "年度", "Unnamed: 3", "\ufeff", "c" * 300, "区县代碼")
ENCODINGS = (*("utf-8", "utf-8-sig", "gb18030", "gbk") * 4, "utf-16", "utf-16-le", "big5")
ENDINGS = ("\n", "\r\n", "\r")
DELIMITERS = (",", "\t", ";", "|", "、")


@dataclasses.dataclass(frozen=True)
class Damaged:
    """A file to be sent: its name, its bytes, the line it is sent on, and what was done to it."""

    name: str
    content: bytes
    line: str
    done: tuple[str, ...]


@functools.cache
def valid(table: str) -> Rows:
    """The table of the small valid world as text, header first."""
    return as_rows(table, world.package(world.line_of(table))[table].slice(0, 12))


def as_rows(table: str, rows: pa.Table) -> Rows:
    columns = contracts.tables()[table].columns
    found = rows.select([c.name for c in columns]).to_pylist()
    return [[c.header for c in columns], *(["" if v is None else str(v) for v in row.values()] for row in found)]


def as_csv(rows: Rows, delimiter: str = ",", ending: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    if len(delimiter.encode()) > 1:  # csv takes one-byte delimiters only; offices do not know that
        return ending.join(delimiter.join(row) for row in rows)
    csv.writer(out, delimiter=delimiter, lineterminator=ending).writerows(rows)
    return out.getvalue()


def as_book(sheets: dict[str, Rows]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write_string(place, column, cell[:32767])
    return out.getvalue()


def cells(rows: Rows, dice: random.Random) -> str:
    """Some cells hold something else."""
    for _ in range(dice.randint(1, 12)):
        row = dice.choice(rows[1:] or rows)
        if row:
            row[dice.randrange(len(row))] = dice.choice(CELLS)
    return "cells"


def column(rows: Rows, dice: random.Random) -> str:
    """A whole column holds one thing (formatted as something else, filled down)."""
    place, value = dice.randrange(max(map(len, rows))), dice.choice(CELLS)
    for row in rows[1:]:
        if place < len(row):
            row[place] = value
    return "column"


def headers(rows: Rows, dice: random.Random) -> str:
    """A header is renamed, repeated, dropped with its column, or exchanged."""
    head = rows[0]
    here, there = (dice.randrange(len(head)) for _ in range(2))
    what = dice.choice(("rename", "repeat", "exchange", "drop", "blank row", "titles"))
    if what == "rename":
        head[here] = dice.choice(HEADERS)
    elif what == "repeat":
        head[here] = head[there]
    elif what == "exchange":
        head[here], head[there] = head[there], head[here]
    elif what == "drop":
        for row in rows:
            del row[here : here + 1]
    else:
        rows[:0] = [[]] if what == "blank row" else [["报表"]] * dice.randint(1, 12)
    return f"headers {what}"


def lines(rows: Rows, dice: random.Random) -> str:
    """Rows are lost, repeated, cut short, lengthened, or exchanged; all of them may go."""
    what = dice.choice(("lose", "repeat", "short", "long", "empty", "header again", "nothing left"))
    place = dice.randrange(len(rows))
    if what == "lose":
        del rows[place]
    elif what == "repeat":
        rows += rows[place : place + 1] * dice.randint(1, 5)
    elif what == "short":
        del rows[place][dice.randrange(len(rows[place]) or 1) :]
    elif what == "long":
        rows[place] += [dice.choice(CELLS)] * dice.randint(1, 40)
    elif what == "empty":
        rows[place:place] = [[""] * len(rows[0])] * dice.randint(1, 30)
    elif what == "header again":
        rows.append(list(rows[0]))
    else:
        del rows[dice.randint(0, 1) :]
    return f"rows {what}"


def content(data: bytes, dice: random.Random) -> tuple[bytes, str]:
    """Bytes are flipped, lost, put in, repeated or cut off."""
    what = dice.choice(("flip", "cut", "insert", "lose", "repeat", "zero", "swap ends"))
    here = dice.randrange(len(data) or 1)
    some = dice.randint(1, 64)
    if what == "flip":
        changed = bytearray(data)
        for _ in range(some if changed else 0):
            changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        return bytes(changed), what
    changes: dict[str, Callable[[], bytes]] = {
        "cut": lambda: data[:here],
        "insert": lambda: data[:here] + dice.randbytes(some) + data[here:],
        "lose": lambda: data[:here] + data[here + some :],
        "repeat": lambda: data[: here + some] + data[here:],
        "zero": lambda: data[:here] + bytes(some) + data[here + some :],
        "swap ends": lambda: data[here:] + data[:here],
    }
    return changes[what](), what


ROWS = (cells, cells, column, headers, lines)
TABLES = tuple(name for line in world.LINES.values() for name in line)


def damaged_rows(table: str, dice: random.Random) -> tuple[Rows, list[str]]:
    rows = [list(row) for row in valid(table)]
    done = []
    for _ in range(dice.randint(1, 3)):
        if rows and rows[0]:
            done.append(dice.choice(ROWS)(rows, dice))
    return rows, done


def text_file(table: str, dice: random.Random) -> tuple[bytes, list[str]]:
    """A table as csv with damage to its cells, and often to its encoding or bytes."""
    rows, done = damaged_rows(table, dice)
    text = as_csv(rows, dice.choice(DELIMITERS) if dice.random() < 0.15 else ",", dice.choice(ENDINGS))
    encoding = dice.choice(ENCODINGS)
    data = text.encode(encoding, errors="replace")
    done.append(encoding)
    if dice.random() < 0.25:
        data, what = content(data, dice)
        done.append(f"bytes {what}")
    return data, done


def csv_case(dice: random.Random) -> Damaged:
    """One csv, as it comes or in a zip; the zip's own bytes may be damaged too."""
    table = dice.choice(TABLES)
    title, line = contracts.tables()[table].title, world.line_of(table)
    data, done = text_file(table, dice)
    if dice.random() < 0.6:
        return Damaged(f"{title}.csv", data, line, (table, *done))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", dice.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
        names = dice.choice(
            ((f"{title}.csv",), (f"{title}.csv", f"备份/{title}.csv"), (f"../{title}.csv",), ("表.csv",))
        )
        for name in names:
            archive.writestr(name, data)
    packed = out.getvalue()
    if dice.random() < 0.6:
        packed, what = content(packed, dice)
        done.append(f"zip {what}")
    return Damaged("申报包.zip", packed, line, (table, *done))


def whole_case(dice: random.Random) -> Damaged:
    """A complete package of a line with damage to the cells and rows of one table, so that the rules have their say."""
    line = dice.choice(tuple(world.LINES))
    tables = {contracts.tables()[name].title: [list(row) for row in rows] for name, rows in sent(line).items()}
    title = dice.choice(sorted(tables))
    done = [dice.choice((cells, cells, column, lines))(tables[title], dice)]
    if line == "self_check":
        return Damaged("申报包.xlsx", as_book(tables), line, (title, *done))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, rows in tables.items():
            archive.writestr(f"{name}.csv", as_csv(rows).encode(dice.choice(ENCODINGS[:4]), errors="replace"))
    return Damaged("申报包.zip", out.getvalue(), line, (title, *done))


@functools.cache
def sent(line: str) -> dict[str, Rows]:
    """Every table of a line as text, whole: what the manifest counts is there."""
    return {name: as_rows(name, rows) for name, rows in world.package(line).items()}


def book_case(dice: random.Random) -> Damaged:
    """A workbook with damage to its cells, its parts or its bytes."""
    table = dice.choice(TABLES)
    title, line = contracts.tables()[table].title, world.line_of(table)
    rows, done = damaged_rows(table, dice)
    data = as_book({title if dice.random() < 0.9 else "Sheet1": rows})
    if dice.random() < 0.7:
        change = dice.choice((content, part))
        data, what = change(data, dice)
        done.append(f"book {what}")
    return Damaged("申报包.xlsx", data, line, (table, *done))


def part(data: bytes, dice: random.Random) -> tuple[bytes, str]:
    """One part of a workbook is lost, or its own bytes are damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice(sorted(parts))
    if dice.random() < 0.3:
        del parts[name]
    else:
        parts[name], _ = content(parts[name], dice)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for inner, held in parts.items():
            archive.writestr(inner, held)
    return out.getvalue(), f"part {name}"
