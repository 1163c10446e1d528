"""Persons without a usable number: what is known of them and of those who bear their name, for a linkage to judge.

The linkage itself is a doorway's (tasks/likeness.py): this package only says what may be compared, and takes the pairs.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import duckdb

from acceptance import sql
from acceptance.contracts import Registry
from acceptance.matching import identity

Link = Callable[[duckdb.DuckDBPyConnection], None]
"""Reads `unnumbered` and `namesake`, makes the table `linked` (person, k, why) of the pairs that are likely one."""

LACKING = (
    "k IS NULL AND name IS NOT NULL "
    "AND coalesce(NOT regexp_full_match(id18, '[1-9][0-9]{16}[0-9X]|[1-9][0-9]{14}'), true)"
)
"""Of person_given: neither a number to be tried digit by digit (candidates.sql) nor one of 15 digits (identity.py)."""
WORKING = ("unnumbered", "namesake", "linked")
PLACES = ("src_unit", "name", "id_no")
"""Columns of a registry that name no place where its people live."""


def likely(
    con: duckdb.DuckDBPyConnection, registries: Mapping[str, Sequence[Path]], known: Mapping[str, Registry], link: Link
) -> str | None:
    """SQL of the pairs a linkage finds likely, as `asked` of suggestions.sql; None where everybody has a number.

    Reads person_given with village_code and relation, and `area` (the areas of the municipality).
    """
    if not registries or not con.execute(f"SELECT 1 FROM person_given WHERE {LACKING} LIMIT 1").fetchall():
        return None
    named = " UNION ALL ".join(_named(known[name], paths) for name, paths in sorted(registries.items()))
    con.execute(f"CREATE OR REPLACE TEMP VIEW record_named AS {named}")
    stated = {"lacking": LACKING, "tidy": identity.tidy_name("name")}
    con.execute(sql.load(identity.PACKAGE, "unnumbered").format(**stated))
    link(con)
    return (
        "SELECT u.county_code, u.household_id, u.person_id, u.name AS registered_name, NULL::VARCHAR AS number, "
        "CASE WHEN u.id18 IS NULL THEN '本户无证件号码' ELSE '本户证件号码不全' END AS kind, l.why, l.k AS may_be "
        "FROM linked l JOIN unnumbered u USING (person)"
    )


def _named(registry: Registry, paths: Sequence[Path]) -> str:
    """The counting records by name; said: everything in them that may name a place."""
    texts = [c.name for c in registry.columns if c.type == "text" and not c.codes and c.name not in PLACES]
    said = f"concat_ws('，', {', '.join(map(sql.identifier, texts))})" if texts else "''"
    listed = ", ".join(sql.quote(str(path)) for path in paths)
    return f"SELECT k, name, {said} AS said FROM read_parquet([{listed}]) WHERE {registry.counts_when}"
