"""csv and txt: encoding, delimiter and quotes as offices produce them; rows numbered as a spreadsheet shows them."""

import codecs
import csv
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from acceptance.progress import Tell, silent
from acceptance.sheets import plain
from acceptance.sheets.model import HEADER_SEARCH_ROWS, LISTED, Grid, Limits
from acceptance.sheets.problems import Problem, Refused, problem

BATCH = 20_000
CHUNK = 1 << 20
DELIMITERS = (",", "\t", ";", "|")
LABELS = {"utf-8-sig": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16"}
NO_HEADER = 1 << 62
WRAPPED = r'(?s)^="(.*)"$'
Score = Callable[[Sequence[str]], int]
"""How many of the wanted headers a row holds."""


def read(path: Path, name: str, sheet: str, score: Score, limits: Limits, tell: Tell = silent) -> Grid:
    """The whole file as a grid of text. What is wrong with single lines is listed in the grid's problems.

    tell: is told how many rows are read (how many there are is not known before the end).
    Raises Refused when the file is larger than the limits allow.
    """
    if path.stat().st_size > limits.unpacked_bytes:
        raise Refused(problem("S008", name, why=f"超过 {limits.unpacked_bytes >> 20} MB"))
    tell(f"读取{sheet}", 0, 0)
    encoding, fit = judged(path)
    bad = [] if fit else bad_lines(path, encoding)
    wrong = [problem("S016", name, sheet=sheet, row=row, encoding=LABELS[encoding]) for row in bad]
    delimiter, header = layout(path, encoding, score)
    width, head = (len(header[1]), header[0]) if header else (0, NO_HEADER)
    batches = _Batches(path, name, sheet, encoding, delimiter, width, head)
    quick = batches.plain(tell) if header and not bad else None
    columns = quick or batches.columns(tell)
    if len(columns) > limits.columns or (columns and len(columns) * len(columns[0]) > limits.cells):
        raise Refused(
            problem(
                "S009",
                name,
                sheet=sheet,
                value=f"第 {len(columns[0])} 行第 {len(columns)} 列",
                limit=f"{limits.cells} 个单元格",
            )
        )
    return Grid(name, path, sheet, tuple(columns), problems=(*wrong, *batches.problems))


def encoding_of(path: Path) -> str:
    """The encoding in which a file is read."""
    return judged(path)[0]


def judged(path: Path) -> tuple[str, bool]:
    """By byte order mark, else UTF-8 where it fits (or fits most lines), else GB18030; and whether all of it fits."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", fits(path, "utf-16")
    if fits(path, "utf-8-sig"):
        return "utf-8-sig", True
    if start.startswith(codecs.BOM_UTF8) or mostly_utf8(path):
        return "utf-8-sig", False
    return "gb18030", fits(path, "gb18030")


def fits(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def mostly_utf8(path: Path) -> bool:
    """One cut character must not turn a whole UTF-8 file into GB18030 nonsense, which decodes without complaint."""
    good = bad = 0
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                readable = _decodes(line, "utf-8")
                good, bad = good + readable, bad + (not readable)
    return good > bad


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def bad_lines(path: Path, encoding: str) -> list[int]:
    """Numbers of the physical lines that do not decode, at most LISTED, of a file that as a whole does not."""
    if encoding == "utf-16":
        return [1]
    with path.open("rb") as file:
        numbers = (n for n, line in enumerate(file, 1) if not line.isascii() and not _decodes(line, encoding))
        return list(itertools.islice(numbers, LISTED)) or [1]


def records(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """Records in order; a blank line is an empty record. Raises csv.Error over quotes that do not pair."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        yield from csv.reader(file, delimiter=delimiter, strict=True)


def layout(path: Path, encoding: str, score: Score) -> tuple[str, tuple[int, list[str]] | None]:
    """The delimiter under which the first rows hold most headers, and that row (index, cells)."""
    best: tuple[int, str, tuple[int, list[str]] | None] = (0, ",", None)
    for delimiter in DELIMITERS:
        for index, row in enumerate(_top(path, encoding, delimiter)):
            if (found := score(row)) > best[0]:
                best = (found, delimiter, (index, row))
    return best[1], best[2]


def _top(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    top: list[list[str]] = []
    try:
        for row in itertools.islice(records(path, encoding, delimiter), HEADER_SEARCH_ROWS):
            top.append([_plain(cell) for cell in row])
    except csv.Error:
        return top
    return top


def _plain(cell: str) -> str:
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 2 else cell


def unwrapped(column: pa.Array) -> pa.Array:
    """="5002…" (how the register protects long numbers in a csv) -> 5002…; an empty cell -> NULL."""
    if pc.any(pc.starts_with(column, '="')).as_py():
        column = pc.replace_substring_regex(column, WRAPPED, r"\1")
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


class _Batches:
    """Reads records in batches into columns of one width and notes the records that have another one."""

    def __init__(self, path: Path, name: str, sheet: str, encoding: str, delimiter: str, width: int, head: int) -> None:
        self.source = records(path, encoding, delimiter)
        self.path, self.encoding, self.delimiter = path, encoding, delimiter
        self.name, self.sheet, self.width, self.head = name, sheet, width, head
        self.problems: list[Problem] = []
        self.row = 0

    def columns(self, tell: Tell) -> list[pa.ChunkedArray]:
        parts: list[list[pa.Array]] = []
        while batch := self.batch():
            self.width = self.width or max(map(len, batch))
            if set(map(len, batch)) != {self.width}:
                batch = [self.fitted(n, record) for n, record in enumerate(batch, self.row + 1)]
            parts.append([unwrapped(pa.array(column, pa.string())) for column in zip(*batch, strict=True)])
            self.row += len(batch)
            tell(f"读取{self.sheet}", self.row, 0)
        return [pa.chunked_array(column, pa.string()) for column in zip(*parts, strict=True)]

    def plain(self, tell: Tell) -> list[pa.ChunkedArray] | None:
        """The columns by the quick way, where the file is plain enough for it."""
        top = list(itertools.islice(records(self.path, self.encoding, self.delimiter), self.head + 1))
        fitted = [self.fitted(n, record) for n, record in enumerate(top, 1)]
        return plain.columns(
            self.path, self.encoding, self.delimiter, fitted, unwrapped, lambda rows: tell(f"读取{self.sheet}", rows, 0)
        )

    def batch(self) -> list[list[str]]:
        batch: list[list[str]] = []
        try:
            batch.extend(itertools.islice(self.source, BATCH))
        except csv.Error:
            self.problems.append(problem("S019", self.name, sheet=self.sheet, row=self.row + len(batch) + 1))
        return batch

    def fitted(self, row: int, record: list[str]) -> list[str]:
        """A record cut or filled to the header's width; titles above the header may have any number of cells."""
        found = len(record)
        extra = any(cell.strip() for cell in record[self.width :])
        short = found < self.width and any(cell.strip() for cell in record)
        if row > self.head + 1 and (extra or short) and len(self.problems) < LISTED:
            code = "S017" if extra else "S018"
            self.problems.append(problem(code, self.name, sheet=self.sheet, row=row, found=found, expected=self.width))
        return (record + [""] * (self.width - found))[: self.width]
