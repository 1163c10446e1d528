"""Suggestions (疑似提示): broken numbers found again by arithmetic and name, missing ones by a linkage (issue 5, 2).

They are shown with their reason and never count as hits: neither R3 nor G8 looks at them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from acceptance import contracts, sql
from acceptance.contracts import Registry
from acceptance.matching import identity, names, unnumbered

COLUMNS = (
    "county_code",
    "household_id",
    "person_id",
    "registry",
    "kind",
    "why",
    "record_name",
    "record_number",
    "record_key",
    "evidence",
    "snapshot_date",
    "src_file",
    "src_sheet",
    "src_row",
)
WORKING = ("person_given", "person_may_be", "record_may_be", "record_broken", "asked", "proposed", "name_pair")
OF_PERSONS = "county_code, household_id, person_id, name, sex, id_no"
NOTHING = (
    "SELECT '' AS registry, 0::BIGINT AS k, '' AS id18, '' AS name, '' AS record_key, '' AS evidence, "
    "NULL::DATE AS snapshot_date, '' AS src_file, '' AS src_sheet, 0 AS src_row WHERE false"
)


def suggest(
    con: duckdb.DuckDBPyConnection,
    persons: str,
    registries: Mapping[str, Sequence[Path]],
    known: Mapping[str, Registry] | None = None,
    link: unnumbered.Link | None = None,
) -> duckdb.DuckDBPyRelation:
    """Makes the table `suggestion` (COLUMNS), in a fixed order.

    persons: a view or table with county_code, household_id, person_id, name, sex, id_no. registries: name -> Parquet of
    `load_registry`; only records that would count are looked at. kind: 本户证件号码疑有误, 部门号码疑有误,
    本户无证件号码, 本户证件号码不全; why says what is wrong (第11位应为3) or what agrees. A candidate needs a name that
    agrees or is nearly equal. Numbers are masked. link: who judges the likeness of persons without a usable number;
    with it persons also has village_code and relation, and there is a view `area`; without it they are left alone.
    """
    known = contracts.registries() if known is None else known
    given = identity.given(con, persons, OF_PERSONS + (", village_code, relation" if link else ""))
    con.execute(f"CREATE OR REPLACE TEMP TABLE person_given AS SELECT * EXCLUDE (id_no) FROM ({given})")
    parts = [_records(known[name], paths) for name, paths in sorted(registries.items())]
    con.execute(f"CREATE OR REPLACE TEMP VIEW record_given AS {' UNION ALL '.join(parts or [NOTHING])}")
    con.execute("CREATE OR REPLACE TEMP TABLE record_broken AS FROM record_given WHERE k IS NULL AND strlen(id18) = 18")
    broken = {
        "person": "FROM person_given WHERE k IS NULL AND strlen(id18) = 18",
        "record": "SELECT DISTINCT id18, k FROM record_broken",
    }
    for name, source in broken.items():
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name}_may_be AS {_candidates(source)}")
    likely = unnumbered.likely(con, registries, known, link) if link else None
    more = f"UNION ALL {likely}" if likely else ""
    con.execute(sql.load(identity.PACKAGE, "suggestions").format(likely=more))
    names.compare_pairs(con, "SELECT registered_name AS a, name AS b FROM proposed")
    con.execute(_confirmed())
    con.execute("DROP VIEW record_given")
    for working in WORKING + (unnumbered.WORKING if likely else ()):
        con.execute(f"DROP TABLE {working}")
    return con.table("suggestion")


def _candidates(source: str) -> str:
    return sql.load(identity.PACKAGE, "candidates").format(source=source)


def _records(registry: Registry, paths: Sequence[Path]) -> str:
    """The counting records; numbers are cleaned only where they have no key."""
    shown = ", ".join(f"{sql.identifier(c)}::VARCHAR" for c in registry.record_key if c != "id_no") or "''"
    listed = ", ".join(sql.quote(str(path)) for path in paths)
    return (
        f"SELECT {sql.quote(registry.name)} AS registry, k, "
        f"{identity.cleaned('id_no')} AS id18, name, "
        f"concat_ws('，', {shown}) AS record_key, {registry.evidence} AS evidence, snapshot_date, "
        f"src_file, src_sheet, src_row FROM read_parquet([{listed}]) WHERE {registry.counts_when}"
    )


def _confirmed() -> str:
    """Nearly equal names only, and the same name where there is no number to speak for it; a record that two candidates
    lead to is told once.
    """
    masked = "CASE WHEN strlen(s.id18) > 8 THEN left(s.id18, 6) || '**********' || right(s.id18, 2) ELSE '' END"
    chosen = ", ".join(
        {
            "record_name": "s.name AS record_name",
            "record_number": f"{masked} AS record_number",
            "kind": "s.kind AS kind",
        }.get(c, f"s.{c}")
        for c in COLUMNS
    )
    return f"""CREATE OR REPLACE TABLE suggestion AS
SELECT {chosen} FROM proposed s LEFT JOIN name_pair n ON n.a = s.registered_name AND n.b = s.name
WHERE s.registered_name = s.name OR n.kind = '命中' OR (s.number IS NOT NULL AND n.kind = '姓名近似')
QUALIFY row_number() OVER (PARTITION BY s.household_id, s.person_id, s.registry, s.record_key, s.kind
                           ORDER BY s.registered_name <> s.name, s.why, s.snapshot_date DESC, s.src_file, s.src_row) = 1
ORDER BY ALL"""
