"""The quick way through a csv in which every record is a line: no quotes, and as many cells in each as in the header.

Most large files are such; Arrow splits them at a tenth of the cost of a record at a time. Whatever is otherwise is left
to `delimited`, whose grid this one equals cell by cell.
"""

import csv
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

BLOCK = 4 << 20
ENCODINGS = {"utf-8-sig": "utf8", "gb18030": "gb18030"}
OTHERWISE = re.compile(rb'["\x00]|\r(?!\n)')
"""A quote, a NUL, a line that ends as on old Macintoshes. In GB18030 none of these bytes is part of a character."""


def columns(
    path: Path,
    encoding: str,
    delimiter: str,
    top: Sequence[Sequence[str]],
    tidy: Callable[[pa.Array], pa.Array],
    tell: Callable[[int], None],
) -> list[pa.ChunkedArray] | None:
    """The columns of the file, `top` (its first records, all of one width, the header last) included; None where it
    is not as plain as that. tidy: is done to each part of a column as it comes; tell: is told the rows read so far.
    """
    if encoding not in ENCODINGS or not _is_plain(path):
        return None
    names = [f"c{n}" for n in range(len(top[-1]))]
    parts = [[tidy(pa.array(cells, pa.string()))] for cells in zip(*top, strict=True)]
    done, longest = len(top), 0
    try:
        with _open(path, encoding, delimiter, names, done) as source:
            for batch in source:
                longest = max(longest, *(pc.max(pc.binary_length(column)).as_py() or 0 for column in batch.columns))
                for part, column in zip(parts, batch.columns, strict=True):
                    part.append(tidy(column))
                done += batch.num_rows
                tell(done)
    except pa.ArrowInvalid:  # a record of another width, or none below the header
        return None
    if longest > csv.field_size_limit():
        return None
    return [pa.chunked_array(part, pa.string()) for part in parts]


def _open(path: Path, encoding: str, delimiter: str, names: list[str], skipped: int) -> pacsv.CSVStreamingReader:
    return pacsv.open_csv(
        path,
        pacsv.ReadOptions(
            use_threads=False, block_size=BLOCK, column_names=names, skip_rows=skipped, encoding=ENCODINGS[encoding]
        ),
        pacsv.ParseOptions(
            delimiter=delimiter, quote_char=False, double_quote=False, escape_char=False, ignore_empty_lines=False
        ),
        pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
    )


def _is_plain(path: Path) -> bool:
    with path.open("rb") as file:
        while chunk := file.read(BLOCK):
            if chunk.endswith(b"\r"):
                chunk += file.read(1)
            if OTHERWISE.search(chunk):
                return False
    return True
