"""The lake: typed rows of checked packages as Parquet, a cache that can be removed at any time (DESIGN 4).

`lake/<line>/<table>/county_code=<code>/<version>.parquet`, `lake/registries/<registry>/<version>.parquet`.
"""

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import duckdb
import pyarrow as pa

from acceptance.store.errors import StoreError
from acceptance.store.files import FILE_MODE, fsync_file, make_dirs, put_in_place, token
from acceptance.store.home import REGISTRIES, Home, safe_name

Rows: TypeAlias = pa.Table | duckdb.DuckDBPyRelation
# DuckDB's own default, written down: the bytes of a file depend on it.
_ROW_GROUP = 122_880


def lake_path(home: Home, line: str, table: str, county: str, version: int) -> Path:
    """Where the rows of one table of one version lie."""
    folder = home.lake / safe_name(line) / safe_name(table) / f"county_code={safe_name(county)}"
    return folder / f"{version}.parquet"


def registry_path(home: Home, registry: str, version: int) -> Path:
    """Where the keyed and sorted rows of one delivery of a registry lie."""
    return home.lake / REGISTRIES / safe_name(registry) / f"{version}.parquet"


def lake_files(home: Home, line: str, table: str, county: str, versions: Iterable[int]) -> list[Path]:
    """The files of these versions that exist, in their order (a package need not hold every table)."""
    paths = (lake_path(home, line, table, county, version) for version in versions)
    return [path for path in paths if path.is_file()]


def write_rows(
    home: Home, line: str, table: str, county: str, version: int, rows: Rows, order_by: Sequence[str]
) -> Path:
    """Writes one table of one version; see `write_parquet`."""
    path = lake_path(home, line, table, county, version)
    write_parquet(path, rows, order_by, home.tmp)
    return path


def write_parquet(path: Path, rows: Rows, order_by: Sequence[str], tmp: Path | None = None) -> None:
    """Replaces a Parquet file whole: zstd, sorted, the same bytes for the same rows whatever the number of threads.

    order_by: columns that together are unique (rows of a package: the key may repeat in bad data, so add src_file,
    src_sheet, src_row). tmp: a folder of the same file system for the unfinished file (default: beside it).
    Raises StoreError when order_by is empty.
    """
    if not order_by:
        raise StoreError(f"写「{path.name}」时没有给出排序列。")
    make_dirs(path.parent)
    temporary = (tmp or path.parent) / f".{token()}.tmp"
    try:
        _copy_sorted(rows, temporary, ", ".join(_quoted(column) for column in order_by))
        temporary.chmod(FILE_MODE)
        fsync_file(temporary)
        put_in_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _copy_sorted(rows: Rows, target: Path, order: str) -> None:
    """Always from Arrow: DuckDB marks a column NOT NULL by the statistics of the table the rows were cut from, and
    the bytes would tell which batch they came with."""
    with one_writer() as connection:
        if isinstance(rows, pa.Table):
            _write(connection.from_arrow(rows).order(order), target)
        else:
            _write(connection.from_arrow(rows.order(order).to_arrow_reader(_ROW_GROUP)), target)


_own = threading.local()


@contextmanager
def one_writer() -> Iterator[duckdb.DuckDBPyConnection]:
    """Files written inside, by this thread, share one database: to open one takes longer than to write a small file."""
    if (shared := getattr(_own, "writer", None)) is not None:
        yield shared
        return
    with duckdb.connect() as opened:
        _own.writer = opened
        try:
            yield opened
        finally:
            _own.writer = None


def _write(relation: duckdb.DuckDBPyRelation, target: Path) -> None:
    relation.write_parquet(os.fspath(target), compression="zstd", row_group_size=_ROW_GROUP)


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
