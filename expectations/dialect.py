"""The dialect through which Great Expectations 1.24 reaches DuckDB 2.0; delete it when GX has an engine of its own.

GX reads a result after it gave the connection back; SQLAlchemy then rolls back and DuckDB drops the pending result.
AUTOCOMMIT without rollback keeps it. GX's probe for regular expressions is `hasattr(dialect, "DremioDialect")`,
whose SQL is DuckDB's own.
The batch lies in an in-memory database of this process: every "connection" of the engine is a cursor on it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
from duckdb_sqlalchemy import ConnectionWrapper
from duckdb_sqlalchemy import Dialect as DuckDBDialect
from sqlalchemy.dialects import registry

ENGINE = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
_lent: dict[str, duckdb.DuckDBPyConnection] = {}


class Dialect(DuckDBDialect):
    """`duckdb+gx:///<name>`: cursors on the connection lent under that name."""

    driver = "gx"
    supports_statement_cache = True
    DremioDialect = True

    def connect(self, *args: Any, **kwargs: Any) -> ConnectionWrapper:
        name = args[0] if args else kwargs["database"]
        cursor = _lent[name].cursor()
        cursor.execute("SET enable_progress_bar=false")
        return ConnectionWrapper(cursor)


registry.register("duckdb.gx", __name__, "Dialect")


@contextmanager
def lent(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Lends a connection to GX for the length of a block; yields the connection string."""
    name = f"lent{id(con)}"
    _lent[name] = con
    try:
        yield f"duckdb+gx:///{name}"
    finally:
        del _lent[name]
