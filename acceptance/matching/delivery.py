"""A department's delivery as it lies there, brought into one view of text columns under the contract's names.

Small files and workbooks go through the reading room (acceptance.sheets), which names every fault by row. Files too
large for it are read by DuckDB in bounded memory; the same headers are asked of them.
"""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from acceptance import sql
from acceptance.contracts import Registry
from acceptance.sheets import Problem, RawTable, delimited, headers, match_headers, read_table
from acceptance.sheets.model import HEADER_SEARCH_ROWS

LARGE = 64 << 20
"""Bytes from which a csv or parquet file is streamed; a workbook never gets that large."""
STREAMED = (".csv", ".txt", ".parquet")
CHUNK = 4 << 20


class RegistryRefused(ValueError):
    """A delivery that cannot be used; `reasons` are Chinese sentences. The previous delivery stays in force."""

    def __init__(self, registry: Registry, reasons: Sequence[str]) -> None:
        super().__init__(f"{registry.title}数据退回：" + "；".join(one.rstrip("。") for one in reasons))
        self.registry = registry.name
        self.reasons = tuple(reasons)


@dataclasses.dataclass(frozen=True)
class Part:
    """One file as SQL: `query` yields a text column per contract column, src_file, src_sheet and src_row."""

    query: str
    warnings: tuple[str, ...] = ()


def open_delivery(
    con: duckdb.DuckDBPyConnection,
    registry: Registry,
    sources: Sequence[Path],
    scratch: Path,
    large: int = LARGE,
) -> tuple[str, ...]:
    """Makes the view `delivery` over all files of one delivery; returns what is worth saying though it can be read.

    `part` counts the files, src_row counts from 1 as a person sees it; in a streamed file it counts records.
    Raises RegistryRefused.
    """
    if not sources:
        raise RegistryRefused(registry, ["没有文件"])
    parts = []
    for number, path in enumerate(sources):
        streamed = path.is_file() and path.suffix.lower() in STREAMED and path.stat().st_size >= large
        read = _streamed if streamed else _small
        parts.append(read(con, registry, path, scratch, number))
    con.execute(
        "CREATE OR REPLACE TEMP VIEW delivery AS "
        + " UNION ALL ".join(f"SELECT *, {number} AS part FROM ({part.query})" for number, part in enumerate(parts))
    )
    return tuple(warning for part in parts for warning in part.warnings)


def _small(con: duckdb.DuckDBPyConnection, registry: Registry, path: Path, scratch: Path, number: int) -> Part:
    package = read_table(path, registry, scratch=scratch)
    raw = package.tables.get(registry.name)
    problems = [*package.problems, *(match_headers(raw, registry) if raw else ())]
    _refuse_blocked(registry, problems)
    if raw is None:
        raise RegistryRefused(registry, [f"“{path.name}”中没有{registry.title}数据"])
    con.register(f"part_{number}", raw.data)
    row = "src_row::INTEGER AS src_row"
    return Part(_selected(registry, raw, f"part_{number}", row), tuple(p.message for p in problems))


def _refuse_blocked(registry: Registry, problems: Sequence[Problem]) -> None:
    if blocked := [p.message for p in problems if p.severity == "block"]:
        raise RegistryRefused(registry, list(dict.fromkeys(blocked)))


def _selected(registry: Registry, raw: RawTable, source: str, row: str) -> str:
    """Contract columns by header out of columns c0, c1, … as `raw.headers` counts them."""
    found = headers.places(raw, registry)
    columns = ", ".join(f"c{found[c.name][0]}::VARCHAR AS {sql.identifier(c.name)}" for c in registry.columns)
    lineage = f"{sql.quote(raw.src_file)} AS src_file, {sql.quote(raw.src_sheet)} AS src_sheet, {row}"
    return f"SELECT {columns}, {lineage} FROM {source}"


def _streamed(con: duckdb.DuckDBPyConnection, registry: Registry, path: Path, scratch: Path, number: int) -> Part:
    if path.suffix.lower() == ".parquet":
        return _parquet(con, registry, path)
    encoding = delimited.encoding_of(path)
    utf8 = path if encoding == "utf-8-sig" else _transcoded(registry, path, encoding, scratch / f"{number}.csv")
    names = headers.spellings(registry)
    delimiter, top = delimited.layout(path, encoding, lambda row: headers.known_headers(row, names))
    if top is None:
        first = f"“{path.name}”前 {HEADER_SEARCH_ROWS} 行"
        raise RegistryRefused(registry, [f"{first}中没有{registry.title}的表头"])
    raw = _header_only(registry, path, top[1], top[0] + 1)
    problems = match_headers(raw, registry)
    _refuse_blocked(registry, problems)
    types = "{" + ", ".join(f"'c{n}': 'VARCHAR'" for n in range(len(top[1]))) + "}"
    source = (
        f"(SELECT {', '.join(_unwrapped(n) for n in range(len(top[1])))} FROM read_csv({sql.quote(str(utf8))}, "
        f"auto_detect=false, header=false, skip={top[0] + 1}, delim={sql.quote(delimiter)}, quote='\"', escape='\"', "
        f"nullstr='', columns={types}))"
    )
    row = f"(row_number() OVER () + {top[0] + 1})::INTEGER AS src_row"
    return Part(_selected(registry, raw, source, row), tuple(p.message for p in problems))


def _unwrapped(number: int) -> str:
    """="5002…", how long numbers are protected in a csv -> 5002…"""
    cell = f"c{number}"
    return (
        f"CASE WHEN starts_with({cell}, '=\"') THEN regexp_extract({cell}, '^=\"(.*)\"$', 1) ELSE {cell} END AS {cell}"
    )


def _parquet(con: duckdb.DuckDBPyConnection, registry: Registry, path: Path) -> Part:
    source = f"read_parquet({sql.quote(str(path))})"
    found = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    raw = _header_only(registry, path, found, 1)
    problems = match_headers(raw, registry)
    _refuse_blocked(registry, problems)
    renamed = ", ".join(f"{sql.identifier(name)} AS c{n}" for n, name in enumerate(found))
    numbered = f"(SELECT {renamed}, file_row_number FROM read_parquet({sql.quote(str(path))}, file_row_number=true))"
    row = "(file_row_number + 2)::INTEGER AS src_row"
    return Part(_selected(registry, raw, numbered, row), tuple(p.message for p in problems))


def _header_only(registry: Registry, path: Path, found: Sequence[str], row: int) -> RawTable:
    none = pa.table({})
    return RawTable(registry.name, path.name, path.stem, row, tuple(found), tuple(range(1, len(found) + 1)), none, none)


def _transcoded(registry: Registry, path: Path, encoding: str, target: Path) -> Path:
    """The file in UTF-8, which is all that DuckDB reads."""
    try:
        with path.open(encoding=encoding, newline="") as source, target.open("w", encoding="utf-8", newline="") as out:
            while text := source.read(CHUNK):
                out.write(text)
    except UnicodeDecodeError:
        reason = f"“{path.name}”含有无法按 {encoding.upper()} 解读的字节；请以 UTF-8 重新导出"
        raise RegistryRefused(registry, [reason]) from None
    return target
