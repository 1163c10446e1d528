"""Hits and leads: registered persons found in department registries, and what the counties made of them (DESIGN 7)."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from acceptance import contracts, sql
from acceptance.contracts import Registry
from acceptance.matching import identity, names

NOTHING = (
    "SELECT '' AS registry, '' AS indicator, 0::BIGINT AS k, false AS upgraded, '' AS name, '' AS record, "
    "'' AS record_key, '' AS evidence, NULL::VARCHAR AS states, NULL::DATE AS snapshot_date, '' AS src_file, "
    "'' AS src_sheet, 0 AS src_row WHERE false"
)
"""The probe of no registry at all."""


@dataclasses.dataclass(frozen=True)
class LeadCounts:
    """Leads of one registry: hits in today's delivery that ask for an answer, and the answers (result.json `leads`)."""

    hits: int = 0
    confirmed: int = 0
    kept: int = 0
    open: int = 0


def match(
    con: duckdb.DuckDBPyConnection,
    persons: str,
    registries: Mapping[str, Path | Sequence[Path]],
    year: int,
    known: Mapping[str, Registry] | None = None,
) -> duckdb.DuckDBPyRelation:
    """Finds the persons of all counties in all registries, in one statement; makes `hit` and `department_record`.

    persons: a view or table with county_code, household_id, person_id, name, id_no; persons without a usable number are
    found nowhere. registries: name -> the Parquet that `load_registry` wrote, or several. known: the contracts
    (default: all). Records for which the contract's `counts_when` does not hold are passed over. A registry with an
    indicator gives hits, one without gives department_record. Hits are in order of county_code, lead_id; lead_id = the
    first 16 hex digits of sha256(year|county|k|registry|natural key), with |household_id behind it where one number
    stands in two households. kind: 命中, 姓名近似 (one character or the sound alike), 姓名不符; name_agrees: not
    姓名不符. A number of 15 digits is brought to 18 for this comparison only, and the evidence says so.

    Raises:
        KeyError: a registry that no contract describes.
    """
    known = contracts.registries() if known is None else known
    con.execute(f"CREATE OR REPLACE TEMP TABLE registered AS {_usable(persons)}")
    listed = {name: [one] if isinstance(one, Path) else list(one) for name, one in sorted(registries.items())}
    probes = [_probe(known[name], paths) for name, paths in listed.items()]
    probe = "\n    UNION ALL ".join(probes or [NOTHING])
    # the probe is the UNION ALL of all registries; `registered` is the one hash table
    con.execute(
        "CREATE OR REPLACE TEMP TABLE met AS SELECT p.county_code, p.household_id, p.person_id, "
        "p.name AS registered_name, r.* REPLACE (p.upgraded OR r.upgraded AS upgraded) "
        f"FROM ({probe}) r JOIN registered p ON r.k = p.k"
    )
    names.compare_pairs(con, "SELECT registered_name AS a, name AS b FROM met")
    con.execute(sql.load(identity.PACKAGE, "hits").format(year=sql.quote(str(year))))
    for working in ("registered", "met", "name_pair", "differing"):
        con.execute(f"DROP TABLE {working}")
    return con.table("hit")


def _usable(persons: str) -> str:
    people = f"(SELECT county_code, household_id, person_id, name, id_no FROM {sql.identifier(persons)})"
    return f"SELECT * EXCLUDE (id_no, id18) FROM ({identity.match_keyed(people)}) WHERE k IS NOT NULL"


def _probe(registry: Registry, paths: Sequence[Path]) -> str:
    """The counting records of one registry; its wide columns are decoded only where a key may meet a person."""
    # the number itself is compared by its key: spellings of one number are one record
    parts = [(c, f"{sql.identifier(c)}::VARCHAR") for c in registry.record_key]
    natural = " || '|' || ".join("k::VARCHAR" if c == "id_no" else f"coalesce({text}, '')" for c, text in parts)
    shown = ", ".join(text for c, text in parts if c != "id_no") or "''"
    texts = (natural, f"concat_ws('，', {shown})") if registry.indicator else ("''", "''")
    return (
        f"SELECT {sql.quote(registry.name)} AS registry, {sql.quote(registry.indicator)} AS indicator, k, upgraded, "
        f"name, {texts[0]} AS record, {texts[1]} AS record_key, {registry.evidence} AS evidence, "
        f"{registry.states} AS states, snapshot_date, src_file, src_sheet, src_row "
        f"FROM read_parquet([{', '.join(sql.quote(str(path)) for path in paths)}]) WHERE {registry.counts_when}"
    )


def apply_adjudications(con: duckdb.DuckDBPyConnection, earlier: str | None = None) -> duckdb.DuckDBPyRelation:
    """Makes the table `lead` out of `hit` and `adjudication` (every accepted version of it).

    Of entries on one lead the last by decided_on counts, on one day the last by `version`. status: 属实; 保留 and 撤销 with reason code, document and two different signers; else 待核查. A lead that
    was adjudicated and is hit no more is kept as 撤销; `earlier` names a table of the hits of earlier deliveries, from
    which it takes its facts.
    """
    before = sql.identifier(earlier) if earlier else "(SELECT * FROM hit WHERE false)"
    con.execute(sql.load(identity.PACKAGE, "leads").format(earlier=before))
    return con.table("lead")


def lead_counts(con: duckdb.DuckDBPyConnection, registries: Iterable[str]) -> dict[str, LeadCounts]:
    """Counts by registry, every one named even without a lead. 撤销 counts nowhere; hits = confirmed + kept + open."""
    rows = con.execute(
        "SELECT registry, count(*), count(*) FILTER (status = '属实'), count(*) FILTER (status = '保留'), "
        "count(*) FILTER (status = '待核查') FROM lead WHERE status <> '撤销' GROUP BY registry"
    ).fetchall()
    counted = {name: LeadCounts(*numbers) for name, *numbers in rows}
    return {name: counted.get(name, LeadCounts()) for name in sorted(registries)}
