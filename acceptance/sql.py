"""SQL that is longer than a few lines lives in .sql files beside the module that runs it."""

import functools
import tempfile
import uuid
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

import duckdb


@functools.cache
def load(package: str, name: str) -> str:
    """The text of `name`.sql in `package`."""
    return (resources.files(package) / f"{name}.sql").read_text(encoding="utf-8")


def quote(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def parquet(files: Iterable[Path]) -> str:
    """The FROM item that reads these files as one table, a column by its name wherever it stands."""
    listed = ", ".join(quote(str(file)) for file in files)
    return f"read_parquet([{listed}], union_by_name=true, hive_partitioning=false)"


_NAME = r"nullif(regexp_replace({}, '[\s\x{{3000}}]+', '', 'g'), '')"
TWO_PEOPLE = f"CREATE MACRO two_people(a, b) AS {_NAME.format('a')} <> {_NAME.format('b')}"
"""Whether two names are of different people, spaces left out; NULL where one is missing (RULEBOOK P7: two signers)."""


def connect(memory: str = "3GB", threads: int = 2, temp: str | None = None) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with the settings every part of this project relies on: bounded memory, no progress bar,
    no network; with the macro `two_people`. temp: below which folder it may spill what its memory does not hold
    (default: the system's).
    """
    con = duckdb.connect(
        config={
            "memory_limit": memory,
            "threads": threads,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    con.execute("SET enable_progress_bar=false")
    con.execute("SET preserve_insertion_order=false")
    con.execute("SET TimeZone='Asia/Shanghai'")
    con.execute(TWO_PEOPLE)
    # A folder of its own: DuckDB makes it when it spills and removes it at the end, and its file names are not unique.
    private = Path(temp or tempfile.gettempdir()) / f"spill-{uuid.uuid4().hex}"
    con.execute(f"SET temp_directory={quote(str(private))}")
    return con
