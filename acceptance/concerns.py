"""What one package says of each county: a municipal package speaks of many, and a county rests on its own rows alone.

Rows a line `says` about a result (a signature, a notice that was issued) are told apart from the rows that can change
it: they are printed, and what was signed stays what was signed (DESIGN 4, 8).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from acceptance import contracts, sql

JUDGED, SAID = "", "said/"
"""Prefixes of an input's name: rows that can change a verdict, and rows that only speak about a result."""

_DIGEST = """
    SELECT t.county_code, coalesce({says}, false),
           sha256(string_agg(t::VARCHAR || coalesce(f.wrong, ''), chr(10) ORDER BY t.src_file, t.src_sheet, t.src_row))
    FROM read_parquet({path}, hive_partitioning = false) t
    LEFT JOIN (
        SELECT file, sheet, row_no, string_agg(rule_id || severity, ',' ORDER BY rule_id, column_name) AS wrong
        FROM found WHERE table_name = {table} GROUP BY ALL
    ) f ON (t.src_file, t.src_sheet, t.src_row) = (f.file, f.sheet, f.row_no)
    WHERE t.county_code IS NOT NULL
    GROUP BY ALL ORDER BY ALL"""


def of_package(line: contracts.Line, files: Mapping[str, Path], found: pa.Table) -> dict[str, dict[str, str]]:
    """County -> prefix (JUDGED, SAID) -> sha256 of its rows with the rules they break, in order of code.

    files: table -> the package's typed rows. found: its findings (`findings.SCHEMA`), because a wrong row counts for
    nothing.
    """
    parts: dict[str, dict[str, list[str]]] = {}
    with sql.connect() as con:
        con.register("found", found)
        for table, path in sorted(files.items()):
            query = _DIGEST.format(says=line.says or "false", path=sql.quote(str(path)), table=sql.quote(table))
            for county, said, digest in con.execute(query).fetchall():
                parts.setdefault(county, {}).setdefault(SAID if said else JUDGED, []).append(digest)
    return {county: {prefix: "".join(each) for prefix, each in parts[county].items()} for county in sorted(parts)}


def kept(details: Mapping[str, Any], county: str) -> dict[str, str]:
    """What the check of a municipal package noted of one county; nothing where it does not speak of it."""
    return dict(details.get("concerns", {}).get(county, {}))
