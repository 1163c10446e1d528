"""The reading room: from the bytes a county sends to typed rows, with everything that is wrong said in Chinese.

`read_package` / `read_table` -> RawPackage of RawTables (all text) -> `match_headers` -> `type_table` into DuckDB.
"""

from acceptance.sheets.headers import match_headers
from acceptance.sheets.model import Limits, RawPackage, RawTable
from acceptance.sheets.package import missing_tables, read_package, read_table
from acceptance.sheets.problems import CODES, Problem
from acceptance.sheets.titles import named_tables
from acceptance.sheets.typed import TypedResult, type_table

__all__ = [
    "CODES",
    "Limits",
    "Problem",
    "RawPackage",
    "RawTable",
    "TypedResult",
    "match_headers",
    "missing_tables",
    "named_tables",
    "read_package",
    "read_table",
    "type_table",
]
