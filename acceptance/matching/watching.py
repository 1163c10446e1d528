"""How far a long statement is, told while it runs: DuckDB knows the share, we know the rows."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from acceptance.progress import Tell, silent

EVERY = 0.2
SAMPLE = 1 << 20


@contextmanager
def watched(con: duckdb.DuckDBPyConnection, what: str, rows: int, tell: Tell) -> Iterator[None]:
    """Tells how many of `rows` the statement that runs inside has come through; in a thread, since DuckDB blocks."""
    if tell is silent:
        yield
        return
    con.execute("SET enable_progress_bar=true")
    con.execute("SET enable_progress_bar_print=false")
    done = threading.Event()

    def look() -> None:
        while not done.wait(EVERY):
            tell(what, int(max(con.query_progress(), 0) / 100 * rows), rows)

    tell(what, 0, rows)
    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield
        tell(what, rows, rows)
    finally:
        done.set()
        watcher.join()
        con.execute("SET enable_progress_bar=false")


def rows_about(sources: Sequence[Path]) -> int:
    """Rows of a delivery before it is read: exact of parquet, by the first lines of text, 0 where unknown."""
    return sum(_about(path) for path in sources if path.is_file())


def _about(path: Path) -> int:
    kind = path.suffix.lower()
    if kind == ".parquet":
        try:
            return int(pq.read_metadata(path).num_rows)
        except (OSError, ValueError):
            return 0  # reading it will say what is wrong
    if kind not in (".csv", ".txt"):
        return 0
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    return path.stat().st_size * start.count(b"\n") // max(len(start), 1)
