"""Reads workbooks and parquet files in a process of its own, under a memory limit that no file can get around.

Run as a script (`isolate.py` starts it), so it imports nothing of this project. Jobs come as JSON on standard input;
for each finished job one JSON line goes to standard output and one Arrow file per sheet into the job's folder; lines
in between say how far a sheet is read.
A cell that makes calamine ask for 512 GB ends this process by abort, and nothing else.
"""

import datetime as dt
import decimal
import errno
import itertools
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

if __name__ == "__main__":  # nothing here needs numpy, and loading it is half of what this process costs to start
    sys.modules["numpy"] = None  # type: ignore[assignment]

import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

BATCH = 5_000
TOO_LONG = 1e15
"""A number of 16 or more digits has lost some in a spreadsheet; it is written in scientific form, never as if whole."""

MACHINE = frozenset(
    (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
)
"""Errors that speak of this machine and not of the file: no outcome may be kept."""


class Reject(Exception):
    """The file cannot be read; args: reason and what belongs to it."""


def cell_text(value: Any) -> str | None:
    """The text of a typed cell: dates ISO, numbers without a trailing .0 and with at most 15 significant digits."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return None if value != value else number_text(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds") if value.time() != dt.time() else value.date().isoformat()
    if isinstance(value, dt.time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, dt.timedelta):
        return duration_text(value)
    return None if value is None else str(value)


def number_text(value: float) -> str:
    if value.is_integer() and abs(value) < TOO_LONG:
        return str(int(value))
    if abs(value) >= TOO_LONG:
        return f"{value:.15G}"
    return format(decimal.Decimal(f"{value:.15g}"), "f")


def duration_text(value: dt.timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


def text_array(values: tuple[Any, ...]) -> pa.Array:
    """One column of cells as text; only columns that hold other things than text cost a call per cell."""
    if not set(map(type, values)) <= {str}:
        values = tuple(map(cell_text, values))
    array = pa.array(values, pa.string())
    return pc.if_else(pc.equal(array, ""), pa.scalar(None, pa.string()), array)


def sheet_batches(sheet: CalamineSheet) -> Iterator[pa.RecordBatch]:
    """Row 1 comes first even where the sheet begins lower; columns left of the first used one come as empty ones."""
    left = sheet.start[1] if sheet.start else 0
    total = sheet.end[0] + 1 if sheet.end else 0
    rows: Iterable[list[Any]] = sheet.iter_rows()
    done = 0
    for batch in batched(rows):
        used = [text_array(column) for column in zip(*batch, strict=True)]
        columns = [pa.nulls(len(batch), pa.string())] * left + used
        yield pa.RecordBatch.from_arrays(columns, [f"c{i}" for i in range(len(columns))])
        done += len(batch)
        say({"sheet": sheet.name, "done": done, "of": total})


def batched(rows: Iterable[list[Any]]) -> Iterator[tuple[list[Any], ...]]:
    source = iter(rows)
    while batch := tuple(itertools.islice(source, BATCH)):
        yield batch


def check_size(sheet: CalamineSheet, limits: dict[str, Any]) -> None:
    if sheet.end and (sheet.end[1] >= limits["columns"] or (sheet.end[0] + 1) * (sheet.end[1] + 1) > limits["cells"]):
        raise Reject("far", sheet.name, sheet.end[0] + 1, sheet.end[1] + 1)


def read_book(job: dict[str, Any], limits: dict[str, Any]) -> list[dict[str, Any]]:
    alias = Path(job["out"]) / f"book.{job['kind']}"
    alias.symlink_to(job["path"])  # calamine believes the suffix, we the content
    book = CalamineWorkbook.from_path(alias)
    found = []
    for number, meta in enumerate(book.sheets_metadata):
        if meta.typ != SheetTypeEnum.WorkSheet or meta.name in job["ignore"]:
            continue
        say({"sheet": meta.name, "done": 0, "of": 0})
        sheet = book.get_sheet_by_index(number)
        check_size(sheet, limits)
        target = f"{job['out']}/{number}.arrow"
        if sheet.end is None:
            write(pa.table({}), target)
        elif job["errors"]:
            write(with_errors(pa.Table.from_batches(sheet_batches(sheet)), error_cells(job["path"], meta.name)), target)
        else:
            stream(sheet_batches(sheet), target)
        found.append({"name": meta.name, "hidden": meta.visible != SheetVisibleEnum.Visible, "path": target})
    return found


def write(table: pa.Table, target: str) -> None:
    with pa.OSFile(target, "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def stream(batches: Iterator[pa.RecordBatch], target: str) -> None:
    """Batch by batch, so that the sheet's text is not in memory a second time."""
    first = next(batches, None)
    if first is None:
        raise ValueError("a used range without rows")
    with pa.OSFile(target, "wb") as sink, pa.ipc.new_file(sink, first.schema) as writer:
        for batch in itertools.chain((first,), batches):
            writer.write_batch(batch)


def error_cells(path: str, sheet: str) -> dict[int, list[tuple[int, str]]]:
    """Cells with an error value (#N/A …) by column: calamine hands them over as empty, and an error is not that."""
    with zipfile.ZipFile(path) as archive:
        part = sheet_part(archive, sheet)
        xml = archive.read(part) if part else b""
    found: dict[int, list[tuple[int, str]]] = {}
    for attributes, body in re.findall(rb'<c\s([^>]*\bt="e"[^>]*)>(.*?)</c>', xml, re.DOTALL):
        place = re.search(rb'\br="([A-Z]+)(\d+)"', attributes)
        value = re.search(rb"<v>([^<]*)</v>", body)
        if place and value:
            found.setdefault(column_index(place[1].decode()), []).append((int(place[2]) - 1, value[1].decode()))
    return found


def sheet_part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The member that holds a sheet; None when the workbook's own index does not say."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError):
        return None
    ids = {
        e.get("name"): next((v for k, v in e.items() if k.endswith("}id")), None)
        for e in book.iter()
        if e.tag.endswith("}sheet")
    }
    targets = {e.get("Id"): e.get("Target") or "" for e in relations}
    part = targets.get(ids.get(sheet), "")
    part = part.removeprefix("/") if part.startswith("/") else f"xl/{part}"
    return part if part in archive.namelist() else None


def column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def with_errors(table: pa.Table, errors: dict[int, list[tuple[int, str]]]) -> pa.Table:
    for column, cells in errors.items():
        inside = [(row, text) for row, text in cells if row < table.num_rows]
        if column < table.num_columns and inside:
            values = table.column(column).to_pylist()
            for row, text in inside:
                values[row] = text
            table = table.set_column(column, table.column_names[column], pa.array(values, pa.string()))
    return table


def read_parquet(job: dict[str, Any], limits: dict[str, Any]) -> list[dict[str, Any]]:
    """The column names become row 1, so that rows count as in a spreadsheet."""
    import pyarrow.parquet as pq  # few packages are parquet

    with pq.ParquetFile(job["path"]) as file:
        meta = file.metadata
        if meta.num_columns > limits["columns"] or (meta.num_rows + 1) * meta.num_columns > limits["cells"]:
            raise Reject("far", job["name"], meta.num_rows + 1, meta.num_columns)
        table = file.read()
    columns = [
        pa.chunked_array([[name], *plain(column).chunks], pa.string())
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    target = f"{job['out']}/0.arrow"
    write(pa.table(columns, [f"c{i}" for i in range(len(columns))]), target)
    return [{"name": job["name"], "hidden": False, "path": target}]


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A typed column as text, by the same words as the cells of a workbook."""
    kind = column.type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        raise Reject("nested")
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind) or pa.types.is_dictionary(kind):
        column = column.cast(pa.string())
    elif not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        column = pa.chunked_array(
            [pa.array(map(cell_text, chunk.to_pylist()), pa.string()) for chunk in column.chunks], pa.string()
        )
    text = column.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def run(job: dict[str, Any], limits: dict[str, Any]) -> dict[str, Any]:
    """One job; what the libraries raise becomes a reason, never a traceback."""
    try:
        return {"sheets": (read_parquet if job["kind"] == "parquet" else read_book)(job, limits)}
    except Reject as wrong:
        return {"error": wrong.args[0], "facts": list(wrong.args[1:])}
    except PasswordError:
        return {"error": "password"}
    except MemoryError:
        return {"error": "memory"}
    except OSError as wrong:
        return {"error": "machine" if wrong.errno in MACHINE else "broken", "facts": [str(wrong)[:200]]}
    except (CalamineError, pa.ArrowException, ValueError, zipfile.BadZipFile, zipfile.LargeZipFile) as wrong:
        return {"error": "broken", "facts": [str(wrong)[:200]]}


def say(answer: dict[str, Any]) -> None:
    """A line for the parent: a job's answer, or how far a sheet is read."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main() -> None:
    order = json.load(sys.stdin)
    limits = order["limits"]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"],) * 2)
    for job in order["jobs"]:
        say(run(job, limits))


if __name__ == "__main__":
    main()
